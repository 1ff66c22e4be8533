package diff

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tools are the programs that a diff is for.
var tools = [][]string{{"patch", "-p1", "-F0"}, {"git", "apply"}}

// needTools skips a test on a machine without the programs.
func needTools(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
}

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// apply gives a diff to a program in a folder that holds the old files, and
// returns the files that it leaves there.
func apply(t failer, dir string, tool []string, files []File, diff []byte) map[string][]byte {
	t.Helper()
	top, err := os.MkdirTemp(dir, tool[0])
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer os.RemoveAll(top)
	for _, f := range files {
		if f.Old == nil {
			continue
		}
		name := filepath.Join(top, f.Path)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatalf("%v", err)
		}
		if err := os.WriteFile(name, f.Old, 0o644); err != nil {
			t.Fatalf("%v", err)
		}
	}
	if len(diff) > 0 { // git refuses an empty patch
		command := exec.Command(tool[0], tool[1:]...)
		command.Dir, command.Stdin = top, bytes.NewReader(diff)
		command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + top, "LC_ALL=C",
			"GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES=" + filepath.Dir(top)}
		told, err := command.CombinedOutput()
		if err != nil || bytes.Contains(told, []byte("offset")) || bytes.Contains(told, []byte("fuzz")) {
			t.Fatalf("%s: %v\n%s\n%s", strings.Join(tool, " "), err, told, diff)
		}
	}
	left := map[string][]byte{}
	err = filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		left[path], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return left
}

// wantNew checks that the files left by a program are the new ones.
func wantNew(t failer, tool string, files []File, left map[string][]byte, diff []byte) {
	t.Helper()
	for _, f := range files {
		got, exists := left[f.Path]
		if exists != (f.New != nil) {
			t.Fatalf("%s: %q exists: %v, want %v\n%s", tool, f.Path, exists, f.New != nil, diff)
		}
		if !bytes.Equal(got, f.New) {
			t.Fatalf("%s: %q is\n%q, want\n%q\n%s", tool, f.Path, got, f.New, diff)
		}
		delete(left, f.Path)
	}
	for path := range left {
		t.Fatalf("%s: left %q behind\n%s", tool, path, diff)
	}
}

// mustDiff is Diff of files that have good paths.
func mustDiff(t failer, files []File, options Options) []byte {
	t.Helper()
	diff, err := Diff(files, options)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return diff
}
