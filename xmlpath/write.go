package xmlpath

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/beevik/etree"
)

// A Result is a document as it is to be written.
type Result struct {
	// Bytes is the whole new document.
	Bytes  []byte
	before *Document
	after  *tape
	// nodes has the nodes of the children of the elements that Position met, by
	// their indices in Child. A child that is not an element has -1 there, and so
	// has one that was built after the Result was made.
	nodes map[*etree.Element][]int
}

// Position returns the position in Bytes of an element of the edited tree. It
// returns false for an element that is not in the tree.
func (r *Result) Position(e *etree.Element) (Position, bool) {
	i, ok := r.node(e)
	if !ok || i < 0 {
		return Position{}, false
	}
	return r.after.position(int(r.after.nodes[i].start)), true
}

// node returns the node of an element of the edited tree, which is -1 for the parent of
// the root element. It returns false for an element that is not in the tree.
func (r *Result) node(e *etree.Element) (int, bool) {
	if e == &r.before.tree.Element {
		return -1, true
	}
	parent := e.Parent()
	if parent == nil {
		return 0, false
	}
	at, ok := r.node(parent)
	if !ok {
		return 0, false
	}
	nodes, known := r.nodes[parent]
	if !known {
		nodes = r.children(parent, at)
		if r.nodes == nil {
			r.nodes = map[*etree.Element][]int{}
		}
		r.nodes[parent] = nodes
	}
	if e.Index() >= len(nodes) {
		return 0, false // added after the Result was made
	}
	node := nodes[e.Index()]
	return node, node >= 0
}

// children returns the nodes of the children of an element, whose own node is at. The
// tree and the result have the same elements in the same order.
func (r *Result) children(e *etree.Element, at int) []int {
	nodes := slices.Repeat([]int{-1}, len(e.Child))
	i := 0
	r.after.children(at, func(node int) bool {
		if r.after.kind(node) != elementNode {
			return true
		}
		for i < len(e.Child) {
			_, element := e.Child[i].(*etree.Element)
			if i++; element {
				nodes[i-1] = node
				return true
			}
		}
		return false
	})
	return nodes
}

// Bytes returns the document with its edits. If the tree did not change, it
// returns the source itself.
//
// If the tree cannot be written (a character that XML does not allow, a comment
// that contains --, no root element), it returns an *Error. The result is parsed
// again and compared with the tree. If they differ, that is an internal error, and
// no bytes are returned.
func (d *Document) Bytes() ([]byte, error) {
	r, err := d.Result()
	if err != nil {
		return nil, err
	}
	return r.Bytes, nil
}

// Result is like Bytes, but returns a Result, which also finds the positions of
// elements in the new bytes.
func (d *Document) Result() (*Result, error) {
	edits, err := d.edits()
	if err != nil {
		return nil, err
	}
	inSource, err := d.inSource(edits)
	if err != nil {
		return nil, err
	}
	r := &Result{Bytes: Apply(d.src, inSource), before: d, after: &d.main.tape}
	if len(edits) == 0 {
		return r, nil
	}
	if r.after, err = d.check(r.Bytes, edits); err != nil {
		return nil, err
	}
	return r, nil
}

// check parses the result of edits and compares it with the tree.
func (d *Document) check(result []byte, edits []edit) (*tape, error) {
	p, problem := d.verify(result, edits)
	if problem != nil {
		return nil, fmt.Errorf("internal error: the result would not be well-formed: %w", problem)
	}
	c := comparison{before: d, after: &tape{text: p.text, nodes: p.nodes}}
	if err := c.children(&d.tree.Element, d.top, -1); err != nil {
		return nil, fmt.Errorf("internal error: the result would not say what was asked for: %w", err)
	}
	return c.after, nil
}

// verify parses the result of edits. What nobody can have changed it only compares
// with the source, which was checked by Parse.
func (d *Document) verify(result []byte, edits []edit) (*parser, *Error) {
	other := &Document{}
	known := d.stretches(edits)
	codec, err := detect(result)
	if known == nil || err != nil || codec.enc != nil || codec.name != d.codec.name {
		return other.scan(result, map[string]int{})
	}
	for _, e := range edits {
		if err := checkChars(e.text); err != nil {
			return nil, err
		}
	}
	p := newParser(unsafe.String(unsafe.SliceData(result), len(result))[codec.bom:])
	p.known, p.nodes = known, make([]node, 0, 2*len(known)+64)
	return p, p.whole(map[string]int{})
}

// Apply returns src with edits applied. The edits must be sorted and must not
// overlap, like those that Edits returns. Two edits at the same offset are applied
// in their order. Apply does not change src, and returns src itself if there are
// no edits.
func Apply(src []byte, edits []Edit) []byte {
	if len(edits) == 0 {
		return src
	}
	size := len(src)
	for _, e := range edits {
		size += len(e.Text) - (e.End - e.Start)
	}
	out := make([]byte, 0, size)
	done := 0
	for _, e := range edits {
		out = append(out, src[done:e.Start]...)
		out = append(out, e.Text...)
		done = e.End
	}
	return append(out, src[done:]...)
}
