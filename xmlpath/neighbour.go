package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A neighbourKind is the kind of what is before or after the white space between
// two siblings, or between a sibling and a tag of the parent.
type neighbourKind uint8

const (
	startTag         neighbourKind = iota // of the parent
	endTag                                // of the parent
	leafElement                           // contains no elements and comments
	parentElement                         // contains some
	shortComment                          // words on one line
	longComment                           // words on several lines
	commentedElement                      // a comment that contains an element
	otherNeighbour
	neighbourKinds
)

func (k neighbourKind) element() bool { return k == leafElement || k == parentElement }
func (k neighbourKind) comment() bool {
	return k == shortComment || k == longComment || k == commentedElement
}

// similar reports whether two kinds are equal, or both elements.
func (k neighbourKind) similar(other neighbourKind) bool {
	return k == other || k.element() && other.element()
}

// A neighbour is what is before or after a gap. Only elements have a name.
type neighbour struct {
	kind neighbourKind
	name string
}

// neighbourOf describes a child of an element that was read.
func (w *writer) neighbourOf(parent, s *source) neighbour {
	if s.element != nil {
		return neighbour{w.base.neighbour(int(s.element.node), otherNeighbour), s.element.full(w.text)}
	}
	if c, ok := parent.element.children[s.index].(*etree.Comment); ok {
		return neighbour{kind: commentKind(c.Data)}
	}
	return neighbour{kind: otherNeighbour}
}

// newNeighbour describes a new token.
func newNeighbour(t etree.Token) neighbour {
	switch t := t.(type) {
	case *etree.Element:
		for _, child := range t.Child {
			switch child.(type) {
			case *etree.Element, *etree.Comment:
				return neighbour{parentElement, t.FullTag()}
			}
		}
		return neighbour{leafElement, t.FullTag()}
	case *etree.Comment:
		return neighbour{kind: commentKind(t.Data)}
	}
	return neighbour{kind: otherNeighbour}
}

// noNode is passed instead of a node for a tag of the parent.
const noNode = -1

// neighbour returns the kind of a node, or tag for noNode.
func (t *tape) neighbour(i int, tag neighbourKind) neighbourKind {
	if i == noNode {
		return tag
	}
	switch t.kind(i) {
	case elementNode:
		for k := i + 1; k < int(t.nodes[i].next); k++ {
			if kind := t.kind(k); kind == elementNode || kind == commentNode {
				return parentElement
			}
		}
		return leafElement
	case commentNode:
		n := t.nodes[i]
		return commentKind(t.text[int(n.start)+len("<!--") : int(n.end)-len("-->")])
	}
	return otherNeighbour
}

// commentKind returns the kind of a comment. It contains an element if it has the
// form <name… or, if the comment marks replace < and >, name…</name or name…/.
func commentKind(data string) neighbourKind {
	data = strings.Trim(data, " \t\r\n")
	if strings.HasPrefix(data, "<") {
		return commentedElement
	}
	start, found := strings.CutSuffix(data, "/")
	if found && (strings.Contains(start, "=") || !strings.ContainsAny(start, " \t\r\n")) {
		return commentedElement
	}
	if i := strings.LastIndex(data, "</"); i >= 0 && !strings.ContainsAny(data[i:], " \t\r\n>") {
		return commentedElement
	}
	if strings.Contains(data, "\n") {
		return longComment
	}
	return shortComment
}

// maxGaps is the maximum number of gaps of an element that gaps visits.
const maxGaps = 1000

// gaps calls visit for the white space between the children of a node, and between
// them and its tags, if it contains a line end. left and right are the nodes
// around it, or noNode for a tag. A comment at the end of an element's line counts
// as a part of the element.
func (t *tape) gaps(parent int, visit func(left, right int, space string)) {
	left, start, text, count := noNode, -1, false, 0
	gap := func(right int, end uint32) {
		space := ""
		if start >= 0 {
			space = t.text[start:end]
		}
		lines := strings.Contains(space, "\n")
		if lines && !text {
			count++
			visit(left, right, space)
		}
		if lines || text || left == noNode || right == noNode || t.kind(right) != commentNode || t.kind(left) != elementNode {
			left = right
		}
		start, text = -1, false
	}
	end := uint32(0)
	t.children(parent, func(i int) bool {
		n := t.nodes[i]
		end = n.end
		switch kind := t.kind(i); {
		case kind == textNode && allBlank(t.text[n.start:n.end]):
			if start < 0 {
				start = int(n.start)
			}
		case kind == textNode || kind == cdataNode:
			text = true
		default:
			gap(i, n.start)
		}
		return count < maxGaps
	})
	if count < maxGaps {
		gap(noNode, end)
	}
}
