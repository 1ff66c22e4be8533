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
}

// Position returns the position in Bytes of an element of the edited tree. It
// returns false for an element that is not in the tree.
func (r *Result) Position(e *etree.Element) (Position, bool) {
	// The tree and the result have the same elements: count the elements before it
	// on each level.
	var steps []int
	at := e
	for ; at.Parent() != nil; at = at.Parent() {
		n := 0
		for _, sibling := range at.Parent().Child[:at.Index()] {
			if _, ok := sibling.(*etree.Element); ok {
				n++
			}
		}
		steps = append(steps, n)
	}
	if at != &r.before.tree.Element {
		return Position{}, false
	}
	i := -1
	for _, n := range slices.Backward(steps) {
		i = r.after.child(i, n)
	}
	if i < 0 {
		return Position{}, false
	}
	return positionIn(r.after.text, int(r.after.nodes[i].start)), true
}

// child returns the n-th child element of a node, or -1.
func (t *tape) child(parent, n int) int {
	found := -1
	t.children(parent, func(i int) bool {
		if t.kind(i) == elementNode {
			if n == 0 {
				found = i
				return false
			}
			n--
		}
		return true
	})
	return found
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
	c := comparison{before: d, after: &tape{p.text, p.nodes}}
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
