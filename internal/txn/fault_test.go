package txn

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

// errKilled is the error of every call after the end of the process.
var errKilled = errors.New("the process is dead")

// A fault is what happens at one call to a disk.
type fault struct {
	name   string
	effect effect // how much of the call takes effect
	err    error  // its error; errKilled ends the process there
	lasts  bool   // every later call that writes fails as well
}

type effect int

const (
	nothing effect = iota
	half           // of the bytes of a write; nothing of any other call
	all
)

var (
	kills = []fault{
		{name: "killed before", err: errKilled},
		{name: "killed halfway", effect: half, err: errKilled},
		{name: "killed after", effect: all, err: errKilled},
	}
	failures = []fault{
		{name: "ENOSPC", err: syscall.ENOSPC},
		{name: "short write", effect: half, err: syscall.ENOSPC},
		{name: "silent short write", effect: half},
		{name: "EIO", err: syscall.EIO},
		{name: "EIO that took effect", effect: all, err: syscall.EIO},
		{name: "EACCES", err: syscall.EACCES},
		{name: "EPERM", err: syscall.EPERM},
		{name: "EROFS", err: syscall.EROFS},
		{name: "EDQUOT", err: syscall.EDQUOT},
		{name: "EBUSY", err: syscall.EBUSY},
		{name: "EINTR", err: syscall.EINTR},
	}
	lasting = []fault{
		{name: "ENOSPC from here on", effect: half, err: syscall.ENOSPC, lasts: true},
		{name: "EIO from here on", err: syscall.EIO, lasts: true},
		{name: "EROFS from here on", err: syscall.EROFS, lasts: true},
		{name: "EACCES from here on", err: syscall.EACCES, lasts: true},
	}
)

// A faulty disk is the operating system's, with one fault.
type faulty struct {
	real     disk
	calls    []string // the calls made so far
	at       int      // the number of the call with the fault, from 0; -1 for none
	fault    fault
	dead     bool
	met      bool              // the fault has happened
	before   func(call string) // called before each call that takes effect
	noFlags  bool              // the file system can neither exchange nor rename without replacing
	readOnly map[string]bool   // folders in which no name can be made or changed
	mounted  map[string]bool   // paths that can't be renamed or removed
}

func newFaulty() *faulty { return &faulty{real: osDisk{}, at: -1} }

// step makes a call, or fails it. partial makes half of it.
func (f *faulty) step(call string, do, partial func() error) error {
	n := len(f.calls)
	f.calls = append(f.calls, call)
	if f.dead {
		return errKilled
	}
	if f.before != nil {
		f.before(call)
	}
	hit := n == f.at
	if f.fault.lasts && f.met && !f.frees(call) {
		hit = true
	}
	if !hit {
		return do()
	}
	f.met = true
	switch f.fault.effect {
	case half:
		if partial != nil {
			if err := partial(); err != nil {
				return err
			}
		} else if f.fault.err == nil {
			return do()
		}
	case all:
		if err := do(); err != nil {
			return err
		}
	}
	f.dead = f.fault.err == errKilled
	if f.fault.err == nil {
		return nil
	}
	return &fs.PathError{Op: "call", Path: "some file", Err: f.fault.err}
}

// frees reports whether a call works on a full disk.
func (f *faulty) frees(call string) bool {
	if f.fault.err != syscall.ENOSPC {
		return false
	}
	what, _, _ := strings.Cut(call, " ")
	return what != "mkdir" && what != "create" && what != "write" && what != "setxattr"
}

func (f *faulty) denied(d *dir, names ...string) error {
	if f.readOnly[d.name] {
		return syscall.EACCES
	}
	for _, name := range names {
		if f.mounted[d.name+"/"+name] {
			return syscall.EBUSY
		}
	}
	return nil
}

func (f *faulty) named(what string, d *dir, names []string, do func() error) error {
	return f.step(what+" "+d.name+": "+strings.Join(names, " "), func() error {
		if err := f.denied(d, names...); err != nil && what != "open" {
			return err
		}
		return do()
	}, nil)
}

func (f *faulty) mkdir(d *dir, name string, mode fs.FileMode) error {
	return f.named("mkdir", d, []string{name}, func() error { return f.real.mkdir(d, name, mode) })
}

func (f *faulty) chmod(d *dir, mode fs.FileMode) error {
	return f.named("chmod", d, nil, func() error { return f.real.chmod(d, mode) })
}

func (f *faulty) chown(d *dir, uid, gid int) error {
	return f.named("chown", d, nil, func() error { return f.real.chown(d, uid, gid) })
}

func (f *faulty) rename(d *dir, from, to string) error {
	return f.named("rename", d, []string{from, to}, func() error { return f.real.rename(d, from, to) })
}

func (f *faulty) renameNew(d *dir, from, to string) error {
	return f.named("renameNew", d, []string{from, to}, func() error {
		if f.noFlags {
			return errors.ErrUnsupported
		}
		return f.real.renameNew(d, from, to)
	})
}

func (f *faulty) exchange(d *dir, a, b string) error {
	return f.named("exchange", d, []string{a, b}, func() error {
		if f.noFlags {
			return errors.ErrUnsupported
		}
		return f.real.exchange(d, a, b)
	})
}

func (f *faulty) remove(d *dir, name string) error {
	return f.named("remove", d, []string{name}, func() error { return f.real.remove(d, name) })
}

func (f *faulty) sync(d *dir) error {
	return f.step("sync "+d.name, func() error { return f.real.sync(d) }, nil)
}

func (f *faulty) lock(file *os.File) (held bool, err error) {
	err = f.step("lock", func() (err error) { held, err = f.real.lock(file); return }, nil)
	return held && err == nil, err
}

func (f *faulty) create(d *dir, name string) (output, error) {
	var out output
	err := f.named("create", d, []string{name}, func() (err error) { out, err = f.real.create(d, name); return })
	return f.output(d, name, out, err)
}

func (f *faulty) open(d *dir, name string) (output, error) {
	var out output
	err := f.named("open", d, []string{name}, func() (err error) { out, err = f.real.open(d, name); return })
	return f.output(d, name, out, err)
}

func (f *faulty) output(d *dir, name string, out output, err error) (output, error) {
	if err != nil {
		if out != nil {
			out.Close()
		}
		return nil, err
	}
	return &faultyFile{f, d.name + ": " + name, out}, nil
}

type faultyFile struct {
	disk *faulty
	name string
	real output
}

func (o *faultyFile) WriteAt(data []byte, offset int64) (n int, err error) {
	err = o.disk.step("write "+o.name, func() (err error) {
		n, err = o.real.WriteAt(data, offset)
		return
	}, func() (err error) {
		n, err = o.real.WriteAt(data[:len(data)/2], offset)
		return
	})
	return n, err
}

func (o *faultyFile) Truncate(size int64) error {
	return o.disk.step("truncate "+o.name, func() error { return o.real.Truncate(size) }, nil)
}

func (o *faultyFile) Chmod(mode fs.FileMode) error {
	return o.disk.step("chmod "+o.name, func() error { return o.real.Chmod(mode) }, nil)
}

func (o *faultyFile) Chown(uid, gid int) error {
	return o.disk.step("chown "+o.name, func() error { return o.real.Chown(uid, gid) }, nil)
}

func (o *faultyFile) setXattr(name string, value []byte) error {
	return o.disk.step("setxattr "+o.name, func() error { return o.real.setXattr(name, value) }, nil)
}

func (o *faultyFile) removeXattr(name string) error {
	return o.disk.step("removexattr "+o.name, func() error { return o.real.removeXattr(name) }, nil)
}

func (o *faultyFile) Sync() error {
	return o.disk.step("fsync "+o.name, o.real.Sync, nil)
}

// Close always closes, as the end of a process does.
func (o *faultyFile) Close() error {
	closed := false
	err := o.disk.step("close "+o.name, func() error { closed = true; return o.real.Close() }, nil)
	if !closed {
		o.real.Close()
	}
	return err
}

func TestFaultyDiskCountsCalls(t *testing.T) {
	sc := newScenario(t)
	f := newFaulty()
	h := sc.open(t, f)
	_, err := h.Transact(context.Background(), TransactOptions{}, sc.plan(h))
	check(t, err)
	if len(f.calls) < 50 {
		t.Errorf("only %d calls go through the disk:\n%s", len(f.calls), strings.Join(f.calls, "\n"))
	}
}
