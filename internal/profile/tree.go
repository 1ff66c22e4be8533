package profile

import "fmt"

// A kind is what a value is in YAML, or a set of such.
type kind uint8

const (
	null kind = 1 << iota
	boolean
	integer
	number // a number with a fraction
	text
	mapping
	list
	// plain is the value of an option: a text that can be any scalar that the
	// key accepts.
	plain
)

// scalar is every kind that has a text.
const scalar = boolean | integer | number | text

// An origin is where a key or value was given: a place in a profile, or an
// option of the command line.
type origin struct {
	// file is the profile's name and dir its folder; both are empty for what an
	// option gave.
	file, dir    string
	line, column int
	// embedded is set for the embedded default profile.
	embedded bool
	// order counts the profiles and then the options, in the order given.
	order int
	// option is how the option is called in messages, "--set database.port".
	// It is empty for what is in a profile.
	option string
	// key is the option's key, database.port.
	key string
	// from is the option's way to a text that is not on the command line itself.
	from *reference
}

// A reference is where a text is: the name of a variable, of a file (relative to
// the working directory), or of an alias of the secure vault.
type reference struct {
	key  string // env, file or secretAlias
	name string
}

// fromOption reports whether an option gave it.
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

// describe is where it is, for the message about something at another place.
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
	// text of a scalar: of a string without its quotes, of a boolean true or
	// false, of a number as it is written in the profile.
	text    string
	entries []*entry // of a mapping, in their order
	items   []*node  // of a list

	// bad is set when a problem with the node itself has been reported.
	bad bool
	// vague is set when the mapping has unknown keys, so that what it lacks may
	// be there under another name.
	vague bool
}

// An entry is one key of a mapping.
type entry struct {
	key   string
	at    origin
	value *node
}

// entry returns the entry of a key, nil where there is none.
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

// get returns the value of a key, nil where there is none.
func (n *node) get(key string) *node {
	if e := n.entry(key); e != nil {
		return e.value
	}
	return nil
}

// remove drops keys; one that is not there is no error.
func (n *node) remove(keys ...string) {
	for _, key := range keys {
		for i, e := range n.entries {
			if e.key == key {
				n.entries = append(n.entries[:i:i], n.entries[i+1:]...)
				break
			}
		}
	}
}

// ok reports whether there is a value and nothing is wrong with it.
func (n *node) ok() bool { return n != nil && !n.bad }

// value is the text of a scalar, "" of one that is missing or bad.
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
