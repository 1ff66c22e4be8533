package patch

import (
	"io/fs"
	"slices"
)

// cachedFS caches what it reads from a home, so that a plan sees one state of
// it: the same names are looked up often. Only the contents of short files are
// cached.
type cachedFS struct {
	fs.FS
	stats   map[string]answer[fs.FileInfo]
	folders map[string]answer[[]fs.DirEntry]
	short   map[string]answer[[]byte]
}

// maxShort is the size in bytes of the longest file whose content is kept.
const maxShort = 4096

type answer[T any] struct {
	value T
	err   error
}

func newCachedFS(fsys fs.FS) *cachedFS {
	return &cachedFS{fsys, map[string]answer[fs.FileInfo]{}, map[string]answer[[]fs.DirEntry]{},
		map[string]answer[[]byte]{}}
}

// Stat implements fs.StatFS.
func (c *cachedFS) Stat(name string) (fs.FileInfo, error) {
	a, known := c.stats[name]
	if !known {
		a.value, a.err = fs.Stat(c.FS, name)
		c.stats[name] = a
	}
	return a.value, a.err
}

// ReadDir implements fs.ReadDirFS.
func (c *cachedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	a, known := c.folders[name]
	if !known {
		a.value, a.err = fs.ReadDir(c.FS, name)
		c.folders[name] = a
	}
	return slices.Clone(a.value), a.err
}

// ReadFile implements fs.ReadFileFS.
func (c *cachedFS) ReadFile(name string) ([]byte, error) {
	a, known := c.short[name]
	if !known {
		a.value, a.err = fs.ReadFile(c.FS, name)
		if len(a.value) > maxShort {
			return a.value, a.err // it is the caller's own
		}
		c.short[name] = a
	}
	return slices.Clone(a.value), a.err
}
