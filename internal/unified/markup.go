package unified

import (
	"bytes"
)

// passwords finds the passwords in a document, as spans in order. It reads what
// is there as markup as far as it goes, and refuses nothing: half an element in a
// comment, or a file that is no XML, must still not show its passwords. What is
// in doubt is covered.
func passwords(src []byte, k known) []span {
	m := markup{src: src, known: k}
	m.scan(0, len(src), false)
	return mergeSpans(m.spans)
}

// markup is the reader's state.
type markup struct {
	src   []byte
	known known
	spans []span
}

// element is an element that is open.
type element struct {
	name   string
	secret bool // its text is a password
	flag   bool // its text is not one if it is true or false
}

// run is text between two tags, with the comments in it left out.
type run struct {
	start    int  // after the tag before it
	afterTag bool // that tag is an element's start tag
	pieces   []piece
}

// scope is a document, or a comment in it: the elements that begin in a comment
// end with it at the latest.
type scope struct {
	comment bool
	open    []element
	names   map[string]int // how often each name is open
	secrets int            // how many of them are secret
	run     run
}

// scan reads a document, or a comment or instruction in it.
func (m *markup) scan(start, end int, comment bool) {
	s := scope{comment: comment, names: map[string]int{}, run: run{start: start}}
	at := start             // what is read next
	text := at              // where the text that is being read started
	flush := func(to int) { // the text up to there is a piece of the run
		if text < to {
			s.run.pieces = append(s.run.pieces, piece{span{text, to}, false})
		}
	}
	element := func(t tag) { // a start tag
		s.flush(m, t.start, false)
		m.element(&s, t)
		s.run = run{start: t.end, afterTag: !t.empty}
		at, text = t.end, t.end
	}
	if comment {
		// Where brackets of the element are those of the comment:
		// <!--Password>…</Password-->.
		name := start + len(m.src[start:end]) - len(bytes.TrimLeft(m.src[start:end], blanks))
		if t, ok := m.tag(start, name, end); ok {
			element(t)
		}
	}
	for at < end {
		next := bytes.IndexByte(m.src[at:end], '<')
		if next < 0 {
			break
		}
		at += next
		rest := m.src[at:end]
		switch {
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			flush(at)
			close := skipTo(rest, 9, "]]>")
			s.run.pieces = append(s.run.pieces, piece{span{at + 9, at + close.start}, true})
			at += close.end
			text = at
		case bytes.HasPrefix(rest, []byte("<!--")) && !comment:
			flush(at)
			close := skipTo(rest, 4, "-->")
			m.scan(at+4, at+close.start, true)
			at += close.end
			text = at
		case bytes.HasPrefix(rest, []byte("<?")) && !comment:
			flush(at)
			close := skipTo(rest, 2, "?>")
			m.scan(at+2, at+close.start, true)
			at += close.end
			text = at
		case bytes.HasPrefix(rest, []byte("<!ENTITY")) && !comment:
			flush(at)
			at = m.entity(at, end)
			text = at
		case bytes.HasPrefix(rest, []byte("</")) && len(rest) > 2 && isNameStart(rest[2]):
			flush(at)
			s.flush(m, at, true)
			name := m.name(at+2, end)
			s.pop(string(m.src[at+2 : name]))
			at = m.skipBlanks(name, end)
			if at < end && m.src[at] == '>' {
				at++
			}
			s.run, text = run{start: at}, at
		default:
			if t, ok := m.tag(at, at+1, end); ok {
				flush(at)
				element(t)
			} else {
				at++
			}
		}
	}
	flush(end)
	s.flush(m, end, false)
}

// skipTo finds what ends a construct, after so many bytes of it; it is the end of
// src where it is missing.
func skipTo(src []byte, after int, end string) span {
	if found := bytes.Index(src[after:], []byte(end)); found >= 0 {
		return span{after + found, after + found + len(end)}
	}
	return span{len(src), len(src)}
}

// element notes what a start tag says, and what of it is to be covered.
func (m *markup) element(s *scope, t tag) {
	e := element{name: string(t.name), secret: secretName(t.name)}
	label := -1 // the attribute that says that this is a password
	for i, a := range t.attributes {
		if name := string(localName(a.name)); name != "name" && name != "key" {
			continue
		}
		value := bytes.Trim(m.src[a.value.start:a.value.end], blanks)
		e.flag = e.flag || bytes.EqualFold(value, []byte("StoreSaltedPassword"))
		if secretName(value) {
			e.secret, label = true, i
		}
	}
	e.flag = e.flag || bytes.EqualFold(localName(t.name), []byte("StoreSaltedPassword"))
	for i, a := range t.attributes {
		if a.value.start == a.value.end || i == label {
			continue
		}
		if secretName(a.name) && !bytes.HasPrefix(a.name, []byte("xmlns:")) || label >= 0 && string(localName(a.name)) == "value" {
			m.spans = append(m.spans, a.value)
			continue
		}
		m.value([]piece{{a.value, false}}, a.value, false)
	}
	if t.empty {
		return
	}
	s.open = append(s.open, e)
	s.names[e.name]++
	if e.secret {
		s.secrets++
	}
}

// pop closes the innermost element of a name, and those in it that were left
// open. If there is none the end tag means nothing.
func (s *scope) pop(name string) {
	if s.names[name] == 0 {
		return
	}
	for {
		last := s.open[len(s.open)-1]
		s.open = s.open[:len(s.open)-1]
		s.names[last.name]--
		if last.secret {
			s.secrets--
		}
		if last.name == name {
			return
		}
	}
}

// flush covers what is to be covered of a run that ends here; beforeEnd says that
// it does so with an end tag.
func (s *scope) flush(m *markup, end int, beforeEnd bool) {
	whole := span{s.run.start, end}
	if whole.start >= whole.end {
		return
	}
	value := bytes.Trim(m.src[whole.start:whole.end], blanks)
	if s.secrets == 0 {
		if len(value) > 0 {
			m.value(s.run.pieces, whole, !s.comment && len(s.open) == 0)
		}
		return
	}
	if alone := s.run.afterTag && beforeEnd; len(value) == 0 && !alone {
		return // blanks can be a password, but not those between elements
	}
	flag := s.open[len(s.open)-1].flag && s.secrets == 1
	if flag && (string(value) == "true" || string(value) == "false") {
		return
	}
	m.spans = append(m.spans, whole)
}

// value covers what of a text or attribute is to be covered whatever its name:
// all of it if it is a known password. Outside of all elements, where there is
// text only in files that are no XML, it is never one URL as a whole.
func (m *markup) value(pieces []piece, whole span, outside bool) {
	marked := false
	for _, p := range pieces {
		marked = marked || bytes.ContainsAny(m.src[p.start:p.end], "=@&/")
	}
	if !marked && len(m.known) == 0 {
		return
	}
	t := decode(m.src, pieces)
	if len(t.bytes) == 0 {
		return
	}
	if m.known.has(t) {
		m.spans = append(m.spans, whole)
		return
	}
	for _, s := range credentials(t.bytes, outside || isProse(t.bytes)) {
		m.spans = append(m.spans, t.source(s))
	}
}

// entity reads the declaration of an entity, and covers its value if its name or
// the caller says that it is a password. It returns where the declaration ends.
func (m *markup) entity(at, end int) int {
	at = m.skipBlanks(at+len("<!ENTITY"), end)
	name := m.name(at, end)
	quote := m.skipBlanks(name, end)
	if name == at || quote == end || m.src[quote] != '"' && m.src[quote] != '\'' {
		return at
	}
	length := bytes.IndexByte(m.src[quote+1:end], m.src[quote])
	if length < 1 {
		return quote
	}
	value := span{quote + 1, quote + 1 + length}
	if secretName(m.src[at:name]) {
		m.spans = append(m.spans, value)
	} else {
		m.value([]piece{{value, false}}, value, false)
	}
	return value.end + 1
}
