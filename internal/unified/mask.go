package unified

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
)

// masked is what is printed for a password. It says nothing of its length.
const masked = "********"

// span is a part of some bytes, end excluded.
type span struct{ start, end int }

// mask says what of a file's content is covered.
type mask struct {
	data  []byte
	spans []span // in order, none touching another

	lines bool // cover every line, whole, that holds a part of a span
	all   bool // cover every line
}

// newMask finds the passwords in a file.
func newMask(data []byte, k known) *mask {
	if text, offsets, ok := decodeUTF16(data); ok {
		spans := passwords(text, k)
		for i, s := range spans {
			spans[i] = span{offsets[s.start], offsets[s.end]}
		}
		return &mask{data: data, spans: spans, lines: true}
	}
	if unreadable(data) {
		return &mask{data: data, all: true}
	}
	return &mask{data: data, spans: passwords(data, k)}
}

// columns are the parts to cover of the line data[start:end], which holds no line
// feed, counted from its start. In a value of several lines the blanks that
// indent a line stay, so that the diff keeps its shape, and a blank line stays
// blank.
func (m *mask) columns(start, end int) []span {
	line := m.data[start:end]
	if m.all {
		if len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
		return []span{{0, len(line)}}
	}
	var columns []span
	first := sort.Search(len(m.spans), func(i int) bool { return m.spans[i].end > start })
	for _, s := range m.spans[first:] {
		if s.start >= end {
			break
		}
		if m.lines {
			return []span{{0, len(line)}}
		}
		part := span{max(s.start-start, 0), min(s.end, end) - start}
		if s.start < start {
			part.start = part.end - len(bytes.TrimLeft(line[part.start:part.end], blanks))
		}
		oneLine := s.start >= start && s.end <= end
		if oneLine || len(bytes.Trim(line[part.start:part.end], blanks)) > 0 {
			columns = append(columns, part)
		}
	}
	return columns
}

// blanks are the white space of XML.
const blanks = " \t\r\n"

// cover returns the line with the mask in place of each of the columns, which
// are in order. Columns may reach beyond the line: a carriage return that was cut
// off counts as covered with the rest.
func cover(line []byte, columns []span) []byte {
	if len(columns) == 0 {
		return line
	}
	var covered []byte
	at := 0
	for _, c := range columns {
		covered = append(covered, line[at:min(c.start, len(line))]...)
		covered = append(covered, masked...)
		at = min(c.end, len(line))
	}
	return append(covered, line[at:]...)
}

// mergeSpans sorts spans and joins those that overlap or touch, so that each
// value is covered once.
func mergeSpans(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	merged := spans[:0]
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.start <= merged[last].end {
			merged[last].end = max(merged[last].end, s.end)
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}
