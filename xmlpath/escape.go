package xmlpath

import (
	"fmt"
	"strings"
)

// escape escapes a value for text or, with quote, for an attribute in quotes of
// that kind. Characters that the encoding lacks become character references. A
// character that XML does not allow is an error. Line feeds in text are written
// as eol.
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
			// A parser would normalise the raw character.
			fmt.Fprintf(&b, "&#%d;", r)
		case r == '\n':
			b.WriteString(eol)
		case !isChar(r) || r == '\uFFFD' && !strings.HasPrefix(value[i:], "\uFFFD"):
			return "", badCharacter(r)
		case !d.codec.holds(r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), nil
}

// plain returns text for a place where nothing can be escaped (a comment, CDATA,
// a name), with line feeds written as eol. A character that XML or the encoding
// does not allow is an error.
func (d *Document) plain(what, text, eol string) (string, error) {
	for i, r := range text {
		if !isChar(r) || r == '\r' || r == '\uFFFD' && !strings.HasPrefix(text[i:], "\uFFFD") {
			return "", &Error{Message: fmt.Sprintf("%s contains %+q, which cannot be written there", what, r)}
		}
		if !d.codec.holds(r) {
			return "", &Error{Message: fmt.Sprintf("%s contains %q, which encoding %s lacks", what, r, d.codec.name)}
		}
	}
	if eol != "\n" {
		text = strings.ReplaceAll(text, "\n", eol)
	}
	return text, nil
}
