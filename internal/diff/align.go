package diff

import (
	"bytes"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

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

// maxLines is the maximum number of different lines passed to the library. It encodes
// each as one rune, and panics when it runs out of runes at about 1.1 million.
const maxLines = 1_000_000

// match returns a longest list of equal lines, in order in both lists. It returns none if
// the lists have more than maxLines different lines, so that all lines are replaced: a
// correct diff, but not a short one.
//
// Every rune that the library returns is one line, so there is no need to rebuild its
// texts: counting runes is enough, and safe for any bytes.
func match(old, new [][]byte) []pair {
	if len(old) == 0 || len(new) == 0 || !countable(old, new) {
		return nil
	}
	library := diffmatchpatch.New()
	library.DiffTimeout = 0 // the default would make the result depend on the clock
	oldRunes, newRunes, _ := library.DiffLinesToRunes(string(bytes.Join(old, nil)), string(bytes.Join(new, nil)))
	if len(oldRunes) != len(old) || len(newRunes) != len(new) {
		return nil
	}
	// A line that one side lacks cannot match. Without such lines the search, whose time
	// is quadratic in the number of differences, is fast even if two files have nothing
	// in common.
	oldRunes, oldLines := only(oldRunes, newRunes)
	newRunes, newLines := only(newRunes, oldRunes)

	var pairs []pair
	i, j := 0, 0
	for _, d := range library.DiffMainRunes(oldRunes, newRunes, false) {
		count := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			i += count
		case diffmatchpatch.DiffInsert:
			j += count
		case diffmatchpatch.DiffEqual:
			for range count {
				// Reject a wrong diff: such a pair would print context lines that are not
				// in the file.
				if i >= len(oldLines) || j >= len(newLines) ||
					!bytes.Equal(old[oldLines[i]], new[newLines[j]]) {
					return nil
				}
				pairs = append(pairs, pair{oldLines[i], newLines[j]})
				i, j = i+1, j+1
			}
		}
	}
	return pairs
}

// only returns the runes of a that are in b, and their places in a.
func only(a, b []rune) (runes []rune, places []int) {
	in := make(map[rune]struct{}, len(b))
	for _, r := range b {
		in[r] = struct{}{}
	}
	for i, r := range a {
		if _, ok := in[r]; ok {
			runes, places = append(runes, r), append(places, i)
		}
	}
	return runes, places
}

// countable reports whether the library can distinguish all different lines.
func countable(old, new [][]byte) bool {
	if len(old)+len(new) <= maxLines {
		return true
	}
	different := make(map[string]struct{}, maxLines)
	for _, lines := range [][][]byte{old, new} {
		for _, line := range lines {
			different[string(line)] = struct{}{}
		}
		if len(different) > maxLines {
			return false
		}
	}
	return true
}
