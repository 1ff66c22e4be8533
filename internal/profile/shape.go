package profile

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A shape says what a value of the profile may be. The tables in keys.go are
// made of them; the JSON Schema is tested against those.
type shape struct {
	// accepts are the kinds of value.
	accepts kind
	// what names it in messages: "a whole number".
	what string
	// fields are the keys of a mapping. It has no others.
	fields []field
	// each is the shape of the values of a mapping whose keys are free, or of
	// a list's items.
	each *shape
	// freeKey checks a free key; it returns what the key must be, or "".
	freeKey func(string) string
	// words are the only texts there are.
	words []string
	// min and max bound an integer.
	min, max int64
	// empty says that "" is a value.
	empty bool
	// check returns what a text must be, or "" where it is.
	check func(string) string
	// private says that a message must not repeat the text: it may hold a
	// password.
	private bool
	// reserved are keys that are known not to belong here, with the hint.
	reserved map[string]string
}

// A field is one known key of a mapping.
type field struct {
	key      string
	shape    *shape
	required bool
}

func (s *shape) field(key string) *shape {
	if s == nil {
		return nil
	}
	for _, f := range s.fields {
		if f.key == key {
			return f.shape
		}
	}
	if s.accepts&mapping != 0 && s.fields == nil {
		return s.each
	}
	return nil
}

func (s *shape) keys() []string {
	keys := make([]string, len(s.fields))
	for i, f := range s.fields {
		keys[i] = f.key
	}
	return keys
}

// join makes the path of a key: a dot and a backslash in it are escaped as in
// the key of an override.
func join(path, key string) string {
	key = clip(escapeKey.Replace(key))
	if path == "" {
		return key
	}
	return path + "." + key
}

var escapeKey = strings.NewReplacer(`\`, `\\`, `.`, `\.`, `=`, `\=`)

// conform reports where the value at a path is not of the shape, and marks
// what it reports as bad. at is the place to report what is missing: of the
// key, or of a list's item.
func (p *problems) conform(n *node, s *shape, path string, at origin) {
	switch {
	case n.bad:
		return
	case n.kind == null:
		hint := ""
		if s.empty {
			hint = `an empty text is written ""`
		}
		// Nothing has no place of its own: the key has.
		n.bad = true
		p.add(at, path, hint, "needs a value: %s", s.what)
		return
	case n.kind == mapping && s.accepts&mapping != 0:
		p.conformMapping(n, s, path, at)
		return
	case n.kind == list && s.accepts&list != 0:
		for i, item := range n.items {
			p.conform(item, s.each, join(path, strconv.Itoa(i)), item.at)
		}
		return
	case n.kind&(mapping|list) != 0:
		p.reject(n, path, "", "must be %s, not %s", s.what, n.kind.name())
		return
	case n.kind == plain:
		if s.accepts&scalar == 0 {
			p.reject(n, path, s.inside(), "must be %s, not a text", s.what)
			return
		}
	case n.kind&s.accepts == 0:
		hint := ""
		if s.accepts&text != 0 {
			hint = "a text that looks like something else is put in quotes"
		}
		if s.accepts&scalar == 0 {
			hint = s.inside()
		}
		p.reject(n, path, hint, "must be %s, not %s", s.what, s.quote(n))
		return
	}
	p.conformScalar(n, s, path)
}

// quote is what a message calls a scalar of a kind that is not accepted.
func (s *shape) quote(n *node) string {
	if s.private || s.accepts&scalar == 0 {
		return n.kind.name()
	}
	switch n.kind {
	case boolean:
		return n.text
	case text:
		return fmt.Sprintf("the text %q", clip(n.text))
	}
	return "the number " + clip(n.text)
}

// inside is the hint for a scalar where a mapping or list is wanted.
func (s *shape) inside() string {
	if len(s.fields) > 0 {
		return "its keys are: " + strings.Join(s.keys(), ", ")
	}
	return ""
}

func (p *problems) conformMapping(n *node, s *shape, path string, at origin) {
	for _, e := range n.entries {
		inner := s.field(e.key)
		if s.fields == nil {
			if must := s.checkKey(e.key); must != "" {
				p.add(e.at, path, "", "the key %q %s", clip(e.key), must)
				e.value.bad = true
				continue
			}
		}
		if inner == nil {
			n.vague = true
			e.value.bad = true
			where := ""
			if path != "" {
				where = " in " + path
			}
			hint, ok := s.reserved[e.key]
			if !ok {
				hint = suggest(e.key, s.keys())
			}
			p.add(e.at, "", hint, "unknown key %q%s", clip(e.key), where)
			continue
		}
		p.conform(e.value, inner, join(path, e.key), e.at)
	}
	for _, f := range s.fields {
		if f.required && n.get(f.key) == nil && !n.vague {
			p.add(at, path, "", "needs the key %s: %s", f.key, f.shape.what)
			n.bad = true
		}
	}
}

func (s *shape) checkKey(key string) string {
	switch {
	case key == "":
		return "must not be empty"
	case unwritable(key) >= 0:
		return "holds a character that XML can't"
	case s.freeKey != nil:
		return s.freeKey(key)
	}
	return ""
}

// conformScalar checks a scalar whose kind is accepted. A plain text is of
// any.
func (p *problems) conformScalar(n *node, s *shape, path string) {
	reject := func(must string) {
		// What a file or variable held is not repeated either: it may be the
		// wrong one.
		switch {
		case n.at.secret:
			p.reject(n, path, "", "must be %s, which its content is not", must)
		case s.private:
			p.reject(n, path, "", "must be %s", must)
		default:
			p.reject(n, path, "", "must be %s, not %q", must, clip(n.text))
		}
	}
	if at := unwritable(n.text); at >= 0 {
		p.reject(n, path, "", "holds a character that XML can't (number %d of the text)", at+1)
		return
	}
	switch {
	case s.accepts&scalar == integer:
		value, ok := decimal(n.text)
		if !ok || value < s.min || value > s.max {
			reject(s.what)
		}
		return
	case s.accepts&scalar == boolean:
		if n.text != "true" && n.text != "false" {
			reject(s.what)
		}
		return
	}
	if n.text == "" && !s.empty {
		p.reject(n, path, "", "must not be empty")
		return
	}
	if s.words != nil {
		for _, word := range s.words {
			if word == n.text {
				return
			}
		}
		if n.at.secret {
			reject("one of " + strings.Join(s.words, ", "))
			return
		}
		p.reject(n, path, suggest(n.text, s.words), "must be %s, not %q", s.what, clip(n.text))
		return
	}
	if s.check != nil {
		if must := s.check(n.text); must != "" {
			reject(must)
		}
	}
}

// reject reports a value and marks it.
func (p *problems) reject(n *node, path, hint, format string, values ...any) {
	n.bad = true
	p.add(n.at, path, hint, format, values...)
}

// name is what a message calls a kind.
func (k kind) name() string {
	switch k {
	case null:
		return "nothing"
	case boolean:
		return "true or false"
	case integer, number:
		return "a number"
	case mapping:
		return "a mapping"
	case list:
		return "a list"
	}
	return "a text"
}

// decimal reads a whole number as the server does: digits, after a minus or
// none. 012, 0x1F and 1_000 are numbers to YAML, and others to the server.
func decimal(s string) (int64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' && s != "0" {
		return 0, false
	}
	value, err := strconv.ParseInt(s, 10, 64)
	return value, err == nil
}

// unwritable returns the number of the first character that XML 1.0 can't
// hold in any form or that is not UTF-8, -1 where there is none.
func unwritable(s string) int {
	number := 0
	for at, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r < ' ', r == 0xFFFE, r == 0xFFFF, r == utf8.RuneError && !strings.HasPrefix(s[at:], "\ufffd"):
			return number
		}
		number++
	}
	return -1
}

// The shapes that many keys share.

func aMapping(fields ...field) *shape {
	return &shape{accepts: mapping, what: "a mapping", fields: fields}
}

func aText(what string, check func(string) string) *shape {
	return &shape{accepts: text, what: what, check: check}
}

func aWord(words ...string) *shape {
	return &shape{accepts: text, what: "one of " + strings.Join(words, ", "), words: words}
}

func aBoolean() *shape {
	return &shape{accepts: boolean, what: "true or false"}
}

func anInteger(min, max int64) *shape {
	what := fmt.Sprintf("a whole number from %d to %d", min, max)
	if max == math.MaxInt64 || max == math.MaxInt32 {
		what = fmt.Sprintf("a whole number from %d up to Java's limit", min)
	}
	return &shape{accepts: integer, what: what, min: min, max: max}
}

// oneLine is the check of names and other texts of one line. The server trims
// none of them.
func oneLine(s string) string {
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return "a text of one line"
	}
	if s != strings.TrimSpace(s) {
		return "a text without blanks at its ends"
	}
	return ""
}

// keyOf makes a check into one of a free key.
func keyOf(check func(string) string) func(string) string {
	return func(key string) string {
		if must := check(key); must != "" {
			return "must be " + must
		}
		return ""
	}
}
