package patch

import (
	"strings"

	"github.com/beevik/etree"
)

// A slot is where one child element is, or will be: as an element, in a
// comment, or nowhere yet.
type slot struct {
	*Editor
	parent  *etree.Element
	tag     string
	present *etree.Element
	comment *etree.Comment // where there is no element
}

// slot finds a child element by its name, in a comment of the parent too. Two
// elements, or two comments and no element, are a *Problem that names both
// lines.
func (e *Editor) slot(parent *etree.Element, tag string) (*slot, error) {
	s := &slot{Editor: e, parent: parent, tag: tag}
	what := "<" + tag + "> of <" + parent.Tag + ">"
	var err error
	if s.present, err = e.Child(parent, tag, what); err != nil || s.present != nil {
		return s, err
	}
	for _, t := range parent.Child {
		c, ok := t.(*etree.Comment)
		if !ok || !strings.Contains(c.Data, tag) {
			continue
		}
		if in := e.Commented(c); in == nil || in.Tag != tag {
			continue
		}
		if s.comment != nil {
			return nil, e.Duplicate(s.comment, c, "commented "+what)
		}
		s.comment = c
	}
	return s, nil
}

// activate makes the element active and reports whether it was not: it comes
// out of its comment, or is inserted with a text after the last of the first
// named sibling that is there.
func (s *slot) activate(text string, after ...string) bool {
	if s.present != nil {
		return false
	}
	if s.comment != nil {
		if e, err := s.Activate(s.comment); err == nil {
			s.present = e
			return true
		}
	}
	s.present = s.NewElement(s.parent, s.tag, Value{Text: text})
	if len(after) == 0 {
		s.parent.AddChild(s.present)
	} else {
		InsertAfterSibling(s.parent, s.present, after...)
	}
	return true
}

// set makes the element active and brings it to a value, and reports whether it
// changed anything.
func (s *slot) set(v Value, as Reading, force bool, after ...string) bool {
	activated := s.activate("", after...)
	return s.SetValue(s.present, v, as, force) || activated
}

// path returns the element at a path of child names below the root, whatever
// their namespace. One that is missing is a *Problem, and so is one that is
// there twice.
func (e *Editor) path(tags ...string) (*etree.Element, error) {
	at := e.Root()
	for _, tag := range tags {
		child, err := e.Child(at, tag, "<"+tag+"> of <"+at.Tag+">")
		if err != nil {
			return nil, err
		}
		if child == nil {
			return nil, e.Problem(at, "is this the server's own file?", "<%s> has no <%s>", at.Tag, tag)
		}
		at = child
	}
	return at, nil
}
