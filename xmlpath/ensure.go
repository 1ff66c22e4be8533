package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// Ensure returns the element that a simple path names, or that its attribute
// belongs to. Missing elements are created, with the attributes and children
// that the predicates name, behind the last sibling of the same name, else as
// the last child; created says whether any was. Two elements that match are an
// *Error that names both lines, and nothing is created.
func (p *Path) Ensure(d *Document) (e *etree.Element, created bool, err error) {
	if !p.Simple() {
		return nil, false, fmt.Errorf("path %s: only a path of child steps with predicates like [@name='value'] or [name='value'] can be created", p.text)
	}
	at := &d.tree.Element
	for i, s := range p.steps {
		var found []*etree.Element
		for _, child := range at.ChildElements() {
			if s.matches(child) {
				found = append(found, child)
			}
		}
		switch {
		case len(found) > 1:
			return nil, false, d.twice(p.text, found[0], found[1])
		case len(found) == 1:
			at = found[0]
		case i == 0:
			return nil, false, d.errorAt(d.Root(), fmt.Sprintf("path %s: the root element is <%s>", p.text, d.Root().FullTag()), "")
		default:
			child := s.create()
			addChild(at, child)
			at, created = child, true
		}
	}
	return at, created, nil
}

// twice is the error of two elements where one may stand.
func (d *Document) twice(path string, first, second *etree.Element) *Error {
	at, _ := d.Position(second)
	err := d.errorAt(first, fmt.Sprintf("path %s: matches twice, again at line %d", path, at.Line), "remove one of the two elements")
	return err
}

// addChild adds a child behind the last of its name, else at the end.
func addChild(parent, child *etree.Element) {
	var last *etree.Element
	for _, e := range parent.ChildElements() {
		if e.Tag == child.Tag && e.Space == child.Space {
			last = e
		}
	}
	if last != nil {
		InsertAfter(last, child)
		return
	}
	parent.AddChild(child)
}

// named says whether an element or attribute has a name of a path: one without
// a prefix matches any.
func named(space, local, name string) bool {
	prefix, rest, found := strings.Cut(name, ":")
	if !found {
		return local == name
	}
	return space == prefix && local == rest
}

func (s step) matches(e *etree.Element) bool {
	if !named(e.Space, e.Tag, s.name) {
		return false
	}
	for _, want := range s.wanted {
		if !want.holds(e, want.path) {
			return false
		}
	}
	return true
}

// holds says whether any element that the rest of the equality's path leads to
// has the value.
func (q equality) holds(e *etree.Element, path []string) bool {
	if len(path) == 0 {
		if q.attr == "" {
			var b strings.Builder
			stringValue(&b, e)
			return b.String() == q.value
		}
		for _, a := range e.Attr {
			if named(a.Space, a.Key, q.attr) && a.Value == q.value {
				return true
			}
		}
		return false
	}
	for _, child := range e.ChildElements() {
		if named(child.Space, child.Tag, path[0]) && q.holds(child, path[1:]) {
			return true
		}
	}
	return false
}

// create makes an element that the step matches.
func (s step) create() *etree.Element {
	e := etree.NewElement(s.name)
	for _, want := range s.wanted {
		at := e
		for i, name := range want.path {
			child := at.SelectElement(name)
			// The last one of an equality of text is its own.
			if child == nil || i == len(want.path)-1 && want.attr == "" {
				child = at.CreateElement(name)
			}
			at = child
		}
		if want.attr != "" {
			at.CreateAttr(want.attr, want.value)
		} else {
			at.SetText(want.value)
		}
	}
	return e
}
