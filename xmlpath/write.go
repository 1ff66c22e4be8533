package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A Result is what a document becomes.
type Result struct {
	// Bytes is the whole new document.
	Bytes         []byte
	before, after *Document
}

// Position returns where in the new bytes an element of the edited tree
// stands. It is false for one that is not in the tree.
func (r *Result) Position(e *etree.Element) (Position, bool) {
	// Both trees have the same elements, so the same steps lead to it.
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
	at = &r.after.tree.Element
	for _, n := range slices.Backward(steps) {
		at = at.ChildElements()[n]
	}
	return r.after.Position(at)
}

// Bytes returns the document with its edits. It returns the source itself
// where the tree did not change.
//
// A tree that cannot be written (a value that XML cannot hold, a comment with
// --, no root) is an *Error. The result is parsed again and compared with the
// tree; a difference is an internal error, and no bytes are returned.
func (d *Document) Bytes() ([]byte, error) {
	r, err := d.Result()
	if err != nil {
		return nil, err
	}
	return r.Bytes, nil
}

// Result returns the new bytes, as Bytes does, and knows where in them the
// elements stand.
func (d *Document) Result() (*Result, error) {
	edits, err := d.Edits()
	if err != nil {
		return nil, err
	}
	r := &Result{Bytes: splice(d.src, edits), before: d, after: d}
	if len(edits) == 0 {
		return r, nil
	}
	after, perr := parse(r.Bytes)
	if perr != nil {
		return nil, fmt.Errorf("internal error: the result would not be well-formed: %w", perr)
	}
	r.after = after
	if err := (comparison{d}).element(&d.tree.Element, &after.tree.Element); err != nil {
		return nil, fmt.Errorf("internal error: the result would not say what was asked for: %w", err)
	}
	return r, nil
}

// splice applies sorted edits to src once.
func splice(src []byte, edits []Edit) []byte {
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

// A comparison holds an edited tree against one that was read from its result.
// They must say the same, white space that is layout aside.
type comparison struct {
	before *Document
}

func (c comparison) element(want, got *etree.Element) error {
	if want.FullTag() != got.FullTag() {
		return fmt.Errorf("<%s> instead of <%s>", got.FullTag(), want.FullTag())
	}
	if len(want.Attr) != len(got.Attr) {
		return fmt.Errorf("<%s>: %d attributes instead of %d", want.FullTag(), len(got.Attr), len(want.Attr))
	}
	for _, a := range want.Attr {
		same := func(b etree.Attr) bool { return a.Space == b.Space && a.Key == b.Key && a.Value == b.Value }
		if !slices.ContainsFunc(got.Attr, same) {
			return fmt.Errorf("<%s>: attribute %s", want.FullTag(), a.FullKey())
		}
	}
	if same, err := c.alike(want, got); same || err != nil {
		return err
	}
	layout := c.hadChildren(want)
	w, g := c.items(want, layout), c.items(got, layout)
	if len(w) != len(g) {
		return fmt.Errorf("<%s>: %d children instead of %d", want.FullTag(), len(g), len(w))
	}
	for i := range w {
		if w[i].text != g[i].text {
			return fmt.Errorf("<%s>: another text", want.FullTag())
		}
		if (w[i].element == nil) != (g[i].element == nil) {
			return fmt.Errorf("<%s>: text instead of an element", want.FullTag())
		}
		if w[i].element != nil {
			if err := c.element(w[i].element, g[i].element); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike compares elements whose children are alike token by token, as nearly
// all are. It is false where they are not.
func (c comparison) alike(want, got *etree.Element) (bool, error) {
	if len(want.Child) != len(got.Child) {
		return false, nil
	}
	for i, t := range want.Child {
		same := false
		switch t := t.(type) {
		case *etree.Element:
			_, same = got.Child[i].(*etree.Element)
		case *etree.CharData:
			other, ok := got.Child[i].(*etree.CharData)
			same = ok && t.Data == other.Data
		case *etree.Comment:
			other, ok := got.Child[i].(*etree.Comment)
			same = ok && t.Data == other.Data
		case *etree.ProcInst:
			other, ok := got.Child[i].(*etree.ProcInst)
			same = ok && t.Target == other.Target && t.Inst == other.Inst
		}
		if !same {
			return false, nil
		}
	}
	for i, t := range want.Child {
		if e, ok := t.(*etree.Element); ok {
			if err := c.element(e, got.Child[i].(*etree.Element)); err != nil {
				return true, err
			}
		}
	}
	return true, nil
}

// An item is a child as a reader sees it: an element, or text that was joined,
// or something else with its mark in front.
type item struct {
	text    string
	element *etree.Element
}

// hadChildren says whether anything but text stood in an element, so that the
// white space in it was layout, also where nothing else is left.
func (c comparison) hadChildren(e *etree.Element) bool {
	s := c.before.span(e)
	return s != nil && s.element != nil && slices.ContainsFunc(s.element.children,
		func(t etree.Token) bool { return !isText(t) })
}

// items returns the children of an element. Beside other children, white space
// is layout, and so are no-break spaces, which come with text that was pasted
// from a web page.
func (c comparison) items(e *etree.Element, layout bool) []item {
	var out []item
	texts := map[int]bool{}
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			if n := len(out) - 1; n >= 0 && texts[n] {
				out[n].text += t.Data
				continue
			}
			texts[len(out)] = true
			out = append(out, item{text: t.Data})
		case *etree.Element:
			out = append(out, item{element: t})
		case *etree.Comment:
			out = append(out, item{text: "<!--" + newlines(t.Data)})
		case *etree.ProcInst:
			out = append(out, item{text: "<?" + t.Target + " " + strings.TrimLeft(t.Inst, " \t\r\n")})
		case *etree.Directive:
			out = append(out, item{text: "<!" + newlines(t.Data)})
		}
	}
	if len(texts) == len(out) && !layout {
		if len(out) == 1 && out[0].text == "" {
			return nil
		}
		return out
	}
	kept := out[:0]
	for i, it := range out {
		if texts[i] {
			if it.text = strings.Join(strings.Fields(it.text), " "); it.text == "" {
				continue
			}
		}
		kept = append(kept, it)
	}
	return kept
}
