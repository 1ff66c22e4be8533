package diff

import (
	"bytes"
	"strconv"
)

// hunk is a part of a script: the shared lines from first up to, but not including, end,
// and all lines removed and inserted between them.
type hunk struct {
	first, end         int
	oldStart, newStart int // the number of lines before the hunk
	oldCount, newCount int
}

// hunks cuts a script into hunks with their context lines. Two changes with
// at most 2*context lines between them share a hunk.
func (s script) hunks() []hunk {
	var hunks []hunk
	oldLine, newLine := 0, 0 // lines before the k-th gap
	last := -1               // the last gap with a change
	for k := range s.removed {
		removed, inserted := s.removed[k], s.inserted[k]
		if removed+inserted > 0 {
			if last < 0 || k-last > 2*context {
				before := min(k, context)
				hunks = append(hunks, hunk{first: k - before, oldStart: oldLine - before, newStart: newLine - before})
			}
			h := &hunks[len(hunks)-1]
			h.end = min(k+context, s.shared())
			h.oldCount = oldLine + removed + h.end - k - h.oldStart
			h.newCount = newLine + inserted + h.end - k - h.newStart
			last = k
		}
		oldLine += removed + 1
		newLine += inserted + 1
	}
	return hunks
}

// hunk prints a hunk.
func (p *printer) hunk(h hunk, s script, before, after side) {
	p.colored(cyan, "@@ -"+lineRange(before.skipped+h.oldStart, h.oldCount)+
		" +"+lineRange(after.skipped+h.newStart, h.newCount)+" @@")
	p.out.WriteByte('\n')
	i, j := h.oldStart, h.newStart
	for k := h.first; ; k++ {
		var old, new map[string]bool // what is covered in the changed lines
		if s.removed[k] > 0 && s.inserted[k] > 0 {
			old, new = before.covered(i, s.removed[k]), after.covered(j, s.inserted[k])
		}
		for range s.removed[k] {
			p.line('-', before.lines[i], mergeSpans(append(before.columns(i), values(before.lines[i], new)...)))
			i++
		}
		for range s.inserted[k] {
			p.line('+', after.lines[j], mergeSpans(append(after.columns(j), values(after.lines[j], old)...)))
			j++
		}
		if k == h.end {
			return
		}
		// The same line may be hidden in only one of the files.
		p.line(' ', before.lines[i], mergeSpans(append(before.columns(i), after.columns(j)...)))
		i, j = i+1, j+1
	}
}

// lineRange returns one side of a hunk's header: the number of the first line, and the
// number of lines unless it is one. If there are no lines, the first number is that of
// the line before.
func lineRange(start, count int) string {
	switch count {
	case 0:
		return strconv.Itoa(start) + ",0"
	case 1:
		return strconv.Itoa(start + 1)
	}
	return strconv.Itoa(start+1) + "," + strconv.Itoa(count)
}

// line prints a line of a hunk, with some columns covered. Its carriage return and line
// feed stay outside the colour.
func (p *printer) line(sign byte, line []byte, covered []Span) {
	text := trimNewline(line)
	text, returned := bytes.CutSuffix(text, []byte{'\r'})
	color := map[byte]string{'-': red, '+': green}[sign]
	p.colored(color, string(sign)+string(cover(text, covered)))
	if returned {
		p.out.WriteByte('\r')
	}
	p.out.WriteByte('\n')
	if len(line) == len(trimNewline(line)) {
		p.out.WriteString("\\ No newline at end of file\n")
	}
}
