package ping

import (
	"strings"

	"ispatch/internal/jdbc"
)

// embeddedSource reports whether a datasource class opens a database in its own
// process.
func embeddedSource(class string) bool {
	return strings.HasPrefix(class, "org.apache.derby.jdbc.Embedded") || strings.HasPrefix(class, "org.sqlite.")
}

// unopened returns why a target must not be opened; ok is false if it may be
// opened.
func (t Target) unopened() (code Code, detail string, ok bool) {
	if t.Alias {
		return SecretAlias, "", true
	}
	for _, s := range t.Settings {
		if strings.Contains(s.Value, "${") && t.needs(s) {
			return SystemProperty, s.Name, true
		}
	}
	class := t.get("dataSourceClassName")
	switch {
	case class == "" && t.url() == "" && (!t.Directory || t.get("DNSURL") == ""):
		return BadURL, "is missing", true
	case t.Directory && t.url() != "" && strings.Count(t.url(), ":") < 2:
		// LDAPConnectionContext reads the port before anything else.
		return BadURL, "has no port, without which the server's user store doesn't start", true
	case jdbc.Embedded(t.url()), embeddedSource(class):
		name, _, _ := strings.Cut(t.url(), ";")
		if embeddedSource(class) {
			name = class
		}
		return EmbeddedDatabase, "the database of " + name, true
	case class == "" && !t.Directory && t.get("driverClassName") == "":
		return MissingDriver, "of an empty driverClassName", true
	}
	return "", "", false
}

// storeNames are the properties of a user store that a ping needs.
const storeNames = " ConnectionURL ConnectionName ConnectionPassword DNSURL DNSDomainName UserSearchBase " +
	"GroupSearchBase UserNameListFilter "

// needs reports whether a target cannot be opened without the value of a
// setting.
func (t Target) needs(s Setting) bool {
	if t.Directory {
		return strings.Contains(storeNames, " "+s.Name+" ")
	}
	return s.Kind == String || s.Kind == SourceProperty || s.Kind == DatabaseProperty
}
