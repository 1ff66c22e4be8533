package home

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// stateName is the folder in the home that holds lock, journal and backups.
const stateName = ".ispatch"

// Options are those of Open.
type Options struct {
	// FollowLinks allows symbolic links that lead outside the home.
	FollowLinks bool
}

// A Home is an unpacked server. It is not for use by several goroutines at
// once; several processes, and several Homes of one process, may be at work on
// one directory.
type Home struct {
	dir     string // absolute, as the user calls it
	real    string // without symbolic links
	root    *os.Root
	info    fs.FileInfo
	options Options
	disk    disk
}

// Open finds the server unpacked in dir. It is an error where dir does not
// exist or is no directory, and where it has no folder repository/conf.
// Nothing is written.
func Open(dir string, o Options) (*Home, error) {
	if dir == "" {
		return nil, &Error{Message: "no home given", Hint: "name the directory of the unpacked server"}
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, failed(dir, "cannot find the home", err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, failed(dir, "cannot open the home", err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, failed(dir, "cannot open the home", err)
	}
	if !info.IsDir() {
		return nil, &Error{Path: dir, Message: "the home is not a directory but " + kind(info.Mode()),
			Hint: "name the directory of the unpacked server"}
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, failed(dir, "cannot open the home", err)
	}
	h := &Home{dir: abs, real: real, root: root, info: info, options: o, disk: osDisk{}}
	conf, err := fs.Stat(h.FS(), "repository/conf")
	if err == nil && conf.IsDir() {
		return h, nil
	}
	root.Close()
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{Path: dir, Message: "is not the home of a server: it has no folder repository/conf",
			Hint: "name the directory that the server was unpacked to"}
	}
	return nil, failed(dir, "cannot open the home", err)
}

// Dir returns the absolute path of the home, as it was named to Open.
func (h *Home) Dir() string { return h.dir }

// Close releases what Open opened.
func (h *Home) Close() error { return h.root.Close() }
