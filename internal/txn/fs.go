package txn

import (
	"errors"
	"io/fs"
	"os"
	"path"

	"ispatch/internal/problem"
)

// FS reads files of the folder. Names are those of io/fs: relative to the
// folder, with slashes. Symbolic links are followed as Resolve does, with its
// errors; a missing file is fs.ErrNotExist. Only regular files and directories
// can be opened; a FIFO or a device is an error, and does not block. It
// implements fs.ReadDirFS, fs.ReadFileFS, fs.StatFS and fs.ReadLinkFS.
func (f *Folder) FS() fs.FS { return folderFS{f} }

type folderFS struct{ folder *Folder }

func (f folderFS) Open(name string) (fs.File, error) {
	file, err := f.open(name)
	if err != nil {
		return nil, f.wrap("open", name, err)
	}
	return file, nil
}

func (f folderFS) ReadFile(name string) ([]byte, error) {
	p := place{Path: name}
	c, err := f.readDirect(name)
	if err == errIndirect {
		if p, err = f.find(name); err == nil {
			c, err = f.folder.readPlace(p, MaxFile)
		}
	}
	if err != nil {
		return nil, f.wrap("read", name, err)
	}
	f.folder.seen.note(p, c)
	if c == nil {
		return nil, f.wrap("read", name, fs.ErrNotExist)
	}
	return c.data, nil
}

func (f folderFS) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := f.readDirDirect(name)
	if err == errIndirect {
		list, err = f.readDir(name)
	}
	if err != nil {
		return nil, f.wrap("readdir", name, err)
	}
	return list, nil
}

func (f folderFS) readDir(name string) ([]fs.DirEntry, error) {
	p, err := f.find(name)
	if err != nil {
		return nil, err
	}
	d, err := f.folder.openDir(p)
	if err != nil {
		return nil, err
	}
	defer d.close()
	return f.folder.list(p, d)
}

// list lists the open directory at p.
func (f *Folder) list(p place, d *dir) ([]fs.DirEntry, error) {
	if info, err := d.info(); err == nil {
		f.seen.note(p, &content{info: info})
	}
	return d.entries()
}

func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	if info, err := f.statDirect(name); err != errIndirect {
		if err != nil {
			return nil, f.wrap("stat", name, err)
		}
		return info, nil
	}
	p, err := f.find(name)
	if err != nil {
		return nil, f.wrap("stat", name, err)
	}
	info, err := (&walker{folder: f.folder}).lstat(p)
	if err != nil {
		return nil, f.wrap("stat", name, err)
	}
	return info, nil
}

// Lstat describes a name. If it is a symbolic link, it is not followed.
func (f folderFS) Lstat(name string) (fs.FileInfo, error) {
	if d, base, err := f.folder.direct(name); err == nil {
		defer d.close()
		info, err := d.root.Lstat(base)
		if err != nil {
			return nil, f.wrap("lstat", name, err)
		}
		return info, nil
	}
	p, err := f.findName(name)
	if err != nil {
		return nil, f.wrap("lstat", name, err)
	}
	info, err := (&walker{folder: f.folder}).lstat(p)
	if err != nil {
		return nil, f.wrap("lstat", name, err)
	}
	return info, nil
}

// ReadLink returns the target of a symbolic link.
func (f folderFS) ReadLink(name string) (string, error) {
	p, err := f.findName(name)
	if err != nil {
		return "", f.wrap("readlink", name, err)
	}
	var target string
	if p.Outside {
		target, err = os.Readlink(p.Path)
	} else {
		target, err = f.folder.root.Readlink(p.Path)
	}
	if err != nil {
		return "", f.wrap("readlink", name, err)
	}
	return target, nil
}

// findName resolves all of a path except its last step.
func (f folderFS) findName(name string) (place, error) {
	if !fs.ValidPath(name) {
		return place{}, fs.ErrInvalid
	}
	if name == "." {
		return place{".", false}, nil
	}
	p, err := f.folder.follow(path.Dir(name))
	if err != nil {
		return place{}, err
	}
	return (&walker{at: p}).join(path.Base(name)), nil
}

func (f folderFS) find(name string) (place, error) {
	if !fs.ValidPath(name) {
		return place{}, fs.ErrInvalid
	}
	return f.folder.follow(name)
}

func (f folderFS) open(name string) (fs.File, error) {
	p, err := f.find(name)
	if err != nil {
		return nil, err
	}
	info, err := (&walker{folder: f.folder}).lstat(p)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if p.Path == "." || p.Outside {
			d, err := f.folder.openDir(p)
			if err != nil {
				return nil, err
			}
			defer d.close()
			return d.root.Open(".")
		}
	}
	parent, base := p.parent()
	d, err := f.folder.openDir(parent)
	if err != nil {
		return nil, err
	}
	defer d.close()
	if info.IsDir() {
		return d.openDir(base) // by its name, which Stat must return
	}
	file, info, err := d.open(base, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	f.folder.seen.note(p, &content{info: info})
	return file, nil
}

// readPlace returns the content of the regular file at p, or nil if there is
// none. A file with more bytes than limit is an error, and not read.
func (f *Folder) readPlace(p place, limit int64) (*content, error) {
	return f.readPlaceFor(p, limit, nil)
}

// readPlaceFor is readPlace for a file that probably holds the expected bytes;
// see dir.readFor.
func (f *Folder) readPlaceFor(p place, limit int64, expected []byte) (*content, error) {
	parent, base := p.parent()
	d, err := f.openDir(parent)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer d.close()
	return d.readFor(base, limit, expected)
}

// wrap adds operation and file to an error, unless it is one of ours, which has
// both. Errors other than fs.ErrNotExist are recorded for Stable.
func (f folderFS) wrap(op, name string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		f.folder.seen.fail(name, err)
	}
	switch err.(type) {
	case *problem.Problem:
		return err
	}
	return &fs.PathError{Op: op, Path: name, Err: cause(err)}
}
