package apply

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
)

// StandardInput is the name of the file of Filter in messages.
const StandardInput = "standard input"

// RunFile applies operations to one XML file outside any home, all or nothing.
// The operations' paths are the file's name, as the caller gave it. Only the file
// is written, and there is no backup.
func RunFile(ctx context.Context, o Options, name string, operations Operations) (*Result, error) {
	result := &Result{}
	file, err := txn.OpenFile(name)
	if err != nil {
		return result, fileProblem(name, err)
	}
	defer file.Close()
	var p Planned
	var before, after []byte
	plan := func(old []byte) ([]byte, error) {
		if old == nil {
			return nil, fileProblem(name, fs.ErrNotExist)
		}
		if after != nil && bytes.Equal(old, before) {
			return after, nil // second call, with the lock: do not plan a large file twice
		}
		var err error
		before = old
		if p, after, err = planOne(name, old, operations, o.Force); err != nil || after == nil {
			return old, err
		}
		p.Elsewhere = []txn.Change{{Path: file.Path(), Old: old, New: after}}
		p.Named = map[string]string{file.Path(): name}
		return after, nil
	}
	if o.DryRun {
		old, err := file.Read()
		if err == nil {
			_, err = plan(old)
		}
		if err != nil {
			return result, err
		}
		return result.planned(nil, p), nil
	}
	outcome, err := file.Transact(ctx, txn.TransactOptions{LockTimeout: o.LockTimeout}, plan)
	result.note(outcome)
	if err != nil {
		return result, err
	}
	return result.planned(nil, p), nil
}

// Filter applies operations to a document that is not in a file, and returns the
// new one. The operations' paths are StandardInput.
func Filter(o Options, before []byte, operations Operations) ([]byte, *Result, error) {
	result := &Result{}
	p, after, err := planOne(StandardInput, before, operations, o.Force)
	if err != nil {
		return nil, result, err
	}
	if after == nil {
		return before, result.planned(nil, p), nil
	}
	p.Elsewhere = []txn.Change{{Path: StandardInput, Old: before, New: after}}
	return after, result.planned(nil, p), nil
}

// planOne plans operations on one document. after is nil if nothing changes.
func planOne(name string, before []byte, operations Operations, force bool) (p Planned, after []byte, err error) {
	plan, overridden, err := operations.plan(oneFile{name, before}, force)
	if err != nil {
		return p, nil, err
	}
	p.Reports, p.Warnings, p.Overridden = plan.Reports, plan.Warnings, overridden
	for _, f := range plan.Files {
		if f.Changed() {
			after = f.After
		}
	}
	return p, after, nil
}

// ReadFile reads a file outside any home: a regular file of at most 64 MiB.
func ReadFile(name string) ([]byte, error) {
	f, err := openRegular(name)
	if err != nil {
		return nil, fileProblem(name, err)
	}
	defer f.Close()
	return txn.ReadBounded(f, name, txn.MaxFile)
}

// ReadAll reads a stream of at most 64 MiB to its end. name is for messages. A
// regular file with more than that left, which standard input may be, is not read
// at all.
func ReadAll(name string, r io.Reader) ([]byte, error) {
	if f, ok := r.(*os.File); ok && left(f) > txn.MaxFile {
		return nil, problem.At(name, 0, 0, "", "is larger than 64 MiB")
	}
	data, err := io.ReadAll(io.LimitReader(r, txn.MaxFile+1))
	if err != nil {
		return nil, fileProblem(name, err)
	}
	if len(data) > txn.MaxFile {
		return nil, problem.At(name, 0, 0, "", "is larger than 64 MiB")
	}
	return data, nil
}

// left returns the number of bytes that are still to be read from a regular file,
// and 0 for any other file.
func left(f *os.File) int64 {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0
	}
	return info.Size() - at
}

// openRegular opens a regular file. It refuses anything else before opening it,
// which could block.
func openRegular(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is not a file but " + txn.Kind(info.Mode()))
	}
	if err != nil {
		return nil, err
	}
	return os.Open(name)
}

// fileProblem makes a problem of an error that may name the file itself.
func fileProblem(name string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	if p := (*problem.Problem)(nil); errors.As(err, &p) && !errors.Is(err, fs.ErrNotExist) {
		return p
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &problem.Problem{File: name, Message: "no such file", Hint: "check the path", Err: err}
	}
	return &problem.Problem{File: name, Message: err.Error(), Err: err}
}

// A oneFile is a file system with one file, under any name.
type oneFile struct {
	name string
	data []byte
}

// ReadFile implements fs.ReadFileFS.
func (f oneFile) ReadFile(name string) ([]byte, error) {
	if name != f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.data, nil
}

// Open implements fs.FS.
func (f oneFile) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
