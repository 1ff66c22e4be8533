package secret

import (
	"bytes"
	"slices"
	"strings"

	"ispatch/internal/span"
)

// Value covers the secrets in a value, such as a URL, whose own name is not that of a
// secret.
func Value(s string) string {
	return cover(s, inText([]byte(s), isProse([]byte(s)), nil, 0))
}

// Text covers the secrets in a message or a line of a report: whole elements and pairs
// with the name of a secret, the text after password= and the like, and passwords in
// URLs, and what the predicates of a path compare with a secret. A value in a URL ends at a
// blank.
//
// It does not look for known values: a password may be a common word.
func Text(s string) string {
	var spans []Span
	// A mask may make well-formed what was not, so what a reader sees is searched again.
	for text := []byte(s); ; {
		found := span.Merge(append(messageSecrets(text), spans...))
		if slices.Equal(found, spans) {
			return cover(s, spans)
		}
		spans = found
		for _, s := range spans {
			copy(text[s.Start:s.End], bytes.Repeat([]byte{'*'}, s.End-s.Start))
		}
	}
}

// messageSecrets finds the secrets in a message.
func messageSecrets(text []byte) []Span {
	spans := append(credentials(text, true), predicates(text)...)
	if mayBeMarkup(text) {
		// Half an element in a message is prose: "there is no <password> in …".
		if found, ok := inFragment(text, nil, maxDepth-1); ok {
			spans = append(spans, found...)
		}
	}
	return spans
}

// cover returns a text with the mask in place of each span. The spans are in order.
func cover(s string, spans []Span) string {
	if len(spans) == 0 {
		return s
	}
	return Cover(s, span.Merge(spans))
}

// Cover returns the text with the mask in place of each span. The spans are in
// order and none overlaps another, as Find returns them.
func Cover(s string, spans []Span) string {
	var b strings.Builder
	at := 0
	for _, span := range spans {
		b.WriteString(s[at:span.Start] + Mask)
		at = span.End
	}
	return b.String() + s[at:]
}
