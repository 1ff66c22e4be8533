package homestest

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// Overlay returns fsys with other contents for some files, by their names: a
// home as it would be after planned changes. A file that fsys does not have can
// be opened and read; directories list what fsys lists.
func Overlay(fsys fs.FS, files map[string][]byte) fs.FS {
	return overlay{fsys, files}
}

type overlay struct {
	fs.FS
	files map[string][]byte
}

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	if content, ok := o.files[name]; ok {
		return &overlayFile{bytes.NewReader(content), overlayInfo{path.Base(name), int64(len(content))}}, nil
	}
	return o.FS.Open(name)
}

// ReadFile implements fs.ReadFileFS.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if content, ok := o.files[name]; ok {
		return bytes.Clone(content), nil
	}
	return fs.ReadFile(o.FS, name)
}

// ReadDir implements fs.ReadDirFS.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.FS, name) }

// Stat implements fs.StatFS.
func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if content, ok := o.files[name]; ok {
		return overlayInfo{path.Base(name), int64(len(content))}, nil
	}
	return fs.Stat(o.FS, name)
}

// An overlayFile is an open file of an overlay.
type overlayFile struct {
	*bytes.Reader
	info overlayInfo
}

func (f *overlayFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *overlayFile) Close() error               { return nil }

type overlayInfo struct {
	name string
	size int64
}

func (i overlayInfo) Name() string     { return i.name }
func (i overlayInfo) Size() int64      { return i.size }
func (overlayInfo) Mode() fs.FileMode  { return 0o444 }
func (overlayInfo) ModTime() time.Time { return time.Time{} }
func (overlayInfo) IsDir() bool        { return false }
func (overlayInfo) Sys() any           { return nil }
