package patch

import "github.com/beevik/etree"

// children returns the child elements with a name, in any namespace.
func children(e *etree.Element, tag string) []*etree.Element {
	var found []*etree.Element
	for _, child := range e.ChildElements() {
		if child.Tag == tag {
			found = append(found, child)
		}
	}
	return found
}

// first returns the first child element with a name, or nil if there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	for _, child := range e.ChildElements() {
		if child.Tag == tag {
			return child
		}
	}
	return nil
}

// last returns the last child element with a name, or nil if there is none.
func last(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	if all := children(e, tag); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}
