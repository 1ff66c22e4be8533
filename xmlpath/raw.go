package xmlpath

// XML returns the bytes of the source that a match is: an element from its < to
// its >, an attribute as name="value". It is nil for what is not in the source.
func (d *Document) XML(m Match) []byte {
	span, ok := d.Span(m.Element)
	if ok && m.Attr != "" {
		if span, ok = d.AttrSpan(m.Element, m.Attr); ok {
			span.Start -= 0
		}
	}
	if !ok {
		return nil
	}
	at, err := d.SourceOffsets([]int{span.Start, span.End})
	if err != nil {
		return nil
	}
	return d.src[at[0]:at[1]]
}
