package profile

import (
	"fmt"
	"strconv"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// An Override is one --set, --set-file or --set-env of a command line.
type Override struct {
	// Option is SetOption, SetFileOption or SetEnvOption.
	Option string
	// Key is the path of a key: database.host, registry.0.cacheId. A dot
	// that is part of a key has a backslash before it, as have a backslash and
	// an equals sign.
	Key string
	// Value is the text, the name of a file (relative to the working
	// directory) or that of a variable.
	Value string
}

// The options that override a key of the profile.
const (
	SetOption     = "--set"      // the value itself
	SetFileOption = "--set-file" // a file's content, without one newline at its end
	SetEnvOption  = "--set-env"  // a variable's value
)

// ParseOverride splits the argument KEY=VALUE of an option at the first = that
// has no backslash before it. It returns a *patch.Problem that names the
// option where there is none, or where the key is not one.
func ParseOverride(option, argument string) (Override, error) {
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
		return Override{}, &patch.Problem{Message: option + ": its argument has no =", Hint: "write " + option + " " +
			usage[option]}
	}
	o := Override{Option: option, Key: argument[:at], Value: argument[at+1:]}
	if _, err := splitKey(o.Key); err != nil {
		return Override{}, &patch.Problem{Message: fmt.Sprintf("%s: the key %q %v", option, shorten(o.Key, 200), err),
			Hint: "write " + option + " " + usage[option]}
	}
	return o, nil
}

var usage = map[string]string{SetOption: "KEY=VALUE", SetFileOption: "KEY=FILE", SetEnvOption: "KEY=VARIABLE"}

// splitKey splits a path of keys at its dots.
func splitKey(key string) ([]string, error) {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(key); i++ {
		switch c := key[i]; {
		case c == '\\':
			if i++; i == len(key) || !strings.ContainsRune(`.\=`, rune(key[i])) {
				return nil, fmt.Errorf(`has a backslash that no dot, = or backslash follows`)
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

// override applies the options to the tree, in the order given, and returns
// the root, which is new where there was none.
func (l *loader) override(n *node, overrides []Override) *node {
	if n == nil {
		n = &node{kind: mapping, at: origin{line: 1, column: 1}}
	}
	if n.kind&(mapping|null) == 0 {
		return n // no profile, and reported as such
	}
	for i, o := range overrides {
		at := origin{option: clip(o.Option) + " " + shorten(o.Key, 200), key: o.Key, order: i + 1}
		parts, err := splitKey(o.Key)
		if err != nil {
			l.add(at, "", "write "+o.Option+" "+usage[o.Option], "the key %v", err)
			continue
		}
		value := l.optionValue(o, at)
		before := typeAt(n, parts)
		if l.put(n, root, parts, value) {
			settle(n, parts, before)
		}
	}
	return n
}

// optionValue reads what an option gives. What it can't read it reports, and
// returns a node that is bad, so that nobody misses the value.
func (l *loader) optionValue(o Override, at origin) *node {
	n := &node{kind: plain, at: at}
	hint := ""
	var err error
	switch o.Option {
	case SetOption:
		// What a script gives from a variable that it never set.
		if n.text = o.Value; n.text == "" {
			err = fmt.Errorf("the value is empty")
			hint = `an empty value can be given in a profile only, as ""`
		}
	case SetFileOption:
		n.at.secret = true
		n.text, err = l.readFile(o.Value, "")
	case SetEnvOption:
		n.at.secret = true
		n.text, err = l.readEnv(o.Value)
	default:
		err = fmt.Errorf("is not an option that sets a key")
	}
	if err != nil {
		l.add(at, "", hint, "%v", err)
		n.bad = true
	}
	return n
}

// put places a value at the path that parts are, in a tree of the shape s. A
// scalar in the way gives way; a list's index may be one past the end.
func (l *loader) put(n *node, s *shape, parts []string, value *node) bool {
	if len(parts) == 0 {
		*n = *value
		return true
	}
	if n.kind&(mapping|list) == 0 {
		n.kind, n.text, n.at, n.bad = mapping, "", value.at, false
		if s != nil && s.accepts&(mapping|list) == list {
			n.kind = list
		}
	}
	part := parts[0]
	if n.kind == mapping {
		e := n.entry(part)
		if e == nil {
			e = &entry{part, value.at, &node{kind: null, at: value.at}}
			n.entries = append(n.entries, e)
		}
		return l.put(e.value, s.field(part), parts[1:], value)
	}
	index, err := strconv.Atoi(part)
	if err != nil || index < 0 || strconv.Itoa(index) != part {
		l.add(value.at, "", "the first is 0", "%q is no index of a list", clip(part))
		return false
	}
	if index > len(n.items) {
		l.add(value.at, "", fmt.Sprintf("the next is %d", len(n.items)), "there is no item %d: the list has %d", index,
			len(n.items))
		return false
	}
	if index == len(n.items) {
		n.items = append(n.items, &node{kind: null, at: value.at})
	}
	var inner *shape
	if s != nil {
		inner = s.each
	}
	return l.put(n.items[index], inner, parts[1:], value)
}

// settle drops what an option overrides without naming it: a URL stands for
// host, port, database and parameters; port and parameters belong to a type
// and go where another comes. before is the type as it was. What other options
// gave stays, and is judged like the rest.
func settle(n *node, parts []string, before jdbc.Type) {
	holder := holderOf(n, parts)
	if holder == nil {
		return
	}
	switch parts[len(parts)-1] {
	case "url":
		for _, key := range []string{"host", "port", "database", "parameters"} {
			holder.dropGiven(key)
		}
	case "type":
		if !sameScheme(before, typeAt(n, parts)) {
			holder.dropGiven("port")
			holder.dropGiven("parameters")
		}
	}
}

// holderOf returns the mapping that the last of the parts is a key of, where
// it is database or a datasource.
func holderOf(n *node, parts []string) *node {
	switch {
	case len(parts) == 2 && parts[0] == sectionDatabase:
		return n.get(sectionDatabase)
	case len(parts) == 3 && parts[0] == SectionDatasources:
		return n.get(SectionDatasources).get(parts[1])
	}
	return nil
}

// typeAt returns the database type that holds there, "" where none is given.
func typeAt(n *node, parts []string) jdbc.Type {
	own := holderOf(n, parts).get("type")
	if own == nil {
		own = n.get(sectionDatabase).get("type")
	}
	if own == nil {
		return ""
	}
	return jdbc.Type(own.text)
}

// sameScheme says whether URLs of the two types are alike, and so are their
// ports and parameters. A type that is not known is like any.
func sameScheme(a, b jdbc.Type) bool {
	p, known := jdbc.Lookup(a)
	q, too := jdbc.Lookup(b)
	return !known || !too || p.Scheme == q.Scheme
}

// dropGiven drops a key but for what options gave in it.
func (n *node) dropGiven(key string) {
	e := n.entry(key)
	if e == nil || e.value.at.fromOption() {
		return
	}
	var kept []*entry
	for _, inner := range e.value.entries {
		if inner.value.at.fromOption() {
			kept = append(kept, inner)
		}
	}
	if e.value.entries = kept; kept == nil {
		n.remove(key)
	}
}
