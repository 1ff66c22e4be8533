package span

import (
	"slices"
	"testing"
)

// TestMerge: spans come out sorted; those that overlap or touch are one, also if
// one contains the other.
func TestMerge(t *testing.T) {
	for _, c := range []struct{ in, want []Span }{
		{nil, nil},
		{[]Span{{5, 7}, {1, 2}}, []Span{{1, 2}, {5, 7}}},
		{[]Span{{3, 6}, {1, 3}, {8, 9}}, []Span{{1, 6}, {8, 9}}},
		{[]Span{{1, 9}, {2, 3}, {4, 12}}, []Span{{1, 12}}},
		{[]Span{{4, 4}, {2, 3}}, []Span{{2, 3}, {4, 4}}},
	} {
		if got := Merge(slices.Clone(c.in)); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.in, got, c.want)
		}
	}
}
