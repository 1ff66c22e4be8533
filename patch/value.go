package patch

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// vault is the namespace of svns:secretAlias.
const vault = "http://org.wso2.securevault/configuration"

// placeholder is what WSO2's cipher tool leaves where it took a secret away.
const placeholder = "password"

// A Value is a text that an operation writes into an element or an attribute.
type Value struct {
	// Text is the value itself, not escaped: a&b is written a&amp;b.
	Text string
	// Alias, where it is not empty, is the secure vault's name of the value:
	// the element then gets the attribute svns:secretAlias and the placeholder
	// text that WSO2's cipher tool leaves; Text is not used.
	Alias string
}

// A reader says how the server reads a text: what two texts that differ may
// still mean the same.
type reader func(string) string

// exact is how most strings are read.
func exact(s string) string { return s }

// trimmed is how names and values of user-mgt.xml are read.
func trimmed(s string) string { return strings.Trim(s, " \t\r\n") }

// setValue brings the text of an element to a value and says whether it
// changed anything. A text that the secure vault provides stays, with a
// warning, where the value is a plain one and force is not set: the vault's is
// the secret, and the plain text would lay it open.
func setValue(docs *Documents, file string, e *etree.Element, v Value, read reader, force bool) bool {
	alias := aliasOf(e)
	switch {
	case v.Alias != "":
		if alias != nil && alias.Value == v.Alias {
			return false
		}
		if alias != nil {
			alias.Value = v.Alias
		} else {
			e.CreateAttr(vaultPrefix(e)+":secretAlias", v.Alias)
		}
		xmlpath.SetValue(e, placeholder)
		return true
	case alias != nil && !force:
		docs.warn(file, e, "<%s> comes from the secure vault (alias %s) and was left alone; --force writes the plain value", e.Tag, alias.Value)
		return false
	case alias != nil:
		e.RemoveAttr(alias.FullKey())
		xmlpath.SetValue(e, v.Text)
		return true
	case read(xmlpath.Value(e)) == read(v.Text):
		return false
	}
	xmlpath.SetValue(e, v.Text)
	return true
}

// newElement makes an element with a value. The root is that of the document
// it will stand in.
func newElement(root *etree.Element, tag string, v Value) *etree.Element {
	e := etree.NewElement(tag)
	if v.Alias != "" {
		e.CreateAttr(vaultPrefix(root)+":secretAlias", v.Alias)
		v.Text = placeholder
	}
	if v.Text != "" {
		e.SetText(v.Text)
	}
	return e
}

// aliasOf returns the attribute by which the secure vault knows an element.
func aliasOf(e *etree.Element) *etree.Attr {
	for i := range e.Attr {
		if a := &e.Attr[i]; a.Key == "secretAlias" && a.Space != "" {
			return a
		}
	}
	return nil
}

// vaultPrefix returns the prefix that means the secure vault's namespace at an
// element, and declares svns on the root where there is none.
func vaultPrefix(e *etree.Element) string {
	root := e
	for at := e; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if a.Space == "xmlns" && a.Value == vault {
				return a.Key
			}
		}
		if at.Parent() != nil && at.Parent().Tag != "" {
			root = at.Parent()
		}
	}
	root.CreateAttr("xmlns:svns", vault)
	return "svns"
}

// children returns the child elements of a name, whatever their namespace.
func children(e *etree.Element, tag string) []*etree.Element {
	return slices.Collect(func(yield func(*etree.Element) bool) {
		for _, child := range e.ChildElements() {
			if child.Tag == tag && !yield(child) {
				return
			}
		}
	})
}

// first returns the first child element of a name, nil where there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	if all := children(e, tag); len(all) > 0 {
		return all[0]
	}
	return nil
}

// last returns the last child element of a name, nil where there is none.
func last(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	if all := children(e, tag); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// prepend puts a child before the first child element.
func prepend(parent, child *etree.Element) {
	if elements := parent.ChildElements(); len(elements) > 0 {
		parent.InsertChildAt(elements[0].Index(), child)
		return
	}
	parent.AddChild(child)
}
