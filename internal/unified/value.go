package unified

import (
	"bytes"
	"strings"
)

// secretWords end the names of what holds a password.
var secretWords = []string{"password", "passwd", "pwd", "pass", "passphrase", "secret"}

// secretName reports whether an element, attribute, property or parameter of
// this name holds a password. It is decided by the end of the name, behind a
// namespace prefix: PasswordJavaRegEx and PasswordHashMethod hold none.
func secretName(name []byte) bool {
	if colon := bytes.LastIndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	for _, word := range secretWords {
		if rest := len(name) - len(word); rest >= 0 && strings.EqualFold(string(name[rest:]), word) {
			// English has words that end in pass.
			return word != "pass" || !hasSuffixFold(name, "bypass") && !hasSuffixFold(name, "compass")
		}
	}
	return false
}

func hasSuffixFold(name []byte, suffix string) bool {
	rest := len(name) - len(suffix)
	return rest >= 0 && strings.EqualFold(string(name[rest:]), suffix)
}

// credentials finds the passwords in a text as the server reads it, that is with
// character references resolved: in parameters, in the user part of URLs and in
// Oracle's user/password@. In prose a value ends at a blank or a quote, too; in
// a text that as a whole is one URL or list of parameters it doesn't.
func credentials(text []byte, prose bool) []span {
	var spans []span
	if bytes.IndexByte(text, '=') >= 0 {
		spans = parameters(text, prose, spans)
	}
	if bytes.Contains(text, []byte("://")) {
		spans = userParts(text, prose, spans)
	}
	spans = oracleUsers(text, prose, spans)
	return mergeSpans(spans)
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

// parameters finds the values of password= and the like.
func parameters(text []byte, prose bool, spans []span) []span {
	for at := 0; ; {
		equals := bytes.IndexByte(text[at:], '=')
		if equals < 0 {
			return spans
		}
		equals += at
		name := bytes.TrimRight(text[at:equals], " \t")
		start := len(name)
		for start > 0 && isIdentifier(name[start-1:start]) {
			start--
		}
		at = equals + 1
		if !secretName(name[start:]) {
			continue
		}
		for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
			at++
		}
		value := parameterValue(text[at:], prose)
		value.start, value.end = value.start+at, value.end+at
		if value.start < value.end {
			spans = append(spans, value)
		}
		at = value.end
	}
}

// parameterValue is the value that a text begins with.
func parameterValue(text []byte, prose bool) span {
	if len(text) == 0 {
		return span{}
	}
	switch quote := text[0]; quote {
	case '"', '\'':
		if end := bytes.IndexByte(text[1:], quote); end >= 0 {
			return span{1, 1 + end}
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
			return span{0, end + 1}
		}
	}
	ends := "&;"
	if prose {
		ends = "&;<\"'" + blanks
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
	return span{0, len(bytes.TrimRight(text[:end], blanks))}
}

// userParts finds the passwords of URLs: what is between the first colon and the
// last @ of scheme://user:password@host, of several hosts too. A password holds
// no raw / ? or #, as these end that part of a URL; but where what follows the
// colon up to there is no port, it is taken for the start of a password.
func userParts(text []byte, prose bool, spans []span) []span {
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
			spans = append(spans, span{start, start + end})
		}
		at = start + end
	}
	return spans
}

// oracleUsers finds the password of jdbc:oracle:thin:user/password@host.
func oracleUsers(text []byte, prose bool, spans []span) []span {
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
			spans = append(spans, span{start, start + end})
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
