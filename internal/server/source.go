package server

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
	"ispatch/xmlpath"
)

// A Source opens the files of a home. A file is parsed only once. If it was edited in
// memory, the edited document is returned.
type Source interface {
	// Open returns the document at a path relative to the home. The error of a
	// file that does not exist wraps fs.ErrNotExist.
	Open(path string) (*xmlpath.Document, error)
	// FS reads files that are not XML, and lists folders.
	FS() fs.FS
}

// NewSource returns the files of a home as fsys reads them, each parsed once. It is for
// callers that only read.
func NewSource(fsys fs.FS) Source { return &files{fsys: fsys, open: map[string]opened{}} }

type files struct {
	fsys fs.FS
	open map[string]opened
}

type opened struct {
	doc *xmlpath.Document
	err error
}

// FS implements Source.
func (s *files) FS() fs.FS { return s.fsys }

// Open implements Source.
func (s *files) Open(path string) (*xmlpath.Document, error) {
	o, known := s.open[path]
	if !known {
		var src []byte
		if src, o.err = fs.ReadFile(s.fsys, path); o.err == nil {
			o.doc, o.err = xmlpath.Parse(src)
		}
		s.open[path] = o
	}
	return o.doc, o.err
}

// Paths of the server's files, relative to the home.
const (
	CarbonXML         = "repository/conf/carbon.xml"
	DatasourcesFolder = "repository/conf/datasources"
	MasterDatasources = DatasourcesFolder + "/master-datasources.xml"
	UserManagement    = "repository/conf/user-mgt.xml"
	RegistryXML       = "repository/conf/registry.xml"
	UserStoresFolder  = "repository/deployment/server/userstores"
	CipherTool        = "repository/conf/security/cipher-tool.properties"
	DeploymentTOML    = "repository/conf/deployment.toml"
	IdentityXML       = "repository/conf/identity/identity.xml"
	APIManagerXML     = "repository/conf/api-manager.xml"
	versionFile       = "bin/version.txt"
)

// A File is an XML file that the server reads.
type File struct {
	// Path is relative to the home, with slashes.
	Path string
	// Doc is nil if the file could not be parsed.
	Doc *xmlpath.Document
	// Problem is the reason why the server cannot read the file; nil if it can. Its code
	// is one of the file codes below. No values are read from a file with a Problem.
	Problem *problem.Problem
}

// The codes of a File's Problem.
const (
	MissingFile      = "missing-file"
	UnreadableFile   = "unreadable-file"
	NotWellFormed    = "not-well-formed"
	UndeclaredPrefix = "undeclared-prefix"
	UnknownEncoding  = "unknown-encoding"
)

// Root returns the root element, or nil if the server cannot read the file.
func (f *File) Root() *etree.Element {
	if f == nil || f.Doc == nil || f.Problem != nil {
		return nil
	}
	return f.Doc.Root()
}

// Missing reports whether the file does not exist.
func (f *File) Missing() bool { return f.Problem != nil && f.Problem.Code == MissingFile }

// Line returns the line of a token in the file as it was read, or 0 for a token that was
// added since. It takes time in proportion to the size of the file.
func (f *File) Line(t etree.Token) int {
	if f == nil || f.Doc == nil || t == nil {
		return 0
	}
	at, _ := f.Doc.Position(t)
	return at.Line
}

// open reads a file. The reason why the server cannot read it is in File.Problem.
func (r *reader) open(path string) *File {
	if f := r.files[path]; f != nil {
		return f
	}
	f := &File{Path: path}
	r.files[path] = f
	doc, err := r.src.Open(path)
	if err != nil {
		f.Problem = failure(path, err)
		if info, err := fs.Stat(r.src.FS(), path); err == nil && info.IsDir() {
			f.Problem.Message = "is a directory, not a file"
		}
	} else {
		f.Doc = doc
		f.Problem = refused(f)
	}
	if !f.Missing() {
		r.config.Files = append(r.config.Files, f)
	}
	return f
}

// failure is the problem of a file that cannot be opened or parsed.
func failure(path string, err error) *problem.Problem {
	p := *problem.From(err)[0]
	p.File, p.Severity, p.Err = path, problem.Error, err
	var parse *xmlpath.Error
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.Code, p.Message, p.Hint = MissingFile, "no such file", "restore it from the server's distribution"
	case errors.As(err, &parse):
		if p.Code, p.Line, p.Column, p.Hint = NotWellFormed, parse.Line, parse.Column, parse.Hint; parse.Code != "" {
			return undeclared(&p)
		}
		p.Message = strings.TrimPrefix(err.Error(), parse.Position.String()+": ")
	case p.Line > 0:
		p.Code = NotWellFormed
	case errors.As(err, &pathError):
		p.Code, p.Message = UnreadableFile, pathError.Err.Error()
	default:
		p.Code = UnreadableFile
	}
	return &p
}

// A Syntax is the place in the home at which something is written.
type Syntax struct {
	File *File
	// Element is nil if nothing is written; a message about it then refers to the File as
	// a whole.
	Element *etree.Element
}

// Line returns the line of the element in the file as it was read, or 0 if there is no
// element or it was added since.
func (s Syntax) Line() int {
	if s.Element == nil {
		return 0
	}
	return s.File.Line(s.Element)
}

// Place returns the file and the line.
func (s Syntax) Place() problem.Place {
	if s.File == nil {
		return problem.Place{}
	}
	return problem.Place{File: s.File.Path, Line: s.Line()}
}

// String returns file:line.
func (s Syntax) String() string { return s.Place().String() }

// Written reports whether there is an element.
func (s Syntax) Written() bool { return s.Element != nil }
