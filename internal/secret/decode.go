package secret

import (
	"bytes"
	"strings"
	"unicode"
)

// A piece is a part of a value in the source.
type piece struct {
	Span
	literal bool // in a CDATA section or a comment, where & is not special
}

// A reading is a value as a parser would read it, with the source position of each byte.
type reading struct {
	bytes []byte
	// from and to are the span in the source that a byte was read from. They are nil if
	// the value is in the source unchanged, from start on.
	from, to []int
	start    int
}

// decode reads the pieces of a value and resolves their character references.
// A reference to any other entity is read as one character, so that its semicolon
// doesn't end a parameter's value.
func decode(src []byte, pieces []piece) reading {
	if len(pieces) == 1 {
		p := pieces[0]
		if text := src[p.Start:p.End]; p.literal || bytes.IndexByte(text, '&') < 0 {
			return reading{bytes: text, start: p.Start}
		}
	}
	size := 0
	for _, p := range pieces {
		size += p.End - p.Start
	}
	t := reading{bytes: make([]byte, 0, size), from: make([]int, 0, size), to: make([]int, 0, size)}
	for _, p := range pieces {
		for at := p.Start; at < p.End; {
			value, length := src[at:at+1], 1
			if src[at] == '&' && !p.literal {
				if v, l := referenced(src[at:p.End]); l > 0 {
					value, length = v, l
				}
			}
			for _, c := range value {
				t.bytes, t.from, t.to = append(t.bytes, c), append(t.from, at), append(t.to, at+length)
			}
			at += length
		}
	}
	return t
}

// source returns the part of the source that a part of the text was read from, including
// everything between its pieces.
func (t reading) source(s Span) Span {
	if t.from == nil {
		return Span{t.start + s.Start, t.start + s.End}
	}
	return Span{t.from[s.Start], t.to[s.End-1]}
}

// maxReference is longer than any reference that matters.
const maxReference = 64

// referenced reads the reference at the start of src; length is 0 if there is none.
func referenced(src []byte) (value []byte, length int) {
	end := bytes.IndexByte(src[:min(len(src), maxReference)], ';')
	if end < 2 {
		return nil, 0
	}
	name := src[1:end]
	switch string(name) {
	case "amp":
		return []byte{'&'}, end + 1
	case "lt":
		return []byte{'<'}, end + 1
	case "gt":
		return []byte{'>'}, end + 1
	case "quot":
		return []byte{'"'}, end + 1
	case "apos":
		return []byte{'\''}, end + 1
	}
	if name[0] == '#' {
		if r, ok := characterNumber(name[1:]); ok {
			return []byte(string(r)), end + 1
		}
		return nil, 0
	}
	if !isNameStart(name[0]) {
		return nil, 0
	}
	for _, c := range name {
		if !isNameByte(c) {
			return nil, 0
		}
	}
	return []byte{'%'}, end + 1
}

// characterNumber reads the number of a character reference: 38 or x26.
func characterNumber(digits []byte) (rune, bool) {
	base := rune(10)
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	r := rune(0)
	for _, c := range digits {
		digit := rune(strings.IndexByte("0123456789abcdef", c))
		if c >= 'A' && c <= 'F' {
			digit = rune(c-'A') + 10
		}
		if digit < 0 || digit >= base {
			return 0, false
		}
		if r = r*base + digit; r > 0x10ffff {
			return 0, false
		}
	}
	return r, len(digits) > 0
}

// isNameStart and isNameByte accept more than XML does: any non-ASCII byte can be part of
// a name.
func isNameStart(c byte) bool {
	return c >= 0x80 || c == '_' || c == ':' || unicode.IsLetter(rune(c))
}

func isNameByte(c byte) bool {
	return isNameStart(c) || c == '-' || c == '.' || c >= '0' && c <= '9'
}
