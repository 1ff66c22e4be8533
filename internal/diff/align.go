package diff

import "bytes"

// script describes how two lists of lines differ. The shared lines are in the same order
// in both lists. Before the k-th shared line, removed[k] lines of the old list and
// inserted[k] lines of the new list have no counterpart. Both slices are one longer than
// the number of shared lines.
type script struct {
	removed, inserted []int
}

// shared is the number of lines that both lists have in common.
func (s script) shared() int { return len(s.removed) - 1 }

// pair is a line of the old list and the equal line of the new list.
type pair struct{ old, new int }

// align finds the lines that two lists share: as many as possible, and chosen so that the
// changes read well.
func align(old, new [][]byte) script {
	head := 0
	for head < len(old) && head < len(new) && bytes.Equal(old[head], new[head]) {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(new)-head &&
		bytes.Equal(old[len(old)-1-tail], new[len(new)-1-tail]) {
		tail++
	}
	oldMiddle, newMiddle := old[head:len(old)-tail], new[head:len(new)-tail]
	pairs := match(oldMiddle, newMiddle)

	shared := head + len(pairs) + tail
	s := script{removed: make([]int, shared+1), inserted: make([]int, shared+1)}
	last := pair{-1, -1}
	for k, p := range append(pairs, pair{len(oldMiddle), len(newMiddle)}) {
		s.removed[head+k] = p.old - last.old - 1
		s.inserted[head+k] = p.new - last.new - 1
		last = p
	}
	slide(old, s.removed, s.inserted)
	slide(new, s.inserted, s.removed)
	return s
}
