package home

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ispatch/internal/homestest"
	"ispatch/internal/txn"
)

func TestOpen(t *testing.T) {
	top := t.TempDir()
	put(t, top, map[string]string{
		"file":                  "x",
		"empty/":                "",
		"noconf/repository/":    "",
		"conf/repository/conf":  "x",
		"good/repository/conf/": "",
		"outside/conf/":         "",
		"linked/repository/":    "",
	})
	check(t, os.Symlink(filepath.Join(top, "outside/conf"), filepath.Join(top, "linked/repository/conf")))
	for name, want := range map[string]string{
		"":                           "no home given",
		filepath.Join(top, "none"):   "none: cannot open the home: no such file or directory",
		filepath.Join(top, "file"):   "the home is not a directory but a regular file",
		filepath.Join(top, "empty"):  "it has no folder repository/conf",
		filepath.Join(top, "noconf"): "it has no folder repository/conf",
		filepath.Join(top, "conf"):   "it has no folder repository/conf",
		filepath.Join(top, "linked"): "leads outside the folder, to " + filepath.Join(top, "outside/conf"),
	} {
		h, err := Open(name, txn.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, the error is %v", name, h, err)
		}
	}
	t.Chdir(top)
	if h := open(t, "good/", txn.Options{}); h.Dir() != filepath.Join(top, "good") {
		t.Errorf("its path is %s", h.Dir())
	}
	h := open(t, "linked", txn.Options{FollowLinks: true})
	if _, err := fs.ReadDir(h.FS(), "repository/conf"); err != nil {
		t.Error(err)
	}
	if list, _ := os.ReadDir(filepath.Join(top, "good")); len(list) != 1 {
		t.Errorf("something was written: %v", list)
	}
}

// TestLargeFiles: a file of 10 GB in place of one that identifies the server is
// refused before it is read.
func TestLargeFiles(t *testing.T) {
	for _, name := range []string{versionFile, carbonFile} {
		h := newHome(t, map[string]string{name: ""})
		check(t, os.Truncate(filepath.Join(h.Dir(), name), 10<<30))
		if _, err := Open(h.Dir(), Options{}); err == nil || !strings.Contains(err.Error(), name+": has 10737418240 bytes") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestGenerated(t *testing.T) {
	if newHome(t, nil).Generated() {
		t.Error("there is no deployment.toml")
	}
	if !newHome(t, map[string]string{"repository/conf/deployment.toml": ""}).Generated() {
		t.Error("there is a deployment.toml")
	}
	h := newHome(t, nil)
	check(t, os.Symlink("nowhere", filepath.Join(h.Dir(), "repository/conf/deployment.toml")))
	if !h.Generated() {
		t.Error("there is a link deployment.toml")
	}
}

func TestRealHomes(t *testing.T) {
	for name, dir := range homestest.Homes(t) {
		h := open(t, dir, txn.Options{})
		if h.Generated() != (name == "is-5.9.0") {
			t.Errorf("%s: generated %v", name, h.Generated())
		}
	}
}

// newHome makes a home with some files and opens it.
func newHome(t *testing.T, files map[string]string) *Home {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, map[string]string{"repository/conf/": ""})
	put(t, dir, files)
	return open(t, dir, txn.Options{})
}

func open(t *testing.T, dir string, o txn.Options) *Home {
	t.Helper()
	h, err := Open(dir, o)
	check(t, err)
	t.Cleanup(func() { h.Close() })
	return h
}

// put writes files below a folder: path to content. A path ending in / is a
// folder.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			check(t, os.MkdirAll(full, 0o755))
			continue
		}
		check(t, os.MkdirAll(filepath.Dir(full), 0o755))
		check(t, os.WriteFile(full, []byte(text), 0o644))
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
