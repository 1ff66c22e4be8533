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
}

// A habit counts what an author does between the children of one element.
type habit struct{ apart, close int }

func (h habit) known() bool { return h.apart+h.close > 0 }

// more reports whether there is mostly a blank line.
func (h habit) more() bool { return h.apart > h.close }

func (h *habit) count(apart bool) {
	if apart {
		h.apart++
	} else {
		h.close++
	}
}

// spacing finds the spacing of a new token at an offset: at the end of the line
// of the token before it, or, where beforeNext is set, at the next token.
func (w *writer) spacing(g gap, t etree.Token, at int, beforeNext bool) spacing {
	prev, next := w.around(g.s, at)
	apart, headed := w.habits(g.s, t)
	start, end := g.s.element.openEnd(), g.s.element.close()
	if prev != nil {
		start = prev.to()
	}
	if next != nil {
		end = next.from()
	}
	if !allBlank(w.text[start:end]) { // mixed text is no layout
		if beforeNext {
			return spacing{at: w.lineStart(at), lineStart: true}
		}
		return spacing{at: at}
	}
	blank := blankLine(w.text[start:end])
	atNext := spacing{at: w.lineStart(end), lineStart: true}
	atPrev := spacing{at: w.skipBlanks(start)}
	if _, own := w.indentAt(end); !own {
		beforeNext, atNext = false, atPrev
	}
	heads := prev != nil && w.heads(g.s, prev)
	switch {
	case next == nil && (prev == nil || heads):
		atPrev.before = headed && prev != nil || prev == nil && blank
	case next == nil:
		if blank && !blankLine(w.leading(g.s)) && strings.Count(w.text[start:end], "\n") == 2 && len(g.s.element.kids) > 3 {
			return atNext // after the blank line before what was last
		}
		atPrev.before = apart
	case prev == nil:
		if beforeNext {
			atNext.after = apart
			return atNext
		}
		atPrev.before, atPrev.after = blank, apart && !blank
	case heads && blank && !w.heads(g.s, next):
		return atNext
	case heads:
		atPrev.before, atPrev.after = headed, apart && !blank
	case apart && (blank || !beforeNext):
		atPrev.before = true
	case blank && beforeNext && !w.heads(g.s, next):
		return atNext
	case !blank && beforeNext:
		return atNext
	}
	return atPrev
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

// heads reports whether a child is a comment on lines of its own, which is about
// what comes next.
func (w *writer) heads(parent, s *source) bool {
	_, own := w.indentAt(s.from())
	return own && isComment(parent.element.children[s.index])
}

// habits returns whether there is a blank line between the elements of a parent,
// by those of the same name if it has such, and whether there is one between a
// comment and what it is about.
func (w *writer) habits(parent *source, t etree.Token) (apart, headed bool) {
	e, _ := t.(*etree.Element)
	var all, twins, heads habit
	var last *source
	var only etree.Token
	elements := 0
	for i, child := range parent.element.children {
		if isText(child) {
			continue
		}
		kid := &parent.element.kids[i]
		if kid.element != nil {
			elements, only = elements+1, child
		}
		if last != nil {
			blank := blankLine(w.text[last.to():kid.from()])
			switch {
			case w.heads(parent, last):
				heads.count(blank)
			case last.element != nil:
				all.count(blank)
				if e != nil && (last.element.full(w.text) == e.FullTag() || kid.element != nil &&
					kid.element.full(w.text) == e.FullTag()) {
					twins.count(blank)
				}
			}
		}
		last = kid
	}
	switch {
	case twins.known() && twins.apart != twins.close:
		apart = twins.more()
	case all.known():
		apart = all.more()
	case elements == 1:
		apart = w.apart(parent, only)
	}
	return apart, heads.more()
}

// indentNear is the indentation of a new token: what the token before it and
// the one after it agree on; of a comment that is about it; else what most of
// the siblings have of what its model, and the tokens before and after have, if
// it is not what but one has.
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
	if len(near) == 2 && near[0] == near[1] {
		return near[0]
	}
	counts := map[string]int{}
	for i := range parent.element.kids {
		if kid := &parent.element.kids[i]; kid.element != nil {
			if indent, own := w.indentAt(kid.from()); own {
				counts[indent]++
			}
		}
	}
	if len(near) > 0 && prev != nil && w.heads(parent, prev) && (counts[near[0]] > 0 || len(counts) == 0) {
		return near[0]
	}
	best := model
	for _, indent := range near {
		if counts[indent] > counts[best] {
			best = indent
		}
	}
	if usual, n := mostly(counts); n > 1 && counts[best] == 1 {
		return usual
	}
	return best
}
