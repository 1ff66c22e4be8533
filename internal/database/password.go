package database

import "strings"

// Passwords returns the passwords that stand in a JDBC URL: of a parameter
// named password, in any case, and of user:password@ or Oracle's
// user/password@. They are as they stand in it. It returns none for a text
// that is no URL.
func Passwords(url string) []string {
	u, err := Parse(url)
	if err != nil {
		return nil
	}
	var found []string
	add := func(password string) {
		if password != "" {
			found = append(found, password)
		}
	}
	for _, p := range u.Parameters {
		if strings.EqualFold(p.Name, "password") {
			add(p.Value)
		}
	}
	if u.Opaque == "" {
		return found
	}
	// A URL with a user in it is not of the usual form.
	rest := u.Opaque
	if u.Type == Oracle {
		if _, after, ok := strings.Cut(rest, ":"); ok {
			if at := strings.LastIndexByte(cut(after, "("), '@'); at > 0 {
				_, password, _ := strings.Cut(after[:at], "/")
				add(password)
			}
		}
		return found
	}
	if start := strings.Index(rest, "//"); start >= 0 {
		authority := cut(rest[start+2:], "/?;")
		if at := strings.LastIndexByte(authority, '@'); at >= 0 {
			_, password, _ := strings.Cut(authority[:at], ":")
			add(password)
		}
	}
	_, parameters, _ := strings.Cut(rest, "?")
	for _, item := range strings.FieldsFunc(parameters, func(r rune) bool { return r == '&' || r == ';' }) {
		if name, value, _ := strings.Cut(item, "="); strings.EqualFold(name, "password") {
			add(value)
		}
	}
	return found
}
