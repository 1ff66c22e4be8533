package secret

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"ispatch/internal/jdbc"
	"ispatch/internal/span"
)

// credentials finds the passwords in a text with character references resolved: those in
// URLs, and those in parameters outside URLs. In prose a value also ends at a blank; if
// the whole text is one URL or list of parameters, it does not.
func credentials(text []byte, prose bool) []Span {
	var spans []Span
	at := 0
	for _, u := range urls(text, prose) {
		spans = append(spans, parameters(text[:u.Start], at, '=', prose)...)
		for _, s := range jdbc.Secrets(lowerScheme(text[u.Start:u.End])) {
			spans = append(spans, Span{u.Start + s.Start, u.Start + s.End})
		}
		at = u.End
	}
	spans = append(spans, parameters(text, at, '=', prose)...)
	spans = append(spans, sqlSecrets(text)...)
	return span.Merge(spans)
}

// scheme returns the span of the first jdbc: or other:// in a text. A JDBC URL may contain
// others: jdbc:x:mysql://.
func scheme(text []byte) (first Span, found bool) {
	for colon, c := range text {
		if c != ':' {
			continue
		}
		start := colon // of the scheme before //
		for at := colon - 1; at >= 0 && isSchemeByte(text[at]); at-- {
			if isSchemeLetter(text[at]) {
				start = at
			}
		}
		slashes := start < colon && bytes.HasPrefix(text[colon:], []byte("://"))
		jdbc := colon - len("jdbc")
		if jdbc >= 0 && (jdbc == start || !slashes) && strings.EqualFold(string(text[jdbc:colon]), "jdbc") {
			return Span{jdbc, colon + 1}, true
		}
		if slashes {
			return Span{start, colon + len("://")}, true
		}
	}
	return Span{}, false
}

// isSchemeByte reports whether a byte can be in the scheme of a URL, as somebody may write it.
func isSchemeByte(c byte) bool {
	return isSchemeLetter(c) || '0' <= c && c <= '9' || c == '+' || c == '.' || c == '-'
}

// isSchemeLetter also takes letters that are not ASCII, for no password to show because of one.
func isSchemeLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= utf8.RuneSelf }

// urls returns the spans of the URLs in a text.
func urls(text []byte, prose bool) []Span {
	var found []Span
	if bytes.IndexByte(text, ':') < 0 {
		return nil
	}
	for at := 0; ; {
		s, ok := scheme(text[at:])
		if !ok {
			return found
		}
		u := Span{at + s.Start, len(bytes.TrimRight(text, blanks))}
		if prose {
			u.End = proseEnd(text, u.Start, at+s.End)
		}
		u.End = max(u.End, at+s.End)
		found, at = append(found, u), u.End
	}
}

// proseEnd returns the end of a URL in a sentence: the closing quote, if the URL is
// quoted, or a blank, without the punctuation before it. A password may hold any other
// character.
func proseEnd(text []byte, start, from int) int {
	ends := blanks
	if start > 0 && (text[start-1] == '"' || text[start-1] == '\'') {
		ends += string(text[start-1])
	}
	end := len(text)
	if i := bytes.IndexAny(text[from:], ends); i >= 0 {
		end = from + i
	}
	return from + len(bytes.TrimRight(text[from:end], ":,.)"))
}

// lowerScheme returns a URL with its leading scheme names in lower case.
func lowerScheme(url []byte) string {
	end := bytes.IndexAny(url, "/@?;")
	if end < 0 {
		end = len(url)
	}
	end = bytes.LastIndexByte(url[:end], ':') + 1
	lower := bytes.Clone(url)
	for i, c := range lower[:end] {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

// remarks finds the secrets in a text written for people: those that credentials finds,
// and the text after password: or "password":.
func remarks(text []byte) []Span {
	return span.Merge(append(credentials(text, true), parameters(text, 0, ':', true)...))
}

// isProse reports whether a text is neither a single URL (jdbc:…, scheme://…,
// user@jdbc:…) nor a list of parameters (a=b;c=d).
func isProse(text []byte) bool {
	word := bytes.TrimLeft(text, blanks)
	if bytes.HasPrefix(word, []byte("<")) {
		return true
	}
	if end := bytes.IndexAny(word, blanks); end >= 0 {
		word = word[:end]
	}
	if bytes.Contains(word, []byte("://")) || bytes.Contains(bytes.ToLower(word), []byte("jdbc:")) {
		return false
	}
	equals := bytes.IndexByte(word, '=')
	return equals < 1 || !isIdentifier(word[:equals])
}

// parameters finds the values of password= and the like in a text, starting at a
// position. separator is the = between name and value.
func parameters(text []byte, at int, separator byte, prose bool) (spans []Span) {
	braced := true // there may be an end of SQL Server's quotes
	for {
		found := bytes.IndexByte(text[at:], separator)
		if found < 0 {
			return spans
		}
		found += at
		at = found + 1
		if !endsInSecretName(text[:found], separator) {
			continue
		}
		for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
			at++
		}
		ends := ""
		if separator == '=' {
			ends = "&;"
		}
		value := Span{}
		if braced && at < len(text) && text[at] == '{' {
			value, braced = bracedValue(text[at:])
		}
		if value.End == 0 {
			value = parameterValue(text[at:], ends, prose)
		}
		value.Start, value.End = value.Start+at, value.End+at
		if value.Start < value.End {
			spans = append(spans, value)
		}
		at = value.End
	}
}

// endsInSecretName reports whether the text before a separator ends in the name of a
// secret, quoted or not.
func endsInSecretName(text []byte, separator byte) bool {
	name := bytes.TrimRight(text, " \t")
	if last := len(name) - 1; last > 0 && (name[last] == '"' || name[last] == '\'') {
		name = name[:last]
	}
	start := len(name)
	for start > 0 && len(name)-start < maxName && isIdentifier(name[start-1:start]) {
		start--
	}
	if separator == ':' && start > 0 && (name[start-1] == '/' || name[start-1] == '@') {
		return false // a host, whose port follows
	}
	return Name(string(name[start:]))
}

// maxName limits how far back the search for a name goes.
const maxName = 128

// parameterValue returns the value at the start of a text. It ends before one of the
// characters in ends.
func parameterValue(text []byte, ends string, prose bool) Span {
	if len(text) == 0 {
		return Span{}
	}
	if quote := text[0]; quote == '"' || quote == '\'' {
		if end := bytes.IndexByte(text[1:], quote); end >= 0 {
			return Span{1, 1 + end}
		}
	}
	if prose {
		ends += blanks
	}
	end := bytes.IndexAny(text, ends)
	if end < 0 {
		end = len(text)
	}
	return Span{0, len(bytes.TrimRight(text[:end], blanks))}
}

// bracedValue returns the value in SQL Server's quotes at the start of a text; ok is false
// if they have no end. Then no quotes after it have one either.
func bracedValue(text []byte) (value Span, ok bool) {
	for end := 1; end < len(text); end++ {
		if text[end] != '}' {
			continue
		}
		if end+1 < len(text) && text[end+1] == '}' { // }} is a brace
			end++
			continue
		}
		return Span{0, end + 1}, true
	}
	return Span{}, false
}

// isIdentifier reports whether the bytes can be a parameter's name or a part of one.
func isIdentifier(text []byte) bool {
	for _, c := range text {
		if !isNameByte(c) || c == ':' {
			return false
		}
	}
	return true
}
