package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A comparison compares an edited tree with the tree parsed from its result.
// They must be equal, except for layout.
type comparison struct {
	before *Document
	after  *tape
	stack  []int32 // the children of the nodes that are being compared
}

// element compares an element with a node of the result. s is the source of the
// element, or nil for a new element.
func (c *comparison) element(want *etree.Element, s *source, i int) error {
	n := c.after.nodes[i]
	if s != nil && !s.element.read {
		// An element without children in the tree was never built, so nobody can
		// have changed it: its bytes must be equal.
		if c.before.textOf(s)[s.start:s.end] != c.after.text[n.start:n.end] {
			return fmt.Errorf("an element at line %d", positionIn(c.after.text, int(n.start)).Line)
		}
		return nil
	}
	attrs, problem := 0, ""
	g := c.after.tag(i, func(a attrSource) {
		attrs++
		same := func(b etree.Attr) bool { return a.is(b) && a.value == b.Value }
		if !slices.ContainsFunc(want.Attr, same) {
			problem = "attribute " + a.full()
		}
	})
	switch {
	case g.space != want.Space || g.local != want.Tag:
		return fmt.Errorf("<%s> instead of <%s>", g.full(), want.FullTag())
	case attrs != len(want.Attr):
		return fmt.Errorf("<%s>: %d attributes instead of %d", want.FullTag(), attrs, len(want.Attr))
	case problem != "":
		return fmt.Errorf("<%s>: %s", want.FullTag(), problem)
	}
	return c.children(want, s, i)
}

// source returns the source of the k-th child of an element.
func (c *comparison) source(e *etree.Element, s *source, k int) *source {
	if s != nil && k < len(s.element.children) && s.element.children[k] == e.Child[k] {
		return &s.element.kids[k]
	}
	return c.before.span(e.Child[k])
}

// children compares the children of an element with those of a node.
func (c *comparison) children(want *etree.Element, s *source, i int) error {
	bottom := len(c.stack)
	c.stack = slices.Grow(c.stack, len(want.Child))
	c.after.children(i, func(k int) bool {
		c.stack = append(c.stack, int32(k))
		return true
	})
	defer func() { c.stack = c.stack[:bottom] }()
	if c.alike(want, bottom) {
		for k, t := range want.Child {
			if e, ok := t.(*etree.Element); ok {
				if err := c.element(e, c.source(want, s, k), int(c.stack[bottom+k])); err != nil {
					return err
				}
			}
		}
		return nil
	}
	layout := s != nil && slices.ContainsFunc(s.element.children, func(t etree.Token) bool { return !isText(t) })
	w, g := readable(c.wanted(want), layout), readable(c.got(bottom), layout)
	if len(w) != len(g) {
		return fmt.Errorf("<%s>: %d children instead of %d", want.FullTag(), len(g), len(w))
	}
	for k := range w {
		if w[k].text != g[k].text {
			return fmt.Errorf("<%s>: another text", want.FullTag())
		}
		if (w[k].element < 0) != (g[k].element < 0) {
			return fmt.Errorf("<%s>: text instead of an element", want.FullTag())
		}
		if at := w[k].element; at >= 0 {
			e := want.Child[at].(*etree.Element)
			if err := c.element(e, c.source(want, s, at), g[k].element); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike reports whether the children of an element equal those on the stack,
// token by token, which is nearly always the case.
func (c *comparison) alike(want *etree.Element, bottom int) bool {
	if len(want.Child) != len(c.stack)-bottom {
		return false
	}
	for k, t := range want.Child {
		i := int(c.stack[bottom+k])
		kind := c.after.kind(i)
		same := false
		switch t := t.(type) {
		case *etree.Element:
			same = kind == elementNode
		case *etree.CharData:
			_, data := c.after.data(i)
			same = (kind == textNode || kind == cdataNode) && data == t.Data
		case *etree.Comment:
			_, data := c.after.data(i)
			same = kind == commentNode && data == t.Data
		case *etree.ProcInst:
			target, data := c.after.data(i)
			same = kind == instructionNode && target == t.Target && data == t.Inst
		}
		if !same {
			return false
		}
	}
	return true
}

// An item is a child as a reader of XML sees it: an element, joined character
// data, or another token with its mark before it.
type item struct {
	text    string
	plain   bool // text is character data
	element int  // index among the children or on the tape, or -1
}

func comment(data string) item { return item{text: "<!--" + newlines(data), element: -1} }
func instruction(t, d string) item {
	return item{text: "<?" + t + " " + strings.TrimLeft(d, " \t\r\n"), element: -1}
}
func directive(data string) item { return item{text: "<!" + newlines(data), element: -1} }

// items are the children of an element, in order.
type items struct {
	list []item
	data []string // the character data after list, which may be in many pieces
}

// add adds an item that is not character data.
func (l *items) add(it item) {
	l.join()
	l.list = append(l.list, it)
}

// join makes one item of the character data.
func (l *items) join() {
	if len(l.data) > 0 {
		l.list = append(l.list, item{text: strings.Join(l.data, ""), plain: true, element: -1})
		l.data = l.data[:0]
	}
}

// wanted returns the children of an element as items.
func (c *comparison) wanted(e *etree.Element) []item {
	var l items
	for k, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			l.data = append(l.data, t.Data)
		case *etree.Element:
			l.add(item{element: k})
		case *etree.Comment:
			l.add(comment(t.Data))
		case *etree.ProcInst:
			l.add(instruction(t.Target, t.Inst))
		case *etree.Directive:
			l.add(directive(t.Data))
		}
	}
	l.join()
	return l.list
}

// got returns the children on the stack as items.
func (c *comparison) got(bottom int) []item {
	var l items
	for _, k := range c.stack[bottom:] {
		i := int(k)
		if c.after.kind(i) == elementNode {
			l.add(item{element: i})
			continue
		}
		target, data := c.after.data(i)
		switch c.after.kind(i) {
		case commentNode:
			l.add(comment(data))
		case instructionNode:
			l.add(instruction(target, data))
		case directiveNode:
			l.add(directive(data))
		default:
			l.data = append(l.data, data)
		}
	}
	l.join()
	return l.list
}

// readable leaves out layout. Next to other children, white space is layout,
// and so are no-break spaces, which come with text that was pasted from a web
// page.
func readable(items []item, layout bool) []item {
	texts := 0
	for _, it := range items {
		if it.plain {
			texts++
		}
	}
	if texts == len(items) && !layout {
		if len(items) == 1 && items[0].text == "" {
			return nil
		}
		return items
	}
	kept := items[:0]
	for _, it := range items {
		if it.plain {
			if it.text = strings.Join(strings.Fields(it.text), " "); it.text == "" {
				continue
			}
		}
		kept = append(kept, it)
	}
	return kept
}
