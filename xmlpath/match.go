package xmlpath

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A resolvedStep is a step whose prefixes were looked up.
type resolvedStep struct {
	name   qualified
	wanted []resolvedEquality
}

// A resolvedEquality is an equality whose prefixes were looked up.
type resolvedEquality struct {
	path  []qualified
	attr  qualified
	text  bool // compares the text of the element, not attr
	value string
}

// resolve looks up the prefixes of a step. An undeclared prefix is an error.
func (s step) resolve(spaces map[string]string) (resolvedStep, error) {
	name, err := qualify(s.name, spaces)
	if err != nil {
		return resolvedStep{}, err
	}
	r := resolvedStep{name: name}
	for _, want := range s.wanted {
		q := resolvedEquality{text: want.attr == "", value: want.value}
		if !q.text {
			if q.attr, err = qualify(want.attr, spaces); err != nil {
				return resolvedStep{}, err
			}
		}
		for _, name := range want.path {
			part, err := qualify(name, spaces)
			if err != nil {
				return resolvedStep{}, err
			}
			q.path = append(q.path, part)
		}
		r.wanted = append(r.wanted, q)
	}
	return r, nil
}

// matches reports whether an element has the name of the step and fulfils its
// predicates.
func (s resolvedStep) matches(d *Document, e *etree.Element) bool {
	if !s.name.element(e) {
		return false
	}
	if len(s.wanted) == 0 {
		return true
	}
	source := d.span(e)
	if source == nil || source.element.read {
		d.complete(e)
		return s.holds(e)
	}
	// The children were not built, and can be compared without building them.
	b := d.writer(source.base).base
	for _, want := range s.wanted {
		if want.prefixed() {
			d.complete(e)
			return s.holds(e)
		}
		if !want.holdsNode(&b.tape, int(source.element.node), want.path) {
			return false
		}
	}
	return true
}

// holds reports whether an element fulfils the predicates.
func (s resolvedStep) holds(e *etree.Element) bool {
	for _, want := range s.wanted {
		if !want.holds(e, want.path) {
			return false
		}
	}
	return true
}

// prefixed reports whether a name in the equality has a prefix.
func (q resolvedEquality) prefixed() bool {
	for _, name := range q.path {
		if !name.any {
			return true
		}
	}
	return !q.text && !q.attr.any
}

// holdsNode is like holds, for an element that is only on the tape.
func (q resolvedEquality) holdsNode(t *tape, i int, path []qualified) bool {
	found := false
	switch {
	case len(path) > 0:
		t.children(i, func(k int) bool {
			if t.kind(k) == elementNode {
				_, local := cutName(t.name(k))
				found = local == path[0].local && q.holdsNode(t, k, path[1:])
			}
			return !found
		})
	case q.text:
		return t.hasText(i, q.value)
	default:
		t.tag(i, func(a attrSource) {
			declaration := a.space == "xmlns" || a.space == "" && a.key == "xmlns"
			found = found || a.key == q.attr.local && a.value == q.value && !declaration
		})
	}
	return found
}

// hasText reports whether the text below a node, taken together, is value.
func (t *tape) hasText(parent int, value string) bool {
	for i := parent + 1; i < int(t.nodes[parent].next); i++ {
		if kind := t.kind(i); kind == textNode || kind == cdataNode {
			_, data := t.data(i)
			rest, found := strings.CutPrefix(value, data)
			if !found {
				return false
			}
			value = rest
		}
	}
	return value == ""
}

// holds reports whether any element at the rest of the equality's path, starting
// from e, has the value.
func (q resolvedEquality) holds(e *etree.Element, path []qualified) bool {
	if len(path) == 0 {
		if q.text {
			return hasText(e, q.value)
		}
		for _, a := range e.Attr {
			if a.Value == q.value && q.attr.attribute(e, a) {
				return true
			}
		}
		return false
	}
	for _, t := range e.Child {
		if child, ok := t.(*etree.Element); ok && path[0].element(child) && q.holds(child, path[1:]) {
			return true
		}
	}
	return false
}

// hasText reports whether the text below an element, taken together, is value.
func hasText(e *etree.Element, value string) bool {
	if len(e.Child) == 1 {
		if c, ok := e.Child[0].(*etree.CharData); ok {
			return c.Data == value
		}
	}
	var b strings.Builder
	stringValue(&b, e)
	return b.String() == value
}

// resolve looks up the prefixes of all steps.
func (p *Path) resolve(d *Document) ([]resolvedStep, error) {
	spaces := p.prefixes(d)
	steps := make([]resolvedStep, len(p.steps))
	for i, s := range p.steps {
		var err error
		if steps[i], err = s.resolve(spaces); err != nil {
			return nil, p.named(err)
		}
	}
	return steps, nil
}

// findSimple finds the matches of a path of steps. It does not use the XPath
// engine, and builds no more of the tree than it needs; build is called for each
// match to build what the caller needs.
func (p *Path) findSimple(d *Document, build func(*etree.Element)) ([]Match, error) {
	steps, err := p.resolve(d)
	if err != nil {
		return nil, err
	}
	level := []*etree.Element{&d.tree.Element}
	for i, s := range steps {
		var next []*etree.Element
		for _, e := range level {
			if p.steps[i].below {
				next = d.below(e, s, next)
				continue
			}
			for _, t := range d.Children(e) {
				if child, ok := t.(*etree.Element); ok && s.matches(d, child) {
					next = append(next, child)
				}
			}
		}
		level = next
		if p.anywhere && len(level) > 1 {
			level = distinct(level)
		}
	}
	var found []Match
	if p.attr == "" {
		for _, e := range level {
			build(e)
			found = append(found, Match{Element: e})
		}
		return found, nil
	}
	name, err := qualify(p.attr, p.prefixes(d))
	if err != nil {
		return nil, p.named(err)
	}
	for _, e := range level {
		for _, a := range e.Attr {
			if name.attribute(e, a) {
				build(e)
				found = append(found, Match{e, a.FullKey()})
			}
		}
	}
	return found, nil
}

// distinct sorts elements in document order and removes duplicates. A step after
// a // finds an element twice if its ancestors match one inside the other.
func distinct(level []*etree.Element) []*etree.Element {
	places := make(map[*etree.Element][]int, len(level))
	for _, e := range level {
		if places[e] == nil {
			places[e] = place(e)
		}
	}
	slices.SortStableFunc(level, func(a, b *etree.Element) int { return slices.Compare(places[a], places[b]) })
	return slices.Compact(level)
}

// below appends to found the elements below e that a step matches, in document
// order.
func (d *Document) below(e *etree.Element, s resolvedStep, found []*etree.Element) []*etree.Element {
	if source := d.span(e); source != nil && !source.element.read {
		b := d.writer(source.base).base
		if !b.hasElement(int(source.element.node), s.name.local) {
			return found
		}
	}
	for _, t := range d.Children(e) {
		if child, ok := t.(*etree.Element); ok {
			if s.matches(d, child) {
				found = append(found, child)
			}
			found = d.below(child, s, found)
		}
	}
	return found
}

// hasElement reports whether an element below a node has a local name.
func (t *tape) hasElement(parent int, local string) bool {
	for i := parent + 1; i < int(t.nodes[parent].next); i++ {
		if t.kind(i) == elementNode {
			if _, name := cutName(t.name(i)); name == local {
				return true
			}
		}
	}
	return false
}
