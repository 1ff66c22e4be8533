package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// childIndent returns the indentation of a child of an element that is indented by
// indent: what is usual for such a child of such an element, or else one level more
// than the element, unless that is unindented.
func (w *writer) childIndent(l layout, parent *etree.Element, child etree.Token, indent string) string {
	name := anyChild
	if e, ok := child.(*etree.Element); ok {
		name = e.Tag
	}
	if c := w.indentsOf(l, parent.Tag, name); c != nil {
		if usual, known := c.below(indent); known {
			return usual
		}
	}
	if w.unindented(parent, indent) {
		return indent
	}
	return indent + w.unit()
}

// unindented reports whether an element that is indented by indent is no deeper
// than its parent, although that is not the root. Its content is then not indented
// either. Tabs and blanks cannot be compared: one tab may be deeper than three
// blanks.
func (w *writer) unindented(e *etree.Element, indent string) bool {
	root := w.root()
	if e.Parent() == nil || e == root || e.Parent() == root {
		return false
	}
	s := w.span(e.Parent())
	if s == nil {
		return false
	}
	above, own := w.indentAt(s.from())
	return own && strings.HasPrefix(above, indent)
}

// siblingIndent returns the indentation of a new token between siblings. After a
// comment on a line of its own, that is the indentation of the comment. Otherwise it
// is that of the model, the token before or the token after, whichever is the most
// common among the elements. An indentation that at most one element has is not used
// if several have another one.
func (w *writer) siblingIndent(parent *source, at int, model string) string {
	prev, next := w.around(parent, at)
	var near []string
	for _, s := range []*source{prev, next} {
		if s == nil {
			continue
		}
		if indent, own := w.indentAt(s.from()); own {
			near = append(near, indent)
		}
	}
	var counts textCounts
	for i := range parent.element.kids {
		if kid := &parent.element.kids[i]; kid.element != nil {
			if indent, own := w.indentAt(kid.from()); own {
				counts.add(indent)
			}
		}
	}
	if len(near) > 0 && prev != nil && w.commentLine(parent, prev) && (counts.of(near[0]) > 0 || len(counts) == 0) {
		return near[0]
	}
	best := model
	for _, indent := range near {
		if counts.of(indent) > counts.of(best) {
			best = indent
		}
	}
	if usual, n := counts.most(); n > 1 && counts.of(best) <= 1 {
		return usual
	}
	return best
}

// commentLine reports whether a child is a comment that begins its line. Such a
// comment is about what comes next.
func (w *writer) commentLine(parent, s *source) bool {
	_, own := w.indentAt(s.from())
	return own && isComment(parent.element.children[s.index])
}
