package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A spacing is where a new token goes, and whether it gets a blank line before
// and after it.
type spacing struct {
	at            int // the end of a line, or the start of that of the next token
	lineStart     bool
	before, after bool
	blank         string // what is on these lines
}

// spacing finds the spacing of new tokens at an offset: how the gap there is
// divided, and what is added to it, is what is most likely by what the author
// does elsewhere. Where beforeNext is set, they were put before the next token,
// else after the previous one.
func (w *writer) spacing(g gap, at int, beforeNext bool) spacing {
	prev, next := w.around(g.s, at)
	start, end := g.s.element.openEnd(), g.s.element.close()
	left, right := side{part: opening}, side{part: closing}
	if prev != nil {
		start, left = prev.to(), w.sideOf(g.s, w.lineOf(g.s, prev))
	}
	if next != nil {
		end, right = next.from(), w.sideOf(g.s, next)
	}
	if !allBlank(w.text[start:end]) { // mixed text is no layout
		if beforeNext {
			return spacing{at: w.lineStart(at), lineStart: true}
		}
		return spacing{at: at}
	}
	n := blankLines(w.text[start:end])
	in := w.spotOf(g)
	s := split{best: spacing{blank: w.blankText(in, w.text[start:end])}}
	if next == nil && n == 1 {
		in.trailing, in.last = true, left.part
	}
	s.before = w.likely(in, left, newSide(g.added[0]))
	s.after = w.likely(in, newSide(g.added[len(g.added)-1]), right)
	atPrev := spacing{at: w.skipBlanks(start)}
	atNext := spacing{at: w.lineStart(end), lineStart: true}
	if _, own := w.indentAt(end); !own {
		beforeNext, atNext = false, atPrev
	}
	if n == 0 {
		s.close(atPrev, atNext, left.part, right.part)
	} else {
		s.apart(atPrev, atNext, left.part, right.part, n, beforeNext)
	}
	return s.best
}

// A split looks for the most likely way to divide a gap.
type split struct {
	before, after chances // of blank lines before and after what is new
	best          spacing
	most          float64
}

// consider takes a way to divide a gap if it is the most likely so far: with so
// many blank lines before and after.
func (s *split) consider(way spacing, before, after int, prior float64) {
	if p := prior * s.before.of(before) * s.after.of(after); p > s.most {
		way.blank = s.best.blank
		s.best, s.most = way, p
	}
}

// close divides a gap without a blank line.
func (s *split) close(atPrev, atNext spacing, left, right part) {
	// An element that is close to its neighbour is evidence that the new one is
	// to be close to both, and a comment that is close is not moved away.
	before, after := 1.0, 1.0
	if left.element() && right != closing {
		before, after = 0.5, 0.5
	}
	if right.comment() && left != opening {
		after = 0
	}
	s.consider(atNext, 0, 0, 1)
	s.consider(atPrev.with(true, false), 1, 0, before)
	s.consider(atNext.with(false, true), 0, 1, after)
	s.consider(atNext.with(true, true), 1, 1, before*after)
}

// apart divides a gap with n blank lines: they go before or after what is new,
// or there is one more on the other side.
func (s *split) apart(atPrev, atNext spacing, left, right part, n int, beforeNext bool) {
	// How much the blank lines are to be before what is new, after it, or both.
	low, high, added := 0.5, 1.0, 1.0
	if beforeNext || right == closing {
		low = 1
	}
	if !right.comment() && low == 1 {
		added = 0.5
	}
	if left.comment() { // it is about what is new
		high, added = 0.5, 0.5
	} else if n > 1 {
		added *= 2
	}
	s.consider(atNext, n, 0, low)
	s.consider(atPrev, 0, n, high)
	if right == closing {
		s.consider(atPrev.with(true, false), 1, n, added*high)
	}
	s.consider(atNext.with(false, true), n, 1, added*low)
	s.consider(atPrev.with(true, false), 1, n, added*high)
}

// with adds blank lines.
func (sp spacing) with(before, after bool) spacing {
	sp.before, sp.after = before, after
	return sp
}

// spotOf is the parent of a gap.
func (w *writer) spotOf(g gap) spot {
	return spot{name: g.parent.Tag, depth: depth(g.parent), like: []int{int(g.s.element.node)}}
}

// depth counts the elements around an element.
func depth(e *etree.Element) int {
	n := 0
	for e = e.Parent(); e != nil && e.Parent() != nil; e = e.Parent() {
		n++
	}
	return n
}

// around returns the children before and after an offset, texts aside.
func (w *writer) around(parent *source, at int) (prev, next *source) {
	for i := range parent.element.kids {
		kid := &parent.element.kids[i]
		if isText(parent.element.children[i]) {
			continue
		}
		if kid.from() >= at {
			return prev, kid
		}
		prev = kid
	}
	return prev, nil
}

// lineOf is the child that a comment ends the line of; otherwise what is given.
func (w *writer) lineOf(parent, s *source) *source {
	if s == nil || s.element != nil || !isComment(parent.element.children[s.index]) {
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

// heads reports whether a child is a comment on lines of its own, which is about
// what comes next.
func (w *writer) heads(parent, s *source) bool {
	_, own := w.indentAt(s.from())
	return own && isComment(parent.element.children[s.index])
}

// indentNear is the indentation of a new token: what the token before it and
// the one after it agree on, unless all elements agree on another; of a comment
// that is about it; else what most of the siblings have of what its model, and
// the tokens before and after have, if it is not what but one has.
func (w *writer) indentNear(parent *source, at int, model string) string {
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
	var counts votes
	for i := range parent.element.kids {
		if kid := &parent.element.kids[i]; kid.element != nil {
			if indent, own := w.indentAt(kid.from()); own {
				counts.add(indent)
			}
		}
	}
	usual, n := counts.most()
	if len(near) == 2 && near[0] == near[1] && (counts.of(near[0]) > 0 || n < 2 || len(counts) > 1) {
		return near[0]
	}
	if len(near) > 0 && prev != nil && w.heads(parent, prev) && (counts.of(near[0]) > 0 || len(counts) == 0) {
		return near[0]
	}
	best := model
	for _, indent := range near {
		if counts.of(indent) > counts.of(best) {
			best = indent
		}
	}
	if n > 1 && counts.of(best) <= 1 {
		return usual
	}
	return best
}
