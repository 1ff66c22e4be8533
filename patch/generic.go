package patch

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// Ensure is the operation that sets the text of an element or an attribute of
// any XML file.
//
// Present: it changes where the text differs. Missing: the elements of a path
// of child steps, whose predicates are equalities, are created; any other path
// is a problem. There several times: a problem that names the lines.
type Ensure struct {
	// Path is that of the file, relative to the home.
	Path string
	// XPath is the path of the element, or of its attribute: PATH/@name.
	XPath string
	Value Value
}

// File implements Operation.
func (o Ensure) File() string { return o.Path }

// Apply implements Operation.
func (o Ensure) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(o.Path)
	if err != nil {
		return nil, err
	}
	doc := editor.Document
	path, found, err := findOne(docs, doc, o.Path, o.XPath)
	if err != nil {
		return nil, err
	}
	name, attr := o.XPath, path.Attr()
	inserted := found == nil
	var e *etree.Element
	if !inserted {
		e, attr = found.Element, found.Attr
	} else {
		if !path.Simple() {
			return nil, &Problem{File: o.Path, Message: fmt.Sprintf("path %s matches nothing", o.XPath),
				Hint: "only a path of child steps with predicates like [@name='value'] or [name='value'] can be created"}
		}
		var created bool
		if e, created, err = path.Ensure(doc); err != nil {
			return nil, asProblem(o.Path, err)
		}
		inserted = created || attr != ""
	}
	changed := false
	if attr != "" {
		if a := e.SelectAttr(attr); a == nil || a.Value != o.Value.Text {
			e.CreateAttr(attr, o.Value.Text)
			changed = true
		}
	} else {
		changed = editor.Set(e, o.Value, Verbatim, false)
	}
	if inserted {
		return []Report{{File: o.Path, Name: name, Action: Inserted, Element: e}}, nil
	}
	var fields []string
	if changed {
		fields = []string{e.Tag}
		if attr != "" {
			fields = []string{"@" + attr}
		}
	}
	return []Report{editor.Report(name, e, fields...)}, nil
}

// findOne compiles a path and finds its one match, nil where there is none.
func findOne(docs *Documents, doc *xmlpath.Document, file, text string) (*xmlpath.Path, *xmlpath.Match, error) {
	path, err := xmlpath.CompilePath(text)
	if err != nil {
		return nil, nil, asProblem(file, err)
	}
	matches, err := path.Find(doc)
	switch {
	case err != nil:
		return nil, nil, asProblem(file, err)
	case len(matches) == 0:
		return path, nil, nil
	case len(matches) > 1:
		var lines []string
		for _, m := range matches {
			lines = append(lines, fmt.Sprint(docs.line(file, m.Element)))
		}
		return nil, nil, docs.problemAt(file, matches[0].Element, "make the path more precise",
			"path %s matches %d times, at lines %s", text, len(matches), strings.Join(lines, ", "))
	}
	return path, &matches[0], nil
}

// Delete is the operation that removes an element or an attribute of any XML
// file.
//
// Present: it is removed, an element with its lines. Missing: nothing happens.
// There several times: a problem that names the lines.
type Delete struct {
	// Path is that of the file, relative to the home.
	Path string
	// XPath is the path of the element, or of its attribute: PATH/@name.
	XPath string
}

// File implements Operation.
func (o Delete) File() string { return o.Path }

// Apply implements Operation.
func (o Delete) Apply(docs *Documents) ([]Report, error) {
	doc, err := docs.Open(o.Path)
	if err != nil {
		return nil, err
	}
	_, found, err := findOne(docs, doc, o.Path, o.XPath)
	if err != nil {
		return nil, err
	}
	if found == nil {
		return []Report{{File: o.Path, Name: o.XPath, Action: Unchanged, Element: doc.Root()}}, nil
	}
	switch {
	case found.Attr != "":
		found.Element.RemoveAttr(found.Attr)
	case found.Element == doc.Root():
		return nil, docs.problemAt(o.Path, found.Element, "",
			"path %s matches the root element, which cannot be removed", o.XPath)
	default:
		found.Element.Parent().RemoveChild(found.Element)
	}
	return []Report{{File: o.Path, Name: o.XPath, Action: Removed, Element: found.Element}}, nil
}
