package diff

import (
	"bytes"
	"slices"
	"sort"

	"ispatch/internal/span"
)

// masked is printed in place of hidden text. It does not reveal the length.
const masked = "********"

// blanks are the white space of XML.
const blanks = " \t\r\n"

// columns returns the parts of a line to cover, relative to its start. In a value of
// several lines the indentation stays, so that the diff keeps its shape, and a blank line
// stays blank.
func (s side) columns(number int) []Span {
	if len(s.hidden) == 0 {
		return nil
	}
	start := s.offsets[number]
	line := trimNewline(s.lines[number])
	end := start + len(line)
	var columns []Span
	first := sort.Search(len(s.hidden), func(i int) bool { return s.hidden[i].End > start })
	for _, h := range s.hidden[first:] {
		if h.Start >= end {
			break
		}
		part := Span{max(h.Start-start, 0), min(h.End, end) - start}
		if h.Start < start {
			part.Start = part.End - len(bytes.TrimLeft(line[part.Start:part.End], blanks))
		}
		oneLine := h.Start >= start && h.End <= end
		if oneLine || len(bytes.Trim(line[part.Start:part.End], blanks)) > 0 {
			columns = append(columns, part)
		}
	}
	return columns
}

// cover returns the line with the mask in place of each of the columns, which are in
// order. Columns may extend beyond the line: a carriage return that was cut off counts as
// covered too.
func cover(line []byte, columns []Span) []byte {
	if len(columns) == 0 {
		return line
	}
	var covered []byte
	at := 0
	for _, c := range columns {
		covered = append(covered, line[at:min(c.Start, len(line))]...)
		covered = append(covered, masked...)
		at = min(c.End, len(line))
	}
	return append(covered, line[at:]...)
}

// mergeSpans sorts spans, joins those that overlap or touch, so that each value is
// covered once, and removes empty ones.
func mergeSpans(spans []Span) []Span {
	empty := func(s Span) bool { return s.Start >= s.End }
	return span.Merge(slices.DeleteFunc(slices.Clone(spans), empty))
}
