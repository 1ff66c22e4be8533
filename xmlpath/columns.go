package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// columns describe where the attributes of the siblings of a new element begin,
// by their full names: the line break and indentation before an attribute that
// begins a line, or the distance from the start of the element if several of
// these attributes are aligned.
type columns map[string]column

type column struct {
	line   string // a line end and the indentation
	offset int
	equals string // the = with white space around it; empty where it has none
}

// equals is the = of an attribute of a new element.
func (c columns) equals(attr etree.Attr) string {
	if at := c[attr.FullKey()]; at.equals != "" {
		return at.equals
	}
	return "="
}

// before returns the white space before an attribute of a new element of which
// the given number of bytes was written.
func (c columns) before(attr etree.Attr, written int) string {
	at, known := c[attr.FullKey()]
	switch {
	case known && at.line != "":
		return at.line
	case known && at.offset > written:
		return strings.Repeat(" ", at.offset-written)
	}
	return " "
}

// columns looks at the two elements with a name that are nearest to an offset:
// one before and one after it, or both on the same side.
func (w *writer) columns(g gap, model *source, at int) columns {
	c := columns{}
	first, second := w.nearestTwo(g, model, at)
	for _, a := range model.element.attrs {
		name := w.nameStart(a)
		col := column{}
		if blank := w.text[a.start:name]; strings.Contains(blank, "\n") && a.start != model.element.attrs[0].start {
			col.line = blank
		}
		if second != nil && w.equalsOf(first, a.full()) == w.equalsOf(second, a.full()) {
			col.equals = w.equalsOf(second, a.full())
		}
		c[a.full()] = col
	}
	if second == nil {
		return c
	}
	for _, a := range second.element.attrs[min(1, len(second.element.attrs)):] {
		name := w.nameStart(a)
		blank, offset := w.text[a.start:name], name-second.from()
		other := w.spaceBefore(first, a.full(), offset)
		if !strings.Contains(blank, "\n") && len(other) > 0 && len(other)+len(blank) > 2 {
			col := c[a.full()]
			col.offset = offset
			c[a.full()] = col
		}
	}
	return c
}

// nearestTwo returns the elements of the name of a model that are nearest to an
// offset, one on either side if there is one; second is nil if there is but one.
func (w *writer) nearestTwo(g gap, model *source, at int) (first, second *source) {
	var before, after []*source
	for i := range g.s.element.kids {
		kid := &g.s.element.kids[i]
		if kid.element == nil || kid.element.full(w.text) != model.element.full(w.text) {
			continue
		}
		if kid.from() < at {
			before = append(before[max(0, len(before)-1):], kid)
		} else if after = append(after, kid); len(after) == 2 {
			break
		}
	}
	switch n := len(before); {
	case n > 0 && len(after) > 0:
		return before[n-1], after[0]
	case n > 1:
		return before[n-2], before[n-1]
	case len(after) > 1:
		return after[0], after[1]
	}
	return model, nil
}

// equalsOf is the = of the attribute of a name of an element, with white space
// around it, empty where it has no such attribute.
func (w *writer) equalsOf(s *source, name string) string {
	for _, a := range s.element.attrs {
		if a.full() == name {
			return w.text[w.nameStart(a)+len(name) : a.valueStart-1]
		}
	}
	return ""
}

// nameStart is the offset of the name of an attribute.
func (w *writer) nameStart(a attrSource) int {
	at := a.start
	for isBlank(w.text[at]) {
		at++
	}
	return at
}

// spaceBefore returns the white space before the named attribute of the element
// at an offset, or "" if it has no such attribute.
func (w *writer) spaceBefore(s *source, name string, offset int) string {
	for _, a := range s.element.attrs {
		if a.full() == name {
			if name := w.nameStart(a); name-s.from() == offset {
				return w.text[a.start:name]
			}
		}
	}
	return ""
}
