package patch

import "github.com/beevik/etree"

// first returns the first child element with a name, or nil if there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	return e.SelectElement(tag)
}

// last returns the last child element with a name, or nil if there is none.
func last(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	if all := e.SelectElements(tag); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}
