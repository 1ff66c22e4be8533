package xmlpath

import (
	"fmt"
	"slices"

	"github.com/beevik/etree"
)

// Delete removes the element or attribute that a path matches, and reports
// whether it removed anything. An element that is alone on its lines is removed
// together with these lines and one blank line after them. The comment of a
// neighbouring element stays, and so does the blank line that separates it, or
// that alone separates the elements around the one that is removed.
//
// If nothing matches, nothing happens, and that is not an error. If there are
// several matches, the error wraps ErrManyMatches; with the option All each of
// them is removed. The root element cannot be removed, nor the text of an element
// alone (PATH/text()).
func (d *Document) Delete(path string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Delete(d, options...)
	return anyChanged(changes), err
}

// Delete is like Document.Delete, and returns a Change for each removed match.
func (p *Path) Delete(d *Document, options ...Option) ([]Change, error) {
	if err := p.wholeElement("be removed", `set the text to "" instead, or `); err != nil {
		return nil, err
	}
	o := gather(options)
	found, err := p.Find(d)
	if err != nil {
		return nil, err
	}
	if len(found) > 1 && !o.all {
		return nil, p.manyMatches(d, found)
	}
	var changes []Change
	for _, m := range found {
		if m.Attr == "" && m.Element == d.root() {
			return nil, p.root(d, "removed")
		}
	}
	var elements []*etree.Element
	for _, m := range found {
		if m.Attr != "" {
			e, name := m.Element, m.Attr
			e.Attr = slices.DeleteFunc(e.Attr, func(a etree.Attr) bool { return a.FullKey() == name })
		} else {
			elements = append(elements, m.Element)
		}
		changes = append(changes, Change{Match: m, Action: Removed})
	}
	removeElements(elements)
	return changes, nil
}

// removeElements removes elements from their parents. The tokens of a parent are
// renumbered once, not once for each of the elements, as etree's RemoveChild would do.
func removeElements(elements []*etree.Element) {
	gone := make(map[etree.Token]bool, len(elements))
	for _, e := range elements {
		gone[e] = true
	}
	for _, e := range elements {
		parent := e.Parent()
		if parent == nil {
			continue // removed together with an earlier one
		}
		kept, removed := make([]etree.Token, 0, len(parent.Child)), []etree.Token{}
		for _, t := range parent.Child {
			if gone[t] {
				removed = append(removed, t)
			} else {
				kept = append(kept, t)
			}
		}
		parent.Child = append(kept, removed...)
		parent.ReindexChildren()
		for range removed {
			parent.RemoveChildAt(len(parent.Child) - 1)
		}
	}
}

func (p *Path) root(d *Document, what string) error {
	return d.errorAt(d.root(), fmt.Sprintf("path %s matches the root element, which cannot be %s", p.text, what), "")
}
