package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A part is what is on one side of the white space between two siblings, or
// between one of them and a tag of their parent.
type part uint8

const (
	opening  part = iota // the start tag
	closing              // the end tag
	bare                 // an element without elements and comments in it
	nested               // an element with some
	remark               // a comment in words, on one line
	note                 // on several
	disabled             // a comment that holds an element
	other
	parts
)

func (p part) element() bool { return p == bare || p == nested }
func (p part) comment() bool { return p == note || p == remark || p == disabled }

// kin reports whether two parts are the same, or both elements.
func (p part) kin(q part) bool { return p == q || p.element() && q.element() }

// A side is a part; of an element, with its name.
type side struct {
	part part
	name string
}

// A habit counts between how many parts there are no blank lines, one, and more.
type habit [3]int

// chances are how likely each of these is.
type chances [3]float64

// blank is how likely there are blank lines.
func (c chances) blank() float64 { return c[1] + c[2] }

// of is how likely a number is. Nothing is as good as impossible, least of all a
// second blank line where there is one.
func (c chances) of(n int) float64 {
	p := c[n]
	if n == 2 {
		p = 0.9*p + 0.1*c[1]
	}
	return p + 0.02
}

// refine returns how likely each number is in a context, by what was counted
// there and how likely it is in a wider one, which counts like so many gaps.
func (h habit) refine(wider chances, weight float64) chances {
	total := float64(h[0]+h[1]+h[2]) + weight
	for k := range wider {
		wider[k] = (float64(h[k]) + weight*wider[k]) / total
	}
	return wider
}

// habits are those between all parts, of the first on the second.
type habits [parts][parts]habit

// A manner is how the author of a document sets blank lines: anywhere, in
// parents at a depth, and in those of a name; and what is on blank lines.
type manner struct {
	all     habits
	byDepth []habits
	byName  map[string]*habits
	blanks  []votes // by depth
}

// noNode is in place of a node: a tag of the parent.
const noNode = -1

// maxGaps bounds how many gaps of an element are looked at.
const maxGaps = 1000

// gaps calls a function for each stretch of white space with a line end in it
// among the children of a node, with the nodes beside it, noNode for a tag. A
// comment that ends the line of an element belongs to that.
func (t *tape) gaps(parent int, visit func(left, right int, space string)) {
	left, start, text, count := noNode, -1, false, 0
	gap := func(right int, end uint32) {
		space := ""
		if start >= 0 {
			space = t.text[start:end]
		}
		lines := strings.Contains(space, "\n")
		if lines && !text {
			count++
			visit(left, right, space)
		}
		if lines || text || left == noNode || right == noNode || t.kind(right) != commentNode || t.kind(left) != elementNode {
			left = right
		}
		start, text = -1, false
	}
	end := uint32(0)
	t.children(parent, func(i int) bool {
		n := t.nodes[i]
		end = n.end
		switch kind := t.kind(i); {
		case kind == textNode && allBlank(t.text[n.start:n.end]):
			if start < 0 {
				start = int(n.start)
			}
		case kind == textNode || kind == cdataNode:
			text = true
		default:
			gap(i, n.start)
		}
		return count < maxGaps
	})
	if count < maxGaps {
		gap(noNode, end)
	}
}

// blankLines counts the blank lines in white space, more than one as two.
func blankLines(space string) int { return min(max(strings.Count(space, "\n")-1, 0), 2) }

// part is what a node is.
func (t *tape) part(i int, tag part) part {
	if i == noNode {
		return tag
	}
	switch t.kind(i) {
	case elementNode:
		for k := i + 1; k < int(t.nodes[i].next); k++ {
			if kind := t.kind(k); kind == elementNode || kind == commentNode {
				return nested
			}
		}
		return bare
	case commentNode:
		n := t.nodes[i]
		return commentPart(t.text[int(n.start)+len("<!--") : int(n.end)-len("-->")])
	}
	return other
}

// commentPart reports whether a comment holds an element: <name… or, where its
// marks are those of the element, name…</name or name…/.
func commentPart(data string) part {
	data = strings.Trim(data, " \t\r\n")
	if strings.HasPrefix(data, "<") {
		return disabled
	}
	start, found := strings.CutSuffix(data, "/")
	if found && (strings.Contains(start, "=") || !strings.ContainsAny(start, " \t\r\n")) {
		return disabled
	}
	if i := strings.LastIndex(data, "</"); i >= 0 && !strings.ContainsAny(data[i:], " \t\r\n>") {
		return disabled
	}
	if strings.Contains(data, "\n") {
		return note
	}
	return remark
}

// manner looks at the document, once.
func (d *Document) manner() *manner {
	if d.style.manner == nil {
		d.style.manner = d.main.manner()
	}
	return d.style.manner
}

func (t *tape) manner() *manner {
	m := &manner{byName: map[string]*habits{}}
	var open []uint32 // where the elements end that are open
	for i, looked := 0, 0; i < len(t.nodes) && looked < maxKin; i++ {
		for len(open) > 0 && int(open[len(open)-1]) <= i {
			open = open[:len(open)-1]
		}
		if t.kind(i) != elementNode {
			continue
		}
		looked++
		if t.part(i, other) == bare {
			continue
		}
		m.look(t, i, len(open))
		open = append(open, t.nodes[i].next)
	}
	return m
}

// look counts the gaps in an element at a depth.
func (m *manner) look(t *tape, element, depth int) {
	for len(m.byDepth) <= depth {
		m.byDepth = append(m.byDepth, habits{})
		m.blanks = append(m.blanks, nil)
	}
	_, local := cutName(t.name(element))
	named := m.byName[local]
	if named == nil {
		named = &habits{}
		m.byName[local] = named
	}
	t.gaps(element, func(left, right int, space string) {
		l, r, n := t.part(left, opening), t.part(right, closing), blankLines(space)
		for _, h := range []*habits{&m.all, &m.byDepth[depth], named} {
			h[l][r][n]++
		}
		countBlanks(&m.blanks[depth], space)
	})
}

// countBlanks counts what is on the blank lines in white space.
func countBlanks(counts *votes, space string) {
	_, space, _ = strings.Cut(space, "\n")
	for line, rest, found := strings.Cut(space, "\n"); found; line, rest, found = strings.Cut(rest, "\n") {
		counts.add(strings.TrimSuffix(line, "\r"))
	}
}

// blankText is what a new blank line in a parent holds: what those in a gap that
// it goes to do, or most of those in the parent, or at its depth.
func (w *writer) blankText(at spot, gap string) string {
	var counts votes
	if countBlanks(&counts, gap); len(counts) == 0 {
		for _, node := range at.like {
			w.base.gaps(node, func(_, _ int, space string) { countBlanks(&counts, space) })
		}
	}
	if m := w.manner(); len(counts) == 0 && at.depth < len(m.blanks) {
		counts = m.blanks[at.depth]
	}
	text, _ := counts.most()
	return text
}

// A spot is where gaps are to be: in an element of a name, at a depth, as in
// elements that were read.
type spot struct {
	name  string
	depth int
	like  []int // their nodes
	// inner is set in a new element: what is done in those of other names is then
	// no evidence.
	inner bool
	// trailing is set where the gap before the end tag is about to be divided; last
	// is what is before it. It is then no example of a gap before an end tag.
	trailing bool
	last     part
}

// How many gaps that were seen in a narrower context outweigh a wider one.
const (
	wideWeight = 3
	nearWeight = 1
)

// likely returns how likely blank lines are between two parts at a spot: by the
// gaps between such parts in the whole document, at this depth, in elements of
// this name, and then in the elements that it is like.
func (w *writer) likely(at spot, left, right side) chances {
	m := w.manner()
	own := at.trailing && right.part == closing
	wide := func(h habit, c chances) chances {
		if own && at.last == left.part {
			h[1] = max(h[1]-1, 0) // it was not counted if the document is large
		}
		return h.refine(c, wideWeight)
	}
	c := chances{0.9, 0.09, 0.01}
	if own {
		c = chances{0.6, 0.36, 0.04}
	}
	if !at.inner {
		c = wide(m.all[left.part][right.part], c)
		if at.depth < len(m.byDepth) {
			c = wide(m.byDepth[at.depth][left.part][right.part], c)
		}
	}
	if h := m.byName[at.name]; h != nil {
		c = wide(h[left.part][right.part], c)
	}
	var kin, same, twins habit
	for _, node := range at.like {
		w.base.gaps(node, func(l, r int, space string) {
			lp, rp, n := w.base.part(l, opening), w.base.part(r, closing), blankLines(space)
			if own && r == noNode {
				return
			}
			if own && lp == opening {
				same[n]++ // an author mostly sets the first and the last child apart alike
			}
			if lp.kin(left.part) && (lp.element() || lp == opening) && rp != closing && right.part != closing {
				kin[n]++
			}
			if !lp.kin(left.part) || !rp.kin(right.part) {
				return
			}
			if lp == left.part && rp == right.part {
				same[n]++
			}
			if lp.element() && w.base.name(l) == left.name || rp.element() && w.base.name(r) == right.name {
				twins[n]++
			}
		})
	}
	if kin == (habit{}) && left.part.element() && right.part.element() {
		kin = w.single(at.like)
	}
	return twins.refine(same.refine(kin.refine(c, nearWeight), nearWeight), nearWeight)
}

// single counts an element that is alone in its parent as if there were more
// of them, with blank lines between them if there is one on either side of it.
func (w *writer) single(like []int) (h habit) {
	for _, node := range like {
		only, count, blank := noNode, 0, 0
		w.base.children(node, func(i int) bool {
			if w.base.kind(i) == elementNode {
				only, count = i, count+1
			}
			return count < 2
		})
		if count != 1 {
			continue
		}
		w.base.gaps(node, func(l, r int, space string) {
			if l == only || r == only {
				blank = max(blank, min(blankLines(space), 1))
			}
		})
		h[blank] += 1 + 4*blank
	}
	return h
}

// sideOf is a child of an element that was read.
func (w *writer) sideOf(parent, s *source) side {
	if s.element != nil {
		return side{w.base.part(int(s.element.node), other), s.element.full(w.text)}
	}
	if c, ok := parent.element.children[s.index].(*etree.Comment); ok {
		return side{part: commentPart(c.Data)}
	}
	return side{part: other}
}

// newSide is a token that is new.
func newSide(t etree.Token) side {
	switch t := t.(type) {
	case *etree.Element:
		for _, child := range t.Child {
			switch child.(type) {
			case *etree.Element, *etree.Comment:
				return side{nested, t.FullTag()}
			}
		}
		return side{bare, t.FullTag()}
	case *etree.Comment:
		return side{part: commentPart(t.Data)}
	}
	return side{part: other}
}
