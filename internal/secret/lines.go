package secret

import (
	"bytes"

	"ispatch/internal/secret/name"
	"ispatch/internal/span"
)

// suspects returns the parts of a malformed text that may hold a secret or a part of one:
// some tags around each name of a secret, and passwords in URLs.
func suspects(text []byte) []Span {
	spans := credentials(text, true)
	for _, m := range name.In(text) {
		if last := len(spans) - 1; last >= 0 && spans[last].Start <= m[0] && m[1] <= spans[last].End {
			continue // already within one: this bounds the time for a text full of them
		}
		from, to := name.Around(text, m[0], m[1])
		spans = append(spans, Span{from, to})
	}
	return span.Merge(spans)
}

// wholeLines returns a span for each line that holds a part of one of the given spans,
// which are in order. The spans exclude line feeds, and blank lines are skipped.
func wholeLines(data []byte, spans []Span) []Span {
	var lines []Span
	for start := 0; start < len(data) && len(spans) > 0; {
		end := start + 1 + bytes.IndexByte(data[start:], '\n')
		if end == start {
			end = len(data)
		}
		for len(spans) > 0 && spans[0].End <= start {
			spans = spans[1:]
		}
		line := bytes.TrimRight(data[start:end], "\r\n")
		if len(spans) > 0 && spans[0].Start < end && len(bytes.Trim(line, blanks)) > 0 {
			lines = append(lines, Span{start, start + len(line)})
		}
		start = end
	}
	return lines
}
