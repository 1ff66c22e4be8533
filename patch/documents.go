package patch

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// Documents are the files of a home, each read once and edited in memory. They
// are not safe for concurrent use.
type Documents struct {
	fsys     fs.FS
	open     map[string]*opened
	order    []string // the keys of open, in the order in which they were opened
	warnings Problems
	checks   []func()
	named    []string // the datasources that operations have named
	aliases  []aliasPlace
	bound    map[string]bool // JNDI names, before any file of datasources was edited
	// config is the whole home as the server reads it, sources only its
	// datasources. They are nil if an edit may have changed them.
	config, sources *server.Config
}

// An opened file has a document, a text, or a problem.
type opened struct {
	doc     *xmlpath.Document
	text    *textFile
	created bool // it does not exist in the home yet
	problem *Problem
}

// NewDocuments returns the documents of the home in fsys.
func NewDocuments(fsys fs.FS) *Documents {
	return &Documents{fsys: newCachedFS(fsys), open: map[string]*opened{}}
}

// FS returns the file system of the home, for reading files that are not XML
// and for listing folders. It caches its answers.
func (d *Documents) FS() fs.FS { return d.fsys }

// Open returns the document at a path relative to the home. It returns a
// *Problem if the file is missing, cannot be read, is not well-formed, or is a
// template. Opening the same path again returns the same document or the same
// problem.
func (d *Documents) Open(path string) (*xmlpath.Document, error) {
	o := d.open[path]
	if o == nil {
		o = d.read(path)
		d.add(path, o)
	}
	if o.problem != nil {
		return nil, o.problem
	}
	return o.doc, nil
}

// create creates a file, which must not exist yet.
func (d *Documents) create(path string, src []byte) (*Editor, error) {
	doc, err := xmlpath.Parse(src)
	if err != nil {
		return nil, asProblem(path, err)
	}
	d.add(path, &opened{doc: doc, created: true})
	return d.Edit(path)
}

// openText reads a file that is not XML.
func (d *Documents) openText(path string) (*textFile, error) {
	if o := d.open[path]; o != nil && o.text != nil {
		return o.text, nil
	}
	src, err := fs.ReadFile(d.fsys, path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	o := &opened{text: &textFile{before: src, after: src}}
	d.add(path, o)
	return o.text, nil
}

// add remembers an opened file.
func (d *Documents) add(path string, o *opened) {
	if _, known := d.open[path]; !known {
		d.order = append(d.order, path)
	}
	d.open[path] = o
}

// read reads and parses a file.
func (d *Documents) read(path string) *opened {
	src, err := fs.ReadFile(d.fsys, path)
	if err != nil {
		return &opened{problem: unreadable(path, err)}
	}
	if p := checkTemplate(path, src); p != nil {
		return &opened{problem: p}
	}
	doc, err := xmlpath.Parse(src)
	if err != nil {
		return &opened{problem: asProblem(path, err)}
	}
	return &opened{doc: doc}
}

// unreadable returns the problem of a file that cannot be read. It does not
// repeat a file name that the error already has.
func unreadable(path string, err error) *Problem {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return &Problem{File: path, Code: p.Code, Message: p.Message, Hint: p.Hint, Err: err}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &Problem{File: path, Message: "no such file", Hint: "is this the home of a whole server?", Err: err}
	}
	cause := err
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		cause = pathError.Err
	}
	return &Problem{File: path, Message: cause.Error(), Err: err}
}

// Warn adds a warning for the person who runs the plan. A warning with the same
// text as an earlier one is not added again.
func (d *Documents) Warn(p *Problem) {
	p.Severity = problem.Warning
	if !slices.ContainsFunc(d.warnings, func(other *Problem) bool { return other.Error() == p.Error() }) {
		d.warnings = append(d.warnings, p)
	}
}

// server returns the home as the server would read it with the edits so far. It
// is read again after each Edit.
func (d *Documents) server() *server.Config {
	if d.config == nil {
		d.config = server.Read(d)
	}
	return d.config
}

// bindings returns the datasources as the server would read them with the edits
// so far. It is faster than server.
func (d *Documents) bindings() *server.Config {
	if d.config != nil {
		return d.config
	}
	if d.sources == nil {
		d.sources = server.ReadDatasources(d)
	}
	return d.sources
}

// changing notes that an edit may change what the server reads.
func (d *Documents) changing() { d.config, d.sources = nil, nil }

// Finally adds a check that a Plan runs after its last operation. The check
// sees the documents as the run leaves them. It may warn, but must not edit
// them.
func (d *Documents) Finally(check func()) { d.checks = append(d.checks, check) }

// changed reports whether the document of a file differs from what was read.
func (d *Documents) changed(path string) bool {
	o := d.open[path]
	return o != nil && o.doc != nil && (o.created || o.doc.Changed())
}

// problemAt returns a problem at a token of a document.
func (d *Documents) problemAt(file string, at etree.Token, hint, format string, args ...any) *Problem {
	p := &Problem{File: file, Message: fmt.Sprintf(format, args...), Hint: hint}
	if o := d.open[file]; o != nil && o.doc != nil && at != nil {
		if place, ok := o.doc.Position(at); ok {
			p.Line, p.Column = place.Line, place.Column
		}
	}
	return p
}

// line returns the line of a token in the file as it was read.
func (d *Documents) line(file string, at etree.Token) int {
	place, _ := d.open[file].doc.Position(at)
	return place.Line
}

// asProblem converts an error of package xmlpath to a Problem.
func asProblem(file string, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *xmlpath.Error
	if errors.As(err, &e) {
		p = e.Problem()
		if !e.InFragment {
			p.File = file
		}
		return p
	}
	return &Problem{File: file, Message: err.Error(), Err: err}
}
