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

// covered returns the texts that are covered in some lines.
func (s side) covered(first, count int) map[string]bool {
	var texts map[string]bool
	for number := first; number < first+count; number++ {
		for _, c := range s.columns(number) {
			if texts == nil {
				texts = map[string]bool{}
			}
			texts[string(s.lines[number][c.Start:c.End])] = true
		}
	}
	return texts
}

// values returns the values in a line that are one of the texts: what is between tags or
// in quotes. A change of its name alone, as in <a name="password">x</a>, must not show a
// value on the other side.
func values(line []byte, texts map[string]bool) (found []Span) {
	if len(texts) == 0 {
		return nil
	}
	const longest = 4096 // no password is longer, and a line of > alone takes no quadratic time
	for i, opens := range line {
		closes := opens
		switch opens {
		case '>':
			closes = '<'
		case '"', '\'':
		default:
			continue
		}
		end := bytes.IndexByte(line[i+1:min(len(line), i+longest)], closes)
		if end > 0 && texts[string(line[i+1:i+1+end])] {
			found = append(found, Span{i + 1, i + 1 + end})
		}
	}
	return found
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
