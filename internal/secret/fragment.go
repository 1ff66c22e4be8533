package secret

import (
	"bytes"
	"strings"

	"ispatch/internal/lazy"
	"ispatch/internal/span"
	"ispatch/xmlpath"
)

// inText finds the secrets in a text that may hold markup: a comment, a CDATA
// section, escaped XML. Markup that is not well-formed counts by whole lines.
func inText(text []byte, prose bool, properties []string, depth int) []Span {
	if len(text) == 0 {
		return nil
	}
	plain := func() []Span {
		if prose {
			return remarks(text)
		}
		return credentials(text, false)
	}
	if !prose || !mayBeMarkup(text) { // one URL, whatever is in it
		return plain()
	}
	if depth < maxDepth {
		if spans, ok := inFragment(text, properties, depth+1); ok {
			return spans
		}
	}
	if bytes.IndexByte(text, '<') < 0 { // a sentence with a > in it
		return plain()
	}
	return span.Merge(append(plain(), wholeLines(text, suspects(text))...))
}

// mayBeMarkup reports whether a text holds a tag: a whole one, or one whose outer
// brackets are those of the comment.
func mayBeMarkup(text []byte) bool {
	for at := 0; ; {
		found := bytes.IndexByte(text[at:], '<')
		if found < 0 {
			return opensTag(text)
		}
		if at += found + 1; at == len(text) {
			continue
		}
		if text[at] == '/' || isLetter(text[at]) {
			return true
		}
	}
}

// opensTag reports whether a text begins with a tag without its outer brackets: name>,
// name attribute="value"> or, as a whole, name attribute="value"/.
func opensTag(text []byte) bool {
	const spaces = " \t\n\f\r"
	rest := bytes.TrimLeft(text, spaces)
	if len(rest) == 0 || !isLetter(rest[0]) {
		return false
	}
	for len(rest) > 0 && isASCIINameByte(rest[0]) {
		rest = rest[1:]
	}
	if bytes.HasPrefix(rest, []byte(">")) {
		return true
	}
	if len(rest) == 0 || strings.IndexByte(spaces, rest[0]) < 0 {
		return false
	}
	if end := bytes.IndexAny(rest, "<>"); end >= 0 {
		return rest[end] == '>'
	}
	attributes, empty := bytes.CutSuffix(bytes.TrimRight(rest, spaces), []byte("/"))
	for found := empty; found; {
		_, attributes, found = bytes.Cut(attributes, []byte("="))
		if value := bytes.TrimLeft(attributes, spaces); found && len(value) > 0 && (value[0] == '"' || value[0] == '\'') {
			return true
		}
	}
	return false
}

// isASCIINameByte reports whether a byte can be in a name of ASCII characters.
func isASCIINameByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '.' || c == ':' || c == '-'
}

// inFragment finds the secrets in the content of an element, which may lack its first and
// last bracket. ok is false if it is not well-formed.
func inFragment(text []byte, properties []string, depth int) (spans []Span, ok bool) {
	// An & that begins no reference is not well-formed but common in comments. It is
	// removed for the parser, and values are then read from the original text.
	parsed := text
	if bytes.IndexByte(text, '&') >= 0 {
		parsed = bareAmpersand.Get().ReplaceAllFunc(text, func(b []byte) []byte {
			if reference.Get().Match(b) {
				return b
			}
			return append([]byte{'+'}, b[1:]...)
		})
	}
	open, end := "<x"+prefixes(text)+">", "</x>"
	for _, brackets := range [][2]string{{"<", ">"}, {"", ""}} {
		from, to := 0, len(text)
		if brackets[0] != "" {
			from = len(text) - len(bytes.TrimLeft(text, blanks))
			to = max(from, len(bytes.TrimRight(text, blanks)))
		}
		whole := func(body []byte) []byte {
			return []byte(open + brackets[0] + string(body[from:to]) + brackets[1] + end)
		}
		doc, err := xmlpath.Parse(whole(parsed))
		if err != nil {
			continue
		}
		f := &finder{doc: doc, src: whole(text), properties: properties, depth: depth}
		f.children(doc.Root(), false)
		by := len(open) + len(brackets[0]) - from
		for _, s := range span.Merge(f.spans) {
			spans = append(spans, Span{s.Start - by, s.End - by})
		}
		return spans, true
	}
	return nil, false
}

var (
	bareAmpersand = lazy.Regexp{Expr: `&[#\w]*;?`}
	reference     = lazy.Regexp{Expr: `^&(amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);$`}
)

// prefixes declares everything that looks like a namespace prefix in a text, because the
// declaration may be in the surrounding document.
func prefixes(text []byte) string {
	var b strings.Builder
	seen := map[string]bool{"xml": true, "xmlns": true}
	for colon := range text {
		if text[colon] != ':' || colon+1 == len(text) || !isLetter(text[colon+1]) {
			continue
		}
		start := colon
		for start > 0 && text[start-1] != ':' && isNameByte(text[start-1]) {
			start--
		}
		if start == 0 || start == colon || !isLetter(text[start]) || bytes.IndexByte([]byte("</ \t\r\n"), text[start-1]) < 0 {
			continue
		}
		if name := string(text[start:colon]); !seen[name] && len(seen) < 100 {
			seen[name] = true
			b.WriteString(` xmlns:` + name + `="urn:x"`)
		}
	}
	return b.String()
}

// isLetter reports whether a byte may begin a name.
func isLetter(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

// entity is the declaration of an entity in a document type.
var entity = lazy.Regexp{Expr: `<!ENTITY\s+(?:%\s+)?([^\s%"']+)\s+("[^"]*"|'[^']*')`}

// entities covers the values of entities that hold a secret.
func (f *finder) entities(doctype Span) {
	for _, m := range entity.Get().FindAllSubmatchIndex(f.src[doctype.Start:doctype.End], -1) {
		name := f.src[doctype.Start+m[2] : doctype.Start+m[3]]
		value := Span{doctype.Start + m[4] + 1, doctype.Start + m[5] - 1}
		if f.isSecret(string(name)) {
			f.cover(value.Start, value.End)
		} else {
			f.value([]piece{{Span: value}}, false)
		}
	}
}
