package xmlpath

import (
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// Insert adds an element to the one element that the path parent matches, and
// reports whether anything changed. The fragment is the XML text of the new
// element, with comments inside or before it. Its layout is ignored: it is laid
// out like its new neighbours. A prefix in it must be declared in the fragment or
// at its place in the document. A name without a prefix is in the default
// namespace of that place.
//
// Without the option Key, nothing changes if the parent has an equal child
// already. Layout, comments and the order of attributes are not compared.
//
// With Key, the element is inserted if no child of the parent has the same key.
// If one child has it, Insert adds or changes what differs from the fragment,
// attribute by attribute and child by child, and keeps everything else. It is an
// error if the fragment has text where the document has elements. If several
// children have the key, the error wraps ErrManyMatches and names their lines. A key that
// contains other elements in the fragment is an error.
//
// The options First, Last, Before and After choose the place. It is an error if
// the fragment is not one well-formed element, or if the path of the parent, of
// Before or of After does not match exactly once. After an error the document is
// unchanged.
func (d *Document) Insert(parent, fragment string, options ...Option) (changed bool, err error) {
	p, err := Compile(parent, options...)
	if err != nil {
		return false, err
	}
	change, err := p.Insert(d, fragment, options...)
	return err == nil && change.Action != Unchanged, err
}

// Insert is like Document.Insert, and returns a Change for the element. If it was
// there already, the Element of the Change is the one in the document.
func (p *Path) Insert(d *Document, fragment string, options ...Option) (Change, error) {
	o := gather(options)
	m, err := p.parent(d)
	if err != nil {
		return Change{}, err
	}
	if m.Attr != "" {
		return Change{}, d.errorAt(m.Element,
			fmt.Sprintf("path %s matches an attribute, which cannot contain elements", p.text), "")
	}
	f, err := d.readFragment(fragment, m.Element)
	if err != nil {
		return Change{}, err
	}
	existing, err := f.existing(d, o)
	if err != nil {
		return Change{}, err
	}
	if existing != nil {
		c := Change{Match: Match{Element: existing}, Action: Unchanged}
		if len(o.keys) > 0 {
			if err := f.checkText(d, p, f.element, existing); err != nil {
				return Change{}, err
			}
			if c.Fields = f.merge(f.element, existing, ""); len(c.Fields) > 0 {
				c.Action = Updated
			}
		}
		return c, nil
	}
	if err := f.put(d, o); err != nil {
		return Change{}, err
	}
	return Change{Match: Match{Element: f.element}, Action: Inserted}, nil
}

// parent finds the one element to insert into. It builds its children, but not
// their content: there may be very many of them.
func (p *Path) parent(d *Document) (Match, error) {
	if p.steps == nil {
		return p.one(d)
	}
	found, err := p.findSimple(d, func(e *etree.Element) { d.Children(e) })
	if err != nil || len(found) == 1 {
		return first(found), err
	}
	return p.one(d)
}

func first(found []Match) Match {
	if len(found) == 0 {
		return Match{}
	}
	return found[0]
}

// put inserts the fragment at the place that the options choose.
func (f *fragment) put(d *Document, o options) error {
	all := append(f.before, f.element)
	var next *etree.Element // to insert before
	switch {
	case o.before != "" || o.after != "":
		sibling, err := f.sibling(d, o)
		if err != nil {
			return err
		}
		if o.after != "" {
			at := etree.Token(sibling)
			for _, t := range all {
				InsertAfter(at, t)
				at = t
			}
			return nil
		}
		next = sibling
	case o.first:
		if elements := f.parent.ChildElements(); len(elements) > 0 {
			next = elements[0]
		}
	}
	at := len(f.parent.Child)
	if next != nil {
		at = startOfGroup(next)
	}
	for i, t := range all {
		f.parent.InsertChildAt(at+i, t)
	}
	return nil
}

// startOfGroup returns the index at which to insert something before an element:
// that of the first comment on the lines directly above it, because such comments
// belong to the element, or else that of the element.
func startOfGroup(e *etree.Element) int {
	parent, at := e.Parent(), e.Index()
	for i := at - 1; i > 0; i -= 2 {
		c, comment := parent.Child[i-1].(*etree.Comment)
		blank, between := parent.Child[i].(*etree.CharData)
		if !comment || !between || !oneLineEnd(blank.Data) || c.Index() == 0 {
			break
		}
		before, ok := parent.Child[i-2].(*etree.CharData)
		if !ok || !strings.Contains(before.Data, "\n") || strings.TrimSpace(before.Data) != "" {
			break
		}
		at = i - 1
	}
	return at
}

// oneLineEnd reports whether a text is white space with exactly one line end.
func oneLineEnd(text string) bool {
	return strings.TrimSpace(text) == "" && strings.Count(text, "\n") == 1
}

// sibling finds the child of the parent that the path of Before or After matches.
func (f *fragment) sibling(d *Document, o options) (*etree.Element, error) {
	text := o.before + o.after
	p, err := Compile(text)
	if err != nil {
		return nil, err
	}
	p.spaces = o.spaces
	m, err := p.one(d)
	if err != nil {
		return nil, err
	}
	if m.Attr != "" || m.Element.Parent() != f.parent {
		return nil, d.errorAt(m.Element, fmt.Sprintf("path %s: not a child of the element to insert into", text),
			"name one of its children by a path from the root")
	}
	return m.Element, nil
}

// existing finds the child of the parent that has the keys of the fragment or,
// without keys, that equals the fragment. It returns nil if there is none.
func (f *fragment) existing(d *Document, o options) (*etree.Element, error) {
	wanted, err := f.keys(o)
	if err != nil {
		return nil, err
	}
	var found []Match
	for _, t := range d.Children(f.parent) {
		child, ok := t.(*etree.Element)
		if !ok {
			continue
		}
		if !f.sameName(f.element, child) {
			continue
		}
		if len(o.keys) == 0 {
			d.complete(child)
			if f.equal(f.element, child) {
				return child, nil
			}
		} else if wanted.matches(d, child) {
			found = append(found, Match{Element: child})
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		d.complete(found[0].Element)
		return found[0].Element, nil
	}
	many := d.errorAt(found[0].Element, fmt.Sprintf("%d elements <%s> have the key of the fragment, at lines %s",
		len(found), f.element.FullTag(), d.lines(found)), "give another key, or one more")
	many.cause = ErrManyMatches
	return nil, many
}

// keys returns a step that matches the elements with the name and the keys of the
// fragment.
func (f *fragment) keys(o options) (resolvedStep, error) {
	s := resolvedStep{name: qualified{local: f.element.Tag, any: true}}
	for _, key := range o.keys {
		q, err := f.key(key, o)
		if err != nil {
			return s, fmt.Errorf("key %s: %w", key, err)
		}
		s.wanted = append(s.wanted, q)
	}
	return s, nil
}

// key reads one key path and its value in the fragment.
func (f *fragment) key(text string, o options) (resolvedEquality, error) {
	r := simpleReader{text}
	e, ok := r.relative()
	if !ok || r.rest != "" {
		return resolvedEquality{}, errors.New("must be an attribute or a child, such as @name, id, jndi/name")
	}
	resolved, err := step{name: "x", wanted: []equality{e}}.resolve(f.spaces(o))
	if err != nil {
		return resolvedEquality{}, err
	}
	q := resolved.wanted[0]
	var values []string
	for _, e := range f.at(f.element, q.path) {
		if !q.text {
			for _, a := range e.Attr {
				if q.attr.attributeIn(e, a, f.parent) {
					values = append(values, a.Value)
				}
			}
			continue
		}
		// The layout of the elements in it, which the document chooses, would be compared too.
		if inner := e.ChildElements(); len(inner) > 0 {
			return q, fmt.Errorf("the element contains other elements; name one of them, such as %s/%s", text,
				inner[0].FullTag())
		}
		values = append(values, Value(e))
	}
	switch len(values) {
	case 0:
		return q, errors.New("the fragment does not have it")
	case 1:
		q.value = values[0]
		return q, nil
	}
	return q, errors.New("the fragment has it several times")
}

// at returns the elements at a path that starts from an element of the fragment.
func (f *fragment) at(e *etree.Element, path []qualified) []*etree.Element {
	if len(path) == 0 {
		return []*etree.Element{e}
	}
	var found []*etree.Element
	for _, child := range e.ChildElements() {
		if path[0].elementIn(child, f.parent) {
			found = append(found, f.at(child, path[1:])...)
		}
	}
	return found
}
