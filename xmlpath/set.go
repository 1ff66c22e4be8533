package xmlpath

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// Find returns the matches of a path in document order, or none if nothing
// matches. See Path.Find.
func (d *Document) Find(path string, options ...Option) ([]Match, error) {
	p, err := Compile(path, options...)
	if err != nil {
		return nil, err
	}
	return p.Find(d)
}

// Get returns the text of the element, or the value of the attribute, that a path
// matches, as a server reads it. If nothing matches, the error wraps ErrNoMatch.
// If there are several matches, the error wraps ErrManyMatches and names their
// lines.
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

// Set sets the text of the element, or the value of the attribute, that a path
// matches, and reports whether anything changed. Set escapes the value as the
// document needs it.
//
// If nothing matches, the element or attribute is created if Ensure can create it.
// Otherwise the error wraps ErrNoMatch. If there is one match, it is changed only
// if a server reads another value there; with the option IfMissing it is never
// changed. If there are several matches, the error wraps ErrManyMatches; with the
// option All each of them is set.
//
// It is an error if the value contains a character that XML does not allow, or if
// the element contains other elements. After an error the document is unchanged.
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

// Set is like Document.Set, and returns a Change for each match.
func (p *Path) Set(d *Document, value string, options ...Option) ([]Change, error) {
	if err := checkValue(value); err != nil {
		return nil, err
	}
	o := gather(options)
	if p.after(value) != nil {
		if done, err := p.setBefore(d, value, o); err != nil || done != nil {
			return done, err
		}
	}
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

// settable returns an error if the text of an element that contains other elements
// would change.
func (p *Path) settable(d *Document, changes []Change, value string) error {
	for _, m := range changes {
		if m.Action == Unchanged && m.Attr == "" && len(m.Element.ChildElements()) > 0 && Value(m.Element) != value {
			return p.holdsElements(d, m.Element, "the element")
		}
	}
	return nil
}

// holdsElements returns the error that the text of an element cannot be set. which is
// what the message calls the element.
func (p *Path) holdsElements(d *Document, e *etree.Element, which string) error {
	return d.errorAt(e, fmt.Sprintf("path %s: %s contains other elements, not only text", p.text, which),
		"name one of the elements in it, or an attribute")
}

// setMatch sets the value of a match, and updates its Change.
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

// changed records a changed field, unless the match itself is new.
func (c *Change) changed(field string) {
	if c.Action == Inserted {
		return
	}
	c.Action = Updated
	c.Fields = append(c.Fields, field)
}

// checkValue returns an error for a character that XML does not allow.
func checkValue(value string) error {
	for i, r := range value {
		if !isChar(r) || r == '\uFFFD' && !strings.HasPrefix(value[i:], "\uFFFD") {
			return badCharacter(r)
		}
	}
	return nil
}

// badCharacter returns the error for a character that XML does not allow, or for
// utf8.RuneError, which stands for a byte that is not UTF-8.
func badCharacter(r rune) *Error {
	if r == utf8.RuneError {
		return &Error{Message: "the value is not UTF-8", Hint: "convert it to UTF-8"}
	}
	return &Error{Message: fmt.Sprintf("the value contains %+q, which XML does not allow", r),
		Hint: "remove the character"}
}
