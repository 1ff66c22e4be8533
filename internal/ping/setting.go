package ping

import "strings"

// leftOut are the settings that a ping does not pass to the pool, and the
// values it uses instead: one connection is enough, and nothing is written.
var leftOut = []Setting{
	{Integer, "initialSize", "0"}, {Integer, "minIdle", "0"}, {Boolean, "jmxEnabled", "false"}, {String, "initSQL", ""},
}

// poolSettings returns the settings that the pool is opened with: those of the
// file and the server's defaults (maxIdle 8), except those left out. A password
// without a user is not set (carbon-kernel 4.4.35, RDBMSDataSourceUtils). The
// notes name what is left out.
func (t Target) poolSettings() (settings []Setting, notes []string) {
	settings = []Setting{{Integer, "maxIdle", "8"}, {String, "jdbcInterceptors", ""}}
	for _, s := range t.Settings {
		switch {
		case s.Kind == String && s.Value == "" && s.Name != "url":
			continue
		case s.Kind == String && s.Name == "password" && t.get("username") == "":
			continue
		}
		settings = append(settings, s)
	}
	var names []string
	for _, s := range leftOut {
		if t.has(s.Name) && t.get(s.Name) != s.Value {
			names = append(names, s.Name)
		}
		if s.Kind != String {
			settings = append(settings, s)
			continue
		}
		settings = withoutSetting(settings, s.Name)
	}
	if len(names) > 0 {
		notes = append(notes, "opened without "+enumerate(names)+", which the server would set")
	}
	return settings, notes
}

func withoutSetting(settings []Setting, name string) []Setting {
	kept := settings[:0]
	for _, s := range settings {
		if s.Name != name || s.Kind == DatabaseProperty || s.Kind == SourceProperty {
			kept = append(kept, s)
		}
	}
	return kept
}

// enumerate returns "a, b and c".
func enumerate(words []string) string {
	last := len(words) - 1
	if last <= 0 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
