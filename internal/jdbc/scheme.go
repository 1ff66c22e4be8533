package jdbc

import "strings"

// Scheme returns what comes after jdbc: up to the next colon, in lower case: the
// driver's name for its own URLs, mysql or oracle; and empty for a text that is no
// JDBC URL, or has no such colon. No password is in it.
func Scheme(url string) string {
	scheme, _, _ := cutScheme(url)
	return scheme
}

// cutScheme returns the scheme of a URL and what comes after its colon.
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

// Embedded reports whether a URL is of a database that runs in the process that
// opens it, such as H2's files: to open it would create it, or lock it from a
// server. A wrapper's prefix, as in jdbc:p6spy:h2:…, is passed over.
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
