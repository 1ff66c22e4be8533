package profile

import "reflect"

// A leaf is a scalar as it is written in a profile; nil if it is not given.
type leaf struct {
	*node
	is   *shape
	path string
}

func (l *leaf) fill(n *node, s *shape, path string, _ origin) { l.node, l.is, l.path = n, s, path }

// given reports whether the key is given, valid or not.
func (l leaf) given() bool { return l.node != nil }

// A block is a mapping or list of a profile.
type block struct {
	*node
	path string
	// key is the place at which to report missing keys.
	key origin
}

func (b *block) fill(n *node, _ *shape, path string, at origin) { b.node, b.path, b.key = n, path, at }

func (b block) given() bool { return b.node != nil }

// A filler receives decoded values.
type filler interface {
	fill(n *node, s *shape, path string, at origin)
}

// The types of the fields in keys.go. A type is the type in YAML; the field's tag has the
// conditions on the text.
type (
	textKey   struct{ leaf }
	numberKey struct{ leaf }
	flagKey   struct{ leaf }
	scalarKey struct{ leaf }
	// secretKey is a text or a reference to it: {env: …}, {file: …}, {secretAlias: …}. A
	// password that looks like a number must be quoted: YAML reads 0123 and 1e3 as other
	// numbers.
	secretKey struct{ leaf }
	// valueKey is any scalar, or a reference to it.
	valueKey struct{ leaf }
)

func (textKey) shape() *shape   { return &shape{accepts: text, what: "a text"} }
func (numberKey) shape() *shape { return &shape{accepts: integer, what: "a whole number"} }
func (flagKey) shape() *shape   { return &shape{accepts: boolean, what: "true or false"} }
func (scalarKey) shape() *shape {
	return &shape{accepts: scalar, what: "a text, number, true or false", empty: true, private: true}
}
func (secretKey) shape() *shape { return referenceTo(text) }
func (valueKey) shape() *shape  { return referenceTo(scalar) }

// referenceTo returns the shape of a text that may be given by reference.
func referenceTo(accepts kind) *shape {
	return &shape{
		accepts: accepts | mapping, what: "a text, or one of {env: …}, {file: …}, {secretAlias: …}",
		fields: shapeOf(reflect.TypeFor[referenceKeys]()).fields, empty: true, private: true, reference: true,
	}
}

// A dict is a mapping with free keys, in the order of the profile.
type dict[T any] struct {
	block
	pairs []pair[T]
}

type pair[T any] struct {
	*entry
	is T
}

func (dict[T]) shape() *shape {
	return &shape{accepts: mapping, what: "a mapping", each: shapeOf(reflect.TypeFor[T]())}
}

// grow returns the place for the value of the next key.
func (d *dict[T]) grow(e *entry) any {
	d.pairs = append(d.pairs, pair[T]{entry: e})
	return &d.pairs[len(d.pairs)-1].is
}

// A sequence is a list.
type sequence[T any] struct {
	block
	each []T
}

func (sequence[T]) shape() *shape {
	return &shape{accepts: list, what: "a list", each: shapeOf(reflect.TypeFor[T]())}
}

func (s *sequence[T]) grow(*entry) any {
	s.each = append(s.each, *new(T))
	return &s.each[len(s.each)-1]
}

// A grower receives the values of a mapping or list one by one.
type grower interface {
	grow(*entry) any
}
