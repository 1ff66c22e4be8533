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
	switch at := c[attr.FullKey()]; {
	case at.line != "":
		return at.line
	case at.offset > written:
		return strings.Repeat(" ", at.offset-written)
	}
	return " "
}

// columns returns the columns of the model, and of the two siblings with its name
// that are nearest to an offset.
func (w *writer) columns(g gap, model *source, at int) columns {
	c := columns{}
	for _, a := range model.element.attrs {
		if space := w.attrSpace(model, a.full()); strings.Contains(space.before, "\n") {
			c[a.full()] = column{line: space.before}
		}
	}
	first, second := w.nearestTwo(g, model, at)
	if second == nil {
		return c
	}
	for i, a := range second.element.attrs {
		one, two := w.attrSpace(first, a.full()), w.attrSpace(second, a.full())
		col := c[a.full()]
		if one.equals == two.equals {
			col.equals = one.equals
		}
		if i > 0 && one.offset == two.offset && len(one.before)+len(two.before) > 2 {
			col.offset = one.offset
		}
		c[a.full()] = col
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

// An attrSpace is the white space of an attribute.
type attrSpace struct {
	before string // the name
	equals string // the = with white space around it
	offset int    // of the name, from the start of the element
}

// attrSpace returns the white space of an attribute. It is zero if the element does
// not have the attribute.
func (w *writer) attrSpace(s *source, name string) attrSpace {
	for _, a := range s.element.attrs {
		if a.full() == name {
			start := w.nameStart(a)
			return attrSpace{w.text[a.start:start], w.text[start+len(name) : a.valueStart-1], start - s.from()}
		}
	}
	return attrSpace{}
}

// nameStart returns the offset of the name of an attribute.
func (w *writer) nameStart(a attrSource) int {
	at := a.start
	for isBlank(w.text[at]) {
		at++
	}
	return at
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
