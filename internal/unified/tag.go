package unified

import (
	"bytes"
	"unicode"
)

// tag is a start tag.
type tag struct {
	name       []byte
	attributes []attribute
	start, end int
	empty      bool // <a/>
}

// attribute is an attribute, and where its value is without the quotes.
type attribute struct {
	name  []byte
	value span
}

// tag reads the start tag that begins at start and has its name at name. It fails
// on all that is not exactly one.
func (m *markup) tag(start, name, end int) (tag, bool) {
	t := tag{start: start}
	at := m.name(name, end)
	if at == name {
		return t, false
	}
	t.name = m.src[name:at]
	for {
		at = m.skipBlanks(at, end)
		switch {
		case at == end:
			return t, false
		case m.src[at] == '>':
			t.end = at + 1
			return t, true
		case m.src[at] == '/':
			t.end, t.empty = at+2, true
			return t, at+1 < end && m.src[at+1] == '>'
		}
		a, after, ok := m.attribute(at, end)
		if !ok {
			return t, false
		}
		t.attributes = append(t.attributes, a)
		at = after
	}
}

// attribute reads an attribute and returns where it ends.
func (m *markup) attribute(start, end int) (a attribute, after int, ok bool) {
	name := m.name(start, end)
	equals := m.skipBlanks(name, end)
	if name == start || equals == end || m.src[equals] != '=' {
		return a, 0, false
	}
	quote := m.skipBlanks(equals+1, end)
	if quote == end || m.src[quote] != '"' && m.src[quote] != '\'' {
		return a, 0, false
	}
	length := bytes.IndexAny(m.src[quote+1:end], string([]byte{m.src[quote], '<'}))
	if length < 0 || m.src[quote+1+length] == '<' {
		return a, 0, false
	}
	value := span{quote + 1, quote + 1 + length}
	return attribute{m.src[start:name], value}, value.end + 1, true
}

// name returns where the name ends that starts at a place: there, if none does.
func (m *markup) name(at, end int) int {
	if at >= end || !isNameStart(m.src[at]) {
		return at
	}
	for at < end && isNameByte(m.src[at]) {
		at++
	}
	return at
}

func (m *markup) skipBlanks(at, end int) int {
	for at < end && bytes.IndexByte([]byte(blanks), m.src[at]) >= 0 {
		at++
	}
	return at
}

// localName is a name without its namespace prefix.
func localName(name []byte) []byte {
	return name[bytes.LastIndexByte(name, ':')+1:]
}

// isNameStart and isNameByte are wider than XML's: all that is not ASCII can be
// part of a name.
func isNameStart(c byte) bool {
	return c >= 0x80 || c == '_' || c == ':' || unicode.IsLetter(rune(c))
}

func isNameByte(c byte) bool {
	return isNameStart(c) || c == '-' || c == '.' || c >= '0' && c <= '9'
}
