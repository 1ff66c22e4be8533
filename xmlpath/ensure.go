package xmlpath

import (
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// An Action is what a call did to one thing.
type Action string

// The actions of a Change.
const (
	Inserted  Action = "inserted"
	Updated   Action = "updated"
	Removed   Action = "removed"
	Unchanged Action = "unchanged"
)

// A Change is what a call did to one element or attribute.
type Change struct {
	Match
	Action Action
	// Fields are, of an update, what changed: "@port", or the name of an
	// element.
	Fields []string
}

// A step is one element of a path that can be ensured.
type step struct {
	name   string
	wanted []equality
}

// An equality is a predicate [@name='value'] or [child/child='value'].
type equality struct {
	path  []string // element names
	attr  string   // without @; empty for an equality of text
	value string
}

// Ensure returns what the path matches, and creates the element where nothing
// does. The option All allows many matches, UncommentTwin makes a commented
// element active instead of creating one.
//
// Missing: only a path of child steps from the root whose predicates are
// equalities, such as /a/b[@name='x']/c[d/e='y'], can be created. Missing
// elements get the attributes and children that the predicates name, and go
// after the last sibling of the same name, else to the end. Of a path PATH/@name
// the element is created, and the Change is Inserted with Attr set, but the
// attribute is up to the caller. Present: the Change is Unchanged. There
// several times, or a step on the way to it: an *Error that names the lines,
// and nothing is created.
func (p *Path) Ensure(d *Document, options ...Option) ([]Change, error) {
	return p.ensure(d, gather(options))
}

func (p *Path) ensure(d *Document, o options) ([]Change, error) {
	found, err := p.matches(d, o)
	if err == nil {
		changes := make([]Change, len(found))
		for i, m := range found {
			changes[i] = Change{Match: m, Action: Unchanged}
		}
		return changes, nil
	}
	if !errors.Is(err, ErrNoMatch) {
		return nil, err
	}
	if o.uncomment {
		if done, err := p.activateElement(d, o); err != nil || done != nil {
			return done, err
		}
	}
	if !p.Simple() {
		none := p.noMatch(d)
		if none.Hint == "" {
			none.Hint = "only a path of child steps with predicates like [@name='value'] or [name='value'] can be created"
		}
		return nil, none
	}
	return p.create(d)
}

// activateElement makes the element of a path, without its attribute, active.
func (p *Path) activateElement(d *Document, o options) ([]Change, error) {
	q := p.elementPath()
	if q == nil {
		return nil, nil
	}
	if p.attr != "" {
		if found, err := q.Find(d); err != nil || len(found) > 0 {
			return nil, err // active already, and only the attribute is missing
		}
	}
	changes, err := q.uncomment(d, o)
	if errors.Is(err, ErrNoMatch) {
		return nil, nil
	}
	for i := range changes {
		changes[i].Attr = p.attr
	}
	return changes, err
}

// elementPath is the path without its attribute, nil where that is not known.
func (p *Path) elementPath() *Path {
	q := *p
	switch {
	case p.Simple() && p.attr != "":
		q.attr = ""
		q.query = q.query[:strings.LastIndexByte(q.query, '/')]
	case p.Simple():
	default:
		ends := stepEnds(p.query)
		if len(ends) == 0 {
			return nil
		}
		if len(ends) > 1 && strings.HasPrefix(p.query[ends[len(ends)-2]:], "/@") {
			return nil
		}
	}
	return &q
}

// create makes what is missing of a simple path.
func (p *Path) create(d *Document) ([]Change, error) {
	spaces := p.prefixes(d)
	at := &d.tree.Element
	for i, s := range p.steps {
		resolved, err := s.resolve(spaces)
		if err != nil {
			return nil, fmt.Errorf("path %s: %w", p.text, err)
		}
		var found []Match
		for _, child := range at.ChildElements() {
			if resolved.matches(child) {
				found = append(found, Match{Element: child})
			}
		}
		switch {
		case len(found) > 1:
			return nil, p.manyMatches(d, found)
		case len(found) == 1:
			at = found[0].Element
		case i == 0:
			return nil, p.noMatch(d)
		default:
			// Nothing fails from here on.
			for _, s := range p.steps[i:] {
				child := s.create(at, spaces)
				addChild(at, child)
				at = child
			}
			return []Change{{Match: Match{at, p.attr}, Action: Inserted}}, nil
		}
	}
	return []Change{{Match: Match{at, p.attr}, Action: Inserted}}, nil // its attribute is missing
}

// addChild adds a child after the last of its name, else at the end.
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

// create makes an element that the step matches, as it is written at a place.
// All prefixes are declared.
func (s step) create(parent *etree.Element, spaces map[string]string) *etree.Element {
	e := newElement(parent, s.name, spaces)
	for _, want := range s.wanted {
		at := e
		for i, name := range want.path {
			q, _ := qualify(name, spaces)
			var child *etree.Element
			for _, other := range at.ChildElements() {
				if q.element(other) {
					child = other
				}
			}
			// The last one of an equality of text is its own.
			if child == nil || i == len(want.path)-1 && want.attr == "" {
				child = newElement(at, name, spaces)
				at.AddChild(child)
			}
			at = child
		}
		if want.attr != "" {
			setAttribute(at, want.attr, want.value, spaces)
		} else {
			at.SetText(want.value)
		}
	}
	return e
}

// newElement makes an element of a path's name that will be a child of parent.
// A child of a new element finds the prefixes of that one.
func newElement(parent *etree.Element, name string, spaces map[string]string) *etree.Element {
	space, local, declare := newName(name, spaces, parent, false)
	e := etree.NewElement(local)
	e.Space = space
	if declare != nil {
		e.CreateAttr(declare.FullKey(), declare.Value)
	}
	return e
}

// setAttribute gives an element an attribute by its name in a path.
func setAttribute(e *etree.Element, name, value string, spaces map[string]string) {
	q, _ := qualify(name, spaces)
	for i := range e.Attr {
		if q.attribute(e, e.Attr[i]) {
			e.Attr[i].Value = value
			return
		}
	}
	space, local, declare := newName(name, spaces, e, true)
	if declare != nil {
		e.CreateAttr(declare.FullKey(), declare.Value)
	}
	if space != "" {
		local = space + ":" + local
	}
	e.CreateAttr(local, value)
}
