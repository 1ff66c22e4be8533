package wiring

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/beevik/etree"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// Read reads the wiring of the home whose files fsys reads: those of an opened
// home, or an Overlay of what they would become.
func Read(fsys fs.FS) *Graph {
	r := &reader{fsys: fsys, docs: patch.NewDocuments(fsys), graph: &Graph{
		Elsewhere:   []Reference{},
		Datasources: []*Datasource{},
		Broken:      []Break{},
	}}
	r.datasources()
	r.realm()
	r.registry()
	r.elsewhere()
	return r.graph
}

// A reader fills one Graph.
type reader struct {
	fsys  fs.FS
	docs  *patch.Documents
	graph *Graph

	byJNDI map[string][]*Datasource // those of a JNDI name
	binder map[string]*Datasource   // the one that the server takes
}

// broken notes that something does not work, and returns the mark for it.
func (r *reader) broken(at Place, message string) Broken {
	r.graph.Broken = append(r.graph.Broken, Break{at, message})
	return Broken(message)
}

// open returns a document's root, or nil and what is wrong with the file.
func (r *reader) open(file string) (*etree.Element, Break) {
	doc, err := r.docs.Open(file)
	if err == nil {
		return doc.Root(), Break{}
	}
	b := Break{Place{File: file}, err.Error()}
	var p *patch.Problem
	if errors.As(err, &p) {
		b = Break{Place{File: p.File, Line: p.Line}, p.Message}
	}
	r.broken(b.Place, b.Message)
	return nil, b
}

// place is where an element stands.
func (r *reader) place(file string, e *etree.Element) Place {
	at := Place{File: file}
	if doc, err := r.docs.Open(file); err == nil {
		if position, ok := doc.Position(e); ok {
			at.Line = position.Line
		}
	}
	return at
}

// first returns the first child element of a name, nil where there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	return e.SelectElement(tag)
}

// text is the text of the first child element of a name, "" where there is
// none.
func text(e *etree.Element, tag string) string {
	if child := first(e, tag); child != nil {
		return xmlpath.Value(child)
	}
	return ""
}

// trim drops the blanks that XML knows.
func trim(s string) string { return strings.Trim(s, " \t\r\n") }
