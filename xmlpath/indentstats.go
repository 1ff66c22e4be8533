package xmlpath

import "strings"

// indentCounts counts how the children with one name are indented in elements with
// another name.
type indentCounts struct {
	deeper textCounts // indentation in addition to that of the element
	indent textCounts // whole indentation
	lines  int        // children on lines of their own
	inline int        // other children
}

func (c *indentCounts) add(above, indent string, own bool) {
	if !own {
		c.inline++
		return
	}
	c.lines++
	c.indent.add(indent)
	if deeper, found := strings.CutPrefix(indent, above); found {
		c.deeper.add(deeper)
	}
}

// below returns the indentation of a child of an element that is indented by above.
// That is above and the most common additional indentation or, if more children
// agree on it and it is deeper than above, the most common whole indentation. It
// returns false if nothing was counted.
func (c *indentCounts) below(above string) (string, bool) {
	deeper, most := c.deeper.most()
	if indent, n := c.indent.most(); n > most && len(indent) > len(above) && strings.HasPrefix(indent, above) {
		return indent, true
	}
	return above + deeper, most > 0
}

// indentStats has the indentCounts of a document or of a part of it.
type indentStats struct {
	all    indentCounts
	byName map[[2]string]*indentCounts // local names of the element and the child
}

func newIndentStats() *indentStats { return &indentStats{byName: map[[2]string]*indentCounts{}} }

// In place of the name of a child in byName.
const (
	anyChild   = ""
	endTagName = "/" // the end tag of the element
)

// maxStatElements is the maximum number of elements that statistics count.
const maxStatElements = 20000

// at returns the counts for a child in an element, and adds them if there are none.
func (s *indentStats) at(parent, child string) *indentCounts {
	key := [2]string{parent, child}
	c := s.byName[key]
	if c == nil {
		c = &indentCounts{}
		s.byName[key] = c
	}
	return c
}

// countIndents adds to stats the element at a node and the elements below it, or
// all elements of the document if parent is -1.
func (w *writer) countIndents(stats *indentStats, parent int) {
	type level struct {
		next          uint32
		local, indent string
		own           bool
	}
	var open []level
	from, to := parent, len(w.base.nodes)
	if parent >= 0 {
		to = int(w.base.nodes[parent].next)
	}
	for i, seen := max(from, 0), 0; i < to && seen < maxStatElements; i++ {
		n := w.base.nodes[i]
		for len(open) > 0 && int(open[len(open)-1].next) <= i {
			open = open[:len(open)-1]
		}
		if w.base.kind(i) != elementNode {
			continue
		}
		seen++
		_, local := cutName(w.base.name(i))
		indent, own := w.indentAt(int(n.start))
		if len(open) > 0 && open[len(open)-1].own {
			above := open[len(open)-1]
			stats.all.add(above.indent, indent, own)
			for _, child := range []string{local, anyChild} {
				stats.at(above.local, child).add(above.indent, indent, own)
			}
		}
		open = append(open, level{n.next, local, indent, own})
		if at := int(n.start) + strings.LastIndex(w.text[n.start:n.end], "</"); own && at > int(n.start) {
			if end, alone := w.indentAt(at); alone {
				stats.at(local, endTagName).add(indent, end, true)
			}
		}
	}
}

// indentStats returns the statistics of the whole document. It computes them once.
func (d *Document) indentStats() *indentStats {
	if d.style.indents == nil {
		d.style.indents = newIndentStats()
		d.writer(d.main).countIndents(d.style.indents, -1)
	}
	return d.style.indents
}

// unit returns one level of indentation: the most common difference between the
// indentation of an element and that of its parent, or two blanks if there is none.
func (d *Document) unit() string {
	if unit, most := d.indentStats().all.deeper.most(); most > 0 {
		return unit
	}
	return "  "
}

// sources returns the statistics for a layout, the more specific ones first.
func (w *writer) sources(l layout) []*indentStats {
	if l.indents == nil {
		return []*indentStats{w.indentStats()}
	}
	return []*indentStats{l.indents, w.indentStats()}
}

// indentsOf returns the counts for a child in an element, nil if there are none: from
// the samples of the layout or else from the document, for the name of the child
// or else for any.
func (w *writer) indentsOf(l layout, parent, child string) *indentCounts {
	for _, stats := range w.sources(l) {
		for _, name := range []string{child, anyChild} {
			if c := stats.byName[[2]string{parent, name}]; c != nil {
				return c
			}
		}
	}
	return nil
}

// endIndent returns the indentation of the end tag of a new element that is itself
// indented, and has its children on lines of their own.
func (w *writer) endIndent(l layout, name, indent string) string {
	for _, stats := range w.sources(l) {
		if c := stats.byName[[2]string{name, endTagName}]; c != nil {
			if deeper, most := c.deeper.most(); 2*most > c.lines {
				return indent + deeper
			}
			break
		}
	}
	return indent
}
