package xmlpath

// emptyNear returns the end of the empty child of a parent that is nearest to an
// offset. If there is none, it returns emptyEnd.
func (w *writer) emptyNear(parent *source, at int) string {
	best, distance := "", -1
	for i := range parent.element.kids {
		kid := &parent.element.kids[i]
		if kid.element == nil {
			continue
		}
		end, empty := w.base.endOf(int(kid.element.node))
		if away := max(kid.from()-at, at-kid.to()); empty && (distance < 0 || away < distance) {
			best, distance = end, away
		}
	}
	if distance < 0 {
		return w.emptyEnd()
	}
	return best
}

// endOf returns the end of an element if it is empty, see emptyEnd.
func (t *tape) endOf(i int) (end string, empty bool) {
	n := t.nodes[i]
	if int(n.next) != i+1 {
		return "", false
	}
	switch raw := t.text[n.start:n.end]; {
	case raw[len(raw)-2] != '/':
		return "", true
	case isBlank(raw[len(raw)-3]):
		return " />", true
	}
	return "/>", true
}

// emptyEnd returns the most common end of empty elements in the document: "/>",
// " />", or "" for a separate end tag.
func (d *Document) emptyEnd() string {
	if !d.style.emptyKnown {
		d.style.empty, d.style.emptyKnown = d.main.emptyEnd(), true
	}
	return d.style.empty
}

func (t *tape) emptyEnd() string {
	closed, apart, tagged := 0, 0, 0
	for i, n := range t.nodes {
		if int(n.next) != i+1 || t.kind(i) != elementNode {
			continue
		}
		switch end, _ := t.endOf(i); end {
		case "":
			tagged++
		case " />":
			apart++
		default:
			closed++
		}
	}
	switch {
	case tagged > closed && tagged > apart:
		return ""
	case apart > closed:
		return " />"
	}
	return "/>"
}
