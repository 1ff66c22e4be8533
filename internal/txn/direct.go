package txn

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
)

// errIndirect means that a name is not reached directly: a step of it is a
// symbolic link, or is not as it should be.
var errIndirect = errors.New("not reached directly")

// direct opens the folder of a name all of whose steps but the last are
// directories, as nearly all are: each is opened once. Any other name is
// errIndirect, and for the slower Folder.follow. If a folder is missing, the error is
// fs.ErrNotExist.
func (f *Folder) direct(name string) (d *dir, base string, err error) {
	cleaned, err := clean(name)
	if err != nil || cleaned != name || name == "." {
		return nil, "", errIndirect
	}
	parent, base := path.Split(name)
	parent = strings.TrimSuffix(parent, "/")
	if parent == "" {
		return f.top(), base, nil
	}
	if d := f.seen.dir(parent); d != nil {
		return d, base, nil
	}
	d = f.top()
	for step := range strings.SplitSeq(parent, "/") {
		sub, err := d.sub(step)
		d.close()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, "", fs.ErrNotExist
		case err != nil:
			return nil, "", errIndirect
		}
		d = sub
	}
	return f.seen.keep(parent, d), base, nil
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
