package hosts

import (
	"bytes"
	"slices"
	"strings"
)

// An editor collects changes of a file, which are applied all at once.
type editor struct {
	file  []byte
	lines []line
	edits []edit
}

type edit struct {
	at   span
	text string
}

func (e *editor) replace(at span, text string) { e.edits = append(e.edits, edit{at, text}) }

// result applies the changes. They do not overlap, and those at the same
// position are in the wanted order.
func (e *editor) result() []byte {
	slices.SortStableFunc(e.edits, func(a, b edit) int { return a.at.start - b.at.start })
	var out bytes.Buffer
	at := 0
	for _, edit := range e.edits {
		out.Write(e.file[at:edit.at.start])
		out.WriteString(edit.text)
		at = edit.at.end
	}
	out.Write(e.file[at:])
	return out.Bytes()
}

// takeOut removes a name from a line, with the blanks next to it. A line that
// has no other name is removed, or reduced to its comment.
func (e *editor) takeOut(l *line, name string) {
	switch {
	case !l.only(name):
		for i := 0; i < len(l.names); i++ {
			if !l.is(l.names[i], name) {
				continue
			}
			first := i // the name may be repeated
			for i+1 < len(l.names) && l.is(l.names[i+1], name) {
				i++
			}
			if i+1 < len(l.names) {
				e.replace(span{l.names[first].start, l.names[i+1].start}, "")
			} else {
				e.replace(span{l.names[first-1].end, l.names[i].end}, "")
			}
		}
	case l.comment < l.end:
		e.replace(span{l.addressAt.start, l.comment}, "")
	default:
		e.replace(l.whole, "")
	}
}

// insert inserts a line for an entry before the line with the number, or after
// the last line if the number is the number of lines.
func (e *editor) insert(number int, entry Entry) {
	at, before, eol := len(e.file), "", e.ending(number)
	if number < len(e.lines) {
		at = e.lines[number].whole.start
	}
	text := e.format(number, entry)
	if number > 0 && len(ending(e.file[:at])) == 0 {
		before, eol = eol, "" // the last line had no line ending: the new last line gets none either
	}
	e.replace(span{at, at}, before+text+eol)
}

// ending returns the line ending of the nearest line above a number that has
// one.
func (e *editor) ending(number int) string {
	for i := number - 1; i >= 0; i-- {
		if eol := ending(e.file[e.lines[i].whole.start:e.lines[i].whole.end]); len(eol) > 0 {
			return string(eol)
		}
	}
	return "\n"
}

// format returns a new line in the style of the nearest line above that has an
// address: with its indentation, and its gap between address and name. A gap of
// several spaces is adjusted to keep the names in a column.
func (e *editor) format(number int, entry Entry) string {
	for i := number - 1; i >= 0; i-- {
		l := &e.lines[i]
		if len(l.names) == 0 {
			continue
		}
		indent := l.text(span{l.whole.start, l.addressAt.start})
		gap := l.text(span{l.addressAt.end, l.names[0].start})
		if strings.Trim(indent+gap, " \t") != "" {
			break
		}
		if len(gap) > 1 && strings.Trim(gap, " ") == "" {
			column := l.addressAt.end - l.addressAt.start + len(gap)
			gap = strings.Repeat(" ", max(1, column-len(entry.Address)))
		}
		return indent + entry.Address + gap + entry.Name
	}
	return entry.Address + "\t" + entry.Name
}
