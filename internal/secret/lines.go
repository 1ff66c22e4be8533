package secret

import (
	"bytes"

	"ispatch/internal/secret/name"
)

// suspects are the parts of a text that is not well-formed which may hold a secret
// or a part of one: what is around each name of one, some tags far, and passwords
// of URLs.
func suspects(text []byte) []Span {
	spans := credentials(text, true)
	for _, m := range name.In(text) {
		if last := len(spans) - 1; last >= 0 && spans[last].Start <= m[0] && m[1] <= spans[last].End {
			continue // within one already: text full of them takes no longer
		}
		from, to := name.Around(text, m[0], m[1])
		spans = append(spans, Span{from, to})
	}
	return merge(spans)
}

// wholeLines returns each line that holds a part of one of the spans, which are in
// order, as a span of its own: without its line feed, and no blank line.
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
