package xmlpath

import (
	"strings"
)

// A kinship counts how children with one name are laid out inside elements with
// another name.
type kinship struct {
	deeper votes // how often which indentation is added to that of the element
	indent votes // how often which indentation they have
	lines  int   // how many children are on lines of their own
	inline int   // how many are not
}

// kin are the kinships of a document, or of a part of it, by the names of the
// element and the child; an empty name of the child is any.
type kin map[[2]string]*kinship

// maxKin bounds how many elements are looked at.
const maxKin = 20000

// count looks at the elements below a node, and at those below these.
func (w *writer) count(all kin, parent int) {
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
			for _, child := range []string{local, ""} {
				all.at(above.local, child).count(above.indent, indent, own)
			}
		}
		open = append(open, level{n.next, local, indent, own})
		if at := int(n.start) + strings.LastIndex(w.text[n.start:n.end], "</"); own && at > int(n.start) {
			if end, alone := w.indentAt(at); alone {
				all.at(local, endTag).count(indent, end, true)
			}
		}
	}
}

// maxSiblings bounds how many siblings of one name are looked at.
const maxSiblings = 16

// siblings are elements of one name and parent: the node of each, and how what is
// in them is set.
type siblings struct {
	model *source // one of them
	nodes []int
	kin   kin
}

// twinsOf looks at the children of a parent that have the name of one of them,
// the nearest to it: what most of them do is what is usual.
func (w *writer) twinsOf(parent, model *source) siblings {
	if w.style.siblings.model == model {
		return w.style.siblings
	}
	found := siblings{model: model, kin: kin{}}
	for step := 0; len(found.nodes) < maxSiblings && step < len(parent.element.kids); step++ {
		for _, i := range []int{int(model.index) - step, int(model.index) + step} {
			if i < 0 || i >= len(parent.element.kids) || step == 0 && len(found.nodes) > 0 {
				continue
			}
			kid := &parent.element.kids[i]
			if kid.element == nil || kid.element.full(w.text) != model.element.full(w.text) {
				continue
			}
			found.nodes = append(found.nodes, int(kid.element.node))
			w.count(found.kin, int(kid.element.node))
		}
	}
	w.style.siblings = found
	return found
}

func (k kin) at(parent, child string) *kinship {
	key := [2]string{parent, child}
	if k[key] == nil {
		k[key] = &kinship{}
	}
	return k[key]
}

func (s *kinship) count(above, indent string, own bool) {
	if !own {
		s.inline++
		return
	}
	s.lines++
	s.indent.add(indent)
	if deeper, found := strings.CutPrefix(indent, above); found {
		s.deeper.add(deeper)
	}
}

// usual returns what is added to the indentation most often.
func (s *kinship) usual() (string, bool) {
	best, most := s.deeper.most()
	return best, most > 0
}

// below is the usual indentation of a child of an element that has an
// indentation: what most have more than their element, or, where more of them
// agree on that, the column of most, if it is deeper than the element.
func (s *kinship) below(above string) (string, bool) {
	deeper, most := s.deeper.most()
	if indent, n := s.indent.most(); n > most && len(indent) > len(above) && strings.HasPrefix(indent, above) {
		return indent, true
	}
	return above + deeper, most > 0
}

// endTag is the name of the kinship of end tags with their elements.
const endTag = "/"

// endIndent is the indentation of the end tag of a new element that has an
// indentation and children on lines of their own.
func (w *writer) endIndent(l layout, name, indent string) string {
	for _, k := range []kin{l.twin, w.relatives()} {
		if s := k[[2]string{name, endTag}]; s != nil {
			if deeper, most := s.deeper.most(); most > 0 && 2*most > s.lines {
				return indent + deeper
			}
			break
		}
	}
	return indent
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
		d.style.kin = kin{}
		d.writer(d.main).count(d.style.kin, -1)
	}
	return d.style.kin
}
