package jdbc

import "strings"

// parseOther parses a URL whose scheme has no preset, if it has the form that most drivers share:
// jdbc:WORDS:[//HOSTS/]DATABASE with parameters after a ?, a ; or, for Informix, a colon.
//
//	jdbc:informix-sqli://h:1533/db:INFORMIXSERVER=s;user=u
//	jdbc:derby://h:1527/db;create=true
//	jdbc:jtds:sqlserver://h:1433/db;instance=I
//	jdbc:hsqldb:hsql://h:9001/db
//	jdbc:log4jdbc:mysql://h:3306/db?a=b
func parseOther(text string) URL {
	u := URL{Type: Other, text: text}
	opaque := URL{Type: Other, text: text, Opaque: text[len("jdbc:"):]}
	words, location := "", text[len("jdbc:"):]
	for {
		word, after, found := strings.Cut(location, ":")
		if !found || !isWord(word) {
			break
		}
		words, location = words+word+":", after
	}
	if words == "" {
		return opaque
	}
	u.Mode = strings.TrimSuffix(words, ":")
	location, parameters := splitOther(location)
	for _, item := range strings.FieldsFunc(parameters, func(r rune) bool { return r == ';' || r == '&' }) {
		name, value, _ := strings.Cut(item, "=")
		u.Parameters = append(u.Parameters, Parameter{name, value})
	}
	if rest, network := strings.CutPrefix(location, "//"); network {
		authority, name, _ := strings.Cut(rest, "/")
		u.Database = name
		if !u.authority(authority) {
			opaque.problem = u.problem
			return opaque
		}
	} else {
		u.Database = location
	}
	if instance, ok := u.Parameter("instance"); ok {
		u.Instance = instance
	}
	if name, ok := u.Parameter("databaseName"); ok && u.Database == "" {
		u.Database = name
	}
	u.credentials()
	return u
}

// splitOther splits a URL into the part before the parameters and the parameters.
func splitOther(s string) (location, parameters string) {
	if at := strings.IndexAny(s, "?;"); at >= 0 {
		location, parameters = s[:at], s[at+1:]
	} else {
		location = s
	}
	for at := strings.LastIndexByte(location, '/') + 1; at < len(location); at++ {
		if location[at] != ':' {
			continue
		}
		name, _, assigned := strings.Cut(location[at+1:], "=")
		if assigned && isWord(name) {
			return location[:at], location[at+1:] + ";" + parameters
		}
	}
	return location, parameters
}
