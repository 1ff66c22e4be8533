package xmlpath

import (
	"fmt"
	"strings"
)

// escape returns value as it is written between tags or, with quote, between
// quotes of that kind. Characters that the encoding lacks become character
// references; one that XML cannot hold at all is an error. Line feeds in text
// take the line ending eol.
func (d *Document) escape(value string, quote byte, eol string) (string, error) {
	var b strings.Builder
	b.Grow(len(value) + 16)
	for i, r := range value {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case quote != 0 && r == rune(quote) && quote == '"':
			b.WriteString("&quot;")
		case quote != 0 && r == rune(quote):
			b.WriteString("&apos;")
		case r == '\r', quote != 0 && (r == '\n' || r == '\t'):
			// As they stand, a parser would read something else.
			fmt.Fprintf(&b, "&#%d;", r)
		case r == '\n':
			b.WriteString(eol)
		case !isChar(r) || r == '\uFFFD' && !strings.HasPrefix(value[i:], "\uFFFD"):
			return "", &Error{Message: fmt.Sprintf("the value holds %+q, which XML cannot", r), Hint: "remove the character"}
		case !d.codec.holds(r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), nil
}

// plain returns text that is written as it is (a comment, CDATA, a name), or
// an error where the encoding or XML cannot hold it.
func (d *Document) plain(what, text, eol string) (string, error) {
	for i, r := range text {
		if !isChar(r) || r == '\r' || r == '\uFFFD' && !strings.HasPrefix(text[i:], "\uFFFD") {
			return "", &Error{Message: fmt.Sprintf("%s holds %+q, which cannot be written there", what, r)}
		}
		if !d.codec.holds(r) {
			return "", &Error{Message: fmt.Sprintf("%s holds %q, which %s cannot", what, r, d.codec.name)}
		}
	}
	if eol != "\n" {
		text = strings.ReplaceAll(text, "\n", eol)
	}
	return text, nil
}
