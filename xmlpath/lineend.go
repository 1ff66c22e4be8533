package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// lineOwner returns the element whose line a comment is at the end of. For any other
// child it returns the child.
func (w *writer) lineOwner(parent, s *source) *source {
	if s.element != nil || !isComment(parent.element.children[s.index]) {
		return s
	}
	for i := int(s.index) - 1; i >= 0; i-- {
		kid := &parent.element.kids[i]
		if strings.Contains(w.text[kid.to():s.from()], "\n") {
			break
		}
		if kid.element != nil {
			return kid
		}
	}
	return s
}

// goesBeforeComment reports whether a new element goes on the line of the comment
// after a gap, because an element was removed from the beginning of that line. The
// comment is then indented more than the new element, by the white space that is
// before a comment at the end of a sibling's line.
func (w *writer) goesBeforeComment(g gap, indent string) bool {
	next := g.next
	if !isComment(g.s.element.children[next.index]) || len(g.added) != 1 || isComment(g.added[0]) {
		return false
	}
	line, own := w.indentAt(next.from())
	space, deeper := strings.CutPrefix(line, indent)
	if !own || !deeper || space == "" {
		return false
	}
	for i := range g.s.element.kids {
		kid := &g.s.element.kids[i]
		if kid.element != nil && strings.HasPrefix(w.text[kid.to():], space+"<!--") {
			return true
		}
	}
	return false
}

// trailingBlanks returns the white space at the end of the line of a new token: what
// most of its sibling elements have there. A comment has none.
func (w *writer) trailingBlanks(g gap, t etree.Token) string {
	if isComment(t) {
		return ""
	}
	var blanks textCounts
	elements := 0
	for i := range g.s.element.kids {
		if kid := &g.s.element.kids[i]; kid.element != nil {
			elements++
			if tail := w.text[kid.to():w.lineEnd(kid.to())]; tail != "" && allBlank(tail) {
				blanks.add(tail)
			}
		}
	}
	if tail, n := blanks.most(); n > 1 && 2*n > elements {
		return tail
	}
	return ""
}
