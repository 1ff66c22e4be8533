package profile

import (
	"errors"
	"slices"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// patches reads the section of that name. It reports two patches of the same place, which
// each run would change twice.
func (l *loader) patches(keys *documentKeys, p *Profile) {
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for i := range keys.Patches.each {
		one := &keys.Patches.each[i]
		if !one.given() || one.kind != mapping {
			continue
		}
		if one.File.ok() && one.Path.ok() && !one.Insert.given() {
			unique.check("place", one.File.text+" "+one.Path.text, one.Path.at, one.path)
		}
		if operation := l.patch(one); operation != nil {
			p.Patches = append(p.Patches, operation)
		}
	}
}

// patchKinds are the keys of which a patch has exactly one.
var patchKinds = []string{"value", "delete", "comment", "uncomment", "insert"}

// patch returns the operation of one patch, or nil if it is invalid.
func (l *loader) patch(keys *patchKeys) patch.Operation {
	var kinds []string
	for _, kind := range patchKinds {
		if keys.get(kind) != nil {
			kinds = append(kinds, kind)
		}
	}
	switch {
	case slices.Equal(kinds, []string{"value", "uncomment"}):
		kinds = kinds[:1]
	case len(kinds) > 1:
		l.add(keys.entry(kinds[1]).at, keys.path, "", "has both %s and %s", kinds[0], kinds[1])
		return nil
	case len(kinds) == 0:
		if !keys.vague {
			l.add(keys.at, keys.path, "", "has none of %s", strings.Join(patchKinds, ", "))
		}
		return nil
	}
	good := l.onlyWith(keys, kinds[0], "value", "ifMissing") && l.onlyWith(keys, kinds[0], "insert", "key", "first",
		"before", "after")
	for _, flag := range []flagKey{keys.Delete, keys.Comment, keys.Uncomment} {
		if flag.ok() && flag.text != "true" {
			l.reject(flag.node, flag.path, "leave the key out", "must be true, or left out")
			good = false
		}
	}
	if !good {
		return nil
	}
	place := patch.Place{Path: keys.File.value(), XPath: keys.Path.value(), All: keys.All.value() == "true"}
	for _, one := range keys.Namespaces.pairs {
		if place.Namespaces == nil {
			place.Namespaces = map[string]string{}
		}
		place.Namespaces[one.entry.key] = one.is.value()
	}
	switch kinds[0] {
	case "delete":
		return patch.Delete{Place: place}
	case "comment":
		return patch.Comment{Place: place}
	case "uncomment":
		return patch.Uncomment{Place: place}
	case "insert":
		return l.insert(keys, place)
	}
	v := l.resolve(keys.Value.leaf)
	if v.hidden {
		l.secrets = append(l.secrets, secret.Place{File: place.Path, Path: place.XPath})
	}
	return patch.Set{Place: place, Value: v.Value, IfMissing: keys.IfMissing.value() == "true",
		Uncomment: keys.Uncomment.given()}
}

// onlyWith reports keys that are only for another kind of patch.
func (l *loader) onlyWith(keys *patchKeys, kind, with string, names ...string) bool {
	good := true
	for _, name := range names {
		if e := keys.entry(name); e != nil && kind != with {
			l.add(e.at, keys.path, "", "%s goes with %s, not with %s", name, with, kind)
			good = false
		}
	}
	return good
}

func (l *loader) insert(keys *patchKeys, place patch.Place) patch.Operation {
	o := patch.Insert{Place: place, Fragment: keys.Insert.value(), First: keys.First.value() == "true",
		Before: keys.Before.value(), After: keys.After.value()}
	for _, one := range keys.Key.each {
		o.Keys = append(o.Keys, one.value())
	}
	if !keys.Insert.ok() {
		return o // it was reported
	}
	// Its prefixes may be declared at the place where it is inserted.
	var wrong *xmlpath.Error
	if _, err := xmlpath.Parse([]byte(o.Fragment)); errors.As(err, &wrong) && wrong.Code != xmlpath.UndeclaredPrefix {
		l.reject(keys.Insert.node, keys.Insert.path, "", "must be one well-formed XML element (line %d, column %d of it)",
			wrong.Line, wrong.Column)
	}
	l.checkInsert(keys, o)
	places := 0
	for _, given := range []bool{o.First, o.Before != "", o.After != ""} {
		if given {
			places++
		}
	}
	if places > 1 {
		l.add(keys.at, keys.path, "", "has more than one of first, before and after")
	}
	return o
}

// checkInsert reports a fragment that no file takes, and each key that it lacks.
func (l *loader) checkInsert(keys *patchKeys, o patch.Insert) {
	if !keys.Insert.ok() {
		return
	}
	check := func(n *node, path string, names ...string) {
		o.Keys = names
		for _, p := range problem.From(o.Check()) {
			message := p.Message
			for _, name := range names {
				message = strings.TrimPrefix(message, "key "+name+": ")
			}
			l.reject(n, path, p.Hint, "%s", message)
		}
	}
	check(keys.Insert.node, keys.Insert.path)
	for _, key := range keys.Key.each {
		if key.ok() && keys.Insert.ok() {
			check(key.node, key.path, key.text)
		}
	}
}
