package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// checkText returns an error if merge could not bring an element of the document to the
// text of an element of the fragment, because one of the two has elements. It pairs the
// elements as merge does, and changes nothing.
func (f *fragment) checkText(d *Document, p *Path, part, e *etree.Element) error {
	children, text := part.ChildElements(), Value(part)
	words := strings.Fields(text)
	switch {
	case len(words) == 0: // no text, or layout
	case len(children) == 0 && text != Value(e) && len(e.ChildElements()) > 0:
		return p.holdsElements(d, e, "the element <"+e.FullTag()+">")
	case len(children) > 0 && !slices.Equal(words, strings.Fields(Value(e))):
		return d.errorAt(e, fmt.Sprintf("path %s: the element <%s> has other text between its elements than the fragment",
			p.text, e.FullTag()), "leave the text out of the fragment, or delete the element first")
	}
	taken := map[*etree.Element]bool{}
	for _, child := range children {
		at := f.counterpart(part, child, e, taken)
		if at == nil {
			continue
		}
		if err := f.checkText(d, p, child, at); err != nil {
			return err
		}
		taken[at] = true
	}
	return nil
}

// merge brings an element of the document to the content of an element of the
// fragment, and returns the paths of the changes. It cannot fail after checkText.
func (f *fragment) merge(part, e *etree.Element, path string) []string {
	var changed []string
	for _, a := range part.Attr {
		if isDeclaration(a) {
			continue
		}
		switch other := f.findAttr(part, a, e); {
		case other == nil:
			f.addAttr(part, a, e)
		case other.Value != a.Value:
			other.Value = a.Value
		default:
			continue
		}
		changed = append(changed, path+"@"+a.FullKey())
	}
	children := part.ChildElements()
	if len(children) == 0 {
		if text := Value(part); text != "" && text != Value(e) && len(e.ChildElements()) == 0 {
			SetValue(e, text)
			changed = append(changed, strings.TrimSuffix(path+".", "/."))
		}
		return changed
	}
	var last *etree.Element // where the fragment's child before was found
	taken := map[*etree.Element]bool{}
	for _, child := range children {
		at := f.counterpart(part, child, e, taken)
		if at == nil {
			at = f.move(child)
			if last == nil {
				prepend(e, at)
			} else {
				InsertAfter(last, at)
			}
			changed = append(changed, path+at.Tag)
		} else {
			changed = append(changed, f.merge(child, at, path+at.Tag+"/")...)
		}
		taken[at], last = true, at
	}
	return changed
}

// counterpart finds the child of e that corresponds to a child of the
// fragment's element: an equal child, or else the only child with the same
// attributes, or else the only child with its name on both sides.
func (f *fragment) counterpart(part, child, e *etree.Element, taken map[*etree.Element]bool) *etree.Element {
	var same, alike []*etree.Element
	for _, other := range e.ChildElements() {
		if taken[other] || !f.sameName(child, other) {
			continue
		}
		if f.equal(child, other) {
			return other
		}
		same = append(same, other)
		if countAttrs(child) > 0 && f.hasAttrs(child, other) {
			alike = append(alike, other)
		}
	}
	if len(alike) == 1 {
		return alike[0]
	}
	namesakes := 0
	for _, other := range part.ChildElements() {
		if other.Tag == child.Tag && other.Space == child.Space {
			namesakes++
		}
	}
	if len(same) == 1 && namesakes == 1 {
		return same[0]
	}
	return nil
}

// move takes a child out of the fragment, together with the prefixes that it
// needs.
func (f *fragment) move(child *etree.Element) *etree.Element {
	var declared []etree.Attr
	for at := child.Parent(); at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if isDeclaration(a) && attribute(child, a.FullKey()) == nil {
				declared = append(declared, a)
			}
		}
	}
	copied := child.Copy()
	for _, a := range declared {
		if used(copied, a) && attribute(copied, a.FullKey()) == nil {
			copied.CreateAttr(a.FullKey(), a.Value)
		}
	}
	return copied
}

// used reports whether a namespace declaration is needed in an element.
func used(e *etree.Element, declaration etree.Attr) bool {
	prefix := declaration.Key
	if declaration.Space == "" {
		prefix = ""
	}
	if e.Space == prefix {
		return true
	}
	for _, a := range e.Attr {
		if prefix != "" && a.Space == prefix {
			return true
		}
	}
	for _, child := range e.ChildElements() {
		if used(child, declaration) {
			return true
		}
	}
	return false
}

// addAttr adds an attribute of the fragment to an element, with its prefix.
func (f *fragment) addAttr(part *etree.Element, a etree.Attr, e *etree.Element) {
	if a.Space != "" && a.Space != "xml" {
		uri, _ := namespace(part, a.Space, f.parent)
		setAttribute(e, a.Space+":"+a.Key, a.Value, map[string]string{a.Space: uri})
		return
	}
	e.CreateAttr(a.FullKey(), a.Value)
}

// prepend puts a child before the first child element.
func prepend(parent, child *etree.Element) {
	if elements := parent.ChildElements(); len(elements) > 0 {
		parent.InsertChildAt(elements[0].Index(), child)
		return
	}
	parent.AddChild(child)
}
