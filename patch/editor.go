package patch

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// An Editor is one XML file of a home, opened for an operation by
// Documents.Edit: the document, and the helpers that the operations of this
// package use.
type Editor struct {
	*xmlpath.Document
	// Path is the path of the file, relative to the home.
	Path string
	docs *Documents
}

// Edit opens a file for an operation. It fails with a *Problem if Open does.
func (d *Documents) Edit(path string) (*Editor, error) {
	doc, err := d.Open(path)
	if err != nil {
		return nil, err
	}
	d.changing()
	if strings.HasPrefix(path, datasourcesFolder+"/") {
		d.rememberBound()
	}
	return &Editor{Document: doc, Path: path, docs: d}, nil
}

// Problem returns a problem at a token, with its line and column in the file as
// it was read. If the token is nil or new, the problem names only the file. The
// hint says what to do about it.
func (e *Editor) Problem(at etree.Token, hint, format string, args ...any) *Problem {
	return e.docs.problemAt(e.Path, at, hint, format, args...)
}

// Warn adds a warning at a token to the plan. The code is the stable name of
// its kind.
func (e *Editor) Warn(at etree.Token, code, hint, format string, args ...any) {
	p := e.Problem(at, hint, format, args...)
	p.Code = code
	e.docs.Warn(p)
}

// Line returns the line of a token in the file as it was read, or 0 for a new
// token.
func (e *Editor) Line(at etree.Token) int { return e.docs.line(e.Path, at) }

// Duplicate returns the problem of two elements where only one is allowed. Its
// position is that of the first; it names the line of the second.
func (e *Editor) Duplicate(first, second etree.Token, what string) *Problem {
	return e.Problem(first, "remove one of the two", "duplicate %s (also at line %d)", what, e.Line(second))
}

// Child returns the child element with a name, in any namespace. It returns nil
// if there is no such child, or if the parent is nil. Two such children are a
// *Problem that names both lines; what describes the element in its message.
func (e *Editor) Child(parent *etree.Element, tag, what string) (*etree.Element, error) {
	if parent == nil {
		return nil, nil
	}
	switch all := parent.SelectElements(tag); len(all) {
	case 0:
		return nil, nil
	case 1:
		return all[0], nil
	default:
		return nil, e.Duplicate(all[0], all[1], what)
	}
}

// SetValue sets the text of an element and reports whether anything changed. A
// text that the server reads as the wanted one stays as it is.
//
// If the element has a secretAlias, the value is plain and force is not set,
// the element stays unchanged and there is a warning: the secure vault holds
// the secret, and writing the plain text would expose it. A value with an alias
// sets the attribute, declares its namespace if necessary, and writes the
// placeholder text that the cipher tool expects.
func (e *Editor) SetValue(element *etree.Element, v Value, as Reading, force bool) (changed bool) {
	alias := aliasOf(element)
	switch {
	case v.Alias != "":
		if alias != nil && alias.Value == v.Alias {
			return false
		}
		if alias != nil {
			alias.Value = v.Alias
		} else {
			element.CreateAttr(vaultPrefix(element)+":secretAlias", v.Alias)
		}
		xmlpath.SetValue(element, placeholder)
		return true
	case alias != nil && !force:
		e.Warn(element, SecretKept, "", "<%s> comes from the secure vault (alias %s) and was left alone", element.Tag,
			alias.Value)
		return false
	case alias != nil:
		element.RemoveAttr(alias.FullKey())
		xmlpath.SetValue(element, v.Text)
		return true
	case as(xmlpath.Value(element)) == as(v.Text):
		return false
	}
	xmlpath.SetValue(element, v.Text)
	return true
}

// NewElement makes an element with a value, to be inserted below a parent that
// is in the document. If the value has an alias, the namespace of the secure
// vault is declared on the root, unless it is in scope at the parent.
func (e *Editor) NewElement(parent *etree.Element, tag string, v Value) *etree.Element {
	return newElement(parent, tag, v)
}

// Upsert sets the value of the child element with a name, and reports whether
// anything changed. A missing child is inserted after the last child with the
// first of the sibling names that occurs, or before all other children if none
// occurs. A present child changes as in SetValue. A child that is there twice
// is a *Problem that names both lines.
func (e *Editor) Upsert(parent *etree.Element, tag string, v Value, as Reading, force bool,
	after ...string) (changed bool, err error) {
	child, err := e.Child(parent, tag, fmt.Sprintf("<%s> of <%s>", tag, parent.Tag))
	if err != nil {
		return false, err
	}
	if child != nil {
		return e.SetValue(child, v, as, force), nil
	}
	InsertAfterSibling(parent, e.NewElement(parent, tag, v), after...)
	return true, nil
}

// Report returns the report on an existing element: an update of the fields, or
// no change if there are no fields.
func (e *Editor) Report(name string, element *etree.Element, fields ...string) Report {
	if len(fields) == 0 {
		return Report{File: e.Path, Name: name, Action: Unchanged, Element: element}
	}
	return Report{File: e.Path, Name: name, Action: Updated, Fields: fields, Element: element}
}

// Inserted returns the report on a new element.
func (e *Editor) Inserted(name string, element *etree.Element) Report {
	return Report{File: e.Path, Name: name, Action: Inserted, Element: element}
}

// Removed returns the report on a removed element.
func (e *Editor) Removed(name string, element *etree.Element) Report {
	return Report{File: e.Path, Name: name, Action: Removed, Element: element}
}

// InsertAfterSibling inserts a child after the last child with the first of the
// sibling names that occurs, or before all other child elements if none occurs.
func InsertAfterSibling(parent, child *etree.Element, siblings ...string) {
	for _, tag := range siblings {
		if sibling := last(parent, tag); sibling != nil {
			xmlpath.InsertAfter(sibling, child)
			return
		}
	}
	if elements := parent.ChildElements(); len(elements) > 0 {
		parent.InsertChildAt(elements[0].Index(), child)
		return
	}
	parent.AddChild(child)
}
