package server

import (
	"io/fs"

	"ispatch/xmlpath"
)

// Edited returns the files of a home as fsys reads them, except for the given paths:
// these have the given contents, and a path with nil contents does not exist. It shows a
// home as it would be after a change that is not written yet.
func Edited(fsys fs.FS, contents map[string][]byte) Source {
	return &edited{Source: NewSource(fsys), contents: contents, open: map[string]opened{}}
}

type edited struct {
	Source
	contents map[string][]byte
	open     map[string]opened
}

// Open implements Source.
func (s *edited) Open(path string) (*xmlpath.Document, error) {
	content, changed := s.contents[path]
	if !changed {
		return s.Source.Open(path)
	}
	o, known := s.open[path]
	if !known {
		if content == nil {
			o.err = &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		} else {
			o.doc, o.err = xmlpath.Parse(content)
		}
		s.open[path] = o
	}
	return o.doc, o.err
}
