package unified

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// known are the passwords that the caller told, without the blanks around them.
type known map[string]struct{}

func newKnown(secrets []string) known {
	k := known{}
	for _, secret := range secrets {
		if secret = normal(secret); secret != "" {
			k[secret] = struct{}{}
		}
	}
	return k
}

// normal is a value as it is compared: a parser makes every line end a line feed.
func normal(value string) string {
	value = strings.ReplaceAll(value, "\r\n", "\n")
	return strings.Trim(strings.ReplaceAll(value, "\r", "\n"), blanks)
}

// has reports whether a text is one of the passwords. Bytes that are not ASCII
// are read as UTF-8 and as Windows-1252, which is ISO-8859-1 where that has
// letters; nobody has to know the file's encoding.
func (k known) has(t reading) bool {
	if len(k) == 0 {
		return false
	}
	if _, ok := k[normal(string(t.bytes))]; ok {
		return true
	}
	var latin strings.Builder
	for i, c := range t.bytes {
		if c >= 0x80 && t.to[i]-t.from[i] == 1 { // not of a character reference
			latin.WriteRune(charmap.Windows1252.DecodeByte(c))
		} else {
			latin.WriteByte(c)
		}
	}
	_, ok := k[normal(latin.String())]
	return ok
}

// reading is a value as a parser would read it, and where each of its bytes is from.
type reading struct {
	bytes    []byte
	from, to []int // the span in the source that a byte stands for
}

// piece is a part of a value in the source.
type piece struct {
	span
	literal bool // in a CDATA section, where & is just that
}

// decode reads the pieces of a value and resolves their character references.
// A reference to any other entity is read as one character, so that its semicolon
// doesn't end a parameter's value.
func decode(src []byte, pieces []piece) reading {
	size := 0
	for _, p := range pieces {
		size += p.end - p.start
	}
	t := reading{make([]byte, 0, size), make([]int, 0, size), make([]int, 0, size)}
	for _, p := range pieces {
		for at := p.start; at < p.end; {
			if src[at] == '&' && !p.literal {
				if value, length := reference(src[at:p.end]); length > 0 {
					for _, c := range value {
						t.bytes, t.from, t.to = append(t.bytes, c), append(t.from, at), append(t.to, at+length)
					}
					at += length
					continue
				}
			}
			t.bytes, t.from, t.to = append(t.bytes, src[at]), append(t.from, at), append(t.to, at+1)
			at++
		}
	}
	return t
}

// source is the part of the source that a part of the text stands for, with all
// that is between its pieces.
func (t reading) source(s span) span {
	return span{t.from[s.start], t.to[s.end-1]}
}

// maxReference is longer than any reference that matters.
const maxReference = 64

// reference reads the reference that src begins with; length is 0 if it is none.
func reference(src []byte) (value []byte, length int) {
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
