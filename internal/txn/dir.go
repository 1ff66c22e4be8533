package txn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"ispatch/internal/problem"
)

// A dir is an open directory. Every file operation of a transaction uses a
// single name in an open directory, so that nobody can redirect it by putting a
// symbolic link into the path meanwhile.
type dir struct {
	name  string   // for messages
	root  *os.Root // for calls that need a name
	file  *os.File // see with
	lends bool     // root is another's, and stays open
}

// with calls a function that needs a descriptor of the directory. It is opened
// for the first such call: most directories are only read in.
func (d *dir) with(do func(*os.File) error) error {
	if d.file == nil {
		file, err := d.root.OpenFile(".", os.O_RDONLY|noBlock, 0)
		if err != nil {
			return err
		}
		d.file = file
	}
	return do(d.file)
}

func (d *dir) info() (fs.FileInfo, error) { return d.root.Stat(".") }

// lent returns the same directory for use by one who does not close it.
func (d *dir) lent() *dir { return &dir{name: d.name, root: d.root, lends: true} }

func (d *dir) close() {
	if d == nil {
		return
	}
	if d.file != nil {
		d.file.Close()
	}
	if !d.lends {
		d.root.Close()
	}
}

// sub opens a directory in d. A symbolic link is not followed.
func (d *dir) sub(name string) (*dir, error) {
	before, err := d.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	full := path.Join(d.name, name)
	if !before.IsDir() {
		return nil, notDirectory(full, before.Mode())
	}
	root, err := d.root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	sub := &dir{name: full, root: root}
	if after, err := sub.info(); err != nil || !os.SameFile(before, after) {
		sub.close()
		return nil, replaced(full)
	}
	return sub, nil
}

func notDirectory(name string, mode fs.FileMode) error {
	return &problem.Problem{
		File:    name,
		Message: "is not a directory but " + Kind(mode),
		Hint:    "put the folder back there",
	}
}

// openDir opens a directory in d for reading. A symbolic link is not followed.
func (d *dir) openDir(name string) (*os.File, error) {
	sub, err := d.sub(name)
	if err != nil {
		return nil, err
	}
	defer sub.close()
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	a, err := f.Stat()
	if err == nil {
		var b fs.FileInfo
		if b, err = sub.info(); err == nil && os.SameFile(a, b) {
			return f, nil
		}
	}
	f.Close()
	return nil, replaced(path.Join(d.name, name))
}

// errReplaced means that a file was replaced a moment ago.
var errReplaced = errors.New("replaced by another program")

func replaced(name string) error {
	return &problem.Problem{File: name, Message: "was replaced by another program while it was opened",
		Err: errReplaced, Hint: "run again"}
}

// open opens a regular file in d with the given flags, without following a
// symbolic link and without waiting for a FIFO. If another run replaces the
// file meanwhile, it tries again.
func (d *dir) open(name string, flag int) (*os.File, fs.FileInfo, error) {
	for tries := 1; ; tries++ {
		f, info, err := d.openOnce(name, flag)
		if err == nil || tries == 8 || !errors.Is(err, errReplaced) {
			return f, info, err
		}
	}
}

func (d *dir) openOnce(name string, flag int) (*os.File, fs.FileInfo, error) {
	before, err := d.root.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, nil, &problem.Problem{
			File:    path.Join(d.name, name),
			Message: "is not a regular file but " + Kind(before.Mode()),
			Err:     errSpecial,
			Hint:    "put a regular file there",
		}
	}
	f, err := d.root.OpenFile(name, flag|noBlock, 0)
	if err != nil {
		return nil, nil, err
	}
	after, err := f.Stat()
	if err != nil || !os.SameFile(before, after) {
		f.Close()
		return nil, nil, replaced(path.Join(d.name, name))
	}
	return f, after, nil
}

// errSpecial means that there is a directory, a link, a FIFO or a device
// instead of a file.
var errSpecial = errors.New("this program reads and writes regular files only")

// errTooLarge means that a file was not read because of its size.
var errTooLarge = errors.New("the file is too large")

const (
	// MaxFile is the largest size, in bytes, of a file that is read as text.
	MaxFile = 64 << 20
	// maxTarget is the largest size of a file that is changed, such as a JAR.
	maxTarget = 256 << 20
	// maxRecord is the largest size of a journal or a manifest.
	maxRecord = 16 << 20
)

// ReadBounded returns the content of an open file. If that is more than limit
// bytes, it returns an error before it reads any. name is for the message.
func ReadBounded(f fs.File, name string, limit int64) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() && info.Size() > limit {
		return nil, tooLarge(name, info.Size(), limit)
	}
	data := make([]byte, min(info.Size(), limit)+1) // one more, to see the end
	size := 0
	for err == nil {
		if size == len(data) { // it has grown meanwhile
			data = slices.Grow(data, bytes.MinRead)
			data = data[:cap(data)]
		}
		var n int
		n, err = f.Read(data[size:min(int64(len(data)), limit+1)])
		if size += n; int64(size) > limit {
			return nil, tooLarge(name, int64(size), limit)
		}
	}
	if err == io.EOF {
		err = nil
	}
	return data[:size], err
}

func tooLarge(name string, size, limit int64) error {
	return &problem.Problem{File: name, Err: errTooLarge,
		Message: fmt.Sprintf("has %d bytes, and no more than %d MiB are read", size, limit>>20),
		Hint:    "look at what it is"}
}

// A content is the content of a file at one moment.
type content struct {
	data    []byte
	info    fs.FileInfo
	attrs   map[string][]byte
	special bool // not a regular file, or too large: it was not read
	known   bool // data is the expected bytes, not a copy of them
}

// look returns what is at a name in d, whether or not it is a regular file. It
// returns nil if the name does not exist.
func (d *dir) look(name string) (*content, error) { return d.lookFor(name, nil) }

// lookFor is look for a file that probably holds the expected bytes; see
// readFor.
func (d *dir) lookFor(name string, expected []byte) (*content, error) {
	c, err := d.readFor(name, maxTarget, expected)
	if errors.Is(err, errSpecial) || errors.Is(err, errTooLarge) {
		info, err := d.root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return &content{info: info, special: true}, err
	}
	return c, err
}

// read returns the content of a regular file in d, or nil if the name does not
// exist. A file with more bytes than limit is an error, and not read.
func (d *dir) read(name string, limit int64) (*content, error) { return d.readFor(name, limit, nil) }

// readFor is read for a file that probably holds the expected bytes. If it
// does, they become the content's data, and no memory is needed for a copy.
func (d *dir) readFor(name string, limit int64, expected []byte) (*content, error) {
	f, info, err := d.open(name, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := &content{info: info}
	if len(expected) > 0 && info.Size() == int64(len(expected)) && info.Size() <= limit {
		if c.known, err = holdsJust(f, expected); err != nil {
			return nil, err
		}
		c.data = expected
	}
	if !c.known {
		if c.data, err = ReadBounded(f, path.Join(d.name, name), limit); err != nil {
			return nil, err
		}
	}
	if c.attrs, err = xattrs(f); err != nil {
		return nil, err
	}
	return c, nil
}

// buffers are used again: a transaction compares each file several times.
var buffers = sync.Pool{New: func() any { return new([128 << 10]byte) }}

// holdsJust reports whether a file holds exactly the expected bytes. It does
// not move the file's offset.
func holdsJust(f *os.File, expected []byte) (bool, error) {
	all := buffers.Get().(*[128 << 10]byte)
	defer buffers.Put(all)
	buffer := all[:min(len(expected)+1, len(all))] // one more: the file may grow meanwhile
	for at := 0; ; {
		n, err := f.ReadAt(buffer, int64(at))
		if n > len(expected)-at || !bytes.Equal(buffer[:n], expected[at:at+n]) {
			return false, nil
		}
		at += n
		if err == io.EOF {
			return at == len(expected), nil
		}
		if err != nil {
			return false, err
		}
	}
}

// exists reports whether a name exists in d, as anything.
func (d *dir) exists(name string) (bool, error) {
	_, err := d.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// entries lists d.
func (d *dir) entries() ([]fs.DirEntry, error) {
	return fs.ReadDir(d.root.FS(), ".")
}

// A place is the location of a file: a path relative to the folder with
// slashes, or an absolute path of the operating system. No step of it is a
// symbolic link.
type place struct {
	Path    string `json:"path"`
	Outside bool   `json:"outside,omitempty"`
}

// parent splits a place into its directory and its last step.
func (p place) parent() (place, string) {
	if p.Outside {
		return place{filepath.Dir(p.Path), true}, filepath.Base(p.Path)
	}
	return place{path.Dir(p.Path), false}, path.Base(p.Path)
}

// top returns the folder itself as an open directory.
func (f *Folder) top() *dir { return &dir{name: ".", root: f.root, lends: true} }

// openDir opens the directory at p without following any symbolic link.
func (f *Folder) openDir(p place) (*dir, error) {
	if p.Outside {
		return openOutside(p.Path)
	}
	d := f.top()
	if p.Path == "." {
		return d, nil
	}
	for name := range strings.SplitSeq(p.Path, "/") {
		sub, err := d.sub(name)
		d.close()
		if err != nil {
			return nil, err
		}
		d = sub
	}
	return d, nil
}

// openOutside opens a directory by its absolute path. The directories above it
// are checked but not held open: whoever can write there could still redirect
// it between check and use.
func openOutside(name string) (*dir, error) {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, err
	}
	if real != filepath.Clean(name) {
		return nil, &problem.Problem{
			File:    name,
			Message: fmt.Sprintf("is now reached through a symbolic link, to %s", show(real)),
		}
	}
	// Opening a FIFO would wait for a writer.
	if info, err := os.Lstat(name); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, notDirectory(filepath.ToSlash(name), info.Mode())
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &dir{name: filepath.ToSlash(name), root: root}, nil
}

// Kind names a type of file in words: "a directory".
func Kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a regular file"
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}
