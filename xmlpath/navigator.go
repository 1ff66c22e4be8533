package xmlpath

import (
	"strings"

	"github.com/antchfx/xpath"
	"github.com/beevik/etree"
)

// A navigator walks an etree tree for the XPath engine. Its Prefix is always
// empty, so that an unprefixed name in a path matches an element of any
// namespace; NamespaceURL answers for names with a prefix.
type navigator struct {
	top   *etree.Element // the document
	token etree.Token    // the current node: an element, a text, a comment
	attr  int            // an attribute of the current element, or -1
}

func newNavigator(d *Document) *navigator {
	return &navigator{top: &d.tree.Element, token: &d.tree.Element, attr: -1}
}

func (n *navigator) element() *etree.Element {
	e, _ := n.token.(*etree.Element)
	return e
}

// NodeType implements xpath.NodeNavigator.
func (n *navigator) NodeType() xpath.NodeType {
	switch t := n.token.(type) {
	case *etree.CharData:
		return xpath.TextNode
	case *etree.Comment:
		return xpath.CommentNode
	case *etree.Element:
		if t == n.top {
			return xpath.RootNode
		}
	}
	if n.attr >= 0 {
		return xpath.AttributeNode
	}
	return xpath.ElementNode
}

// LocalName implements xpath.NodeNavigator.
func (n *navigator) LocalName() string {
	switch e := n.element(); {
	case e == nil:
		return ""
	case n.attr >= 0:
		return e.Attr[n.attr].Key
	default:
		return e.Tag
	}
}

// Prefix implements xpath.NodeNavigator.
func (*navigator) Prefix() string { return "" }

// NamespaceURL returns the namespace of the current node. The engine looks for
// this method if a path has a prefix.
func (n *navigator) NamespaceURL() string {
	e := n.element()
	if e == nil {
		return ""
	}
	space := e.Space
	if n.attr >= 0 {
		if space = e.Attr[n.attr].Space; space == "" {
			return ""
		}
	}
	uri, _ := namespace(e, space, nil)
	return uri
}

// Value implements xpath.NodeNavigator.
func (n *navigator) Value() string {
	switch t := n.token.(type) {
	case *etree.CharData:
		// Adjacent texts and CDATA sections are one node.
		var b strings.Builder
		for _, sibling := range t.Parent().Child[t.Index():] {
			c, ok := sibling.(*etree.CharData)
			if !ok {
				break
			}
			b.WriteString(c.Data)
		}
		return b.String()
	case *etree.Comment:
		return t.Data
	case *etree.Element:
		if n.attr >= 0 {
			return t.Attr[n.attr].Value
		}
		var b strings.Builder
		stringValue(&b, t)
		return b.String()
	}
	return ""
}

// stringValue writes all text below an element to b.
func stringValue(b *strings.Builder, e *etree.Element) {
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			b.WriteString(t.Data)
		case *etree.Element:
			stringValue(b, t)
		}
	}
}

// Copy implements xpath.NodeNavigator.
func (n *navigator) Copy() xpath.NodeNavigator {
	c := *n
	return &c
}

// MoveToRoot implements xpath.NodeNavigator.
func (n *navigator) MoveToRoot() { n.token, n.attr = n.top, -1 }

// MoveToParent implements xpath.NodeNavigator.
func (n *navigator) MoveToParent() bool {
	if n.attr >= 0 {
		n.attr = -1
		return true
	}
	if parent := n.token.Parent(); n.element() != n.top && parent != nil {
		n.token = parent
		return true
	}
	return false
}

// MoveToNextAttribute implements xpath.NodeNavigator. Namespace declarations
// are not attributes in XPath.
func (n *navigator) MoveToNextAttribute() bool {
	e := n.element()
	if e == nil {
		return false
	}
	for i := n.attr + 1; i < len(e.Attr); i++ {
		if a := e.Attr[i]; a.Space != "xmlns" && (a.Space != "" || a.Key != "xmlns") {
			n.attr = i
			return true
		}
	}
	return false
}

// MoveToChild implements xpath.NodeNavigator.
func (n *navigator) MoveToChild() bool {
	e := n.element()
	return e != nil && n.attr < 0 && n.moveTo(e, 0, 1)
}

// MoveToFirst implements xpath.NodeNavigator.
func (n *navigator) MoveToFirst() bool {
	if parent := n.token.Parent(); n.attr < 0 && n.element() != n.top && parent != nil {
		return n.moveTo(parent, 0, 1)
	}
	return false
}

// MoveToNext implements xpath.NodeNavigator.
func (n *navigator) MoveToNext() bool { return n.step(1) }

// MoveToPrevious implements xpath.NodeNavigator.
func (n *navigator) MoveToPrevious() bool { return n.step(-1) }

func (n *navigator) step(by int) bool {
	if parent := n.token.Parent(); n.attr < 0 && n.element() != n.top && parent != nil {
		return n.moveTo(parent, n.token.Index()+by, by)
	}
	return false
}

// moveTo moves to the first node from the i-th child of parent on, forward or
// backward. It reports whether there was one.
func (n *navigator) moveTo(parent *etree.Element, i, by int) bool {
	for ; i >= 0 && i < len(parent.Child); i += by {
		switch t := parent.Child[i].(type) {
		case *etree.Element, *etree.Comment:
			n.token = t
			return true
		case *etree.CharData:
			if i > 0 && isText(parent.Child[i-1]) {
				continue // the node begins with an earlier sibling
			}
			n.token = t
			return true
		}
	}
	return false
}

// MoveTo implements xpath.NodeNavigator.
func (n *navigator) MoveTo(other xpath.NodeNavigator) bool {
	o, ok := other.(*navigator)
	if ok && o.top == n.top {
		*n = *o
	}
	return ok && o.top == n.top
}
