// Package home opens an unpacked server, IS_HOME. It defines what makes a folder
// a home, and which of its files the server generates. Package txn reads and
// changes the files, package server interprets them.
package home

import (
	"errors"
	"io/fs"
	"os"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
)

// Options are those of Open.
type Options = txn.Options

// A Home is an unpacked server: a folder whose files are read and changed
// together.
type Home struct{ *txn.Folder }

// Open opens the server unpacked in dir. It returns an error if dir is empty,
// does not exist, is not a directory, or has no folder repository/conf. It
// writes nothing.
func Open(dir string, o Options) (*Home, error) {
	const hint = "name the directory that the server was unpacked to"
	if dir == "" {
		return nil, problem.New(hint, "no home given")
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, cannotOpen(dir, err)
	}
	if !info.IsDir() {
		return nil, problem.At(dir, 0, 0, hint, "the home is not a directory but %s", txn.Kind(info.Mode()))
	}
	folder, err := txn.Open(dir, o)
	if err != nil {
		return nil, cannotOpen(dir, err)
	}
	conf, err := fs.Stat(folder.FS(), "repository/conf")
	if err == nil && conf.IsDir() {
		if err := readable(folder); err != nil {
			folder.Close()
			return nil, err
		}
		return &Home{folder}, nil
	}
	folder.Close()
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil, problem.At(dir, 0, 0, hint, "is not the home of a server: it has no folder repository/conf")
	}
	return nil, cannotOpen(dir, err)
}

// The files that identify the server and its version.
const (
	versionFile = "bin/version.txt"
	carbonFile  = "repository/conf/carbon.xml"
)

// readable returns an error if a file that identifies the server is too large
// to be one: it must not be treated as empty.
func readable(folder *txn.Folder) error {
	for _, name := range []string{versionFile, carbonFile} {
		if info, err := fs.Stat(folder.FS(), name); err == nil && info.Size() > txn.MaxFile {
			return problem.At(name, 0, 0, "look at what it is", "has %d bytes, and no more than %d MiB are read",
				info.Size(), txn.MaxFile>>20)
		}
	}
	return nil
}

func cannotOpen(dir string, err error) error {
	var pathError *fs.PathError
	if !errors.As(err, &pathError) {
		return err
	}
	p := problem.At(dir, 0, 0, "check the path", "cannot open the home: %v", pathError.Err)
	p.Err = err
	if errors.Is(err, fs.ErrPermission) {
		p.Hint = "run as the owner of the home or as root"
	}
	return p
}
