package profile

import (
	"fmt"
	"strconv"
	"strings"

	"ispatch/internal/problem"
)

// An OverrideKind says where the value of an Override is.
type OverrideKind int

const (
	Literal  OverrideKind = iota // Value is the value itself
	FromFile                     // Value names a file; one newline at its end is removed
	FromEnv                      // Value names an environment variable
)

// An Override is a key of the profile that a caller sets.
type Override struct {
	Kind OverrideKind
	// Option is the name of the option in messages, such as "--set". It is empty if the
	// override was not given by an option; Name is then its name.
	Option string
	// Key is the path of a key: database.host, registry.0.cacheId. A dot, backslash or
	// equals sign that is part of a key has a backslash before it.
	Key string
	// Value is the text, the name of a file (relative to the working
	// directory) or of a variable.
	Value string
	// Name is the name of the override in messages; if empty, the option and the key.
	Name string
}

// ParseOverride splits the argument KEY=VALUE of an option at the first = that has no
// backslash before it. If there is no = or the key is invalid, it returns a
// *problem.Problem that names the option.
func ParseOverride(kind OverrideKind, option, argument string) (Override, error) {
	hint := "write " + option + " " + usage[kind]
	at := -1
	for i := 0; i < len(argument); i++ {
		if argument[i] == '\\' {
			i++
			continue
		}
		if argument[i] == '=' {
			at = i
			break
		}
	}
	if at < 0 {
		// The argument is not repeated: it may be a password given to the
		// wrong option.
		return Override{}, problem.New(hint, "%s: the argument has no =", option)
	}
	o := Override{Kind: kind, Option: option, Key: argument[:at], Value: argument[at+1:]}
	if _, err := splitKey(o.Key); err != nil {
		return Override{}, problem.New(hint, "%s: the key %q %v", option, shorten(o.Key, 200), err)
	}
	return o, nil
}

var usage = [...]string{Literal: "KEY=VALUE", FromFile: "KEY=FILE", FromEnv: "KEY=VARIABLE"}

// splitKey splits a path of keys at its dots.
func splitKey(key string) ([]string, error) {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(key); i++ {
		switch c := key[i]; {
		case c == '\\':
			if i++; i == len(key) || !strings.ContainsRune(`.\=`, rune(key[i])) {
				return nil, fmt.Errorf(`has a backslash without a dot, = or backslash after it`)
			}
			part.WriteByte(key[i])
		case c == '.':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(c)
		}
	}
	parts = append(parts, part.String())
	for _, p := range parts {
		if p == "" {
			return nil, fmt.Errorf("has an empty part")
		}
	}
	if len(parts) > maxDepth {
		return nil, fmt.Errorf("has more than %d parts", maxDepth)
	}
	return parts, nil
}

// override applies the options to the tree, in the order given. order is the order of the
// first option.
func (l *loader) override(all *node, overrides []Override, order int) {
	if all.kind == null && !all.bad {
		all.kind = mapping
	}
	if all.kind != mapping {
		return // not a profile, and reported as such
	}
	for i, o := range overrides {
		at := origin{option: clip(o.Option) + " " + shorten(o.Key, 200), key: o.Key, order: order + i}
		if o.Name != "" {
			at.option = clip(o.Name)
		}
		parts, err := splitKey(o.Key)
		if err != nil {
			hint := ""
			if o.Option != "" {
				hint = "write " + o.Option + " " + usage[o.Kind]
			}
			l.add(at, "", hint, "the key %v", err)
			continue
		}
		l.put(all, all, root(), parts, l.optionValue(o, at, root().at(parts)))
	}
}

// optionValue reads the value of an option. If it cannot, it reports that and returns a
// bad node, so that the key is not reported as missing. A reference is kept if the key
// accepts one.
func (l *loader) optionValue(o Override, at origin, s *shape) *node {
	n := &node{kind: plain, at: at}
	hint := ""
	var err error
	switch o.Kind {
	case Literal:
		// A script may have passed a variable that it never set.
		if n.text = o.Value; n.text == "" {
			err = fmt.Errorf("the value is empty")
			hint = `an empty value can be given in a profile only, as ""`
		}
	case FromFile:
		n.at.from = &reference{"file", o.Value}
	case FromEnv:
		n.at.from = &reference{"env", o.Value}
	}
	switch {
	case n.at.from != nil && s != nil && s.reference:
		return n // resolved where it is used
	case n.at.from != nil && l.blind && !l.printing:
		l.unlooked(at, "", *n.at.from)
		n.bad = true // as if it had been reported
	case n.at.from != nil:
		n.text, err = l.content("", *n.at.from)
	}
	if err != nil {
		l.add(at, "", hint, "%v", err)
		n.bad = true
	}
	return n
}

// put sets the value at the path given by parts, in a tree of shape s. It replaces a
// scalar or a reference that is in the way. The index in a list may be one past its end.
// all is the whole profile.
func (l *loader) put(all, n *node, s *shape, parts []string, value *node) {
	if len(parts) == 0 {
		*n = *value
		return
	}
	part := parts[0]
	if n.kind&(mapping|list) == 0 || s != nil && s.reference {
		was := *n
		*n = node{kind: mapping, at: value.at}
		if s != nil && s.accepts&(mapping|list) == list {
			n.kind = list
		}
		if s != nil && s.supersede != nil && was.kind != null {
			n.entries = asMapping(&was, s).entries
		}
	}
	if n.kind == mapping {
		if s != nil && s.supersede != nil && len(parts) == 1 {
			s.supersede(all, n, &node{kind: mapping, entries: []*entry{{part, value.at, value}}})
		}
		e := n.entry(part)
		if e == nil {
			e = &entry{part, value.at, &node{kind: null, at: value.at}}
			n.entries = append(n.entries, e)
		}
		l.put(all, e.value, s.field(part), parts[1:], value)
		return
	}
	index, err := strconv.Atoi(part)
	if err != nil || index < 0 || strconv.Itoa(index) != part {
		l.add(value.at, "", "the first is 0", "%q is not an index of a list", clip(part))
		return
	}
	if index > len(n.items) {
		l.add(value.at, "", fmt.Sprintf("the next is %d", len(n.items)),
			"item %d does not exist: the list has %d", index, len(n.items))
		return
	}
	if index == len(n.items) {
		n.items = append(n.items, &node{kind: null, at: value.at})
	}
	var inner *shape
	if s != nil {
		inner = s.each
	}
	l.put(all, n.items[index], inner, parts[1:], value)
}
