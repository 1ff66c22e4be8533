package txn

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A scenario is a transaction with every kind of change: files replaced by
// longer and by shorter ones, one removed, one created in a missing folder, one
// that is a mount point, one in a folder that can't be written to, and one
// outside the folder.
type scenario struct {
	name     string // of the variant
	top      string // holds the folders home and etc
	options  TransactOptions
	noFlags  bool
	simple   bool // nothing in place
	original map[string]fact
}

const hosts = "etc/hosts"

// Paths relative to top. "" stands for a missing file.
var (
	scenarioOld = map[string]string{
		"home/repository/conf/registry.xml":                        "<registry>old</registry>\n",
		"home/repository/conf/datasources/master-datasources.xml":  strings.Repeat("<old/>\r\n", 50),
		"home/repository/components/lib/connector-5.1.jar":         "PK old connector",
		"home/repository/components/dropins/extra/connector-8.jar": "",
		"home/mnt/user-mgt.xml":                                    "<UserManager>a bind mount</UserManager>\n",
		"home/ro/identity.xml":                                     "<Server>a folder without write permission</Server>\n",
		hosts:                                                      "127.0.0.1 localhost\n",
	}
	scenarioNew = map[string]string{
		"home/repository/conf/registry.xml":                        "<registry>a new and longer text</registry>\n",
		"home/repository/conf/datasources/master-datasources.xml":  "<new/>\r\n",
		"home/repository/components/lib/connector-5.1.jar":         "",
		"home/repository/components/dropins/extra/connector-8.jar": "PK new connector",
		"home/mnt/user-mgt.xml":                                    "<UserManager>in place, and longer</UserManager>\n",
		"home/ro/identity.xml":                                     "<Server>short</Server>\n",
		hosts:                                                      "127.0.0.1 localhost\n192.0.2.10 carbondb\n",
	}
	scenarioModes = map[string]fs.FileMode{
		"home/repository/conf/registry.xml": 0o640,
		"home/mnt/user-mgt.xml":             0o600,
	}
)

// inMemory returns a temporary folder, in memory if possible: these tests
// create many thousands of files.
func inMemory(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "ispatch-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func newScenario(t testing.TB) *scenario {
	sc := &scenario{top: inMemory(t)}
	sc.reset(t)
	return sc
}

// reset creates the files again.
func (sc *scenario) reset(t testing.TB) {
	t.Helper()
	list, err := os.ReadDir(sc.top)
	check(t, err)
	for _, entry := range list {
		check(t, os.RemoveAll(filepath.Join(sc.top, entry.Name())))
	}
	for name, text := range scenarioOld {
		if text != "" {
			put(t, sc.top, map[string]string{name: text})
		}
	}
	put(
		t,
		sc.top,
		map[string]string{"home/repository/components/dropins/": "", "home/repository/conf/carbon.xml": "<Server/>"},
	)
	for name, mode := range scenarioModes {
		check(t, os.Chmod(filepath.Join(sc.top, name), mode))
	}
	sc.original = snapshot(t, sc.top)
}

// disk returns a disk on which one file is a mount point, and one folder is not
// writable.
func (sc *scenario) disk() *faulty {
	f := newFaulty()
	f.noFlags = sc.noFlags
	if !sc.simple {
		f.mounted = map[string]bool{"mnt/user-mgt.xml": true}
		f.readOnly = map[string]bool{"ro": true}
	}
	return f
}

func (sc *scenario) open(t testing.TB, d disk) *Folder {
	t.Helper()
	h, err := Open(filepath.Join(sc.top, "home"), Options{})
	check(t, err)
	h.disk = d
	return h
}

// plan plans from the present content of the files.
func (sc *scenario) plan(h *Folder) func() ([]Change, error) {
	return func() ([]Change, error) {
		var list []Change
		for _, name := range sorted(scenarioNew) {
			c := Change{Path: strings.TrimPrefix(name, "home/"), New: []byte(scenarioNew[name])}
			if name == hosts {
				c.Path, c.outside = filepath.Join(sc.top, hosts), true
			}
			if scenarioNew[name] == "" {
				c.New = nil
			}
			data, err := os.ReadFile(filepath.Join(sc.top, name))
			if err == nil {
				c.Old = data
			} else if !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			list = append(list, c)
		}
		return list, nil
	}
}

// state reads the files of the scenario; "" stands for a missing one.
func (sc *scenario) state(t testing.TB) map[string]string {
	t.Helper()
	state := map[string]string{}
	for name := range scenarioNew {
		data, err := os.ReadFile(filepath.Join(sc.top, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		state[name] = string(data)
	}
	return state
}

// all reports whether every file is as in want.
func (sc *scenario) all(t testing.TB, want map[string]string) bool {
	t.Helper()
	state := sc.state(t)
	for name, text := range want {
		if state[name] != text {
			return false
		}
	}
	return true
}

// whole checks that every file is old or new. With torn, one written in place
// may be anything.
func (sc *scenario) whole(t testing.TB, torn bool) {
	t.Helper()
	for name, text := range sc.state(t) {
		if torn && (strings.HasPrefix(name, "home/mnt/") || strings.HasPrefix(name, "home/ro/")) {
			continue
		}
		if text != scenarioOld[name] && text != scenarioNew[name] {
			t.Errorf("%s is neither old nor new: %q", name, text)
		}
	}
}

// clean checks that a run left nothing that it should not: no temporary file,
// no journal, no incomplete backup.
func (sc *scenario) clean(t testing.TB) {
	t.Helper()
	for name, f := range snapshot(t, sc.top) {
		base := filepath.Base(name)
		rel, inState := strings.CutPrefix(name, "home/"+stateName+"/")
		switch {
		case inState && (rel == lockFile || rel == backupsName || strings.HasPrefix(rel, backupsName+"/")):
			if id, rest, _ := strings.Cut(strings.TrimPrefix(rel, backupsName+"/"), "/"); rest == "" && rel != backupsName &&
				rel != lockFile {
				if !backupPattern.Get().MatchString(id) {
					t.Errorf("%s: was left", name)
				} else if _, err := os.Stat(filepath.Join(sc.top, name, stateName, manifestName)); err != nil {
					t.Errorf("%s: has no manifest", name)
				}
			}
			if f.mode.Perm()&0o077 != 0 {
				t.Errorf("%s: has mode %v", name, f.mode)
			}
		case inState:
			t.Errorf("%s: was left", name)
		case strings.HasPrefix(base, ".ispatch-"):
			t.Errorf("%s: was left", name)
		}
	}
}

// asOriginal checks that everything outside the state directory has its
// original content and mode. With strict, files that were not written in place
// must also be the same files.
func (sc *scenario) asOriginal(t testing.TB, strict bool) {
	t.Helper()
	now := snapshot(t, sc.top)
	for name := range now {
		if strings.HasPrefix(name, "home/"+stateName) {
			delete(now, name)
		}
	}
	for name, f := range sc.original {
		g, there := now[name]
		if !there {
			t.Errorf("%s: is gone", name)
			continue
		}
		delete(now, name)
		if f.content != g.content || f.mode != g.mode {
			t.Errorf("%s: is %v %q, was %v %q", name, g.mode, g.content, f.mode, f.content)
		}
		if strict && f.inode != g.inode && f.mode.IsRegular() {
			t.Errorf("%s: is another file than before", name)
		}
		if strict && !g.time.Equal(f.time) && f.mode.IsRegular() && !strings.HasPrefix(name, "home/mnt") &&
			!strings.HasPrefix(name, "home/ro") {
			t.Errorf("%s: has another time than before", name)
		}
	}
	for name := range now {
		t.Errorf("%s: was left", name)
	}
}

// pending reports which of the journal's files exist.
func (sc *scenario) pending() (journal, tidy bool) {
	is := func(name string) bool {
		_, err := os.Lstat(filepath.Join(sc.top, "home", stateName, name))
		return err == nil
	}
	return is(journalFile), is(journalKeep) || is(journalDrop)
}

// next runs the transaction again on a healthy disk after one that was
// interrupted, and checks that it recovers to all old (or finds all new), says
// so, and gets everything done; then rolls back to the first bytes.
func (sc *scenario) next(t testing.TB) {
	t.Helper()
	journal, _ := sc.pending()
	sc.whole(t, journal)
	h := sc.open(t, sc.disk())
	defer h.Close()
	// A committed change stays, even if its tidying up was not finished.
	decided := !journal && sc.all(t, scenarioNew)
	if !journal && !decided && !sc.all(t, scenarioOld) {
		t.Errorf("there is no journal, and the files are a mixture: %q", sc.state(t))
	}
	plan, planned := sc.plan(h), 0
	out, err := h.Transact(context.Background(), sc.options, func() ([]Change, error) {
		planned++
		if want := scenarioOld; !decided && !sc.all(t, want) {
			t.Errorf("at the time of the plan the files are not all old: %q", sc.state(t))
		}
		return plan()
	})
	if err != nil {
		t.Errorf("the next run fails: %v", err)
		return
	}
	if (out.Recovered != nil) != journal {
		t.Errorf("there was a journal: %v; the next run recovered: %v", journal, out.Recovered)
	}
	if out.Changed == decided || planned == 0 {
		t.Errorf("the files were all new before: %v; the next run changed them: %v", decided, out.Changed)
	}
	if !sc.all(t, scenarioNew) {
		t.Errorf("the next run does not get everything done: %q", sc.state(t))
	}
	sc.clean(t)
	for name, mode := range scenarioModes {
		if info, err := os.Stat(filepath.Join(sc.top, name)); err != nil || info.Mode() != mode {
			t.Errorf("%s has mode %v, not %v", name, info.Mode(), mode)
		}
	}
	if sc.options.NoBackup {
		return
	}
	h.options.FollowLinks = true // one of the files is outside
	if _, err := h.Rollback(context.Background(), TransactOptions{}, ""); err != nil {
		t.Errorf("rollback fails: %v", err)
		return
	}
	sc.asOriginal(t, false)
	sc.clean(t)
}

// attempt runs the transaction with a disk.
func (sc *scenario) attempt(t testing.TB, f *faulty) (*Outcome, error) {
	t.Helper()
	h := sc.open(t, f)
	defer h.Close()
	return h.Transact(context.Background(), sc.options, sc.plan(h))
}

// length is how many calls an undisturbed run makes.
func (sc *scenario) length(t testing.TB) int {
	t.Helper()
	f := sc.disk()
	if _, err := sc.attempt(t, f); err != nil {
		t.Fatal(err)
	}
	if !sc.all(t, scenarioNew) {
		t.Fatalf("an undisturbed run ends with %q", sc.state(t))
	}
	sc.clean(t)
	sc.reset(t)
	return len(f.calls)
}

// variants are the ways a scenario is run.
func variants(t *testing.T, test func(t *testing.T, sc *scenario)) {
	for _, v := range []struct {
		name     string
		noBackup bool
		noFlags  bool
		simple   bool
	}{
		{name: "exchange"},
		{name: "exchange-nobackup", noBackup: true},
		{name: "rename", noFlags: true},
		{name: "rename-nobackup", noFlags: true, noBackup: true},
		{name: "simple", simple: true},
	} {
		t.Run(v.name, func(t *testing.T) {
			sc := newScenario(t)
			sc.name = v.name
			sc.options.NoBackup, sc.noFlags, sc.simple = v.noBackup, v.noFlags, v.simple
			test(t, sc)
		})
	}
}
