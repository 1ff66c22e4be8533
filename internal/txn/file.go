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

// A File is a single file that is changed for itself, such as the hosts file:
// by the same transaction as the files of a Folder, but without a backup.
//
// Its lock, its journal and the copy of what it was lie beside it, in a folder
// .ispatch-NAME of mode 0700 that is removed at the end. One that is found there
// is believed only if it belongs to whoever runs. A run that was killed is
// recovered by the next one on the same file: it restores what the file was if
// the file holds nothing but what that run had written, also in part. Else the
// file is left, and a warning says where the copy is.
type File struct {
	folder *Folder
	base   string
}

// OpenFile finds a file, which may be missing; its folder may not. Symbolic
// links are followed; one that leads to nothing is an error. Nothing is written.
func OpenFile(name string) (*File, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, failed(name, "cannot find it", err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(abs); err == nil {
			return nil, &problem.Problem{File: abs, Message: "is a symbolic link to nothing", Err: ErrLink,
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

// Read returns what the file holds, nil where there is none. An empty file is
// not nil. One that is not regular, or larger than MaxFile, is an error.
func (f *File) Read() ([]byte, error) { return f.readFor(nil) }

// readFor is Read of a file that most likely holds the expected bytes: then it
// returns them.
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

// whole makes the content of an empty file a slice that is not nil.
func whole(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// Transact replaces the file by what plan makes of it, as Folder.Transact does:
// nil is no file, and plan may be called twice. The paths in the outcome and in
// errors are absolute.
func (f *File) Transact(
	ctx context.Context, o TransactOptions, plan func(old []byte) ([]byte, error),
) (*Outcome, error) {
	o.NoBackup = true
	unplanned := false // the error is the plan's, and stays what it is
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

// named gives the problems of an error absolute paths.
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
