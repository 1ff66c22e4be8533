package xmlpath

// A base is a text that tokens were read from: the document, or a text made
// from a comment and the lines around it.
type base struct {
	tape
	// Of a text that was made: the offset in it of what was made, and its place
	// in the document.
	offset int
	origin Position
}

// position returns the position in the document of an offset in the text.
func (b *base) position(at int) Position {
	if b.origin.Line == 0 {
		return positionIn(b.text, at)
	}
	p := positionIn(b.text[min(b.offset, at):], max(at-b.offset, 0))
	if p.Line == 1 {
		p.Column += b.origin.Column - 1
	}
	p.Line += b.origin.Line - 1
	return p
}

// writer returns a writer of tokens that were read from a text.
func (d *Document) writer(b *base) *writer {
	if b == nil {
		b = d.main
	}
	return &writer{Document: d, base: b, text: b.text}
}
