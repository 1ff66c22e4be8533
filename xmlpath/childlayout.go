package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// childrenOnLines reports whether the children of a new element go on lines of
// their own. They do unless it contains text, or such children of elements with its
// name are mostly not on lines of their own.
func (w *writer) childrenOnLines(l layout, e *etree.Element) bool {
	lines, inline := 0, 0
	for _, t := range e.Child {
		if isText(t) {
			return false
		}
		if child, ok := t.(*etree.Element); ok {
			if c := w.indentsOf(l, e.Tag, child.Tag); c != nil {
				lines, inline = lines+c.lines, inline+c.inline
			}
		}
	}
	return lines >= inline
}

// blankBefore returns the blank line before the i-th child of a new element, or
// before its end tag. It returns "" if a blank line is unlikely there.
func (w *writer) blankBefore(l layout, e *etree.Element, i int) string {
	left, right := neighbour{kind: startTag}, neighbour{kind: endTag}
	if i > 0 {
		left = newNeighbour(e.Child[i-1])
	}
	if i < len(e.Child) {
		right = newNeighbour(e.Child[i])
	}
	in := gapContext{inNew: true, samples: l.samples}
	if w.blankOdds(in, left, right).any() > 0.5 {
		return w.blankText(in, "") + l.eol
	}
	return ""
}

// commentedTagDepths returns, for each child of a new element, how many elements it
// is in whose start and end tags are each in a comment of their own. All are 0 if
// these tags do not match.
func commentedTagDepths(children []etree.Token) []int {
	depths, depth := make([]int, len(children)), 0
	for i, t := range children {
		step := 0
		if c, ok := t.(*etree.Comment); ok {
			step = commentedTag(c.Data)
		}
		if depth += min(step, 0); depth < 0 {
			return make([]int, len(children))
		}
		depths[i] = depth
		depth += max(step, 0)
	}
	if depth != 0 {
		return make([]int, len(children))
	}
	return depths
}

// commentedTag returns 1 for a comment that contains only a start tag, -1 for one
// that contains only an end tag, and 0 for any other.
func commentedTag(data string) int {
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
