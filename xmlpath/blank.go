package xmlpath

import "strings"

// blankCounts counts gaps by their number of blank lines: none, one, or more.
type blankCounts [3]int

// blankOdds are the probabilities of these three cases.
type blankOdds [3]float64

// any returns the probability of at least one blank line.
func (o blankOdds) any() float64 { return o[1] + o[2] }

// of returns a score for n blank lines. It is never 0, because an author may do
// something for the first time; a second blank line is likelier where one is usual.
func (o blankOdds) of(n int) float64 {
	p := o[n]
	if n == 2 {
		p = 0.9*p + 0.1*o[1]
	}
	return p + 0.02
}

// refine combines the counts in a context with the odds in a wider context, which
// weigh as much as weight gaps.
func (c blankCounts) refine(wider blankOdds, weight float64) blankOdds {
	total := float64(c[0]+c[1]+c[2]) + weight
	for n := range wider {
		wider[n] = (float64(c[n]) + weight*wider[n]) / total
	}
	return wider
}

// blankStats counts the gaps of a document by the kinds of the neighbours before and
// after them.
type blankStats [neighbourKinds][neighbourKinds]blankCounts

// blankLines counts the blank lines in white space, up to two.
func blankLines(space string) int { return min(max(strings.Count(space, "\n")-1, 0), 2) }

// blankStats returns the statistics of the document. It computes them once.
func (d *Document) blankStats() *blankStats {
	if d.style.blanks == nil {
		d.style.blanks = d.main.blankStats()
	}
	return d.style.blanks
}

func (t *tape) blankStats() *blankStats {
	s := &blankStats{}
	for i, seen := 0, 0; i < len(t.nodes) && seen < maxStatElements; i++ {
		if t.kind(i) != elementNode {
			continue
		}
		seen++
		t.gaps(i, func(left, right int, space string) {
			s[t.neighbour(left, startTag)][t.neighbour(right, endTag)][blankLines(space)]++
		})
	}
	return s
}

// countBlankTexts counts what is on the blank lines in white space.
func countBlankTexts(counts *textCounts, space string) {
	_, space, _ = strings.Cut(space, "\n")
	for line, rest, found := strings.Cut(space, "\n"); found; line, rest, found = strings.Cut(rest, "\n") {
		counts.add(strings.TrimSuffix(line, "\r"))
	}
}

// blankText returns the white space to write on a new blank line: the most common
// on the blank lines in the gap, or else on those in the samples.
func (w *writer) blankText(in gapContext, gap string) string {
	var counts textCounts
	if countBlankTexts(&counts, gap); len(counts) == 0 {
		for _, node := range in.samples {
			w.base.gaps(node, func(_, _ int, space string) { countBlankTexts(&counts, space) })
		}
	}
	text, _ := counts.most()
	return text
}

// A gapContext says where a gap is for which the blank lines are to be chosen.
type gapContext struct {
	samples []int // nodes: the parent, or elements that a new parent is laid out like
	// inNew is true if the parent is new. What is usual between elements of other
	// names then says nothing.
	inNew bool
	// trailing is true if a new token divides the gap before the end tag. That gap
	// then says nothing about gaps before end tags.
	trailing bool
}

// How many gaps a wider context weighs as much as.
const (
	documentWeight = 3
	sampleWeight   = 1
)

// blankOdds returns the odds of blank lines between two neighbours. They are
// learned from the gaps between such neighbours, each narrower context refining
// the wider one: the document; in the samples, the gaps between similar
// neighbours, between those of the same kind, and next to the same names.
func (w *writer) blankOdds(in gapContext, left, right neighbour) blankOdds {
	odds := blankOdds{0.9, 0.09, 0.01}
	if !in.inNew {
		odds = w.blankStats()[left.kind][right.kind].refine(odds, documentWeight)
	}
	own := in.trailing && right.kind == endTag
	var siblings, same, named blankCounts
	for _, node := range in.samples {
		w.base.gaps(node, func(l, r int, space string) {
			lk, rk, n := w.base.neighbour(l, startTag), w.base.neighbour(r, endTag), blankLines(space)
			if own && r == noNode {
				return
			}
			if own && lk == startTag {
				same[n]++ // most authors treat the first and the last child alike
			}
			if lk.similar(left.kind) && (lk.element() || lk == startTag) && rk != endTag && right.kind != endTag {
				siblings[n]++
			}
			if !lk.similar(left.kind) || !rk.similar(right.kind) {
				return
			}
			if lk == left.kind && rk == right.kind {
				same[n]++
			}
			if lk.element() && w.base.name(l) == left.name || rk.element() && w.base.name(r) == right.name {
				named[n]++
			}
		})
	}
	if siblings == (blankCounts{}) && left.kind.element() && right.kind.element() {
		siblings = w.singleChild(in.samples)
	}
	odds = siblings.refine(odds, sampleWeight)
	return named.refine(same.refine(odds, sampleWeight), sampleWeight)
}

// singleChild returns counts for the gap between an only child and a new sibling:
// a blank line is likely if there is one before or after the only child.
func (w *writer) singleChild(samples []int) (c blankCounts) {
	for _, node := range samples {
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
		c[blank] += 5 // more than the document weighs
	}
	return c
}
