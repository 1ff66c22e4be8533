package hosts

import (
	"bytes"
	"net/netip"
	"strings"
)

var newline = []byte{'\n'}

// A span is a range of bytes of the file.
type span struct{ start, end int }

// A line is one line of the file. It has no names if it gives no address to
// any, for example because it is a comment.
type line struct {
	number    int // from 0
	whole     span
	end       int // of its text, before the line ending
	comment   int // where its comment starts, else end
	address   netip.Addr
	addressAt span
	names     []span

	file []byte
}

// split splits a file into lines. Together they are the whole file; the last
// one may lack its line ending.
func split(file []byte) []line {
	var lines []line
	for at := 0; at < len(file); {
		stop := len(file)
		if i := bytes.IndexByte(file[at:], '\n'); i >= 0 {
			stop = at + i + 1
		}
		l := line{number: len(lines), whole: span{at, stop}, file: file}
		l.end = stop - len(ending(file[at:stop]))
		l.parse()
		lines = append(lines, l)
		at = stop
	}
	return lines
}

// ending returns the line ending of a text: "\n", "\r\n" or nothing.
func ending(text []byte) []byte {
	switch {
	case bytes.HasSuffix(text, []byte("\r\n")):
		return text[len(text)-2:]
	case bytes.HasSuffix(text, newline):
		return text[len(text)-1:]
	}
	return nil
}

// parse reads the line as glibc does: everything from # on is a comment, fields
// are separated by any blanks, and a line whose first field is not an address
// is ignored.
func (l *line) parse() {
	l.comment = l.end
	if i := bytes.IndexByte(l.file[l.whole.start:l.end], '#'); i >= 0 {
		l.comment = l.whole.start + i
	}
	var fields []span
	for at := l.whole.start; at < l.comment; {
		if blank(l.file[at]) {
			at++
			continue
		}
		stop := at
		for stop < l.comment && !blank(l.file[stop]) {
			stop++
		}
		fields = append(fields, span{at, stop})
		at = stop
	}
	if len(fields) < 2 {
		return
	}
	address, err := parseAddress(l.text(fields[0]))
	if err != nil {
		return
	}
	l.address, l.addressAt, l.names = address, fields[0], fields[1:]
}

// blank reports whether a byte separates fields: isspace in the C locale.
func blank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func (l *line) text(s span) string { return string(l.file[s.start:s.end]) }

// is reports whether one of the line's names equals a name, ignoring the case
// of ASCII letters. EqualFold also folds other letters, but none of those has
// the same length in bytes.
func (l *line) is(s span, name string) bool {
	return s.end-s.start == len(name) && strings.EqualFold(l.text(s), name)
}

// has reports whether the line gives its address to a name.
func (l *line) has(name string) bool {
	for _, s := range l.names {
		if l.is(s, name) {
			return true
		}
	}
	return false
}

// only reports whether the line gives its address to a name and to no other
// name.
func (l *line) only(name string) bool {
	for _, s := range l.names {
		if !l.is(s, name) {
			return false
		}
	}
	return len(l.names) > 0
}
