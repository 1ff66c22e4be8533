package xmlpath

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A stretch is the text of an element that nobody can have changed, because its
// children were never built.
type stretch struct {
	start int // its offset in the result
	text  string
}

// stretches returns the parts of the result that must be the same as in the source,
// in the order of the text. They need only be compared, not parsed again. It returns
// nil if a change can affect how unchanged text is read: a change of a namespace
// declaration or of the document type.
func (d *Document) stretches(edits []edit) []stretch {
	c := stretcher{document: d, edits: edits}
	for _, t := range d.tree.Child {
		s := d.span(t)
		if directive, ok := t.(*etree.Directive); ok && (s == nil || directive.Data != s.data) {
			return nil
		}
	}
	if !c.walk(&d.tree.Element, d.top) {
		return nil
	}
	return c.found
}

// A stretcher collects stretches.
type stretcher struct {
	document *Document
	edits    []edit // not yet counted in moved
	moved    int    // how many bytes longer the edits so far made the result
	found    []stretch
}

// walk collects the stretches in an element. It returns false if a namespace
// declaration changed.
func (c *stretcher) walk(e *etree.Element, s *source) bool {
	x := s.element
	if !x.read {
		return true
	}
	if !sameDeclarations(e, x) {
		return false
	}
	w := c.document.writer(c.document.main)
	kept := func(t etree.Token, kid *source) bool {
		if w.extra[t] != nil || kid.element == nil {
			return true
		}
		if kid.element.read {
			return c.walk(t.(*etree.Element), kid)
		}
		for len(c.edits) > 0 && c.edits[0].start <= kid.from() {
			c.moved += len(c.edits[0].text) - (c.edits[0].end - c.edits[0].start)
			c.edits = c.edits[1:]
		}
		c.found = append(c.found, stretch{kid.from() + c.moved, c.document.text[kid.start:kid.end]})
		return true
	}
	c.found = slices.Grow(c.found, len(e.Child)/2+1) // white space is between the elements
	if slices.Equal(e.Child, x.children) {           // faster than finding out which were moved
		for i, t := range e.Child {
			if !kept(t, &x.kids[i]) {
				return false
			}
		}
		return true
	}
	for _, k := range w.kept(e, x) {
		if !kept(e.Child[k.new], &x.kids[k.old]) {
			return false
		}
	}
	return true
}

// sameDeclarations reports whether an element has the same namespace declarations
// as in the source.
func sameDeclarations(e *etree.Element, x *elementSource) bool {
	count := 0
	for _, a := range e.Attr {
		if isDeclaration(a) {
			count++
		}
	}
	for _, old := range x.attrs {
		attr := etree.Attr{Space: old.space, Key: old.key}
		if !isDeclaration(attr) {
			continue
		}
		if now := attribute(e, attr.FullKey()); now == nil || now.Value != old.value {
			return false
		}
		count--
	}
	return count == 0
}

// skip skips a stretch that begins at pos. It returns false if none does, or if the
// text differs.
func (p *parser) skip() bool {
	for len(p.known) > 0 && p.known[0].start < p.pos {
		p.known = p.known[1:]
	}
	if len(p.known) == 0 || p.known[0].start != p.pos || !strings.HasPrefix(p.rest(), p.known[0].text) {
		return false
	}
	p.pos += len(p.known[0].text)
	p.known = p.known[1:]
	return true
}
