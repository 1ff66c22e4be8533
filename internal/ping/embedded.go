package ping

import "strings"

// embedded reports whether a URL is of a database that runs in the process that
// opens it: to open it would create it, or lock it from the server. A wrapper's
// prefix, as in jdbc:p6spy:h2:…, is passed over.
func embedded(url string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(url)), "jdbc:")
	for ; ok; _, rest, ok = strings.Cut(rest, ":") {
		scheme, location, _ := strings.Cut(rest, ":")
		switch scheme {
		case "h2":
			return !strings.HasPrefix(location, "tcp:") && !strings.HasPrefix(location, "ssl:")
		case "derby":
			return !strings.HasPrefix(location, "//")
		case "hsqldb":
			return !strings.HasPrefix(location, "hsql:") && !strings.HasPrefix(location, "hsqls:") &&
				!strings.HasPrefix(location, "http:") && !strings.HasPrefix(location, "https:")
		case "sqlite":
			return true
		}
		if strings.ContainsAny(scheme, "/@?;") {
			return false
		}
	}
	return false
}

// embeddedSource reports whether a class of dataSourceClassName opens a database
// in its own process.
func embeddedSource(class string) bool {
	return strings.HasPrefix(class, "org.apache.derby.jdbc.Embedded") || strings.HasPrefix(class, "org.sqlite.")
}

// unopened returns why a target is not opened at all, and false where it is.
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
		// LDAPConnectionContext takes the port from it before anything else.
		return BadURL, "has no port, without which the server's user store doesn't start", true
	case embedded(t.url()), embeddedSource(class):
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

// needs reports whether a target can't be opened without knowing a setting.
func (t Target) needs(s Setting) bool {
	if t.Directory {
		return strings.Contains(storeNames, " "+s.Name+" ")
	}
	return s.Kind == String || s.Kind == SourceProperty || s.Kind == DatabaseProperty
}
