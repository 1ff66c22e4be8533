package xmlpath

import (
	"fmt"
	"strings"
)

// Find returns what a path matches, in document order. To find nothing is no
// error.
func (d *Document) Find(path string, options ...Option) ([]Match, error) {
	p, err := Compile(path, options...)
	if err != nil {
		return nil, err
	}
	return p.Find(d)
}

// Get returns the text of the element, or the value of the attribute, that a
// path matches, as a server reads it. Missing: an error that wraps ErrNoMatch.
// There several times: one that wraps ErrManyMatches and names the lines.
func (d *Document) Get(path string, options ...Option) (string, error) {
	p, err := Compile(path, options...)
	if err != nil {
		return "", err
	}
	m, err := p.one(d)
	if err != nil {
		return "", err
	}
	return m.Value(), nil
}

// Set makes value the text of the element, or the value of the attribute, that a
// path matches, and reports whether it had to change anything.
//
// Missing: a path that Ensure can create is created, any other is an error that
// wraps ErrNoMatch. Present: it is changed where the value differs as a server
// reads it; with the option IfMissing it stays. There several times: an error
// that wraps ErrManyMatches, but with the option All each is set. The second
// time nothing changes. The value is escaped as the document needs it; what XML
// cannot hold is an error, and so is an element that holds other elements. A
// call that fails leaves the document as it was.
func (d *Document) Set(path, value string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Set(d, value, options...)
	return anyChanged(changes), err
}

func anyChanged(changes []Change) bool {
	for _, c := range changes {
		if c.Action != Unchanged {
			return true
		}
	}
	return false
}

// Set does what Document.Set does, and returns what it did to each match.
func (p *Path) Set(d *Document, value string, options ...Option) ([]Change, error) {
	if err := checkValue(value); err != nil {
		return nil, err
	}
	o := gather(options)
	changes, err := p.ensure(d, o)
	if err != nil {
		return nil, err
	}
	if !o.ifMissing {
		if err := p.settable(d, changes, value); err != nil {
			return nil, err
		}
	}
	for i := range changes {
		if c := &changes[i]; c.Action != Unchanged || !o.ifMissing {
			p.setMatch(d, c, value)
		}
	}
	return changes, nil
}

// settable refuses to make a text of an element that holds other elements.
func (p *Path) settable(d *Document, changes []Change, value string) error {
	for _, m := range changes {
		if m.Action == Unchanged && m.Attr == "" && len(m.Element.ChildElements()) > 0 && Value(m.Element) != value {
			return d.errorAt(m.Element, fmt.Sprintf("path %s: the element holds other elements, not a text", p.text),
				"name one of the elements in it, or an attribute")
		}
	}
	return nil
}

// setMatch gives a match its value.
func (p *Path) setMatch(d *Document, c *Change, value string) {
	e := c.Element
	if c.Attr == "" {
		if Value(e) == value {
			return
		}
		SetValue(e, value)
		c.changed(e.Tag)
		return
	}
	switch a := attribute(e, c.Attr); {
	case c.Action == Inserted:
		setAttribute(e, c.Attr, value, p.prefixes(d))
	case a.Value != value:
		a.Value = value
		c.changed("@" + c.Attr)
	}
}

// changed notes a field of what was there already.
func (c *Change) changed(field string) {
	if c.Action == Inserted {
		return
	}
	c.Action = Updated
	c.Fields = append(c.Fields, field)
}

// checkValue refuses what XML cannot hold.
func checkValue(value string) error {
	for i, r := range value {
		if !isChar(r) || r == '\uFFFD' && !strings.HasPrefix(value[i:], "\uFFFD") {
			return badCharacter(r)
		}
	}
	return nil
}

func badCharacter(r rune) *Error {
	return &Error{Message: fmt.Sprintf("the value holds %+q, which XML cannot", r), Hint: "remove the character"}
}
