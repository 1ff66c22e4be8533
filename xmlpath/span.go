package xmlpath

import (
	"fmt"

	"github.com/beevik/etree"
)

// A Span is a part of the document's text, see Text: from Start to before End, in
// bytes.
type Span struct{ Start, End int }

// Text returns the source as UTF-8, without its byte order mark. Spans count in
// it; SourceOffsets finds the bytes of the source.
func (d *Document) Text() string { return d.text }

// Span returns the part of the text that a token of the source takes, an element
// with its tags and all that is in it. It is false for a token that is new, or was in a
// comment.
func (d *Document) Span(t etree.Token) (Span, bool) {
	s := d.span(t)
	if s == nil || s.base != nil {
		return Span{}, false
	}
	return Span{s.from(), s.to()}, true
}

// AttrSpan returns the part of the text that the value of an attribute takes,
// without its quotes. key has the prefix, as etree's FullKey. It is false where the
// element or the attribute is new.
func (d *Document) AttrSpan(e *etree.Element, key string) (Span, bool) {
	s := d.span(e)
	if s == nil || s.element == nil || s.base != nil {
		return Span{}, false
	}
	for _, a := range s.element.attrs {
		if full := (etree.Attr{Space: a.space, Key: a.key}); full.FullKey() == key {
			return Span{a.valueStart, a.valueEnd}, true
		}
	}
	return Span{}, false
}

// SourceOffsets turns rising offsets into the text into offsets into the source.
func (d *Document) SourceOffsets(at []int) ([]int, error) {
	out, err := d.codec.offsets(d.text, at)
	if err != nil {
		return nil, fmt.Errorf("internal error: %w", err)
	}
	return out, nil
}
