package txn

import (
	"bytes"
	"testing"
)

// TestDigests compares the digests of two texts that begin alike with those of
// each for itself.
func TestDigests(t *testing.T) {
	long := bytes.Repeat([]byte("0123456789abcdef"), 20_000) // several parts
	edited := func(at int) []byte {
		text := bytes.Clone(long)
		text[at] = 'x'
		return text
	}
	texts := [][]byte{nil, []byte("a"), long, edited(0), edited(64<<10 - 1), edited(64 << 10), edited(len(long) - 1),
		long[:64<<10], long[:64<<10+1], long[:len(long)-1], append(bytes.Clone(long), 'x')}
	for i, a := range texts {
		for j, b := range texts {
			if ofA, ofB := digests(a, b); ofA != digest(a) || ofB != digest(b) {
				t.Errorf("texts %d and %d: the digests are not those of each", i, j)
			}
		}
	}
}
