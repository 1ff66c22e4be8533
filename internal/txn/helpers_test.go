package txn

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ispatch/internal/problem"
)

// put writes files below a folder: path to content. A path ending in / is a
// folder.
func put(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if name[len(name)-1] == '/' {
			check(t, os.MkdirAll(full, 0o755))
			continue
		}
		check(t, os.MkdirAll(filepath.Dir(full), 0o755))
		check(t, os.WriteFile(full, []byte(text), 0o644))
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newFolder makes a home with some files and opens it.
func newFolder(t testing.TB, files map[string]string) *Folder {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home")
	put(t, dir, map[string]string{"repository/conf/": ""})
	put(t, dir, files)
	return open(t, dir, Options{})
}

func open(t testing.TB, dir string, o Options) *Folder {
	t.Helper()
	h, err := Open(dir, o)
	check(t, err)
	t.Cleanup(func() { h.Close() })
	return h
}

// get reads a file below the folder as it is on disk.
func get(t testing.TB, h *Folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(h.Dir(), filepath.FromSlash(name)))
	check(t, err)
	return string(data)
}

// edit plans to change a file of the folder from its present content.
func edit(h *Folder, name, to string) func() ([]Change, error) {
	return edits(h, map[string]string{name: to})
}

func edits(h *Folder, files map[string]string) func() ([]Change, error) {
	return func() ([]Change, error) {
		var list []Change
		for _, name := range sorted(files) {
			c := Change{Path: name, New: []byte(files[name])}
			if data, err := h.FS().(interface{ ReadFile(string) ([]byte, error) }).ReadFile(name); err == nil {
				c.Old = data
			} else if !os.IsNotExist(err) {
				return nil, err
			}
			list = append(list, c)
		}
		return list, nil
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A fact is what a test compares of a file.
type fact struct {
	content string // or where a link leads, or "directory"
	mode    fs.FileMode
	inode   uint64
	time    time.Time
}

// snapshot describes everything below a folder.
func snapshot(t testing.TB, top string) map[string]fact {
	t.Helper()
	facts := map[string]fact{}
	check(t, filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		f := fact{mode: info.Mode(), time: info.ModTime()}
		_, f.inode = identity(info)
		switch {
		case entry.IsDir():
			f.content = "directory"
		case info.Mode()&fs.ModeSymlink != 0:
			if f.content, err = os.Readlink(name); err != nil {
				return err
			}
		case info.Mode().IsRegular():
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			f.content = string(data)
		}
		rel, err := filepath.Rel(top, name)
		facts[filepath.ToSlash(rel)] = f
		return err
	}))
	return facts
}

// dropState leaves out the state directory.
func dropState(facts map[string]fact) {
	for name := range facts {
		if first, _, _ := strings.Cut(name, "/"); first == stateName {
			delete(facts, name)
		}
	}
}

// same compares snapshots in every respect.
func same(t testing.TB, want, got map[string]fact) {
	t.Helper()
	for name, f := range want {
		g, there := got[name]
		if !there {
			t.Errorf("%s: is gone", name)
		} else if g != f {
			t.Errorf("%s: %+v, was %+v", name, g, f)
		}
	}
	for name := range got {
		if _, there := want[name]; !there {
			t.Errorf("%s: was left", name)
		}
	}
}

// warning is the text of an error, its hints included.
func warning(err error) string {
	var lines []string
	for _, p := range problem.From(err) {
		line := p.Error()
		if p.Hint != "" {
			line += "; " + p.Hint
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

// someone is a user who is not root, and who owns a home in some tests.
const someone = 12345
