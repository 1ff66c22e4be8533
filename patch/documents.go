package patch

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// Documents are the XML files of a home, read once each and edited in memory.
type Documents struct {
	fsys     fs.FS
	open     map[string]*opened
	warnings []string
}

type opened struct {
	doc     *xmlpath.Document
	problem *Problem
}

// NewDocuments returns the documents of a home whose files fsys reads.
func NewDocuments(fsys fs.FS) *Documents {
	return &Documents{fsys: fsys, open: map[string]*opened{}}
}

// FS returns what reads the home's files, as it was given to NewDocuments: what is
// not XML is read there, and folders are listed.
func (d *Documents) FS() fs.FS { return d.fsys }

// Open returns the document at a path relative to the home, always the same
// one. A file that is missing, cannot be read or is not well-formed is a
// *Problem, always the same one.
func (d *Documents) Open(path string) (*xmlpath.Document, error) {
	o := d.open[path]
	if o == nil {
		o = &opened{}
		d.open[path] = o
		src, err := fs.ReadFile(d.fsys, path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			o.problem = &Problem{File: path, Message: "no such file", Hint: "is this the home of a whole server?", Err: err}
		case err != nil:
			o.problem = unreadable(path, err)
		default:
			if o.doc, err = xmlpath.Parse(src); err != nil {
				o.problem = asProblem(path, err)
			}
		}
	}
	if o.problem != nil {
		return nil, o.problem
	}
	return o.doc, nil
}

// unreadable is the problem of a file that cannot be read. Errors that name the
// file themselves are not to name it twice.
func unreadable(path string, err error) *Problem {
	var detailed interface{ Detail() (message, hint string) }
	if errors.As(err, &detailed) {
		message, hint := detailed.Detail()
		return &Problem{File: path, Message: message, Hint: hint}
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return &Problem{File: path, Message: err.Error()}
}

// Warn adds a message for the person who runs the plan.
func (d *Documents) Warn(format string, args ...any) {
	d.warnings = append(d.warnings, fmt.Sprintf(format, args...))
}

// warn adds a message about an element.
func (d *Documents) warn(file string, e *etree.Element, format string, args ...any) {
	d.Warn("%s", d.problemAt(file, e, "", format, args...).Error())
}

// problemAt is a problem at an element of a document.
func (d *Documents) problemAt(file string, e *etree.Element, hint, format string, args ...any) *Problem {
	p := &Problem{File: file, Message: fmt.Sprintf(format, args...), Hint: hint}
	if o := d.open[file]; o != nil && o.doc != nil && e != nil {
		if at, ok := o.doc.Position(e); ok {
			p.Line, p.Column = at.Line, at.Column
		}
	}
	return p
}

// line is the line of an element in the file as it was read, for messages.
func (d *Documents) line(file string, e *etree.Element) int {
	at, _ := d.open[file].doc.Position(e)
	return at.Line
}

// twice is the problem of two elements where the server knows one.
func (d *Documents) twice(file string, one, other *etree.Element, what string) *Problem {
	return d.problemAt(file, one, "remove one of the two", "%s stands here and again at line %d", what, d.line(file,
		other))
}

// asProblem makes an error of package xmlpath one of this package.
func asProblem(file string, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *xmlpath.Error
	if errors.As(err, &e) {
		return &Problem{File: file, Line: e.Line, Column: e.Column, Message: strings.TrimPrefix(err.Error(),
			e.Position.String()+": "), Hint: e.Hint}
	}
	return &Problem{File: file, Message: err.Error()}
}
