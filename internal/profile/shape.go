package profile

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// A shape describes the valid values of a key. It is made from a field's type and tag
// (keys.go); decoding, merging, the JSON Schema and the documentation's check use it.
type shape struct {
	// accepts is the set of accepted kinds.
	accepts kind
	// what describes it in messages: "a whole number".
	what string
	// doc is the description in the JSON Schema.
	doc string
	// fields returns the keys of a mapping, which has no others; nil if keys are free.
	fields func() []field
	// each is the shape of the values of a mapping with free keys, or of the items of a
	// list.
	each *shape
	// key checks a free key.
	key *check
	// words are the accepted texts, if there is a list of them.
	words []string
	// other is the hint for a text that is near none of the words; it may be empty.
	other string
	// min and max bound an integer.
	min, max int64
	// empty is set where "" is a value.
	empty bool
	// check is the condition on a text.
	check *check
	// path is set if the text is the name of a file, relative to the profile.
	path bool
	// loaded is set if the server does not load a file with some texts, which operations
	// refuse; trimmed if it also trims the text.
	loaded, trimmed bool
	// private is set if messages must not repeat the text, which may hold a password.
	private bool
	// reserved returns the hint for a key that is known not to belong here, or "".
	reserved func(key string) string
	// reference is set if a text may be given as {env: …} and the like.
	reference bool
	// supersede removes from an earlier layer the keys that a later one replaces.
	supersede func(all, earlier, later *node)
	// rules are further JSON Schema keywords.
	rules string
	// def is the name of its definition in the JSON Schema.
	def string
}

// A field is one known key of a mapping.
type field struct {
	key      string
	required bool
	shape    func() *shape // made when needed: a profile has few of the keys
	index    []int         // index of the struct's field
}

// shaped is implemented by the field types in keys.go.
type shaped interface {
	// shape returns what the type accepts; a field's tag narrows it.
	shape() *shape
}

// shapeOf returns the shape of a type of keys.go.
func shapeOf(t reflect.Type) *shape {
	s := &shape{accepts: mapping, what: "a mapping"}
	if own, ok := reflect.New(t).Interface().(shaped); ok {
		s = own.shape()
	}
	if t.Kind() != reflect.Struct || s.accepts&mapping == 0 || s.each != nil || s.reference || s.fields != nil {
		return s
	}
	s.def = strings.TrimSuffix(t.Name(), "Keys")
	s.fields = sync.OnceValue(func() []field { return fieldsOf(t) })
	return s
}

// fieldsOf returns the fields of a struct that have a key, also those of embedded
// structs.
func fieldsOf(t reflect.Type) (fields []field) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				fields = append(fields, inner)
			}
		}
		if tag, tagged := f.Tag.Lookup("key"); tagged {
			name, option, _ := strings.Cut(tag, ",")
			fields = append(fields, field{name, option == "required", func() *shape { return narrowed(f) }, f.Index})
		}
	}
	return fields
}

// narrowed returns the shape of a struct's field, narrowed by its tag.
func narrowed(f reflect.StructField) *shape {
	s := *shapeOf(f.Type)
	s.doc = f.Tag.Get("doc")
	if what, ok := f.Tag.Lookup("what"); ok {
		s.what = what
		if s.doc == "" {
			s.doc = strings.ToUpper(what[:1]) + what[1:] + "."
		}
	}
	if name, ok := f.Tag.Lookup("words"); ok {
		s.words = wordsNamed(name)
		s.other = otherThan(name)
		s.what = oneOf(s.words)
		if s.accepts&mapping != 0 {
			s.what += ", or a mapping"
		}
	}
	if name, ok := f.Tag.Lookup("check"); ok {
		s.check = checkNamed(name)
	}
	if name, ok := f.Tag.Lookup("keys"); ok {
		s.key = checkNamed(name)
	}
	if name, ok := f.Tag.Lookup("values"); ok {
		each := *s.each
		each.check = checkNamed(name)
		s.each = &each
	}
	if bounds, ok := f.Tag.Lookup("range"); ok {
		low, high, _ := strings.Cut(bounds, "..")
		s.min, s.max = bound(low), bound(high)
		if _, given := f.Tag.Lookup("what"); !given {
			s.what = fmt.Sprintf("a whole number from %d to %d", s.min, s.max)
		}
	}
	for _, option := range strings.Fields(f.Tag.Get("is")) {
		switch option {
		case "private":
			s.private = true
		case "empty":
			s.empty = true
		case "path":
			s.path = true
		case "loaded":
			s.loaded = true
		case "trimmed":
			s.loaded, s.trimmed = true, true
		case "filled":
			s.empty = false
		default:
			panic("profile: unknown option " + option)
		}
	}
	return &s
}

func bound(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// anInteger is the shape of an integer in the range of Java's int.
func anInteger(min, max int64) *shape {
	what := fmt.Sprintf("a whole number from %d to %d", min, max)
	if max == math.MaxInt64 || max == math.MaxInt32 {
		what = fmt.Sprintf("a whole number from %d up to Java's limit", min)
	}
	return &shape{accepts: integer, what: what, min: min, max: max}
}

// field returns the shape of a key, or nil if the key is unknown.
func (s *shape) field(key string) *shape {
	if s == nil {
		return nil
	}
	if s.fields == nil {
		if s.accepts&mapping != 0 {
			return s.each
		}
		return nil
	}
	for _, f := range s.fields() {
		if f.key == key {
			return f.shape()
		}
	}
	return nil
}

// keys returns the known keys of a mapping.
func (s *shape) keys() []string {
	if s.fields == nil {
		return nil
	}
	var keys []string
	for _, f := range s.fields() {
		keys = append(keys, f.key)
	}
	return keys
}

// at returns the shape at a path of keys and indexes, or nil if there is none.
func (s *shape) at(parts []string) *shape {
	for _, part := range parts {
		switch {
		case s == nil:
			return nil
		case s.accepts&list != 0:
			s = s.each
		default:
			s = s.field(part)
		}
	}
	return s
}

// oneOf formats a list of words for messages.
func oneOf(words []string) string { return "one of " + strings.Join(words, ", ") }
