// Package homestest finds the real homes that tests run on. They are other
// people's files and not part of this project; without them, the tests that
// need them are skipped.
package homestest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Dir returns the folder of the stock homes: $ISPATCH_HOMES, by default
// ../shared/homes next to the module. It skips the test if there is none.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("ISPATCH_HOMES")
	if dir == "" {
		_, file, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "homes")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Skipf("no stock homes: set ISPATCH_HOMES to a folder of them")
	}
	return dir
}

// ConfiguredDir returns the folder of the homes configured by hand, named
// configured and next to Dir. It skips the test if there is none.
func ConfiguredDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(filepath.Dir(Dir(t)), "configured")
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Skipf("no configured homes beside the stock homes")
	}
	return dir
}

// Pairs returns the folders of the real pairs, each of an api-manager and its
// key-manager, in the folder named pairs next to Dir. It skips the test if
// there is none.
func Pairs(t testing.TB) []string {
	t.Helper()
	pairs, err := filepath.Glob(filepath.Join(filepath.Dir(Dir(t)), "pairs", "*"))
	if err != nil || len(pairs) == 0 {
		t.Skipf("no pairs beside the stock homes")
	}
	return pairs
}

// Homes returns every stock and configured home by name. It skips the test if
// there is none.
func Homes(t testing.TB) map[string]string {
	t.Helper()
	homes := map[string]string{}
	for _, dir := range []string{Dir(t), ConfiguredDir(t)} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if entry.IsDir() {
				homes[entry.Name()] = filepath.Join(dir, entry.Name())
			}
		}
	}
	if len(homes) == 0 {
		t.Skipf("no homes in %s", Dir(t))
	}
	return homes
}

// Copy makes a writable copy of a home in a temporary folder of the test and
// returns its path.
func Copy(t testing.TB, home string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "home")
	if err := os.CopyFS(to, os.DirFS(home)); err != nil {
		t.Fatal(err)
	}
	// The originals may be read-only, and CopyFS keeps their modes.
	err := filepath.WalkDir(to, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return os.Chmod(path, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// Contents returns the content of every file below a folder, by its path.
func Contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
