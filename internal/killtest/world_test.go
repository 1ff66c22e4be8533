//go:build linux && (amd64 || arm64)

package killtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The names that a home may hold besides the server's own.
var (
	stateDir   = ".ispatch"
	tempName   = regexp.MustCompile(`^\.ispatch-[0-9a-f]{16}-[0-9]+r?$`)
	backupName = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}\.[0-9]{9}Z$`)
)

// A file is what stands in a folder under a name; of a directory the text is
// empty.
type file struct {
	mode fs.FileMode
	text string
}

// A tree is a folder's content by relative path, with slashes.
type tree map[string]file

// readTree reads a folder.
func readTree(dir string) (tree, error) {
	all := tree{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil || rel == "." {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		f := file{mode: info.Mode()}
		switch {
		case info.Mode().IsRegular():
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			f.text = string(data)
		case info.Mode()&fs.ModeSymlink != 0:
			if f.text, err = os.Readlink(name); err != nil {
				return err
			}
		}
		all[filepath.ToSlash(rel)] = f
		return nil
	})
	return all, err
}

// write makes the folder hold just what the tree says.
func (all tree) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	for _, rel := range slices.Sorted(maps.Keys(all)) {
		f, name := all[rel], filepath.Join(dir, filepath.FromSlash(rel))
		if f.mode.IsDir() {
			err = os.Mkdir(name, 0o700)
		} else {
			err = os.WriteFile(name, []byte(f.text), 0o600)
		}
		if err == nil {
			err = os.Chmod(name, f.mode.Perm())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// files are the tree without folders, without what is in the state directory,
// and without temporary files.
func (all tree) files() tree {
	own := tree{}
	for name, f := range all {
		if !f.mode.IsDir() && !inState(name) && !isTemp(name) {
			own[name] = f
		}
	}
	return own
}

// inState reports whether a path is one of a home's state directory.
func inState(name string) bool {
	for name != "." && name != "/" {
		if filepath.Base(name) == stateDir {
			return true
		}
		name = filepath.Dir(name)
	}
	return false
}

func isTemp(name string) bool { return tempName.MatchString(filepath.Base(name)) }

// differs says what a tree has otherwise than wanted, in a few words; "" for
// nothing.
func (all tree) differs(want tree) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		f, there := all[name]
		switch g := want[name]; {
		case !there:
			lines = append(lines, name+" is missing")
		case f.mode != g.mode:
			lines = append(lines, fmt.Sprintf("%s has mode %v, not %v", name, f.mode, g.mode))
		case f.text != g.text:
			lines = append(lines, fmt.Sprintf("%s has other bytes (%d, not %d)", name, len(f.text), len(g.text)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, there := want[name]; !there {
			lines = append(lines, name+" was left")
		}
	}
	return strings.Join(lines, "; ")
}

// A world is a folder with a home in it, and perhaps files outside the home
// that belong to the same change.
type world struct {
	top   string
	start tree     // what is there before a run, state directory included
	old   tree     // the files, before
	new   tree     // the files, after
	args  []string // of the run, after --home

	folders map[string]bool // those that are there in any case, empty ones too
	before  func() error    // called before the world is made anew, and
	after   func() error    // after it; nil for nothing
	inPlace string          // a file that can't be replaced; a journal explains whatever it holds
}

// home is the directory of the home.
func (w *world) home() string { return filepath.Join(w.top, "home") }

// call returns arguments of the program for this home.
func (w *world) call(args ...string) []string {
	all := append([]string{"--home", w.home()}, args...)
	for i, arg := range all {
		all[i] = strings.ReplaceAll(arg, "$TOP", w.top)
	}
	return all
}

// reset makes everything as it is before a run.
func (w *world) reset() error { return w.restore(w.start) }

// restore makes everything as it was when it was read.
func (w *world) restore(all tree) error {
	if w.before != nil {
		if err := w.before(); err != nil {
			return err
		}
	}
	if err := all.write(w.top); err != nil {
		return err
	}
	if w.after != nil {
		return w.after()
	}
	return nil
}

// read returns what is there.
func (w *world) read() (tree, error) { return readTree(w.top) }

// temporary returns a folder in memory where there is such a place: these tests
// make many thousands of files.
func temporary(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "ispatch-killtest-")
	if err != nil {
		dir, err = os.MkdirTemp("", "ispatch-killtest-")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // some programs run as another user
		t.Fatal(err)
	}
	return dir
}

// fixture reads a home of fixtures/homes, below home/. Its files get modes that
// tell them from those a program makes.
func fixture(t testing.TB, name string) tree {
	t.Helper()
	stored, err := readTree(filepath.Join(module, "fixtures", "homes", name))
	if err != nil {
		t.Fatal(err)
	}
	all := tree{"home": {mode: fs.ModeDir | 0o755}}
	for name, f := range stored {
		f.mode = f.mode.Type() | 0o644
		switch {
		case f.mode.IsDir():
			f.mode = fs.ModeDir | 0o755
		case filepath.Base(name) == "user-mgt.xml":
			f.mode = 0o640
		case filepath.Base(name) == "registry.xml":
			f.mode = 0o664
		}
		all["home/"+name] = f
	}
	return all
}

// expected is a home as fixtures/expected says it is to be.
func expected(t testing.TB, name string) tree {
	t.Helper()
	all := fixture(t, name)
	stored, err := readTree(filepath.Join(module, "fixtures", "expected", name))
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range stored.files() {
		name = "home/" + name
		before, there := all[name]
		if !there {
			t.Fatalf("%s: is no file of the home", name)
		}
		all[name] = file{before.mode, f.text}
	}
	return all
}

// stock is the home that most tests begin with, and what apply makes of it.
const stock = "is-km-5.7.0"

// changed are the files that apply changes in it, in the order of the plan.
var changed = []string{
	"repository/conf/datasources/master-datasources.xml",
	"repository/conf/user-mgt.xml",
	"repository/conf/registry.xml",
}

// lookAtSources looks at each file of the module. The go command keeps a test's
// outcome until something changes that the test has looked at, and would not
// know otherwise that these tests depend on the whole program.
var lookAtSources = sync.OnceFunc(func() {
	filepath.WalkDir(module, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // it is for the build to fail
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && name != module:
			return fs.SkipDir
		case !entry.IsDir():
			os.Stat(name)
		}
		return nil
	})
})

// newWorld makes a world with the stock home in it.
func newWorld(t testing.TB, args ...string) *world {
	t.Helper()
	lookAtSources()
	w := &world{top: temporary(t), start: fixture(t, stock), args: args, folders: map[string]bool{}}
	w.old, w.new = w.start.files(), expected(t, stock).files()
	for _, name := range changed {
		if w.old["home/"+name] == w.new["home/"+name] {
			t.Fatalf("%s is the same before and after", name)
		}
	}
	for name, f := range w.start {
		if f.mode.IsDir() {
			w.folders[name] = true
		}
	}
	if err := w.reset(); err != nil {
		t.Fatal(err)
	}
	return w
}

// whole checks that every file is as before or as after, that none is missing
// and that there is no other one but temporary ones, which the server must not
// take for its own. It returns the names of those that are as after.
func (w *world) whole() (after []string, err error) {
	now, err := w.read()
	if err != nil {
		return nil, err
	}
	torn, _ := w.journal()
	var wrong []error
	files := now.files()
	all := maps.Clone(w.old)
	maps.Copy(all, w.new)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f, there := files[name]
		before, old := w.old[name]
		next, new := w.new[name]
		switch {
		case there == old && f == before:
		case there == new && f == next:
			after = append(after, name)
		case name == w.inPlace && there && f.mode == before.mode && torn:
			after = append(after, name)
		default:
			wrong = append(wrong, fmt.Errorf("%s is neither as before nor as after: %d bytes, mode %v", name, len(f.text),
				f.mode))
		}
		delete(files, name)
	}
	for name := range files {
		wrong = append(wrong, fmt.Errorf("%s: nobody has asked for it", name))
	}
	for name := range now {
		if isTemp(name) && (strings.HasSuffix(name, "-datasources.xml") || strings.HasSuffix(name, ".jar") ||
			strings.HasSuffix(name, ".xml")) {
			wrong = append(wrong, fmt.Errorf("%s: the server would read this temporary file", name))
		}
	}
	return after, errors.Join(wrong...)
}

// journal tells which journals there are: one of a run to be rolled back, and
// one of a run to be tidied up after.
func (w *world) journal() (pending, decided bool) {
	there := func(name string) bool {
		_, err := os.Lstat(filepath.Join(w.home(), stateDir, name))
		return err == nil
	}
	return there("journal"), there("journal.keep") || there("journal.drop")
}

// is checks that the files are those of a tree, folders and modes included, and
// that nothing is left beside them: no temporary file, and in the state
// directory nothing but lock and complete backups, closed to other users.
func (w *world) is(want tree) error {
	now, err := w.read()
	if err != nil {
		return err
	}
	var wrong []error
	if text := now.files().differs(want); text != "" {
		wrong = append(wrong, errors.New(text))
	}
	folders := map[string]bool{}
	for name := range want {
		for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
			folders[dir] = true
		}
	}
	maps.Copy(folders, w.folders)
	for name, f := range now {
		switch {
		case isTemp(name):
			wrong = append(wrong, fmt.Errorf("%s was left", name))
		case inState(name):
			if err := lawful(now, name, f); err != nil {
				wrong = append(wrong, err)
			}
		case f.mode.IsDir() && !folders[name]:
			wrong = append(wrong, fmt.Errorf("the folder %s was left", name))
		}
	}
	return errors.Join(wrong...)
}

// lawful checks that a file or folder of the state directory is meant to be
// there when nothing runs.
func lawful(now tree, name string, f file) error {
	if f.mode.Perm()&0o077 != 0 {
		return fmt.Errorf("%s is open to other users: %v", name, f.mode)
	}
	rel := strings.TrimPrefix(strings.TrimPrefix(name, "home/"+stateDir), "/")
	step, rest, _ := strings.Cut(rel, "/")
	switch {
	case rel == "":
		return nil
	case step == "lock" && rest == "":
		// What it says of a process that was killed is of no account.
		if f.text != "" && !strings.HasPrefix(f.text, "process ") {
			return fmt.Errorf("%s holds something else than who holds the lock: %q", name, f.text)
		}
		return nil
	case step == "backups":
		id, _, _ := strings.Cut(rest, "/")
		if id == "" {
			return nil
		}
		_, complete := now["home/"+stateDir+"/backups/"+id+"/"+stateDir+"/manifest"]
		if backupName.MatchString(id) && complete {
			return nil
		}
		return fmt.Errorf("%s was left of a backup", name)
	}
	return fmt.Errorf("%s was left", name)
}

// A backup is a line of rollback --list.
type backup struct {
	ID         string
	Files      []string
	RollbackOf *string
	Problem    *string
}

// backups lists the home's backups by running the program.
func (w *world) backups() ([]backup, error) {
	r, err := run(w.call("rollback", "--list", "-o", "json")...)
	if err != nil {
		return nil, err
	}
	var list struct{ Backups []backup }
	if r.status != 0 {
		return nil, fmt.Errorf("rollback --list: %v", r)
	}
	if err := json.Unmarshal([]byte(r.stdout), &list); err != nil {
		return nil, fmt.Errorf("rollback --list: %w: %v", err, r)
	}
	for _, b := range list.Backups {
		if b.Problem != nil {
			return nil, fmt.Errorf("backup %s: %s", b.ID, *b.Problem)
		}
	}
	return list.Backups, nil
}

// backupIDs are the names of the backups, oldest first, without asking the
// program.
func (w *world) backupIDs() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(w.home(), stateDir, "backups"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var ids []string
	for _, entry := range entries {
		ids = append(ids, entry.Name())
	}
	return ids, nil
}

// succeed runs the program, which must exit with 0.
func (w *world) succeed(args ...string) (*result, error) {
	r, err := run(w.call(args...)...)
	if err == nil && r.status != 0 {
		err = fmt.Errorf("%s: %v", strings.Join(args, " "), r)
	}
	return r, err
}
