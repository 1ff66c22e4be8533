package secret

import (
	"bytes"
)

// credentials finds the passwords in a text as the server reads it, that is with
// character references resolved: in parameters, in the user part of URLs and in
// Oracle's user/password@. In prose a value ends at a blank or a quote, too; in
// a text that as a whole is one URL or list of parameters it doesn't.
func credentials(text []byte, prose bool) []Span {
	var spans []Span
	spans = parameters(text, '=', prose, spans)
	if bytes.Contains(text, []byte("://")) {
		spans = userParts(text, prose, spans)
	}
	spans = oracleUsers(text, prose, spans)
	return merge(spans)
}

// remarks finds the secrets in a text that people write for people: those that
// credentials finds, and what follows password: or "password": as well.
func remarks(text []byte) []Span {
	return merge(append(credentials(text, true), parameters(text, ':', true, nil)...))
}

// isProse reports whether a text is more than one URL (jdbc:…, scheme://…,
// user@jdbc:…) or list of parameters (a=b;c=d).
func isProse(text []byte) bool {
	word := bytes.TrimLeft(text, blanks)
	if end := bytes.IndexAny(word, blanks); end >= 0 {
		word = word[:end]
	}
	if bytes.Contains(word, []byte("://")) || bytes.Contains(bytes.ToLower(word), []byte("jdbc:")) {
		return false
	}
	equals := bytes.IndexByte(word, '=')
	return equals < 1 || !isIdentifier(word[:equals])
}

// parameters finds the values of password= and the like, separator being the = in
// it.
func parameters(text []byte, separator byte, prose bool, spans []Span) []Span {
	for at := 0; ; {
		found := bytes.IndexByte(text[at:], separator)
		if found < 0 {
			return spans
		}
		found += at
		at = found + 1
		if !endsInSecretName(text[:found]) {
			continue
		}
		for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
			at++
		}
		ends := ""
		if separator == '=' {
			ends = "&;"
		}
		value := parameterValue(text[at:], ends, prose)
		value.Start, value.End = value.Start+at, value.End+at
		if value.Start < value.End {
			spans = append(spans, value)
		}
		at = value.End
	}
}

// endsInSecretName reports whether what is before a separator is the name of a
// secret, in quotes or not.
func endsInSecretName(text []byte) bool {
	name := bytes.TrimRight(text, " \t")
	if last := len(name) - 1; last > 0 && (name[last] == '"' || name[last] == '\'') {
		name = name[:last]
	}
	start := len(name)
	for start > 0 && len(name)-start < maxName && isIdentifier(name[start-1:start]) {
		start--
	}
	if start > 0 && (name[start-1] == '/' || name[start-1] == '@') {
		return false // a host, whose port follows
	}
	return Name(string(name[start:]))
}

// maxName bounds how far back a name is looked for.
const maxName = 128

// parameterValue is the value that a text begins with. It ends before one of the
// characters of ends.
func parameterValue(text []byte, ends string, prose bool) Span {
	if len(text) == 0 {
		return Span{}
	}
	switch quote := text[0]; quote {
	case '"', '\'':
		if end := bytes.IndexByte(text[1:], quote); end >= 0 {
			return Span{1, 1 + end}
		}
	case '{': // SQL Server's quotes; }} is a brace
		for end := 1; end < len(text); end++ {
			if text[end] != '}' {
				continue
			}
			if end+1 < len(text) && text[end+1] == '}' {
				end++
				continue
			}
			return Span{0, end + 1}
		}
	}
	if prose {
		ends += "<\"'" + blanks
	}
	end := bytes.IndexAny(text, ends)
	if end == 0 && prose && (text[0] == '"' || text[0] == '\'') {
		// A quote that is never closed.
		if end = bytes.IndexAny(text[1:], ends); end >= 0 {
			end++
		}
	}
	if end < 0 {
		end = len(text)
	}
	return Span{0, len(bytes.TrimRight(text[:end], blanks))}
}

// userParts finds the passwords of URLs: what is between the first colon and the
// last @ of scheme://user:password@host, of several hosts too. A password holds
// no raw / ? or #, as these end that part of a URL; but where what follows the
// colon up to there is no port, it is taken for the start of a password.
func userParts(text []byte, prose bool, spans []Span) []Span {
	limit := 0
	lastAt := bytes.LastIndexByte(text, '@')
	for at := 0; at < lastAt; {
		scheme := bytes.Index(text[at:], []byte("://"))
		if scheme < 0 {
			return spans
		}
		at += scheme + len("://")
		if limit < at {
			limit = valueLimit(text, at, prose)
		}
		user := bytes.IndexAny(text[at:limit], ":/?#@;")
		if user < 0 || text[at+user] != ':' {
			continue
		}
		start := at + user + 1
		host := bytes.IndexAny(text[start:limit], "/?#@;")
		if host < 0 {
			continue
		}
		host += start
		stop := limit
		if text[host] == '@' {
			if query := bytes.IndexAny(text[host:limit], "?#"); query >= 0 {
				stop = host + query
			}
		} else if isPort(text[start:host]) {
			continue
		}
		end := bytes.LastIndexByte(text[start:stop], '@')
		if end < 0 {
			continue
		}
		if end > 0 {
			spans = append(spans, Span{start, start + end})
		}
		at = start + end
	}
	return spans
}

// oracleUsers finds the password of jdbc:oracle:thin:user/password@host.
func oracleUsers(text []byte, prose bool, spans []Span) []Span {
	const scheme = "jdbc:oracle:"
	if bytes.IndexByte(text, '/') < 0 {
		return spans
	}
	lower := bytes.ToLower(text)
	if len(lower) != len(text) { // a letter beyond ASCII of which the small one has another length
		lower = text
	}
	limit := 0
	for at := 0; ; {
		found := bytes.Index(lower[at:], []byte(scheme))
		if found < 0 {
			return spans
		}
		at += found + len(scheme)
		if limit < at {
			limit = valueLimit(text, at, prose)
		}
		driver := bytes.IndexByte(text[at:limit], ':')
		if driver < 0 {
			continue
		}
		start := at + driver + 1
		user := bytes.IndexAny(text[start:limit], "/@:")
		if user < 0 || text[start+user] != '/' {
			continue
		}
		start += user + 1
		stop := limit
		if first := bytes.IndexByte(text[start:limit], '@'); first >= 0 {
			if address := bytes.IndexAny(text[start+first:limit], "(?"); address >= 0 {
				stop = start + first + address
			}
		}
		end := bytes.LastIndexByte(text[start:stop], '@')
		if end < 0 {
			end = stop - start
		}
		if end > 0 {
			spans = append(spans, Span{start, start + end})
		}
		at = start + end
	}
}

// valueLimit is where the URL that text[at:] is in must have ended.
func valueLimit(text []byte, at int, prose bool) int {
	if !prose {
		return len(bytes.TrimRight(text, blanks))
	}
	if end := bytes.IndexAny(text[at:], "<\"'"+blanks); end >= 0 {
		return at + end
	}
	return len(text)
}

func isPort(text []byte) bool {
	return len(bytes.Trim(text, "0123456789")) == 0
}

// isIdentifier reports whether the bytes can be (part of) a parameter's name.
func isIdentifier(text []byte) bool {
	for _, c := range text {
		if !isNameByte(c) || c == ':' {
			return false
		}
	}
	return true
}
