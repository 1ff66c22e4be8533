package xmlpath

import (
	"fmt"
	"maps"
	"strings"

	"github.com/beevik/etree"
)

// A fragment is an element that is to be inserted, without layout.
type fragment struct {
	parent  *etree.Element // where it will be
	element *etree.Element
	before  []etree.Token // comments before it
}

// readFragment parses one element with the comments before it, and checks that
// its prefixes are declared. The position of an error is in the fragment.
func (d *Document) readFragment(text string, parent *etree.Element) (*fragment, error) {
	src, err := parse([]byte(text), nil)
	if err != nil {
		err.InFragment = true
		switch err.Message {
		case secondRoot:
			err.Message, err.Hint = "a second element", "give one element"
		case textOutside:
			err.Message, err.Hint = "text outside the element", "give one element"
		case noDocument, noRoot:
			err.Message, err.Hint = "there is no element", "give one element"
		}
		return nil, err
	}
	f := &fragment{parent: parent}
	for _, t := range src.Tree().Child {
		switch t := t.(type) {
		case *etree.Comment:
			if f.element != nil {
				return nil, src.inFragment(t, "a comment after the element", "put it before the element")
			}
			f.before = append(f.before, t)
		case *etree.Directive:
			return nil, src.inFragment(t, "a document type cannot be inserted", "")
		case *etree.Element:
			f.element = t
		}
	}
	if err := f.checkPrefixes(src, f.element); err != nil {
		return nil, err
	}
	src.tree.RemoveChild(f.element)
	for _, t := range f.before {
		src.tree.RemoveChild(t)
	}
	stripLayout(f.element)
	return f, nil
}

// inFragment is errorAt for the document of a fragment.
func (d *Document) inFragment(t etree.Token, message, hint string) *Error {
	err := d.errorAt(t, message, hint)
	err.InFragment = true
	return err
}

// checkPrefixes returns an error for prefixes that are declared neither in the
// fragment nor at the place where it is inserted.
func (f *fragment) checkPrefixes(src *Document, e *etree.Element) error {
	check := func(prefix string) error {
		if _, declared := namespace(e, prefix, f.parent); declared || prefix == "xmlns" {
			return nil
		}
		return src.inFragment(e, fmt.Sprintf("the prefix %s is not declared", prefix),
			fmt.Sprintf("declare it in the fragment: xmlns:%s=\"…\"", prefix))
	}
	if err := check(e.Space); err != nil {
		return err
	}
	for _, a := range e.Attr {
		if a.Space != "" {
			if err := check(a.Space); err != nil {
				return err
			}
		}
	}
	for _, child := range e.ChildElements() {
		if err := f.checkPrefixes(src, child); err != nil {
			return err
		}
	}
	return nil
}

// stripLayout removes the white space between elements, in elements that
// contain only elements, comments and instructions. It keeps white space that
// xml:space preserves.
func stripLayout(e *etree.Element) {
	if a := attribute(e, "xml:space"); a != nil && a.Value == "preserve" {
		return
	}
	layout := false
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			if c.IsCData() || strings.Trim(c.Data, " \t\r\n") != "" {
				layout = false
				break
			}
		} else {
			layout = true
		}
	}
	if layout {
		for i := len(e.Child) - 1; i >= 0; i-- {
			if isText(e.Child[i]) {
				e.RemoveChildAt(i)
			}
		}
	}
	for _, child := range e.ChildElements() {
		stripLayout(child)
	}
}

// spaces returns the namespaces of the prefixes in the key paths.
func (f *fragment) spaces(o options) map[string]string {
	all := map[string]string{}
	for e := f.parent; e != nil; e = e.Parent() {
		for _, a := range e.Attr {
			if _, known := all[a.Key]; a.Space == "xmlns" && !known {
				all[a.Key] = a.Value
			}
		}
	}
	for _, a := range f.element.Attr {
		if a.Space == "xmlns" {
			all[a.Key] = a.Value
		}
	}
	maps.Copy(all, o.spaces)
	return all
}

// sameName reports whether an element of the fragment and one of the document
// have the same name and namespace.
func (f *fragment) sameName(part, e *etree.Element) bool {
	if part.Tag != e.Tag {
		return false
	}
	want, _ := namespace(part, part.Space, f.parent)
	got, _ := namespace(e, e.Space, nil)
	return want == got
}

// findAttr finds the attribute of an element with the name of an attribute of
// the fragment. It returns nil if there is none.
func (f *fragment) findAttr(part *etree.Element, a etree.Attr, e *etree.Element) *etree.Attr {
	if a.Space == "" {
		return attribute(e, a.Key)
	}
	uri, _ := namespace(part, a.Space, f.parent)
	for i := range e.Attr {
		if other := &e.Attr[i]; other.Space != "" && other.Space != "xmlns" && other.Key == a.Key {
			if got, _ := namespace(e, other.Space, nil); got == uri {
				return other
			}
		}
	}
	return nil
}

// isDeclaration reports whether an attribute declares a namespace.
func isDeclaration(a etree.Attr) bool { return a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns" }

func countAttrs(e *etree.Element) int {
	n := 0
	for _, a := range e.Attr {
		if !isDeclaration(a) {
			n++
		}
	}
	return n
}

// sameAttrs reports whether an element has exactly the attributes of an element
// of the fragment.
func (f *fragment) sameAttrs(part, e *etree.Element) bool {
	return countAttrs(part) == countAttrs(e) && f.hasAttrs(part, e)
}

// hasAttrs reports whether an element has the attributes of an element of the
// fragment.
func (f *fragment) hasAttrs(part, e *etree.Element) bool {
	for _, a := range part.Attr {
		if isDeclaration(a) {
			continue
		}
		if other := f.findAttr(part, a, e); other == nil || other.Value != a.Value {
			return false
		}
	}
	return true
}

// equal reports whether an element of the document equals an element of the
// fragment, ignoring layout, comments and the order of attributes.
func (f *fragment) equal(part, e *etree.Element) bool {
	if !f.sameName(part, e) || !f.sameAttrs(part, e) {
		return false
	}
	want, got := part.ChildElements(), e.ChildElements()
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if !f.equal(want[i], got[i]) {
			return false
		}
	}
	a, b := Value(part), Value(e)
	return a == b || len(want) > 0 && strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}
