package jdbc

import "strings"

// Scheme returns the text after jdbc: up to the next colon, in lower case, such as mysql
// or oracle. It returns "" if the text is not a JDBC URL or has no such colon. The result
// never holds a password.
func Scheme(url string) string {
	scheme, _, _ := cutScheme(url)
	return scheme
}

// cutScheme returns the scheme of a URL and the text after its colon.
func cutScheme(url string) (scheme, rest string, ok bool) {
	url = strings.TrimSpace(url)
	if len(url) < len("jdbc:") || !strings.EqualFold(url[:len("jdbc:")], "jdbc:") {
		return "", "", false
	}
	scheme, rest, ok = strings.Cut(url[len("jdbc:"):], ":")
	if !ok || strings.ContainsAny(scheme, "/@?;") {
		return "", "", false
	}
	return strings.ToLower(scheme), rest, true
}

// Embedded reports whether a URL is that of a database that runs in the process that
// opens it, such as an H2 file. Opening such a database would create it, or lock out a
// server. The prefix of a wrapper, as in jdbc:p6spy:h2:…, is ignored.
func Embedded(url string) bool {
	for scheme, rest, ok := cutScheme(url); ok; scheme, rest, ok = cutScheme("jdbc:" + rest) {
		location := strings.ToLower(rest)
		switch scheme {
		case "h2":
			return !hasAnyPrefix(location, "tcp:", "ssl:")
		case "derby":
			return !hasAnyPrefix(location, "//")
		case "hsqldb":
			return !hasAnyPrefix(location, "hsql:", "hsqls:", "http:", "https:")
		case "sqlite":
			return true
		}
	}
	return false
}

func hasAnyPrefix(text string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}
