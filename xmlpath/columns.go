package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// columns describe the white space in the start tags of siblings, by the full names
// of the attributes.
type columns map[string]column

// A column describes an attribute.
type column struct {
	line   string // the line end and indentation before it, if it begins a line
	offset int    // from the start of the element, if two siblings are aligned
	equals string // the = with white space around it, if two siblings agree
}

// equals returns the = of an attribute of a new element.
func (c columns) equals(attr etree.Attr) string {
	if at := c[attr.FullKey()]; at.equals != "" {
		return at.equals
	}
	return "="
}

// before returns the white space before an attribute of a new element. written is
// the number of bytes of the element before it.
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

// columns returns the columns of the model and of the two siblings with its name
// that are nearest to an offset.
func (w *writer) columns(g gap, model *source, at int) columns {
	c := columns{}
	first, second := w.nearestTwo(g, model, at)
	for _, a := range model.element.attrs {
		name := w.nameStart(a)
		col := column{}
		if blank := w.text[a.start:name]; strings.Contains(blank, "\n") {
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

// nearestTwo returns the two siblings with the name of a model that are nearest to
// an offset: one on each side, or else two on one side. If there is only the model,
// second is nil.
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

// equalsOf returns the = of an attribute with the white space around it. It returns
// "" if the element does not have the attribute.
func (w *writer) equalsOf(s *source, name string) string {
	for _, a := range s.element.attrs {
		if a.full() == name {
			return w.text[w.nameStart(a)+len(name) : a.valueStart-1]
		}
	}
	return ""
}

// nameStart returns the offset of the name of an attribute.
func (w *writer) nameStart(a attrSource) int {
	at := a.start
	for isBlank(w.text[at]) {
		at++
	}
	return at
}

// spaceBefore returns the white space before an attribute that is at an offset from
// the start of the element. It returns "" if there is no such attribute there.
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

// quoteOf returns the kind of quotes that most of the attributes have.
func (w *writer) quoteOf(attrs []attrSource) byte {
	single := 0
	for _, a := range attrs {
		if w.text[a.valueEnd] == '\'' {
			single++
		}
	}
	if 2*single > len(attrs) {
		return '\''
	}
	return '"'
}
