package xmlpath

import (
	"strings"
)

// A kinship is how the children of one name are set in the elements of another
// name.
type kinship struct {
	deeper map[string]int // how often which indentation is added to that of the element
	lines  int            // how many children are on lines of their own
	inline int            // how many are not
	blank  int            // how many have a blank line before them
}

// kin are the kinships of a document, or of a part of it, by the names of the
// element and the child; an empty name of the child is any.
type kin map[[2]string]*kinship

// maxKin bounds how many elements are looked at.
const maxKin = 20000

// kin looks at the elements below a node, and at those below these.
func (w *writer) kin(parent int) kin {
	type level struct {
		next          uint32
		local, indent string
		own           bool
	}
	var open []level
	all := kin{}
	from, to := parent, len(w.base.nodes)
	if parent >= 0 {
		to = int(w.base.nodes[parent].next)
	}
	for i, looked := max(from, 0), 0; i < to && looked < maxKin; i++ {
		n := w.base.nodes[i]
		for len(open) > 0 && int(open[len(open)-1].next) <= i {
			open = open[:len(open)-1]
		}
		if w.base.kind(i) != elementNode {
			continue
		}
		looked++
		_, local := cutName(w.base.name(i))
		indent, own := w.indentAt(int(n.start))
		if len(open) > 0 && open[len(open)-1].own {
			above := open[len(open)-1]
			blank := false
			if before := w.base.nodes[i-1]; w.base.kind(i-1) == textNode {
				blank = blankLine(w.text[before.start:before.end])
			}
			for _, child := range []string{local, ""} {
				all.at(above.local, child).count(above.indent, indent, own, blank)
			}
		}
		open = append(open, level{n.next, local, indent, own})
	}
	return all
}

func (k kin) at(parent, child string) *kinship {
	key := [2]string{parent, child}
	if k[key] == nil {
		k[key] = &kinship{deeper: map[string]int{}}
	}
	return k[key]
}

func (s *kinship) count(above, indent string, own, blank bool) {
	if !own {
		s.inline++
		return
	}
	s.lines++
	if blank {
		s.blank++
	}
	if deeper, found := strings.CutPrefix(indent, above); found {
		s.deeper[deeper]++
	}
}

// usual returns what is added to the indentation most often.
func (s *kinship) usual() (string, bool) {
	best, most := "", 0
	for deeper, n := range s.deeper {
		if n > most || n == most && len(deeper) < len(best) {
			best, most = deeper, n
		}
	}
	return best, most > 0
}

// related finds the kinship of a child in an element: in the twin of what is
// new, else in the document; of its name, else of any.
func (w *writer) related(l layout, parent, child string) *kinship {
	for _, k := range []kin{l.twin, w.relatives()} {
		for _, name := range []string{child, ""} {
			if s := k[[2]string{parent, name}]; s != nil {
				return s
			}
		}
	}
	return nil
}

// relatives are the kinships of the whole document.
func (d *Document) relatives() kin {
	if d.style.kin == nil {
		d.style.kin = d.writer(d.main).kin(-1)
	}
	return d.style.kin
}
