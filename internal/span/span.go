// Package span has the parts of a text that other packages find and cover.
package span

import "slices"

// A Span is the part of a text from byte Start up to but not including byte End.
type Span = struct{ Start, End int }

// Merge sorts spans and joins those that overlap or touch. It reuses the slice.
func Merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	merged := spans[:0]
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.Start <= merged[last].End {
			merged[last].End = max(merged[last].End, s.End)
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}
