package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// endsLine reports whether the comment after a gap is the end of a line that had an
// element, so that a new one goes before it on that line: it is indented more than
// the new element by just what is before a comment at the end of a sibling's line.
func (w *writer) endsLine(g gap, next *source, indent string) bool {
	if next == nil || !isComment(g.s.element.children[next.index]) || len(g.added) != 1 || isComment(g.added[0]) {
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

// lineTail is the white space at the end of the line of a new element: what most of
// its siblings have there.
func (w *writer) lineTail(g gap, t etree.Token) string {
	if isComment(t) {
		return ""
	}
	var tails votes
	elements := 0
	for i := range g.s.element.kids {
		if kid := &g.s.element.kids[i]; kid.element != nil {
			elements++
			if tail := w.text[kid.to():w.lineEnd(kid.to())]; tail != "" && allBlank(tail) {
				tails.add(tail)
			}
		}
	}
	if tail, n := tails.most(); n > 1 && 2*n > elements {
		return tail
	}
	return ""
}

// commented returns how deep each of the children of a new element is in elements
// whose tags are in comments of their own. It is nil where these do not match.
func commented(children []etree.Token) []int {
	depths, depth := make([]int, len(children)), 0
	for i, t := range children {
		c, ok := t.(*etree.Comment)
		if !ok {
			depths[i] = depth
			continue
		}
		step := tagAlone(c.Data)
		if depth += min(step, 0); depth < 0 {
			return nil
		}
		depths[i] = depth
		depth += max(step, 0)
	}
	if depth != 0 {
		return nil
	}
	return depths
}

// tagAlone returns 1 for a comment that holds a start tag alone, -1 for an end tag.
func tagAlone(data string) int {
	data = strings.Trim(data, " \t\r\n")
	switch {
	case !strings.HasPrefix(data, "<") || !strings.HasSuffix(data, ">") || strings.Count(data, "<") != 1:
		return 0
	case strings.HasPrefix(data, "</"):
		return -1
	case strings.HasSuffix(data, "/>"):
		return 0
	}
	return 1
}
