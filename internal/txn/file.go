package txn

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"ispatch/internal/problem"
)

// A File is a single file that is changed on its own, such as the hosts file:
// by the same transaction as the files of a Folder, but without a backup.
//
// Its lock, its journal and the copy of the original are next to it, in a
// folder .ispatch-NAME of mode 0700 that is removed at the end. An existing
// folder is trusted only if it belongs to the user who runs. The next run on
// the same file recovers from a killed one: it restores the original if the
// file holds only what that run wrote, possibly incomplete. Otherwise the file
// stays as it is, and a warning says where the copy is.
type File struct {
	folder *Folder
	base   string
}

// OpenFile opens a file, which may be missing, in a folder, which must exist.
// Symbolic links are followed; a dangling one is an error. Nothing is written.
func OpenFile(name string) (*File, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, failed(name, "cannot find it", err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(abs); err == nil {
			return nil, &problem.Problem{File: abs, Message: "is a symbolic link to nothing", Err: errLink,
				Hint: "make the file that it names, or remove the link"}
		}
		var dir string
		dir, err = filepath.EvalSymlinks(filepath.Dir(abs))
		real = filepath.Join(dir, filepath.Base(abs))
	}
	if err != nil {
		return nil, failed(abs, "cannot open its folder", err)
	}
	base := filepath.Base(real)
	if isState(base) {
		return nil, &problem.Problem{File: abs, Message: "is a file of this program's own", Hint: "name another file"}
	}
	folder, err := Open(filepath.Dir(real), Options{})
	if err != nil {
		return nil, err
	}
	folder.state, folder.transient = stateName+"-"+base, true
	return &File{folder, base}, nil
}

// Path returns the absolute path of the file, with links followed.
func (f *File) Path() string { return filepath.Join(f.folder.dir, f.base) }

// Close releases what OpenFile opened.
func (f *File) Close() error { return f.folder.Close() }

// Read returns the content of the file, or nil if there is none. The content of
// an empty file is not nil. It is an error if the file is not regular, or
// larger than MaxFile.
func (f *File) Read() ([]byte, error) { return f.readFor(nil) }

// readFor is Read for a file that probably holds the expected bytes; if it
// does, it returns them.
func (f *File) readFor(expected []byte) ([]byte, error) {
	c, err := f.folder.readPlaceFor(place{f.base, false}, MaxFile, expected)
	if err != nil {
		return nil, f.named(failed(f.base, "cannot read it", err))
	}
	if c == nil {
		return nil, nil
	}
	return whole(c.data), nil
}

// whole returns the content of a file, not nil even if it is empty.
func whole(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// Transact replaces the file by what plan makes of its content, as
// Folder.Transact does. For both, nil means no file; plan may be called twice.
// The paths in the outcome and in errors are absolute.
func (f *File) Transact(
	ctx context.Context, o TransactOptions, plan func(old []byte) ([]byte, error),
) (*Outcome, error) {
	o.NoBackup = true
	unplanned := false // the error is the plan's, and is returned unchanged
	var old []byte
	out, err := f.folder.Transact(ctx, o, func() (_ []Change, err error) {
		if old, err = f.readFor(old); err != nil {
			return nil, err
		}
		next, err := plan(old)
		unplanned = err != nil
		return []Change{{Path: f.base, Old: old, New: next}}, err
	})
	files := out.Files
	if out.Recovered != nil {
		files = slices.Concat(files, out.Recovered.Files)
		out.Recovered.Files = files[len(out.Files):]
		out.Files = files[:len(out.Files)]
	}
	for i, name := range files {
		files[i] = filepath.Join(f.folder.dir, name)
	}
	for i := range out.Changes {
		out.Changes[i].Path = filepath.Join(f.folder.dir, out.Changes[i].Path)
	}
	for i, p := range out.Warnings {
		out.Warnings[i] = f.absolute(p)
	}
	if unplanned {
		return out, err
	}
	return out, f.named(err)
}

// named makes the paths in the problems of an error absolute.
func (f *File) named(err error) error {
	if err == nil {
		return nil
	}
	var list problem.List
	for _, p := range problem.From(err) {
		list = append(list, f.absolute(p))
	}
	return list
}

func (f *File) absolute(p *problem.Problem) *problem.Problem {
	if p.File == "" || filepath.IsAbs(p.File) {
		return p
	}
	moved := *p
	moved.File = filepath.Join(f.folder.dir, p.File)
	return &moved
}
