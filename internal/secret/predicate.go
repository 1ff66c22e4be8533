package secret

import (
	"bytes"
	"strings"

	"ispatch/internal/secret/name"
)

// predicates finds the secrets in the predicates of the XPath expressions in a text: what the place of
// a secret is compared with, as in [@password='S3'], Password[.='S3'] and
// [@name='ConnectionPassword' and text()='S3'].
func predicates(text []byte) []Span {
	if bytes.IndexByte(text, '[') < 0 {
		return nil
	}
	r := predicateReader{text: text}
	for r.at < len(text) {
		r.token()
	}
	for len(r.open) > 0 {
		r.close()
	}
	return r.found
}

// A predicateReader reads the predicates in a text.
type predicateReader struct {
	text     []byte
	at       int
	open     []*step // the steps whose predicates are open, each in a predicate of the one before
	last     *step   // the step that was closed last
	lastEnd  int
	lastOpen int // the number of steps that were open around it
	found    []Span
}

// A step is a step of a path that has predicates.
type step struct {
	secret bool   // it is the place of a secret
	values []Span // the literals that its value is compared with
	now    comparison
}

// A comparison is a part of a predicate between "and" and "or".
type comparison struct {
	operator bool // it compares or calls something
	secret   bool // with the place of a secret
	label    bool // with a name or key
	other    bool // with something other than the value of the step
	literals []Span
}

// token reads the next token.
func (r *predicateReader) token() {
	c := r.text[r.at]
	switch {
	case c == '[':
		r.openStep()
	case len(r.open) == 0:
	case c == ']':
		r.close()
	case (c == '"' || c == '\'') && !isNameByte(r.text[r.at-1]):
		r.literal(c)
		return
	case isNameStart(c) && c != ':':
		r.word()
		return
	case strings.IndexByte("=<>(", c) >= 0:
		r.now().operator = true
	}
	r.at++
}

// now returns the comparison that is being read.
func (r *predicateReader) now() *comparison { return &r.open[len(r.open)-1].now }

// openStep begins a predicate, of the last step if it comes right after another one of its.
func (r *predicateReader) openStep() {
	same := r.last != nil && r.lastOpen == len(r.open) && len(bytes.Trim(r.text[r.lastEnd:r.at], blanks)) == 0
	if !same {
		r.last = &step{secret: r.isSecretStep()}
	}
	r.open, r.last = append(r.open, r.last), nil
}

// isSecretStep reports whether the step before the position is the place of a secret: because of its name, or
// because it is the value in such a place.
func (r *predicateReader) isSecretStep() bool {
	path := bytes.TrimSuffix(r.text[:r.at], []byte("text()"))
	tag := lastName(path)
	if Name(tag) {
		return true
	}
	before, ok := bytes.CutSuffix(bytes.TrimSuffix(path[:len(path)-len(tag)], []byte("@")), []byte("/"))
	if !ok || tag != "" && !isLabel(tag, "value") {
		return false
	}
	if r.last != nil && r.lastOpen == len(r.open) && r.lastEnd == len(before) {
		return r.last.secret
	}
	return Name(lastName(before))
}

// lastName returns the name at the end of a text.
func lastName(text []byte) string {
	start := len(text)
	for start > 0 && len(text)-start < maxName && isNameByte(text[start-1]) {
		start--
	}
	return string(text[start:])
}

// close ends a predicate.
func (r *predicateReader) close() {
	s := r.open[len(r.open)-1]
	r.endComparison()
	if s.secret {
		r.found, s.values = append(r.found, s.values...), nil
	}
	r.open = r.open[:len(r.open)-1]
	if s.secret && len(r.open) > 0 {
		r.now().secret = true // [Property[@name='password']='S3']
	}
	r.last, r.lastEnd, r.lastOpen = s, r.at+1, len(r.open)
}

// endComparison decides what the literals of a comparison are.
func (r *predicateReader) endComparison() {
	s := r.open[len(r.open)-1]
	c := s.now
	s.now = comparison{}
	switch {
	case !c.operator:
	case c.secret:
		r.found = append(r.found, c.literals...)
	case c.label:
		for _, l := range c.literals {
			s.secret = s.secret || Name(string(r.text[l.Start:l.End]))
		}
	case !c.other:
		s.values = append(s.values, c.literals...)
	}
}

// literal reads a text in quotes. Without an end, it is the rest.
func (r *predicateReader) literal(quote byte) {
	l := Span{r.at + 1, len(r.text)}
	r.at = l.End
	if length := bytes.IndexByte(r.text[l.Start:], quote); length >= 0 {
		l.End = l.Start + length
		r.at = l.End + 1
	}
	if l.Start < l.End {
		r.now().literals = append(r.now().literals, l)
	}
}

// word reads a name, or a word of the language.
func (r *predicateReader) word() {
	start := r.at
	for r.at < len(r.text) && isNameByte(r.text[r.at]) {
		r.at++
	}
	word := string(r.text[start:r.at])
	word = word[strings.LastIndexByte(word, ':')+1:]
	function := r.at < len(r.text) && r.text[r.at] == '('
	c := r.now()
	switch {
	case (word == "and" || word == "or") && c.operator:
		r.endComparison()
	case isLabel(word, "name") || isLabel(word, "key"): // or the function local-name
		c.label = true
	case function || isLabel(word, "value"):
	case name.IsSecret(word):
		c.secret = true
	default:
		c.other = true
	}
}
