package server

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// A Value is a text as the server takes it.
type Value struct {
	Syntax
	// Attr is the name of the attribute that holds the text; empty where it is
	// the element's own.
	Attr string
	// Text is what the server takes: trimmed where the server trims. It is empty
	// where nothing is written.
	Text string
	// Raw is the text before it is trimmed.
	Raw string
	// Alias is the secure vault's name for the text, which then is only a
	// placeholder.
	Alias string
}

// Depends reports whether the text depends on the running server: it holds a
// system property ${x}.
func (v Value) Depends() bool { return strings.Contains(v.Text, "${") }

// Known reports whether the text is what the server will use: something is
// written, it is no placeholder of the secure vault, and it holds no ${x}.
func (v Value) Known() bool { return v.Written() && v.Alias == "" && !v.Depends() }

// Trim does what String.trim does in Java: it takes away what is at or below
// U+0020 and nothing else, so that a no-break space, U+0085, U+2028 and U+3000
// stay.
func Trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}

// visible reports whether an element is in no namespace. The server's parsers
// look for elements without one (JAXB classes without a namespace; QName of a
// local name alone), so that others are not there for them.
func visible(e *etree.Element) bool { return e.Space == "" && e.NamespaceURI() == "" }

// maxChildren bounds how many elements of one name in one parent are interpreted. A
// file that is made to have more would cost memory many times its size; no real one
// has a hundredth.
const maxChildren = 10000

// children returns the child elements of a name that the server sees, of more than
// maxChildren the first.
func children(e *etree.Element, tag string) []*etree.Element {
	if e == nil {
		return nil
	}
	var found []*etree.Element
	for _, t := range e.Child {
		child, ok := t.(*etree.Element)
		if ok && child.Tag == tag && visible(child) {
			found = append(found, child)
		}
		if len(found) == maxChildren {
			break
		}
	}
	return found
}

// first returns the first child of a name, which counts where Axiom reads the
// file (getFirstChildWithName); nil where there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	for _, t := range e.Child {
		if child, ok := t.(*etree.Element); ok && child.Tag == tag && visible(child) {
			return child
		}
	}
	return nil
}

// last returns the last child of a name, which counts where JAXB reads the file;
// nil where there is none.
func last(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	for i := len(e.Child) - 1; i >= 0; i-- {
		if child, ok := e.Child[i].(*etree.Element); ok && child.Tag == tag && visible(child) {
			return child
		}
	}
	return nil
}

// anywhere returns the element at a path of first children, in whatever
// namespace; nil where there is none.
func anywhere(e *etree.Element, path ...string) *etree.Element {
	for _, tag := range path {
		if e == nil {
			return nil
		}
		next := (*etree.Element)(nil)
		for _, child := range e.ChildElements() {
			if child.Tag == tag {
				next = child
				break
			}
		}
		e = next
	}
	return e
}

// text is the value of an element that the server does not trim.
func text(f *File, e *etree.Element) Value {
	v := Value{Syntax: Syntax{f, e}}
	if e != nil {
		v.Raw = xmlpath.Value(e)
		v.Text = v.Raw
		v.Alias = AliasOf(e)
	}
	return v
}

// trimmed is the value of an element that the server trims.
func trimmed(f *File, e *etree.Element) Value {
	v := text(f, e)
	v.Text = Trim(v.Raw)
	return v
}

// attribute is the value of an attribute, which has no element where it is not
// there.
func attribute(f *File, e *etree.Element, name string) Value {
	v := Value{Syntax: Syntax{File: f}, Attr: name}
	if e == nil {
		return v
	}
	for _, a := range e.Attr {
		if a.Space == "" && a.Key == name {
			v.Element, v.Raw, v.Text = e, a.Value, a.Value
			return v
		}
	}
	return v
}

// AliasOf returns the secure vault's name of an element's text: its attribute
// secretAlias in the vault's namespace (SecurityConstants), by whatever prefix.
func AliasOf(e *etree.Element) string {
	for _, a := range e.Attr {
		if a.Key == "secretAlias" && a.Space != "" {
			return a.Value
		}
	}
	return ""
}

// BraceBeforePlaceholder reports whether a text has a } before its first ${. The server then
// fails: it takes what is between the first of each for the name of a property
// (CarbonUtils.resolveSystemProperty).
func BraceBeforePlaceholder(text string) bool {
	open, shut := strings.Index(text, "${"), strings.IndexByte(text, '}')
	return shut >= 0 && shut < open
}
