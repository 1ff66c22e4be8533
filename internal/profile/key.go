package profile

// A Key is a key of the profile, for a caller that writes one. The zero Key is none.
type Key struct{ shape *shape }

// KeyAt returns the key at a path such as "datasources", "*", "configuration",
// "maxActive"; * is any key, "0" any item of a list. It is none where there is no such
// key.
func KeyAt(path ...string) Key { return Key{root().at(path)} }

// Exists reports whether there is such a key.
func (k Key) Exists() bool { return k.shape != nil }

// Accepts reports whether a text may be its value.
func (k Key) Accepts(value string) bool {
	var p problems
	(&decoder{problems: &p}).decode(&node{kind: plain, text: value}, k.shape, nil, "", origin{})
	return len(p.found) == 0
}

// IsText reports whether its values are texts, which need quotes where they look like
// something else.
func (k Key) IsText() bool { return k.shape.accepts == text }

// IsBoolean reports whether its values are true and false.
func (k Key) IsBoolean() bool { return k.shape.accepts == boolean }

// StoreType returns the short name of a user store's class, empty where it has none.
func StoreType(class string) string {
	for _, s := range userStores {
		if s.class == class {
			return s.name
		}
	}
	return ""
}

// NameError returns what a name must be that a profile can have, empty where it is.
func NameError(name string) string { return oneLine(name) }

// AcceptsDomain reports whether a text may be the domain of a user store in the section
// userStores.
func AcceptsDomain(name string) bool { return domain(name) == "" }
