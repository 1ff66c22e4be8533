package profile

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
	// plain is the value of an option: a text that stands for whatever scalar
	// the key wants.
	plain
)

// scalar is every kind that has a text.
const scalar = boolean | integer | number | text

// A node is a value of the profile, free of what is only YAML: aliases and
// merge keys are resolved, tags applied.
type node struct {
	kind kind
	at   origin
	// text of a scalar: of a string without its quotes, of a boolean true or
	// false, of a number as it stands in the profile.
	text    string
	entries []*entry // of a mapping, in their order
	items   []*node  // of a list

	// bad says that a problem with the node itself has been reported.
	bad bool
	// vague says that the mapping has keys that nobody knows, so that what it
	// lacks may well be there under another name.
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

// remove drops a key; one that is not there is no error.
func (n *node) remove(key string) {
	for i, e := range n.entries {
		if e.key == key {
			n.entries = append(n.entries[:i:i], n.entries[i+1:]...)
			return
		}
	}
}

// ok says that there is a value and nothing is wrong with it.
func (n *node) ok() bool { return n != nil && !n.bad }
