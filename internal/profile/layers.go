package profile

import "ispatch/internal/jdbc"

// merge merges a later value over an earlier one and returns the result, which may be
// either of them. Mappings are merged by key, in the order of the earlier one; any other
// value is replaced. A null in the later one removes the key. all is the whole earlier
// profile.
func merge(all, earlier, later *node, s *shape) *node {
	if s != nil && s.supersede != nil {
		earlier = asMapping(earlier, s)
		s.supersede(all, earlier, later)
	}
	if earlier.kind != mapping || later.kind != mapping || s != nil && s.reference {
		return stripped(later)
	}
	for _, e := range later.entries {
		before := earlier.entry(e.key)
		switch {
		case e.value.kind == null && !e.value.bad:
			earlier.remove(e.key)
		case before == nil:
			earlier.entries = append(earlier.entries, &entry{e.key, e.at, stripped(e.value)})
		default:
			before.value = merge(all, before.value, e.value, s.field(e.key))
			before.at = e.at
		}
	}
	earlier.vague = earlier.vague || later.vague
	return earlier
}

// asMapping returns the mapping that a text is short for, if the key allows both: the
// type of a user store.
func asMapping(n *node, s *shape) *node {
	if n.kind != text || s.accepts&text == 0 {
		return n
	}
	return &node{kind: mapping, at: n.at, entries: []*entry{{"type", n.at, n}}}
}

// stripped removes the nulls from a value that is merged over nothing. Those in lists
// stay: an item is a complete value.
func stripped(n *node) *node {
	var kept []*entry
	for _, e := range n.entries {
		if e.value.kind != null || e.value.bad {
			e.value = stripped(e.value)
			kept = append(kept, e)
		}
	}
	n.entries = kept
	return n
}

// supersedeDefaults drops, from the earlier section database and the datasources that
// take their type from it, the keys for another type than that of the later section.
func supersedeDefaults(all, earlier, later *node) {
	if !changesType(earlier, later, "") {
		return
	}
	dropTyped(earlier)
	for _, e := range all.get(SectionDatasources).members() {
		if e.value.get("type") == nil && e.value.get("url") == nil {
			dropTyped(e.value)
		}
	}
}

// supersedeDatasource drops from an earlier datasource the keys for another type, and the
// keys that a later url replaces.
func supersedeDatasource(all, earlier, later *node) {
	if url := later.get("url"); url != nil && url.kind != null {
		for _, key := range []string{"host", "port", "database", "parameters"} {
			earlier.dropGiven(key)
		}
	}
	if changesType(earlier, later, all.get(sectionDatabase).get("type").value()) {
		dropTyped(earlier)
	}
}

// supersedeStore drops the properties of an earlier user store with another type.
func supersedeStore(_, earlier, later *node) {
	for _, key := range []string{"type", "class"} {
		after := later.get(key)
		if after == nil || after.kind == null || earlier.get(key).value() == after.value() {
			continue
		}
		for _, other := range []string{"type", "class", "properties"} {
			earlier.dropGiven(other)
		}
	}
}

// changesType reports whether a later mapping has another type of database than the
// earlier one, or than the default if that has none. Types with the same form of URL,
// such as mysql and mysql8, count as the same.
func changesType(earlier, later *node, standard string) bool {
	after := later.get("type")
	if after == nil || after.kind == null {
		return false
	}
	if own := earlier.get("type"); own != nil {
		standard = own.value()
	}
	return standard != "" && !sameScheme(jdbc.Type(standard), jdbc.Type(after.value()))
}

// dropTyped drops the keys that depend on the type of database.
func dropTyped(n *node) {
	n.dropGiven("port")
	n.dropGiven("parameters")
	n.get("configuration").dropGiven("defaultAutoCommit")
}

// sameScheme reports whether two types have the same form of URL, and so the same port
// and parameters. An unknown type is the same as any.
func sameScheme(a, b jdbc.Type) bool {
	if a == jdbc.Other || b == jdbc.Other {
		return a == b
	}
	p, known := jdbc.Lookup(a)
	q, too := jdbc.Lookup(b)
	return !known || !too || p.Scheme == q.Scheme
}

// dropGiven drops a key except for values from options. A missing mapping or key is not
// an error.
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
