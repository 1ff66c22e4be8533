package profile

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ispatch/internal/secret"
	"ispatch/internal/spelling"
	"ispatch/patch"
)

// A decoder checks a tree against shapes and fills the structs of keys.go.
type decoder struct {
	*problems
	// layer is set for a profile that is merged over another: null removes a key, and a
	// missing key may be in the other.
	layer bool
}

// join makes the path of a key: a dot, a backslash and an equals sign in it are
// escaped as in the key of an override.
func join(path, key string) string {
	key = clip(escapeKey(key))
	if path == "" {
		return key
	}
	return path + "." + key
}

func escapeKey(key string) string {
	key = strings.ReplaceAll(key, `\`, `\\`)
	key = strings.ReplaceAll(key, `.`, `\.`)
	return strings.ReplaceAll(key, `=`, `\=`)
}

// decode checks the value at a path against a shape, reports errors, marks the values in
// error as bad, and fills into, which may be nil. at is the place at which to report
// missing keys: that of the key, or of the list item.
func (d *decoder) decode(n *node, s *shape, into any, path string, at origin) {
	if n.kind == null && d.layer && !n.bad {
		return
	}
	if target, ok := into.(filler); ok {
		target.fill(n, s, path, at)
	}
	switch {
	case n.bad:
		return
	case n.kind == null:
		hint := ""
		if s.empty {
			hint = `write an empty text as ""`
		}
		// A null has no position; report it at its key.
		n.bad = true
		d.add(at, path, hint, "needs a value: %s", s.what)
		return
	case n.kind == mapping && s.accepts&mapping != 0:
		d.mapping(n, s, into, path, at)
		return
	case n.kind == list && s.accepts&list != 0:
		d.items(n, s, into, path)
		return
	case n.kind == plain && s.accepts&scalar != 0:
	case n.kind == plain:
		d.reject(n, path, s.inside(), "must be %s, not a text", s.what)
		return
	case n.kind&(mapping|list) != 0:
		d.reject(n, path, "", "must be %s, not %s", s.what, n.kind.name())
		return
	case n.kind&s.accepts == 0:
		hint := ""
		if s.accepts&text != 0 {
			hint = "put a text in quotes if it looks like something else"
		}
		if s.accepts&scalar == 0 {
			hint = s.inside()
		}
		d.reject(n, path, hint, "must be %s, not %s", s.what, s.quote(n))
		return
	}
	d.scalar(n, s, path)
}

// items decodes a list. An item is a complete value, even in a layer.
func (d *decoder) items(n *node, s *shape, into any, path string) {
	whole := &decoder{problems: d.problems}
	for i, item := range n.items {
		var child any
		if g, ok := into.(grower); ok {
			child = g.grow(nil)
		}
		whole.decode(item, s.each, child, join(path, strconv.Itoa(i)), item.at)
	}
}

// mapping decodes the entries of a mapping. If a key is given twice, the first one
// counts.
func (d *decoder) mapping(n *node, s *shape, into any, path string, at origin) {
	seen := map[string]origin{}
	for _, e := range n.entries {
		if first, twice := seen[e.key]; twice {
			d.add(e.at, "", "", "duplicate key%s (also %s)", s.naming(e.key, ` %q`), first.describe(e.at))
			d.decode(e.value, orAny(s.field(e.key)), nil, join(path, e.key), e.at)
			continue
		}
		seen[e.key] = e.at
		d.entry(n, e, s, into, path)
	}
	if s.fields == nil {
		return
	}
	for _, f := range s.fields() {
		if f.required && !d.layer && n.get(f.key) == nil && !n.vague {
			d.add(at, path, "", "needs the key %s: %s", f.key, f.shape().what)
			n.bad = true
		}
	}
}

// entry decodes one key of a mapping.
func (d *decoder) entry(n *node, e *entry, s *shape, into any, path string) {
	if s.fields == nil {
		if must := s.mustBeKey(e.key); must != "" {
			d.add(e.at, path, "", "the key %q %s", clip(e.key), must)
			e.value.bad = true
			return
		}
		if e.value.kind == null && d.layer {
			return
		}
		var child any
		if g, ok := into.(grower); ok {
			child = g.grow(e)
		}
		d.decode(e.value, s.each, child, join(path, e.key), e.at)
		return
	}
	fields := s.fields()
	at := slices.IndexFunc(fields, func(f field) bool { return f.key == e.key })
	if at < 0 {
		d.unknown(n, e, s, path)
		return
	}
	f := fields[at]
	var child any
	if v := reflect.ValueOf(into); into != nil && !s.reference && f.index != nil && v.Elem().Kind() == reflect.Struct {
		child = v.Elem().FieldByIndex(f.index).Addr().Interface()
	}
	d.decode(e.value, f.shape(), child, join(path, e.key), e.at)
}

// unknown reports an unknown key of a mapping.
func (d *decoder) unknown(n *node, e *entry, s *shape, path string) {
	n.vague, e.value.bad = true, true
	where := ""
	if path != "" {
		where = " in " + path
	}
	hint := ""
	if s.reserved != nil {
		hint = s.reserved(e.key)
	}
	if hint == "" {
		hint = suggest(e.key, s.keys())
	}
	if e.value.kind == null && meant(e.key, s.keys()) == "" {
		// {password: a,b} is a password and a key without a value.
		d.add(e.at, "", "put a text with a comma in quotes", "unknown key without a value%s", where)
		return
	}
	d.add(e.at, "", hint, "unknown key%s%s", s.naming(e.key, ` %q`), where)
}

// naming formats a key for a message. It hides text where a secret may be.
func (s *shape) naming(key, format string) string {
	if s.private {
		return ""
	}
	return fmt.Sprintf(format, clip(key))
}

// mustBeKey returns what a free key must be, or "" if it is that.
func (s *shape) mustBeKey(key string) string {
	switch {
	case key == "":
		return "must not be empty"
	case unwritable(key) >= 0:
		return "holds a character that XML cannot hold"
	}
	if must := s.key.must(key); must != "" {
		return "must be " + must
	}
	return ""
}

// scalar checks a scalar of an accepted kind. A plain text may be of any kind.
func (d *decoder) scalar(n *node, s *shape, path string) {
	if at := unwritable(n.text); at >= 0 {
		d.reject(n, path, "", "character %d of the text cannot be written in XML", at+1)
		return
	}
	switch {
	case s.reference && n.at.from != nil: // resolved where it is used
	case s.holdsMask(n.text):
		d.reject(n, path, "give the value itself, or say where it is", "%s stands for a hidden password and is not a value",
			secret.Mask)
	case s.accepts&scalar == integer:
		if value, ok := decimal(n.text); !ok || value < s.min || value > s.max {
			d.mismatch(n, s, path, s.what)
		}
	case s.accepts&scalar == boolean:
		if n.text != "true" && n.text != "false" {
			d.mismatch(n, s, path, s.what)
		}
	case n.text == "" && !s.empty:
		d.reject(n, path, "", "must not be empty")
	case s.words != nil:
		switch {
		case slices.Contains(s.words, n.text):
		case n.at.from != nil:
			d.mismatch(n, s, path, "one of "+strings.Join(s.words, ", "))
		default:
			d.reject(n, path, cmp.Or(meant(n.text, s.words), s.other), "must be %s, not %q", s.what, clip(n.text))
		}
	case n.text != "":
		if must := s.check.must(n.text); must != "" {
			d.mismatch(n, s, path, must)
			return
		}
		if reason, hint := s.refusal(n.text); reason != "" {
			d.reject(n, path, hint, "%s", reason)
		}
	}
}

// holdsMask reports whether a text may have been printed in place of one with a password: see
// masked. Other text may hold eight asterisks.
func (s *shape) holdsMask(text string) bool {
	if !strings.Contains(text, secret.Mask) {
		return false
	}
	if text == secret.Mask || s.private || s.check.is("xpath") {
		return true
	}
	word := strings.ReplaceAll(text, secret.Mask, "x")
	return secret.Value(word) != word
}

// mismatch reports a text that does not meet its check. It does not repeat text from a
// file or variable either, because that may be the wrong one.
func (d *decoder) mismatch(n *node, s *shape, path, must string) {
	switch {
	case n.at.from != nil:
		d.reject(n, path, "", "the content must be %s", must)
	case s.private:
		d.reject(n, path, "", "must be %s", must)
	default:
		d.reject(n, path, "", "must be %s, not %q", must, clip(n.text))
	}
}

// refusal returns the reason why no home takes a text, and a hint; both are empty if one
// does.
func (s *shape) refusal(text string) (reason, hint string) {
	if !s.loaded {
		return "", ""
	}
	return patch.Refusal(patch.Value{Text: text}, s.trimmed)
}

// orAny returns a shape that accepts anything, at any depth, if s is nil.
func orAny(s *shape) *shape {
	if s == nil {
		s = &shape{accepts: null | scalar | mapping | list}
		s.each = s
	}
	return s
}

// quote describes, for a message, a scalar of a kind that is not accepted.
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

// inside returns the hint for a scalar in place of a mapping or list.
func (s *shape) inside() string {
	if s.fields != nil {
		return "its keys are: " + strings.Join(s.keys(), ", ")
	}
	return ""
}

// name returns the name of a kind for a message.
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

// suggest returns the hint for a word that is not among the candidates.
func suggest(word string, candidates []string) string {
	if near := meant(word, candidates); near != "" || len(candidates) == 0 {
		return near
	}
	return "known here: " + strings.Join(candidates, ", ")
}

// meant is like suggest, but returns "" if no candidate is near: it is for messages that
// list the candidates.
func meant(word string, candidates []string) string {
	if near := spelling.Nearest(word, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// decimal reads an integer as the server does: digits with an optional minus. The server
// reads 012, 0x1F and 1_000 differently from YAML.
func decimal(s string) (int64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' && s != "0" {
		return 0, false
	}
	value, err := strconv.ParseInt(s, 10, 64)
	return value, err == nil
}

// unwritable returns the index of the first character that XML 1.0 cannot represent or
// that is not UTF-8, or -1 if there is none.
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
