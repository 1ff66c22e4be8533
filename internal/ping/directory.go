package ping

import "strings"

// directorySettings are what the Java part is given of a user store: its
// properties, and the search bases, several of which are separated by #. Users
// are counted below those of users, groups only where the store reads them.
func (t Target) directorySettings() []Setting {
	settings := append([]Setting{{"control", "kind", "directory"}}, t.Settings...)
	for base := range strings.SplitSeq(t.get("UserSearchBase"), "#") {
		settings = append(settings, Setting{"base", base, t.get("UserNameListFilter")})
	}
	if t.get("ReadGroups") == "true" && t.get("GroupSearchBase") != "" {
		for base := range strings.SplitSeq(t.get("GroupSearchBase"), "#") {
			settings = append(settings, Setting{"base", base, ""})
		}
	}
	return settings
}
