package xmlpath

import (
	"fmt"
	"slices"

	"github.com/beevik/etree"
)

// Delete removes the element or attribute that a path matches, and reports
// whether there was one. An element goes with the line that it has to itself
// and one blank line after it; a comment of a neighbour stays, and the blank
// line that sets it apart.
//
// Missing: nothing happens, and that is not an error. There several times: an error
// that wraps ErrManyMatches, but with the option All each is removed. The root
// element cannot be removed.
func (d *Document) Delete(path string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Delete(d, options...)
	return anyChanged(changes), err
}

// Delete does what Document.Delete does, and returns what it removed.
func (p *Path) Delete(d *Document, options ...Option) ([]Change, error) {
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
	for _, m := range found {
		if m.Attr != "" {
			e, name := m.Element, m.Attr
			e.Attr = slices.DeleteFunc(e.Attr, func(a etree.Attr) bool { return a.FullKey() == name })
		} else {
			m.Element.Parent().RemoveChild(m.Element)
		}
		changes = append(changes, Change{Match: m, Action: Removed})
	}
	return changes, nil
}

func (p *Path) root(d *Document, what string) error {
	return d.errorAt(d.root(), fmt.Sprintf("path %s matches the root element, which cannot be %s", p.text, what), "")
}
