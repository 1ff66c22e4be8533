package profile

import "fmt"

// A kind is the kind of a value in YAML, or a set of kinds.
type kind uint8

const (
	null kind = 1 << iota
	boolean
	integer
	number // a number with a fraction
	text
	mapping
	list
	// plain is the value of an option: a text that may be any scalar that the key
	// accepts.
	plain
)

// scalar is the set of kinds that have a text.
const scalar = boolean | integer | number | text

// An origin is the place at which a key or value was given: in a profile, or in an option
// of the command line.
type origin struct {
	// file is the profile's name and dir its folder; both are empty for an option.
	file, dir    string
	line, column int
	// embedded is set for the embedded default profile.
	embedded bool
	// order counts the profiles and then the options, in the order given.
	order int
	// option is the name of the option in messages, such as "--set database.port". It is
	// empty for a value in a profile.
	option string
	// key is the option's key, database.port.
	key string
	// from is the reference of an option whose text is not on the command line itself.
	from *reference
}

// A reference says where a text is: it names a variable, a file (relative to the working
// directory), or an alias of the secure vault.
type reference struct {
	key  string // env, file or secretAlias
	name string
}

// fromOption reports whether it was given by an option.
func (o origin) fromOption() bool { return o.option != "" }

// before orders origins: those of the profiles by place, then options as given.
func (o origin) before(other origin) bool {
	if o.order != other.order {
		return o.order < other.order
	}
	if o.line != other.line {
		return o.line < other.line
	}
	return o.column < other.column
}

// describe names the place in a message about another place.
func (o origin) describe(from origin) string {
	switch {
	case o.fromOption():
		return "in " + o.option
	case o.file != from.file:
		return fmt.Sprintf("in %s, line %d", o.file, o.line)
	}
	return fmt.Sprintf("on line %d", o.line)
}

// A node is a value of the profile.
type node struct {
	kind kind
	at   origin
	// text is the text of a scalar: a string without its quotes, true or false, or a
	// number as it is written in the profile.
	text    string
	entries []*entry // of a mapping, in their order
	items   []*node  // of a list

	// bad is set when a problem with the node itself has been reported.
	bad bool
	// vague is set when the mapping has unknown keys, so that a missing key may be a
	// misspelt one.
	vague bool
}

// An entry is one key of a mapping.
type entry struct {
	key   string
	at    origin
	value *node
}

// entry returns the entry of a key, or nil if there is none.
func (n *node) entry(key string) *entry {
	if n == nil {
		return nil
	}
	for _, e := range n.entries {
		if e.key == key {
			return e
		}
	}
	return nil
}

// get returns the value of a key, or nil if there is none.
func (n *node) get(key string) *node {
	if e := n.entry(key); e != nil {
		return e.value
	}
	return nil
}

// remove drops a key. A missing key is not an error.
func (n *node) remove(key string) {
	for i, e := range n.entries {
		if e.key == key {
			n.entries = append(n.entries[:i:i], n.entries[i+1:]...)
			return
		}
	}
}

// ok reports whether there is a value and it is not bad.
func (n *node) ok() bool { return n != nil && !n.bad }

// value returns the text of a scalar, or "" if it is missing or bad.
func (n *node) value() string {
	if !n.ok() {
		return ""
	}
	return n.text
}

// members returns the entries of a mapping that may be missing.
func (n *node) members() []*entry {
	if n == nil {
		return nil
	}
	return n.entries
}
