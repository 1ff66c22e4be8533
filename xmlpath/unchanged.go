package xmlpath

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A stretch is an element that nobody could change, because it was never made:
// where it has to be in the result, and its text.
type stretch struct {
	start int
	text  string
}

// stretches returns what the result must hold as it was, in the order of the
// text, so that it is compared and not read again. It is nil where a change
// could mean something for it: of a namespace declaration above it, or of the
// document type.
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
	edits    []edit // those that are still ahead
	moved    int    // by how much the edits before move what comes
	found    []stretch
}

// walk is false where a namespace declaration was changed.
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
	if slices.Equal(e.Child, x.children) {           // quicker than to ask which were moved
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

// sameDeclarations reports whether an element declares what it declared.
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

// skip moves over a stretch that begins here, if it is as it must be.
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
