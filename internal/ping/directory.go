package ping

import "strings"

// directorySettings returns the settings of a user store for the Java part: its
// properties, and the search bases, separated by #. Users are counted below the
// user search bases; those of groups are only looked up if the store reads
// groups.
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
