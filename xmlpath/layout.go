package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A style is what a document does everywhere, once it was looked up.
type style struct {
	unit       string // one level of indentation
	unitKnown  bool
	empty      string // the end of an empty element
	emptyKnown bool
	kin        kin // how children are set, by names
	manner     *manner
	siblings   siblings // that were looked at last
}

// A layout is how a new token is set: taken from its neighbours.
type layout struct {
	multi     bool    // on a line of its own
	eol       string  // line ending
	blank     bool    // a blank line between siblings
	blankText string  // what is on it
	space     string  // between siblings on one line
	indent    string  // of the new token
	twin      kin     // of a sibling of the same name
	like      []int   // the nodes of such siblings
	columns   columns // of its attributes
	unit      string  // one level more
	quote     byte    // of attributes
	empty     string  // how an empty element ends
}

// flat is the layout of something within a line.
func (w *writer) flat(eol string) layout { return layout{eol: eol, quote: '"', empty: w.emptyEnd()} }

// separator is what is between two siblings, the indentation of the second
// included.
func (l layout) separator() string {
	switch {
	case !l.multi:
		return l.space
	case l.blank:
		return l.eol + l.blankText + l.eol + l.indent
	}
	return l.eol + l.indent
}

// layout finds the layout of a new token of a gap. Its model is the nearest
// sibling of the same name, first before, then after; else the nearest
// element; else the nearest comment; else the parent.
func (w *writer) layout(g gap, t etree.Token, at int, eol string) layout {
	l := layout{eol: eol, quote: '"', unit: w.unit(), empty: w.emptyNear(g.s, at)}
	model, twin := w.model(g, t, at)
	if model == nil {
		indent, own := w.indentAt(g.s.from())
		l.multi = own && g.parent != &w.tree.Element && strings.Contains(w.text, "\n")
		l.indent = w.firstIndent(g, t, indent)
		return l
	}
	s := w.span(model)
	indent, own := w.indentAt(s.from())
	if !own || !strings.Contains(w.text, "\n") {
		if before := w.before(g.s, s); before != nil && before.blank {
			l.space = w.text[before.start:before.end]
		}
	} else {
		l.multi = true
		in := w.spotOf(g)
		if l.blank = w.likely(in, newSide(t), newSide(t)).blank() > 0.5; l.blank {
			l.blankText = w.blankText(in, "")
		}
		l.indent = w.indentNear(g.s, at, indent)
	}
	if s.element == nil {
		return l
	}
	if n := len(s.element.attrs); n > 0 {
		l.quote = w.quoteOf(s.element.attrs)
	}
	if l.multi {
		inner := kin{}
		if twin {
			t := w.twinsOf(g.s, s)
			l.twin, l.like, inner = t.kin, t.nodes, t.kin
			l.columns = w.columns(g, s, at)
		} else {
			w.count(inner, int(s.element.node))
		}
		if inner := inner[[2]string{w.local(s), ""}]; inner != nil {
			if deeper, known := inner.usual(); known {
				l.unit = deeper
			}
		}
	}
	return l
}

// firstIndent is the indentation of the first child that an element gets, whose
// own is indent: as in other elements of its name.
func (w *writer) firstIndent(g gap, t etree.Token, indent string) string {
	name := ""
	if e, ok := t.(*etree.Element); ok {
		name = e.Tag
	}
	if s := w.related(layout{}, g.parent.Tag, name); s != nil {
		if usual, known := s.below(indent); known {
			return usual
		}
	}
	if w.level(g.parent, indent) {
		return indent
	}
	return indent + w.unit()
}

// level reports whether an element that has an indentation is no deeper than
// the one around it, other than the root: what is in it is then not indented
// either. Tabs and blanks cannot be compared: one tab may be deeper than three
// blanks.
func (w *writer) level(e *etree.Element, indent string) bool {
	root := w.root()
	if e.Parent() == nil || e == root || e.Parent() == root {
		return false
	}
	s := w.span(e.Parent())
	if s == nil {
		return false
	}
	above, own := w.indentAt(s.from())
	return own && strings.HasPrefix(above, indent)
}

// quoteOf is the quote that most attributes have.
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

// model chooses the sibling that a new token is set like, and reports whether it
// has the same name.
func (w *writer) model(g gap, t etree.Token, at int) (etree.Token, bool) {
	e, _ := t.(*etree.Element)
	var best etree.Token
	rank := 0
	for i, child := range g.s.element.children {
		s := &g.s.element.kids[i]
		before := s.to() <= at
		r := 0
		switch c := child.(type) {
		case *etree.Comment:
			r = 1
		case *etree.Element:
			r = 3
			if e != nil && s.element.full(w.text) == e.FullTag() {
				r = 5
			}
			_ = c
		default:
			continue
		}
		if before {
			r++ // the nearest before comes last, the nearest after first
		}
		if r > rank || before && r == rank {
			best, rank = child, r
		}
	}
	return best, rank >= 5
}

// before is the token before one of the children of an element.
func (w *writer) before(parent, s *source) *source {
	if s.index == 0 {
		return nil
	}
	return &parent.element.kids[s.index-1]
}

// unit is one level of indentation: the one that most elements show.
func (d *Document) unit() string {
	if !d.style.unitKnown {
		d.style.unit, d.style.unitKnown = d.writer(d.main).findUnit(), true
	}
	return d.style.unit
}

// maxUnits bounds how many elements are looked at for the unit.
const maxUnits = 10000

func (w *writer) findUnit() string {
	type level struct {
		next   uint32
		indent string
		own    bool
	}
	var open []level
	counts := map[string]int{}
	best, looked := "  ", 0 // where the document shows nothing
	for i, n := range w.base.nodes {
		for len(open) > 0 && int(open[len(open)-1].next) <= i {
			open = open[:len(open)-1]
		}
		if w.base.kind(i) != elementNode {
			continue
		}
		indent, own := w.indentAt(int(n.start))
		if own && len(open) > 0 {
			above := open[len(open)-1]
			if unit, deeper := strings.CutPrefix(indent, above.indent); above.own && deeper {
				counts[unit]++
				if counts[unit] > counts[best] {
					best = unit
				}
			}
		}
		if looked++; looked > maxUnits {
			break
		}
		open = append(open, level{n.next, indent, own})
	}
	return best
}

// lineStart is the offset at which the line of an offset begins.
func (w *writer) lineStart(at int) int { return strings.LastIndexByte(w.text[:at], '\n') + 1 }

// lineEnd is the offset of the line ending of the line of an offset, or of the
// end of the document.
func (w *writer) lineEnd(at int) int {
	i := strings.IndexByte(w.text[at:], '\n')
	if i < 0 {
		return len(w.text)
	}
	if i += at; i > at && w.text[i-1] == '\r' {
		i--
	}
	return i
}

// indentAt returns what is before an offset on its line, and whether that
// is nothing but blanks.
func (w *writer) indentAt(at int) (string, bool) {
	indent := w.text[w.lineStart(at):at]
	if strings.Trim(indent, " \t\u00a0") != "" {
		return "", false
	}
	return indent, true
}

// eolAt is the ending of the line of an offset; of the last line, that of the
// line before it.
func (w *writer) eolAt(at int) string {
	i := strings.IndexByte(w.text[at:], '\n')
	if i < 0 {
		return w.eolBefore(len(w.text))
	}
	return w.eolAtFeed(at + i)
}

// eolBefore is the last line ending before an offset.
func (w *writer) eolBefore(at int) string {
	i := strings.LastIndexByte(w.text[:at], '\n')
	if i < 0 {
		return "\n"
	}
	return w.eolAtFeed(i)
}

func (w *writer) eolAtFeed(feed int) string {
	if feed > 0 && w.text[feed-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// local is the name of an element without its prefix.
func (w *writer) local(s *source) string {
	_, local := cutName(s.element.full(w.text))
	return local
}
