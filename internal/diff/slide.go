package diff

import (
	"bytes"
	"cmp"
)

// slide moves blocks of changed lines to where they read best. A block whose last line
// equals the line above it can move up by one line without changing the diff's meaning,
// and a block whose first line equals the line below it can move down. So a new
// <datasource> may show as its own lines, or as the end tag of the element before it and
// all but its own end tag. The number of shared lines stays the same.
//
// lines are those of one side, gaps its changes as in script, other those of the other
// side. A block goes beside a change of the other side, so that a changed line shows as
// removed and inserted in one place; failing that, to where the lines at its two ends are
// least indented; failing that, as far down as it goes, as in diff. A block beside a
// change may be split: see split.
func slide(lines [][]byte, gaps, other []int) {
	start := 0 // where in lines the k-th gap starts
	for k := 0; k < len(gaps); k++ {
		if gaps[k] > 0 {
			b := block{lines: lines, gaps: gaps, gap: k, start: start, count: gaps[k]}
			top := b.spread()
			b.moveUp(b.gap - b.best(top, other))
			if other[b.gap] > 0 {
				b.split(other)
			}
			k, start = b.gap, b.start+b.count
		}
		start++
	}
}

// block is a run of changed lines while it is moved.
type block struct {
	lines [][]byte
	gaps  []int
	gap   int // which gap it fills
	start int // its first line
	count int // its number of lines
}

// spread moves the block down as far as it goes, joining blocks that it meets
// above and below, and returns the highest gap that it could move to.
func (b *block) spread() (top int) {
	for {
		count := b.count
		for b.gap > 0 && bytes.Equal(b.lines[b.start-1], b.lines[b.start+b.count-1]) {
			b.moveUp(1)
		}
		top = b.gap
		for b.gap < len(b.gaps)-1 && bytes.Equal(b.lines[b.start], b.lines[b.start+b.count]) {
			b.moveDown()
		}
		if b.count == count {
			return top
		}
	}
}

// moveUp moves the block up over some shared lines. It joins what it meets.
func (b *block) moveUp(by int) {
	for range by {
		b.gaps[b.gap] = 0
		b.gap--
		b.start -= 1 + b.gaps[b.gap]
		b.count += b.gaps[b.gap]
		b.gaps[b.gap] = b.count
	}
}

// moveDown moves the block down over one shared line. It joins what it meets.
func (b *block) moveDown() {
	b.gaps[b.gap] = 0
	b.gap++
	b.start++
	b.count += b.gaps[b.gap]
	b.gaps[b.gap] = b.count
}

// maxSlide limits the number of places that are compared: a long file of equal lines has
// as many places as lines.
const maxSlide = 100

// best returns the gap that the block should fill. The block is as far down as it goes;
// top is the highest gap it can move to.
func (b *block) best(top int, other []int) int {
	for gap := b.gap; gap >= top; gap-- {
		if other[gap] > 0 {
			return gap
		}
	}
	best, bestGap := b.score(b.start), b.gap
	for gap := b.gap - 1; gap >= max(top, b.gap-maxSlide); gap-- {
		if s := b.score(b.start - (b.gap - gap)); s.less(best) {
			best, bestGap = s, gap
		}
	}
	return bestGap
}

// split cuts a block beside a change of the other side in two, if its
// second part reads better further down. It becomes that second part.
//
// Without it, a changed element with another inserted after it shows as its head replaced
// by the heads of both with a tail between them, and the remaining tail belongs to the
// inserted element.
func (b *block) split(other []int) {
	best := b.score(b.start)
	bestFirst, bestDown := 0, 0
	for first := 1; first < b.count; first++ {
		part := block{lines: b.lines, count: b.count - first}
		for down := 0; down < maxSlide; down++ {
			at, below := b.start+first+down, b.start+b.count+down
			if gap := b.gap + down + 1; gap == len(b.gaps) || b.gaps[gap] > 0 || other[gap] > 0 ||
				!bytes.Equal(b.lines[at], b.lines[below]) {
				break
			}
			if s := part.score(at + 1); s.indent < best.indent || s.indent == best.indent && bestDown > 0 && s.less(best) {
				best, bestFirst, bestDown = s, first, down+1
			}
		}
	}
	if bestDown > 0 {
		b.gaps[b.gap] = bestFirst
		b.gap += bestDown
		b.start += bestFirst + bestDown
		b.count -= bestFirst
		b.gaps[b.gap] = b.count
	}
}

// score says how badly a block reads at a place.
type score struct {
	indent int // of the lines at both ends together
	flaws  int
}

func (s score) less(t score) bool {
	return cmp.Or(cmp.Compare(s.indent, t.indent), cmp.Compare(s.flaws, t.flaws)) < 0
}

func (b *block) score(start int) score {
	var s score
	for i, at := range []int{start, start + b.count} {
		line := at
		for line < min(at+maxSlide, len(b.lines)) && len(bytes.TrimSpace(b.lines[line])) == 0 {
			line++
		}
		if line == len(b.lines) {
			continue
		}
		s.indent += indentation(b.lines[line])
		if line > at { // a blank line belongs to the lines above it
			s.flaws++
		}
		if i == 0 && closes(b.lines[line]) { // a block should not start with an end mark
			s.flaws += 3
		}
	}
	return s
}

// indentation returns the width of the blanks at the start of a line.
func indentation(line []byte) int {
	width := 0
	for _, c := range line {
		switch c {
		case ' ':
			width++
		case '\t':
			width += 8 - width%8
		default:
			return width
		}
	}
	return width
}

// closes reports whether a line starts with an end tag or another end mark.
func closes(line []byte) bool {
	line = bytes.TrimSpace(line)
	for _, end := range []string{"</", "-->", "/>", "]]>", "}"} {
		if bytes.HasPrefix(line, []byte(end)) {
			return true
		}
	}
	return false
}
