package xmlpath

import (
	"errors"
	"fmt"

	"github.com/beevik/etree"
)

// An Action is what a call did to one element or attribute.
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
	// Fields are, for an update, the changed parts: "@port", or the name of an
	// element.
	Fields []string
}

// A step is one element of a path.
type step struct {
	name   string
	below  bool // anywhere below the element before, not only a child
	wanted []equality
}

// An equality is a predicate [@name='value'] or [child/child='value'].
type equality struct {
	path  []string // element names
	attr  string   // without @; empty for an equality of text
	value string
}

// Ensure returns the elements or attributes that the path matches, and creates
// the element if nothing matches. With the option All several matches are
// allowed. With UncommentTwin a commented element becomes active, instead of a
// new one being created.
//
// If nothing matches, the path must be one that can be created: child steps
// from the root whose predicates are equalities, such as
// /a/b[@name='x']/c[d/e='y']. A missing element gets the attributes and
// children that the predicates name, and goes after the last sibling with the
// same name, or else to the end of its parent. For a path PATH/@name the
// element is created, and the Change is Inserted with Attr set, but the caller
// must set the attribute. If there is a match, the Change is Unchanged. If the
// path, or a step on the way, matches several elements, Ensure returns an
// *Error that names their lines, and creates nothing.
func (p *Path) Ensure(d *Document, options ...Option) ([]Change, error) {
	return p.ensure(d, gather(options))
}

func (p *Path) ensure(d *Document, o options) ([]Change, error) {
	found, err := p.Find(d)
	if err != nil {
		return nil, err
	}
	if len(found) > 1 && !o.all {
		return nil, p.manyMatches(d, found)
	}
	if len(found) > 0 {
		changes := make([]Change, len(found))
		for i, m := range found {
			changes[i] = Change{Match: m, Action: Unchanged}
		}
		return changes, nil
	}
	if p.Simple() {
		return p.create(d, o)
	}
	if o.uncomment {
		changes, err := p.uncomment(d, o)
		if !errors.Is(err, ErrNoMatch) {
			return changes, err
		}
	}
	none := p.noMatch(d)
	if none.Hint == "" {
		none.Hint = "only a path of child steps with predicates like [@name='value'] or [name='value'] can be created"
	}
	return nil, none
}

// create creates the missing elements of a simple path.
func (p *Path) create(d *Document, o options) ([]Change, error) {
	steps, err := p.resolve(d)
	if err != nil {
		return nil, err
	}
	if p.attr == "xmlns" {
		return nil, &Error{cause: ErrNoMatch, Message: fmt.Sprintf(
			"path %s matches nothing: xmlns declares a namespace, and is not an attribute", p.text)}
	}
	at, known, err := p.follow(d, &d.tree.Element, steps)
	if err != nil {
		return nil, err
	}
	if known == 0 {
		return nil, p.noMatch(d)
	}
	if o.uncomment && known < len(steps) {
		active, err := p.activateStep(d, at, steps[known:])
		if err != nil {
			return nil, err
		}
		if active != nil {
			var more int
			at, more, _ = p.follow(d, active, steps[known+1:]) // was tried before
			known += 1 + more
		}
	}
	spaces := p.prefixes(d)
	var first *etree.Element
	for known < len(steps) {
		d.Children(at)
		child := p.steps[known].create(at, spaces)
		addChild(at, child)
		if first == nil {
			first = child
		}
		if !steps[known].matches(d, child) {
			first.Parent().RemoveChild(first)
			return nil, &Error{Message: fmt.Sprintf("path %s matches nothing, and no element can meet its predicates", p.text),
				Hint: "let each predicate compare another attribute or child", cause: ErrNoMatch}
		}
		// A predicate may have created the element of the next step, or two.
		var more int
		if at, more, err = p.follow(d, child, steps[known+1:]); err != nil {
			first.Parent().RemoveChild(first)
			return nil, err
		}
		known += 1 + more
	}
	d.complete(at) // its attribute is set
	return []Change{{Match: Match{at, p.attr}, Action: Inserted}}, nil
}

// follow goes from an element along the steps as long as each matches one
// child, and returns the last element and the number of steps. A step that
// matches several children is an error.
func (p *Path) follow(d *Document, at *etree.Element, steps []resolvedStep) (*etree.Element, int, error) {
	for i, s := range steps {
		var found []Match
		for _, t := range d.Children(at) {
			if child, ok := t.(*etree.Element); ok && s.matches(d, child) {
				found = append(found, Match{Element: child})
			}
		}
		switch len(found) {
		case 0:
			return at, i, nil
		case 1:
			at = found[0].Element
		default:
			return nil, 0, p.manyMatches(d, found)
		}
	}
	return at, len(steps), nil
}

// activateStep makes the element of the first step active if a comment of the
// parent contains it. It returns nil if no comment does.
func (p *Path) activateStep(d *Document, parent *etree.Element, steps []resolvedStep) (*etree.Element, error) {
	twins := d.twins(parent, func(e *etree.Element) bool { return steps[0].matches(d, e) })
	if len(twins) == 0 {
		return nil, nil
	}
	if len(twins) > 1 {
		return nil, p.manyTwins(d, twins)
	}
	if _, _, err := p.follow(d, twins[0].element, steps[1:]); err != nil {
		return nil, err
	}
	return d.activate(twins[0])
}

// addChild adds a child after the last one with its name, or else at the end.
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

// create makes an element that the step matches, with the prefixes that are
// used at its place. All prefixes are declared.
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

// newElement makes an element with a name of the path, as a child of parent. A
// child of a new element uses the prefixes of that element.
func newElement(parent *etree.Element, name string, spaces map[string]string) *etree.Element {
	space, local, declare := newName(name, spaces, parent, false)
	e := etree.NewElement(local)
	e.Space = space
	if declare != nil {
		e.CreateAttr(declare.FullKey(), declare.Value)
	}
	return e
}

// setAttribute sets an attribute of an element, by its name in a path.
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
