package txn

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// A disk makes every change of state, one per call, so that tests can make any
// of them fail, or kill the process there. Reading bypasses it.
type disk interface {
	mkdir(d *dir, name string, mode fs.FileMode) error
	chmod(d *dir, mode fs.FileMode) error
	chown(d *dir, uid, gid int) error
	create(d *dir, name string) (output, error) // a new file, 0600; an existing name is fs.ErrExist
	open(d *dir, name string) (output, error)   // an existing file with one name, to write in place
	rename(d *dir, from, to string) error       // replaces to
	renameNew(d *dir, from, to string) error    // never replaces; may be errors.ErrUnsupported
	exchange(d *dir, a, b string) error         // may be errors.ErrUnsupported
	remove(d *dir, name string) error           // a file or an empty directory
	sync(d *dir) error
	lock(f *os.File) (bool, error) // false if another process has it
}

// An output is a file open for writing.
type output interface {
	io.WriterAt
	Truncate(size int64) error
	Chmod(mode fs.FileMode) error
	Chown(uid, gid int) error
	setXattr(name string, value []byte) error
	removeXattr(name string) error
	Sync() error
	Close() error
}

// osDisk is the operating system.
type osDisk struct{}

func (osDisk) rename(d *dir, from, to string) error    { return d.root.Rename(from, to) }
func (osDisk) renameNew(d *dir, from, to string) error { return renameNew(d, from, to) }
func (osDisk) exchange(d *dir, a, b string) error      { return exchange(d, a, b) }
func (osDisk) remove(d *dir, name string) error        { return d.root.Remove(name) }
func (osDisk) lock(f *os.File) (bool, error)           { return tryLock(f) }

func (osDisk) chmod(d *dir, mode fs.FileMode) error {
	return d.with(func(f *os.File) error { return f.Chmod(mode) })
}

func (osDisk) chown(d *dir, uid, gid int) error {
	return d.with(func(f *os.File) error { return f.Chown(uid, gid) })
}

func (osDisk) sync(d *dir) error { return d.with(syncDir) }

func (osDisk) mkdir(d *dir, name string, mode fs.FileMode) error {
	if err := d.root.Mkdir(name, mode); err != nil {
		return err
	}
	// The umask may have removed the permission to open it.
	if info, err := d.root.Lstat(name); err == nil && info.IsDir() && info.Mode().Perm()&0o700 != 0o700 {
		return d.root.Chmod(name, mode)
	}
	return nil
}

func (osDisk) create(d *dir, name string) (output, error) {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|noBlock, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osDisk) open(d *dir, name string) (output, error) {
	f, info, err := d.open(name, os.O_WRONLY)
	if err != nil {
		return nil, err
	}
	if names(info) > 1 {
		f.Close()
		return nil, errLinked
	}
	return osFile{f}, nil
}

// errLinked means that a file cannot be written in place, because its other
// names, and their owners, are unknown.
var errLinked = errors.New("it has other names (hard links), and is not written in place")

type osFile struct{ *os.File }

func (f osFile) setXattr(name string, value []byte) error { return setXattr(f.File, name, value) }
func (f osFile) removeXattr(name string) error            { return removeXattr(f.File, name) }

// writeAll writes all of data at an offset. A short write is always an error.
func writeAll(f output, data []byte, offset int64) error {
	if len(data) == 0 {
		return nil
	}
	n, err := f.WriteAt(data, offset)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	return err
}
