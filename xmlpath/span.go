package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// A Span is a part of the document's Text: the bytes from Start to before End.
type Span struct{ Start, End int }

// Text returns the source as UTF-8, without its byte order mark. Spans are offsets
// in it. SourceOffsets converts them to offsets in the source.
func (d *Document) Text() string { return d.text }

// Span returns the span of a token; that of an element includes its tags and its
// content. It returns false for a token that is new or was in a comment.
func (d *Document) Span(t etree.Token) (Span, bool) {
	s := d.span(t)
	if s == nil || s.base != nil {
		return Span{}, false
	}
	return Span{s.from(), s.to()}, true
}

// AttrSpan returns the span of the value of an attribute, without its quotes. key
// is the name with its prefix, as returned by etree's FullKey. It returns false if
// the attribute or the element is new, or if the element was in a comment.
func (d *Document) AttrSpan(e *etree.Element, key string) (Span, bool) {
	s := d.span(e)
	if s == nil || s.element == nil || s.base != nil {
		return Span{}, false
	}
	for _, a := range s.element.attrs {
		if a.full() == key {
			return Span{a.valueStart, a.valueEnd}, true
		}
	}
	return Span{}, false
}

// SourceOffsets converts offsets in the Text, which must be in ascending order, to
// offsets in the source.
func (d *Document) SourceOffsets(at []int) ([]int, error) {
	out, err := d.codec.offsets(d.text, at)
	if err != nil {
		return nil, fmt.Errorf("internal error: %w", err)
	}
	return out, nil
}

// XML returns the source of a match: an element from its < to its >, or an
// attribute as name="value". It returns nil for a match that is new or was in a
// comment.
func (d *Document) XML(m Match) []byte {
	span, ok := d.Span(m.Element)
	if !ok {
		return nil
	}
	if m.Attr != "" {
		if span, ok = d.AttrSpan(m.Element, m.Attr); !ok {
			return nil
		}
		start := strings.LastIndex(d.text[:span.Start], m.Attr) // = and white space are between
		span = Span{start, span.End + len(`"`)}
	}
	at, err := d.SourceOffsets([]int{span.Start, span.End})
	if err != nil {
		return nil
	}
	return d.src[at[0]:at[1]]
}
