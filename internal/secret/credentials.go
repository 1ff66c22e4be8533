package secret

import (
	"bytes"

	"ispatch/internal/jdbc"
	"ispatch/internal/lazy"
)

// credentials finds the passwords in a text as the server reads it, that is with
// character references resolved: those of URLs, and of parameters outside of them.
// In prose a value ends at a blank, too; in a text that as a whole is one
// URL or list of parameters it doesn't.
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
	if len(text) > len("identified by ") && bytes.Contains(bytes.ToLower(text), []byte("identified")) {
		for _, m := range identified.Get().FindAllSubmatchIndex(text, -1) {
			spans = append(spans, Span{m[2], m[3]})
		}
	}
	return merge(spans)
}

// identified is how SQL sets a password.
var identified = lazy.Regexp{Expr: `(?i)\bidentified\s+by\s+(?:password\s+)?('[^']*'|"[^"]*"|[^\s;]+)`}

// scheme is how a URL begins. One of JDBC may have others in it, jdbc:x:mysql://.
var scheme = lazy.Regexp{Expr: `(?i)jdbc:|[a-z][a-z0-9+.-]*://`}

// urls returns where the URLs of a text are.
func urls(text []byte, prose bool) []Span {
	var found []Span
	if bytes.IndexByte(text, ':') < 0 {
		return nil
	}
	for at := 0; ; {
		m := scheme.Get().FindIndex(text[at:])
		if m == nil {
			return found
		}
		u := Span{at + m[0], len(bytes.TrimRight(text, blanks))}
		if prose {
			u.End = proseEnd(text, u.Start, at+m[1])
		}
		u.End = max(u.End, at+m[1])
		found, at = append(found, u), u.End
	}
}

// proseEnd returns where a URL ends in a sentence: at the quote that it began with, or
// at a blank, without the punctuation before that. A password may hold any other.
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

// lowerScheme returns a URL with the names in small letters that it begins with.
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

// remarks finds the secrets in a text that people write for people: those that
// credentials finds, and what follows password: or "password": as well.
func remarks(text []byte) []Span {
	return merge(append(credentials(text, true), parameters(text, 0, ':', true)...))
}

// isProse reports whether a text is more than one URL (jdbc:…, scheme://…,
// user@jdbc:…) or list of parameters (a=b;c=d).
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

// parameters finds the values of password= and the like from a place in a text on,
// separator being the = in it.
func parameters(text []byte, at int, separator byte, prose bool) (spans []Span) {
	for {
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
		ends += blanks
	}
	end := bytes.IndexAny(text, ends)
	if end < 0 {
		end = len(text)
	}
	return Span{0, len(bytes.TrimRight(text[:end], blanks))}
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
