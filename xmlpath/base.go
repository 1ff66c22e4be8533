package xmlpath

// A base is a text that tokens were read from: the text of the document, or a
// text built from a comment and the lines around it.
type base struct {
	tape
	// For a text built from a comment, origin is the position in the document of
	// what begins at offset. Otherwise both are zero.
	offset int
	origin Position
}

// position converts an offset in the text to a position in the document.
func (b *base) position(at int) Position {
	if b.origin.Line == 0 {
		return b.tape.position(at)
	}
	p := positionIn(b.text[min(b.offset, at):], max(at-b.offset, 0))
	if p.Line == 1 {
		p.Column += b.origin.Column - 1
	}
	p.Line += b.origin.Line - 1
	return p
}

// writer returns a writer for tokens that were read from b, or from the document
// if b is nil.
func (d *Document) writer(b *base) *writer {
	if b == nil {
		b = d.main
	}
	return &writer{Document: d, base: b, text: b.text}
}
