package xmlpath

import "github.com/beevik/etree"

// Tree returns the tree that callers query and change. Write it with Bytes:
// etree's own WriteTo knows nothing of the source.
func (d *Document) Tree() *etree.Document { return d.tree }

// Root returns the root element.
func (d *Document) Root() *etree.Element { return d.tree.Root() }

// Source returns the bytes that were parsed. They must not be changed.
func (d *Document) Source() []byte { return d.src }

// span returns where a token of the source stands, nil for a new one.
func (d *Document) span(t etree.Token) *source {
	if d.spans == nil {
		d.spans = map[etree.Token]*source{}
		d.note(&d.tree.Element, d.top)
	}
	return d.spans[t]
}

// note makes span know an element and what was read in it.
func (d *Document) note(e *etree.Element, s *source) {
	d.spans[e] = s
	for i, kid := range s.element.kids {
		if child, ok := s.element.children[i].(*etree.Element); ok {
			d.note(child, kid)
		} else {
			d.spans[s.element.children[i]] = kid
		}
	}
}

// Position returns where in the source a token stands. It is false for a
// token that is not of the source: a new one has no place yet.
func (d *Document) Position(t etree.Token) (Position, bool) {
	s := d.span(t)
	if s == nil {
		return Position{}, false
	}
	if s.base == nil {
		return positionIn(d.text, s.start), true
	}
	return s.base.position(s.start), true
}

// errorAt returns an *Error at a token of the source; without a position if the
// token is new.
func (d *Document) errorAt(t etree.Token, message, hint string) *Error {
	at, _ := d.Position(t)
	return &Error{Position: at, Message: message, Hint: hint}
}

// Changed says whether the tree differs from what was parsed. A document that
// cannot be written counts as changed.
func (d *Document) Changed() bool {
	edits, err := d.edits()
	return err != nil || len(edits) > 0
}
