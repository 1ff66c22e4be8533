package xmlpath

// A spacing is a place for new tokens in a gap, with the blank lines to write
// before and after them.
type spacing struct {
	at            int // the end of a line or, with lineStart, the start of one
	lineStart     bool
	before, after bool
	blank         string // what is on these lines
}

// with returns the same place with blank lines before or after the new tokens.
func (sp spacing) with(before, after bool) spacing {
	sp.before, sp.after = before, after
	return sp
}

// spacing chooses the spacing of new tokens at an offset: of all ways to divide the
// gap there and to add blank lines to it, the likeliest. beforeNext says that the
// caller put the tokens before the next token, not after the previous one.
func (w *writer) spacing(g gap, at int, beforeNext bool) spacing {
	prev, next := w.around(g.s, at)
	start, end := g.s.element.openEnd(), g.s.element.close()
	left, right := neighbour{kind: startTag}, neighbour{kind: endTag}
	if prev != nil {
		start, left = prev.to(), w.neighbourOf(g.s, w.lineOwner(g.s, prev))
	}
	if next != nil {
		end, right = next.from(), w.neighbourOf(g.s, next)
	}
	if !allBlank(w.text[start:end]) { // mixed content has no layout
		if beforeNext {
			return spacing{at: w.lineStart(at), lineStart: true}
		}
		return spacing{at: at}
	}
	n := blankLines(w.text[start:end])
	in := g.context()
	in.trailing = next == nil && n == 1
	c := spacingChoice{
		before: w.blankOdds(in, left, newNeighbour(g.added[0])),
		after:  w.blankOdds(in, newNeighbour(g.added[len(g.added)-1]), right),
	}
	afterPrev := spacing{at: w.skipBlanks(start)}
	beforeEnd := spacing{at: w.lineStart(end), lineStart: true}
	if _, own := w.indentAt(end); !own {
		beforeNext, beforeEnd = false, afterPrev
	}
	if n == 0 {
		c.dense(afterPrev, beforeEnd, left.kind, right.kind)
	} else {
		c.spaced(afterPrev, beforeEnd, left.kind, right.kind, n, beforeNext)
	}
	c.best.blank = w.blankText(in, w.text[start:end])
	return c.best
}

// A spacingChoice finds the likeliest spacing.
type spacingChoice struct {
	before, after blankOdds // of blank lines before and after the new tokens
	best          spacing
	score         float64
}

// consider chooses a spacing if it is the likeliest so far. It leads to the given
// numbers of blank lines before and after the new tokens.
func (c *spacingChoice) consider(sp spacing, before, after int, prior float64) {
	if p := prior * c.before.of(before) * c.after.of(after); p > c.score {
		c.best, c.score = sp, p
	}
}

// dense considers the spacings in a gap without a blank line.
func (c *spacingChoice) dense(afterPrev, beforeEnd spacing, left, right neighbourKind) {
	// If neighbours have no blank line between them, a new one between them
	// probably has none either. A comment is not moved away from what is above it.
	before, after := 1.0, 1.0
	if left.element() && right != endTag {
		before, after = 0.5, 0.5
	}
	if right.comment() && left != startTag {
		after = 0
	}
	c.consider(beforeEnd, 0, 0, 1)
	c.consider(afterPrev.with(true, false), 1, 0, before)
	c.consider(beforeEnd.with(false, true), 0, 1, after)
	c.consider(beforeEnd.with(true, true), 1, 1, before*after)
}

// spaced considers the spacings in a gap with n blank lines: all of them before or
// all of them after the new tokens, and maybe a new one on the other side.
func (c *spacingChoice) spaced(afterPrev, beforeEnd spacing, left, right neighbourKind, n int, beforeNext bool) {
	// The priors of the blank lines before the new tokens, after them, and on both
	// sides.
	low, high, added := 0.5, 1.0, 1.0
	if beforeNext {
		low = 1
	}
	if !right.comment() && low == 1 {
		added = 0.5
	}
	if left.comment() { // the comment is about the new tokens
		high, added = 0.5, 0.5
	} else if n > 1 {
		added *= 2
	}
	c.consider(beforeEnd, n, 0, low)
	c.consider(afterPrev, 0, n, high)
	c.consider(beforeEnd.with(false, true), n, 1, added*low)
	c.consider(afterPrev.with(true, false), 1, n, added*high)
}
