package txn

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// errIndirect means that a name is not reached directly: a step of it is a
// symbolic link, or is not as it should be.
var errIndirect = errors.New("not reached directly")

// direct opens the folder of a name all of whose steps but the last are
// directories, as nearly all are: each is opened once. Any other name is
// errIndirect, and for the slower Folder.follow. If a folder is missing, the error is
// fs.ErrNotExist.
func (f *Folder) direct(name string) (d *dir, base string, err error) {
	if !isClean(name) || name == "." {
		return nil, "", errIndirect
	}
	d, err = f.directDir(path.Dir(name))
	return d, path.Base(name), err
}

func isClean(name string) bool {
	cleaned, err := clean(name)
	return err == nil && cleaned == name
}

// directDir opens the folder of a clean name; see direct.
func (f *Folder) directDir(name string) (*dir, error) {
	if name == "." {
		return f.top(), nil
	}
	if d := f.seen.dir(name); d != nil {
		return d, nil
	}
	parent, err := f.directDir(path.Dir(name))
	if err != nil {
		return nil, err
	}
	defer parent.close()
	d, err := parent.sub(path.Base(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fs.ErrNotExist
	case err != nil:
		return nil, errIndirect
	}
	return f.seen.keep(name, d), nil
}

// readDirect is ReadFile for a name that is reached directly. The content is nil
// if there is no such file.
func (f folderFS) readDirect(name string) (*content, error) {
	d, base, err := f.folder.direct(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer d.close()
	c, err := d.read(base, MaxFile)
	if errors.Is(err, errSpecial) {
		return nil, errIndirect
	}
	return c, err
}

// readDirDirect is ReadDir for a name that is reached directly.
func (f folderFS) readDirDirect(name string) ([]fs.DirEntry, error) {
	if !isClean(name) {
		return nil, errIndirect
	}
	d, err := f.folder.directDir(name)
	if err != nil {
		return nil, errIndirect
	}
	defer d.close()
	return f.folder.list(place{Path: name}, d)
}

// statDirect is Stat for a name that is reached directly.
func (f folderFS) statDirect(name string) (fs.FileInfo, error) {
	d, base, err := f.folder.direct(name)
	if err != nil {
		return nil, err
	}
	defer d.close()
	info, err := d.root.Lstat(base)
	if err == nil && info.Mode()&os.ModeSymlink != 0 {
		return nil, errIndirect
	}
	return info, err
}
