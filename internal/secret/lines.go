package secret

import (
	"bytes"
	"regexp"
)

// word is what may be a name.
var word = regexp.MustCompile(`[A-Za-z_][\w.-]*`)

// reach is how many tags before and after a name its value may be:
// <value>S3</value><name>password</name>.
const reach = 4

// suspects are the parts of a text that is not well-formed which may hold a secret
// or a part of one: what is around each name of one, some tags far, and passwords
// of URLs.
func suspects(text []byte) []Span {
	spans := credentials(text, true)
	for _, m := range word.FindAllIndex(text, -1) {
		if !Name(string(text[m[0]:m[1]])) {
			continue
		}
		if last := len(spans) - 1; last >= 0 && spans[last].Start <= m[0] && m[1] <= spans[last].End {
			continue // within one already: text full of them takes no longer
		}
		s := Span{m[0], m[1]}
		for range reach {
			if before := bytes.LastIndexByte(text[:s.Start], '<'); before >= 0 {
				s.Start = before
			}
			if after := bytes.IndexByte(text[s.End:], '<'); after >= 0 {
				s.End += after + 1
			} else {
				s.End = len(text)
			}
		}
		spans = append(spans, s)
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
