package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// columns are where the attributes of the siblings of a new element begin, by
// their full names: what is before them on a line of their own, or how far they
// are from the beginning of the element where several of these are aligned.
type columns map[string]column

type column struct {
	line   string // a line end and the indentation
	offset int
}

// before is what goes before an attribute of a new element of which so many
// bytes were written.
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

// columns looks at the elements of a name that are nearest to an offset, before
// and after it.
func (w *writer) columns(g gap, model *source, at int) columns {
	var before, after *source
	for i := range g.s.element.kids {
		kid := &g.s.element.kids[i]
		if kid.element == nil || kid.element.full(w.text) != model.element.full(w.text) {
			continue
		}
		if kid.from() < at {
			before = kid
		} else if after == nil {
			after = kid
		}
	}
	c := columns{}
	for _, s := range []*source{before, after} {
		if s == nil {
			continue
		}
		for i, a := range s.element.attrs {
			end := a.start
			for isBlank(w.text[end]) {
				end++
			}
			blank, offset := w.text[a.start:end], end-s.from()
			switch {
			case i == 0:
			case strings.Contains(blank, "\n"):
				if s == model {
					c[a.full()] = column{line: blank}
				}
			case before != nil && s == after:
				if other := w.blankBefore(before, a.full(), offset); len(other) > 0 && len(other)+len(blank) > 2 {
					c[a.full()] = column{offset: offset}
				}
			}
		}
	}
	return c
}

// blankBefore is the white space before the attribute of a name that an element
// has at an offset, empty where it has none there.
func (w *writer) blankBefore(s *source, name string, offset int) string {
	for _, a := range s.element.attrs {
		if a.full() == name {
			end := a.start
			for isBlank(w.text[end]) {
				end++
			}
			if end-s.from() == offset {
				return w.text[a.start:end]
			}
		}
	}
	return ""
}
