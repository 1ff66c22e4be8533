package profile

// A Key is a key of the profile, for callers that write profiles. The zero Key does not
// exist.
type Key struct{ shape *shape }

// KeyAt returns the key at a path such as "datasources", "*", "configuration",
// "maxActive"; * is any key, "0" any item of a list. If there is no such key, Exists
// returns false.
func KeyAt(path ...string) Key { return Key{root().at(path)} }

// Exists reports whether the key exists.
func (k Key) Exists() bool { return k.shape != nil }

// Accepts reports whether a text is a valid value of the key.
func (k Key) Accepts(value string) bool {
	var p problems
	(&decoder{problems: &p}).decode(&node{kind: plain, text: value}, k.shape, nil, "", origin{})
	return len(p.found) == 0
}

// IsText reports whether its values are texts, which need quotes if they look like
// another type.
func (k Key) IsText() bool { return k.shape.accepts == text }

// IsBoolean reports whether its values are true and false.
func (k Key) IsBoolean() bool { return k.shape.accepts == boolean }

// StoreType returns the short name of a user store's class, or "" if it has none.
func StoreType(class string) string {
	for _, s := range userStores {
		if s.class == class {
			return s.name
		}
	}
	return ""
}

// NameError returns what a name in a profile must be, or "" if the name is valid.
func NameError(name string) string { return oneLine(name) }

// MountError returns what a path of the registry or a target in a mount must be, or "" if
// it is valid.
func MountError(path string) string { return registryPath(path) }

// AcceptsDomain reports whether a text is a valid domain of a user store in the section
// userStores.
func AcceptsDomain(name string) bool { return domain(name) == "" }
