package wiring

import (
	"strings"

	"ispatch/internal/jdbc"
)

// locate takes a JDBC URL apart and leaves out whatever may be a password.
func locate(url string) Database {
	u := jdbc.Parse(trim(url))
	if u.Type == jdbc.Other {
		u.Type = ""
	}
	if u.Type == "" || u.Err() != nil || u.Opaque != "" {
		return Database{Type: string(u.Type), URL: unusual(trim(url))}
	}
	// Parse has told the parameters apart from the rest, so Base drops them.
	return Database{Type: string(u.Type), Host: u.Host().Name, Port: u.Host().Port, Name: u.Database,
		URL: jdbc.Base(trim(url))}
}

// unusual is what may be shown of a JDBC URL that Parse does not take apart.
func unusual(url string) string {
	base := jdbc.Base(url)
	// Oracle has an @ before the place of the database.
	place := strings.Replace(base, "jdbc:oracle:thin:@", "", 1)
	if !suspicious(place) {
		return base
	}
	scheme, rest, _ := strings.Cut(url, ":")
	if kind, _, found := strings.Cut(rest, ":"); found && scheme == "jdbc" && isWord(kind) {
		return "jdbc:" + kind + ":…"
	}
	return "…"
}

// suspicious says whether a text may hold a user or a password.
func suspicious(s string) bool {
	lower := strings.ToLower(s)
	for _, word := range []string{"pass", "pwd", "secret", "user", "uid=", "@"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

func isWord(s string) bool {
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// plainURLs is what may be shown of one or more URLs that are not JDBC ones:
// scheme, host and path.
func plainURLs(urls string) string {
	var shown []string
	for _, url := range strings.Fields(urls) {
		shown = append(shown, plainURL(url))
	}
	return strings.Join(shown, " ")
}

func plainURL(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || !isWord(scheme) {
		return "…"
	}
	if at := strings.IndexAny(rest, "?#;"); at >= 0 {
		rest = rest[:at]
	}
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if suspicious(rest) {
		return scheme + "://…"
	}
	return scheme + "://" + rest
}
