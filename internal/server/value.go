package server

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// A Value is a text as the server reads it.
type Value struct {
	Syntax
	// Attr is the name of the attribute that holds the text; empty if it is the text of
	// the element.
	Attr string
	// Text is the text that the server uses, trimmed if the server trims it. It is empty
	// if nothing is written.
	Text string
	// Raw is the text before it is trimmed.
	Raw string
	// Alias is the secure vault's name for the value; Text is then only a placeholder.
	Alias string
}

// Depends reports whether the text depends on the running server: it holds a
// system property ${x}.
func (v Value) Depends() bool { return strings.Contains(v.Text, "${") }

// Known reports whether the text is the one that the server will use: it is written, it
// is not a placeholder of the secure vault, and it holds no ${x}.
func (v Value) Known() bool { return v.Written() && v.Alias == "" && !v.Depends() }

// Trim does what String.trim does in Java: it removes characters up to U+0020 and no
// others, so a no-break space, U+0085, U+2028 and U+3000 stay.
func Trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}

// visible reports whether an element is in no namespace. The server's parsers see only
// such elements (JAXB classes without a namespace; QName with a local name alone).
func visible(e *etree.Element) bool { return e.Space == "" && e.NamespaceURI() == "" }

// maxChildren is the maximum number of elements with one name in one parent that are
// read. A crafted file with more would take many times its size in memory; no real file
// has a hundredth of it.
const maxChildren = 10000

// children returns the child elements with the given name that the server sees, at most
// the first maxChildren.
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

// first returns the first child with the given name, or nil if there is none. It is the
// one that counts in files that Axiom reads (getFirstChildWithName).
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

// last returns the last child with the given name, or nil if there is none. It is the one
// that counts in files that JAXB reads.
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

// anywhere returns the element at a path of first children, in whatever namespace, or nil
// if there is none.
func anywhere(e *etree.Element, path ...string) *etree.Element {
	for _, tag := range path {
		if e == nil {
			return nil
		}
		e = e.SelectElement(tag)
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

// attribute is the value of an attribute. If there is no such attribute, its Element is
// nil.
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

// AliasOf returns the secure vault's name of an element's text: its attribute secretAlias
// in the vault's namespace (SecurityConstants), with any prefix.
func AliasOf(e *etree.Element) string {
	for _, a := range e.Attr {
		if a.Key == "secretAlias" && a.Space != "" {
			return a.Value
		}
	}
	return ""
}

// BraceBeforePlaceholder reports whether a text has a } before its first ${. The server
// then fails: it takes the text between the first ${ and the first } as the name of a
// property, a substring of negative length (CarbonUtils.resolveSystemProperty,
// DataSourceUtils, UserStoreConfigXMLProcessor and RegistryConfigurationProcessor).
func BraceBeforePlaceholder(text string) bool {
	open, shut := strings.Index(text, "${"), strings.IndexByte(text, '}')
	return shut >= 0 && shut < open
}
