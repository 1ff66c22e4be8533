package xmlpath

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A scanner reads the tokens of a document. Its methods start at pos and move it
// to the end of what they read. Their errors have a position.
type scanner struct {
	text string
	pos  int
	// entities has the general entities that the document type declares. If it is
	// nil, every entity counts as declared.
	entities map[string]bool
}

// fail returns an error at an offset.
func (s *scanner) fail(at int, format string, args ...any) *Error {
	return &Error{Position: positionIn(s.text, at), Message: fmt.Sprintf(format, args...)}
}

// rest returns the text that has not been read.
func (s *scanner) rest() string { return s.text[s.pos:] }

// at reports whether the rest begins with prefix.
func (s *scanner) at(prefix string) bool {
	return strings.HasPrefix(s.text[s.pos:], prefix)
}

// take skips prefix, and reports whether the rest began with it.
func (s *scanner) take(prefix string) bool {
	if s.at(prefix) {
		s.pos += len(prefix)
		return true
	}
	return false
}

// blanks skips white space, and reports whether there was any.
func (s *scanner) blanks() bool {
	start := s.pos
	for s.pos < len(s.text) && isBlank(s.text[s.pos]) {
		s.pos++
	}
	return s.pos > start
}

// name reads a name. It returns "" if there is none.
func (s *scanner) name() string {
	start, pos := s.pos, s.pos
	if pos < len(s.text) && s.text[pos] <= '9' {
		return "" // digits, - and . cannot begin a name
	}
	for pos < len(s.text) {
		c := s.text[pos]
		if isNameByte(c) {
			pos++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(s.text[pos:])
		if !isName(r) || pos == start && !isNameStart(r) {
			break
		}
		pos += size
	}
	s.pos = pos
	return s.text[start:pos]
}

// takeName skips a name, and reports whether it is the expected one.
func (s *scanner) takeName(expected string) bool {
	start := s.pos
	if s.take(expected) && s.at(">") {
		return true // the usual case
	}
	s.pos = start
	return s.name() == expected
}

// until skips the next end mark, and returns the text before it. If there is none,
// the error says that what, which began at start, is not closed.
func (s *scanner) until(start int, what, end string) (string, *Error) {
	i := strings.Index(s.rest(), end)
	if i < 0 {
		return "", s.fail(start, "%s is not closed: %s is missing", what, end)
	}
	data := s.text[s.pos : s.pos+i]
	s.pos += i + len(end)
	return data, nil
}

// comment skips a comment, starting at its <!--.
func (s *scanner) comment() *Error {
	start := s.pos
	s.pos += len("<!--")
	i := strings.Index(s.rest(), "--")
	if i < 0 {
		return s.fail(start, "comment is not closed: --> is missing")
	}
	s.pos += i + 2
	if !s.take(">") {
		return s.fail(s.pos-2, "-- inside a comment")
	}
	return nil
}

// instruction skips a processing instruction, starting at its <?.
func (s *scanner) instruction() *Error {
	start := s.pos
	s.pos += len("<?")
	target := s.name()
	switch {
	case target == "":
		return s.fail(s.pos, "processing instruction without a name")
	case strings.EqualFold(target, "xml"):
		return s.fail(start, "XML declaration, which may be only at the very start of the document")
	case strings.IndexByte(target, ':') >= 0:
		return s.fail(start, "a colon in the name of a processing instruction")
	case !s.blanks() && !s.at("?>"):
		return s.fail(s.pos, "blank or ?> expected after %s",
			s.quote(start, "<?"+target, "the name of an instruction"))
	}
	_, err := s.until(start, "processing instruction", "?>")
	return err
}

// declaration reads the XML declaration, and returns the text between <?xml and
// ?>. found is false if the document does not begin with one.
func (s *scanner) declaration() (data string, found bool, err *Error) {
	if !s.at("<?xml") || len(s.text) > s.pos+5 && !isBlank(s.text[s.pos+5]) {
		return "", false, nil
	}
	start := s.pos
	s.pos += len("<?xml")
	body := s.pos
	// version, then optionally encoding, then optionally standalone.
	blank := false
	for i, key := range []string{"version", "encoding", "standalone"} {
		blank = s.blanks() || blank
		if s.at("?>") && i > 0 {
			break
		}
		at := s.pos
		if !s.take(key) {
			if i == 0 {
				return "", false, s.fail(at, "XML declaration without a version")
			}
			continue
		}
		if !blank {
			return "", false, s.fail(at, "a blank is expected before %s", key)
		}
		blank = false
		value, err := s.pseudoAttribute()
		if err != nil {
			return "", false, err
		}
		switch {
		case key == "version" && value != "1.0":
			return "", false, s.fail(at, "XML %s is not supported, only XML 1.0", s.quote(at, value, "of this version"))
		case key == "standalone" && value != "yes" && value != "no":
			return "", false, s.fail(at, "standalone must be yes or no")
		}
	}
	s.blanks()
	if !s.at("?>") {
		if s.pos >= len(s.text) {
			return "", false, s.fail(start, "XML declaration is not closed: ?> is missing")
		}
		return "", false, s.fail(s.pos, "?> expected in the XML declaration")
	}
	data = strings.TrimLeft(s.text[body:s.pos], " \t\r\n")
	s.pos += len("?>")
	return data, true, nil
}

// pseudoAttribute reads ="value" in the XML declaration, and returns the value.
func (s *scanner) pseudoAttribute() (string, *Error) {
	s.blanks()
	if !s.take("=") {
		return "", s.fail(s.pos, "= expected in the XML declaration")
	}
	s.blanks()
	if !s.at(`"`) && !s.at("'") {
		return "", s.fail(s.pos, "quote expected in the XML declaration")
	}
	start, quote := s.pos, s.text[s.pos:s.pos+1]
	s.pos++
	return s.until(start, "value", quote)
}

// characters skips the text before the next <.
func (s *scanner) characters() *Error {
	for {
		s.pos += unmarked(s.rest())
		switch {
		case s.pos >= len(s.text) || s.text[s.pos] == '<':
			return nil
		case s.text[s.pos] == '&':
			_, size, err := s.reference(s.pos, len(s.text))
			if err != nil {
				return err
			}
			s.pos += size
		case s.at("]]>"):
			return s.fail(s.pos, "]]> outside a CDATA section")
		default:
			s.pos++
		}
	}
}

// unmarked returns a number of bytes at the beginning of a text that contain no
// <, & or ]. It may ignore up to 7 bytes at the end of the text.
func unmarked(text string) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		word := eight(text[i:])
		if marks := zeros(word^'<'*each) | zeros(word^'&'*each) | zeros(word^']'*each); marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	return i
}

// references returns an error for the first invalid reference between two offsets.
func (s *scanner) references(start, end int) *Error {
	for at := start; ; {
		i := strings.IndexByte(s.text[at:end], '&')
		if i < 0 {
			return nil
		}
		_, size, err := s.reference(at+i, end)
		if err != nil {
			return err
		}
		at += i + size
	}
}

// decoded returns the value of the text or attribute value between two offsets,
// which must have been checked: references are resolved, line ends are line feeds,
// and in an attribute all white space becomes blanks.
func (s *scanner) decoded(start, end int, attribute bool) string {
	raw := s.text[start:end]
	if strings.IndexByte(raw, '&') < 0 && strings.IndexByte(raw, '\r') < 0 &&
		(!attribute || strings.IndexByte(raw, '\n') < 0 && strings.IndexByte(raw, '\t') < 0) {
		return raw
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '&':
			value, size, _ := s.reference(start+i, end)
			b.WriteString(value)
			i += size
			continue
		case c == '\r':
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			if attribute {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		case attribute && (c == '\n' || c == '\t'):
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
		i++
	}
	return b.String()
}

// failHint returns an error at an offset, with a hint.
func (s *scanner) failHint(at int, hint, format string, args ...any) *Error {
	err := s.fail(at, format, args...)
	err.Hint = hint
	return err
}

// reference resolves the reference at an offset, and returns its value and its
// length. The value of an entity that the document type declares is empty.
func (s *scanner) reference(at, end int) (string, int, *Error) {
	in := scanner{text: s.text[:end], pos: at + 1}
	if in.take("#") {
		base, digits := 10, "0123456789"
		if in.take("x") {
			base, digits = 16, "0123456789abcdefABCDEF"
		}
		start := in.pos
		for in.pos < end && strings.IndexByte(digits, s.text[in.pos]) >= 0 {
			in.pos++
		}
		number := s.text[start:in.pos]
		if number == "" || !in.take(";") {
			return "", 0, s.fail(at, "%s… is not a character reference: &#NUMBER; is one",
				s.quote(at, s.text[at:in.pos], "&#"))
		}
		r, err := strconv.ParseUint(number, base, 32)
		if err != nil || r > utf8.MaxRune || !isChar(rune(r)) {
			return "", 0, s.fail(at, "%s is not a character that XML allows", s.quote(at, s.text[at:in.pos], "a reference"))
		}
		return string(rune(r)), in.pos - at, nil
	}
	name := in.name()
	if name == "" || !in.take(";") {
		return "", 0, s.failHint(at, "write &amp; for an ampersand", "& that starts no reference")
	}
	size := in.pos - at
	switch name {
	case "amp":
		return "&", size, nil
	case "lt":
		return "<", size, nil
	case "gt":
		return ">", size, nil
	case "quot":
		return `"`, size, nil
	case "apos":
		return "'", size, nil
	}
	if s.entities == nil || s.entities[name] {
		return "", size, nil
	}
	return "", 0, s.failHint(at, "write &amp; for an ampersand", "%s is not declared",
		s.quote(at, "entity &"+name+";", "an entity"))
}

// newlines returns raw with all line ends as line feeds.
func newlines(raw string) string {
	if strings.IndexByte(raw, '\r') < 0 {
		return raw
	}
	return strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n")
}
