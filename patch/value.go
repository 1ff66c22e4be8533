package patch

import (
	"github.com/beevik/etree"

	"ispatch/internal/server"
)

// vaultNamespace is that of svns:secretAlias.
const vaultNamespace = "http://org.wso2.securevault/configuration"

// placeholder is the text that WSO2's cipher tool leaves in place of a secret.
const placeholder = "password"

// A Value is a text that an operation writes into an element or an attribute.
type Value struct {
	// Text is the value itself, not escaped: a&b is written a&amp;b.
	Text string
	// Alias, if not empty, is the value's alias in the secure vault: the
	// element gets the attribute svns:secretAlias and the placeholder text that
	// WSO2's cipher tool leaves, and Text is not used.
	Alias string
}

// A Reading returns a text as the server reads it. Two texts with the same
// reading mean the same, and neither is replaced by the other.
type Reading func(string) string

// Verbatim is how most strings are read: as they are.
func Verbatim(text string) string { return text }

// Trimmed reads a name or value of user-mgt.xml: without ASCII white space at
// either end. Other white space, such as a no-break space, is part of the
// value.
func Trimmed(text string) string { return server.Trim(text) }

// newElement returns an element with a value, to be inserted below parent.
func newElement(parent *etree.Element, tag string, v Value) *etree.Element {
	e := etree.NewElement(tag)
	if v.Alias != "" {
		e.CreateAttr(vaultPrefix(parent)+":secretAlias", v.Alias)
		v.Text = placeholder
	}
	if v.Text != "" {
		e.SetText(v.Text)
	}
	return e
}

// aliasOf returns the secretAlias attribute of an element, or nil if there is
// none.
func aliasOf(e *etree.Element) *etree.Attr {
	for i := range e.Attr {
		if a := &e.Attr[i]; a.Key == "secretAlias" && a.Space != "" {
			return a
		}
	}
	return nil
}

// vaultPrefix returns the prefix bound to the secure vault's namespace at an
// element. If there is none, it declares svns on the root.
func vaultPrefix(e *etree.Element) string {
	root := e
	for at := e; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if a.Space == "xmlns" && a.Value == vaultNamespace {
				return a.Key
			}
		}
		if at.Parent() != nil && at.Parent().Tag != "" {
			root = at.Parent()
		}
	}
	root.CreateAttr("xmlns:svns", vaultNamespace)
	return "svns"
}
