package diff

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
)

var hunkHeader = regexp.MustCompile(`^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n$`)

// applyHunks applies the diff of one file to its old content, strictly: every
// context line and every removed line must be at the given line. It shares no
// code with the package.
func applyHunks(old, diff []byte) ([]byte, error) {
	if len(diff) == 0 {
		return old, nil
	}
	source, lines := bytes.SplitAfter(old, []byte("\n")), bytes.SplitAfter(diff, []byte("\n"))
	if last := len(source) - 1; len(source[last]) == 0 {
		source = source[:last]
	}
	for len(lines) > 0 && !bytes.HasPrefix(lines[0], []byte("@@ ")) {
		lines = lines[1:]
	}
	var result []byte
	at := 0 // lines of source that are done
	for len(lines) > 0 && len(lines[0]) > 0 {
		header := hunkHeader.FindSubmatch(lines[0])
		if header == nil {
			return nil, fmt.Errorf("no hunk header: %q", lines[0])
		}
		lines = lines[1:]
		oldStart, oldCount := numbers(header[1], header[2])
		newStart, newCount := numbers(header[3], header[4])
		if oldCount+newCount == 0 {
			return nil, fmt.Errorf("an empty hunk: %q", header[0])
		}
		for ; at < oldStart; at++ {
			result = append(result, source[at]...)
		}
		if done := bytes.Count(result, []byte("\n")); done != newStart {
			return nil, fmt.Errorf("%q after %d new lines", header[0], done)
		}
		for oldCount > 0 || newCount > 0 {
			if len(lines) == 0 || len(lines[0]) == 0 {
				return nil, fmt.Errorf("%q: lines are missing", header[0])
			}
			sign, line := lines[0][0], lines[0][1:]
			lines = lines[1:]
			if bytes.HasPrefix(lines[0], []byte(`\`)) {
				line = bytes.TrimSuffix(line, []byte("\n"))
				lines = lines[1:]
			}
			if sign == ' ' || sign == '-' {
				if at >= len(source) || !bytes.Equal(source[at], line) {
					return nil, fmt.Errorf("%q: the old file has no line %q at %d", header[0], line, at+1)
				}
				at++
				oldCount--
			}
			if sign == ' ' || sign == '+' {
				result = append(result, line...)
				newCount--
			} else if sign != '-' {
				return nil, fmt.Errorf("%q: a line starts with %q", header[0], sign)
			}
		}
	}
	for ; at < len(source); at++ {
		result = append(result, source[at]...)
	}
	return result, nil
}

// numbers are the lines before a hunk and the lines in it.
func numbers(start, count []byte) (before, lines int) {
	before, _ = strconv.Atoi(string(start))
	if len(count) == 0 {
		return before - 1, 1
	}
	lines, _ = strconv.Atoi(string(count))
	if lines > 0 {
		before--
	}
	return before, lines
}

// longestCommon returns the length of the longest common subsequence, computed
// with the textbook table.
func longestCommon(a, b [][]byte) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if bytes.Equal(a[i], b[j]) {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
