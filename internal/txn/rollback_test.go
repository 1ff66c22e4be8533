package txn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ispatch/internal/problem"
)

const aFile = "repository/conf/a.xml"

// set changes one file and returns the ID of the backup.
func set(t *testing.T, h *Folder, name, text string) string {
	t.Helper()
	out, err := h.Transact(context.Background(), TransactOptions{}, edit(h, name, text))
	check(t, err)
	if !out.Changed || out.Backup == "" {
		t.Fatalf("outcome %+v", out)
	}
	return out.Backup
}

func back(t *testing.T, h *Folder, id string) *Outcome {
	t.Helper()
	out, err := h.Rollback(context.Background(), TransactOptions{}, id)
	check(t, err)
	return out
}

func holds(t *testing.T, h *Folder, name, want string) {
	t.Helper()
	if got := get(t, h, name); got != want {
		t.Errorf("%s holds %q, not %q", name, got, want)
	}
}

func TestRollbackStepByStep(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	first := set(t, h, aFile, "1")
	set(t, h, aFile, "2")
	third := set(t, h, aFile, "3")
	out := back(t, h, "")
	holds(t, h, aFile, "2")
	if !slices.Equal(out.Files, []string{aFile}) || out.Backup == "" {
		t.Errorf("outcome %+v", out)
	}
	list, err := h.Backups()
	check(t, err)
	if len(list) != 4 || list[3].RollbackOf != third || list[0].ID != first ||
		!slices.Equal(list[0].Files, []string{aFile}) ||
		time.Since(list[0].Time) > time.Hour {
		t.Errorf("backups %+v", list)
	}
	back(t, h, "")
	holds(t, h, aFile, "1")
	set(t, h, aFile, "4")
	back(t, h, "")
	holds(t, h, aFile, "1")
	back(t, h, "")
	holds(t, h, aFile, "0")
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	if !errors.Is(err, errNoBackup) ||
		!strings.Contains(warning(err), "all of them are rolled back already; roll back to ") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, aFile, "0")
}

func TestRollbackTakenBack(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	set(t, h, aFile, "1")
	undone := back(t, h, "").Backup
	holds(t, h, aFile, "0")
	back(t, h, undone)
	holds(t, h, aFile, "1")
	back(t, h, "") // the run is in effect again
	holds(t, h, aFile, "0")
}

func TestRollbackToAnOlderOne(t *testing.T) {
	const b = "repository/conf/b.xml"
	h := newFolder(t, map[string]string{aFile: "a0", b: "b0"})
	set(t, h, aFile, "a1")
	second := set(t, h, aFile, "a2")
	set(t, h, b, "b1")
	set(t, h, aFile, "a3")
	set(t, h, "repository/new/c.xml", "c")
	out := back(t, h, second)
	holds(t, h, aFile, "a1")
	holds(t, h, b, "b0")
	if _, err := os.Stat(filepath.Join(h.Dir(), "repository/new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder that was made is still there: %v", err)
	}
	if len(out.Files) != 3 {
		t.Errorf("outcome %+v", out)
	}
	back(t, h, "")
	holds(t, h, aFile, "a0")
	back(t, h, out.Backup)
	holds(t, h, aFile, "a3")
	holds(t, h, b, "b1")
	holds(t, h, "repository/new/c.xml", "c")
	// If the files are as wanted, nothing is rolled back or written.
	list, err := h.Backups()
	check(t, err)
	before := snapshot(t, h.Dir())
	nothing, err := h.Rollback(context.Background(), TransactOptions{}, list[len(list)-1].ID)
	check(t, err)
	if !nothing.Changed {
		same(t, before, snapshot(t, h.Dir()))
	}
}

func TestRollbackAndEdits(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	first := set(t, h, aFile, "1")
	put(t, h.Dir(), map[string]string{aFile: "edited"})
	before := snapshot(t, h.Dir())
	_, err := h.Rollback(context.Background(), TransactOptions{}, "")
	if !errors.Is(err, errEdited) || !strings.HasPrefix(warning(err), aFile+": was changed since the run") ||
		problem.From(err)[0].Code != CodeEdited {
		t.Errorf("the error is %v", err)
	}
	same(t, before, snapshot(t, h.Dir()))
	out, err := h.Rollback(context.Background(), TransactOptions{Force: true}, "")
	check(t, err)
	holds(t, h, aFile, "0")
	holds(t, h, ".ispatch/backups/"+out.Backup+"/"+aFile, "edited")
	back(t, h, out.Backup)
	holds(t, h, aFile, "edited")

	// Going back beyond two runs loses an edit made between them.
	set(t, h, aFile, "2")
	_, err = h.Rollback(context.Background(), TransactOptions{}, first)
	if !errors.Is(err, errEdited) || !strings.Contains(warning(err), "was also changed before the run of ") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, aFile, "2")
	_, err = h.Rollback(context.Background(), TransactOptions{Force: true}, first)
	check(t, err)
	holds(t, h, aFile, "0")

	// It is not an edit if someone has already restored a file.
	set(t, h, aFile, "5")
	put(t, h.Dir(), map[string]string{aFile: "0"})
	out = back(t, h, "")
	if out.Changed {
		t.Errorf("outcome %+v", out)
	}
	// Removing a file by hand is one.
	set(t, h, aFile, "6")
	check(t, os.Remove(filepath.Join(h.Dir(), aFile)))
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	if !errors.Is(err, errEdited) {
		t.Errorf("the error is %v", err)
	}
}

// Files that the run made or removed, with mode and owner, and one outside.
func TestRollbackOfMadeAndRemovedFiles(t *testing.T) {
	h := newFolder(t, map[string]string{"lib/old.jar": "old jar"})
	old := filepath.Join(h.Dir(), "lib/old.jar")
	check(t, os.Chmod(old, 0o604))
	if os.Geteuid() == 0 {
		check(t, os.Chown(old, 1234, 2345))
	}
	hosts := filepath.Join(t.TempDir(), "hosts")
	check(t, os.WriteFile(hosts, []byte("old hosts"), 0o664))
	check(t, os.Chmod(hosts, 0o664))
	was, err := os.Stat(old)
	check(t, err)
	out, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
		return []Change{
			{Path: "lib/old.jar", Old: []byte("old jar")},
			{Path: "lib/deep/er/new.jar", New: []byte("new jar"), Mode: 0o600},
			{Path: "lib/empty", New: []byte{}},
			{Path: hosts, outside: true, Old: []byte("old hosts"), New: []byte("new hosts")},
		}, nil
	})
	check(t, err)
	if info, err := os.Stat(filepath.Join(h.Dir(), "lib/empty")); err != nil || info.Mode() != 0o644 || info.Size() != 0 {
		t.Errorf("%v %v", info, err)
	}
	if info, err := os.Stat(filepath.Join(h.Dir(), "lib/deep/er/new.jar")); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	holds(t, h, ".ispatch/backups/"+out.Backup+"/lib/old.jar", "old jar")
	if data, _ := os.ReadFile(filepath.Join(h.Dir(), ".ispatch/backups", out.Backup, ".ispatch/outside", hosts)); string(
		data,
	) != "old hosts" {
		t.Errorf("the copy of the file outside holds %q", data)
	}
	before := snapshot(t, h.Dir())
	if _, err := h.Rollback(context.Background(), TransactOptions{}, ""); len(problem.From(err)) != 1 ||
		problem.From(err)[0].Code != CodeLinkOutside {
		t.Errorf("the file outside: %v", err)
	}
	same(t, before, snapshot(t, h.Dir()))
	h.options.FollowLinks = true
	undone := back(t, h, "")
	holds(t, h, "lib/old.jar", "old jar")
	now, err := os.Stat(old)
	check(t, err)
	if now.Mode() != was.Mode() {
		t.Errorf("mode %v, was %v", now.Mode(), was.Mode())
	}
	uid, gid := owner(now)
	if u, g := owner(was); uid != u || gid != g {
		t.Errorf("owner %d:%d, was %d:%d", uid, gid, u, g)
	}
	list, err := os.ReadDir(filepath.Join(h.Dir(), "lib"))
	check(t, err)
	if len(list) != 1 {
		t.Errorf("left: %v", list)
	}
	if data, _ := os.ReadFile(hosts); string(data) != "old hosts" {
		t.Errorf("the file outside holds %q", data)
	}
	if info, _ := os.Stat(hosts); info.Mode() != 0o664 {
		t.Errorf("the file outside has mode %v", info.Mode())
	}
	// And again.
	back(t, h, undone.Backup)
	holds(t, h, "lib/deep/er/new.jar", "new jar")
	if info, _ := os.Stat(filepath.Join(h.Dir(), "lib/deep/er/new.jar")); info.Mode() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestRollbackWithNothingThere(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	before := snapshot(t, h.Dir())
	_, err := h.Rollback(context.Background(), TransactOptions{}, "")
	if !errors.Is(err, errNoBackup) || !strings.HasPrefix(warning(err), ".ispatch/backups: nothing to roll back") {
		t.Errorf("the error is %v", err)
	}
	same(t, before, snapshot(t, h.Dir()))
	_, err = h.Transact(context.Background(), TransactOptions{NoBackup: true}, edit(h, aFile, "1"))
	check(t, err)
	if _, err := h.Rollback(context.Background(), TransactOptions{}, ""); !errors.Is(err, errNoBackup) {
		t.Errorf("the error is %v", err)
	}
	id := set(t, h, aFile, "2")
	for _, wrong := range []string{"20200101T000000.000000000Z", "..", "../..", "x", id + "/.."} {
		_, err := h.Rollback(context.Background(), TransactOptions{}, wrong)
		if !errors.Is(err, errNoBackup) || !strings.Contains(warning(err), "there are "+id) {
			t.Errorf("%s: the error is %v", wrong, err)
		}
	}
	holds(t, h, aFile, "2")
}

func TestRollbackRecoversFirst(t *testing.T) {
	h := interruptedRun(t)
	out, err := h.Rollback(context.Background(), TransactOptions{}, "")
	check(t, err)
	if out.Changed || out.Recovered == nil {
		t.Errorf("outcome %+v", out)
	}
	holds(t, h, aFile, "old a")
	if list, err := h.Backups(); err != nil || len(list) > 0 {
		t.Errorf("backups %v %v", list, err)
	}

	h = newFolder(t, map[string]string{aFile: "0"})
	id := set(t, h, aFile, "1")
	f := newFaulty()
	h.disk = f
	f.before = func(call string) {
		if strings.HasPrefix(call, "exchange") {
			f.at, f.fault = len(f.calls)-1, kills[2]
		}
	}
	h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "2"))
	h.disk = osDisk{}
	out = back(t, h, id) // both the recovery and the rollback
	if out.Recovered == nil || !out.Changed {
		t.Errorf("outcome %+v", out)
	}
	holds(t, h, aFile, "0")
}

// A rollback that was interrupted is recovered, and then done.
func TestRollbackAfterAnInterruptedRollback(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	set(t, h, aFile, "1")
	f := newFaulty()
	h.disk = f
	f.before = func(call string) {
		if strings.HasPrefix(call, "exchange") {
			f.at, f.fault = len(f.calls)-1, kills[2]
		}
	}
	h.Rollback(context.Background(), TransactOptions{}, "")
	holds(t, h, aFile, "0")
	h.disk = osDisk{}
	out := back(t, h, "")
	if out.Recovered == nil || !out.Recovered.Rollback || !out.Changed {
		t.Errorf("outcome %+v", out)
	}
	holds(t, h, aFile, "0")
	if list, err := h.Backups(); err != nil || len(list) != 2 {
		t.Errorf("backups %+v %v", list, err)
	}
}

func TestDamagedBackups(t *testing.T) {
	for name, damage := range map[string]func(dir string) error{
		"manifest": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, stateName, manifestName), []byte("x"), 0o600)
		},
		"copy":    func(dir string) error { return os.WriteFile(filepath.Join(dir, aFile), []byte("x"), 0o600) },
		"no copy": func(dir string) error { return os.Remove(filepath.Join(dir, aFile)) },
		"link": func(dir string) error {
			os.Remove(filepath.Join(dir, aFile))
			return os.Symlink("/etc/passwd", filepath.Join(dir, aFile))
		},
		"other id": func(dir string) error {
			return os.Rename(dir, filepath.Join(filepath.Dir(dir), "20200101T000000.000000000Z"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newFolder(t, map[string]string{aFile: "0"})
			id := set(t, h, aFile, "1")
			check(t, damage(filepath.Join(h.Dir(), ".ispatch/backups", id)))
			before := snapshot(t, h.Dir())
			_, err := h.Rollback(context.Background(), TransactOptions{Force: true}, "")
			if err == nil || !strings.HasPrefix(warning(err), ".ispatch/backups/20") {
				t.Errorf("the error is %v", err)
			}
			same(t, before, snapshot(t, h.Dir()))
			list, err := h.Backups()
			check(t, err)
			if bad := name == "manifest" || name == "other id"; len(list) != 1 || (list[0].Problem != "") != bad {
				t.Errorf("backups %+v", list)
			}
		})
	}
}

func TestOnlyTheLastBackupsAreKept(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	var ids []string
	for n := range keepBackups + 4 {
		ids = append(ids, set(t, h, aFile, fmt.Sprint(n+1)))
	}
	mine := filepath.Join(h.Dir(), ".ispatch/backups/mine")
	check(t, os.Mkdir(mine, 0o700))
	unfinished := filepath.Join(h.Dir(), ".ispatch/backups/20200101T000000.000000000Z")
	put(t, unfinished, map[string]string{aFile: "x"})
	list, err := h.Backups()
	check(t, err)
	var kept []string
	for _, b := range list {
		kept = append(kept, b.ID)
	}
	if want := append(ids[:1:1], ids[4:]...); !slices.Equal(kept, want) {
		t.Errorf("kept %v of %v", kept, ids)
	}
	set(t, h, aFile, "x")
	if _, err := os.Stat(mine); err != nil {
		t.Errorf("what someone else put there is gone: %v", err)
	}
	if _, err := os.Stat(unfinished); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a backup that was never complete is still there")
	}
	// Going back step by step ends at the gap that pruning left, and says so.
	for n := range keepBackups {
		back(t, h, "")
		holds(t, h, aFile, []string{"14", "13", "12", "11", "10", "9", "8", "7", "6", "5"}[n])
	}
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	if !errors.Is(err, errNoBackup) || !strings.Contains(err.Error(), "were pruned") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, aFile, "5")
	// The delivered state can be restored.
	back(t, h, ids[0])
	holds(t, h, aFile, "0")
}

// The clock was set back: the last backup is the last all the same.
func TestBackupsAndTheClock(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	id := set(t, h, aFile, "1")
	future := "29990101T000000.000000000Z"
	base := filepath.Join(h.Dir(), ".ispatch/backups")
	check(t, os.Rename(filepath.Join(base, id), filepath.Join(base, future)))
	data, err := os.ReadFile(filepath.Join(base, future, stateName, manifestName))
	check(t, err)
	m, err := parseManifest(data)
	check(t, err)
	m.ID = future
	record, err := seal("backup", m)
	check(t, err)
	check(t, os.WriteFile(filepath.Join(base, future, stateName, manifestName), record, 0o600))
	if next := set(t, h, aFile, "2"); next <= future {
		t.Errorf("%s is not after %s", next, future)
	}
	back(t, h, "")
	holds(t, h, aFile, "1")
	back(t, h, "")
	holds(t, h, aFile, "0")
}

// A file that was a file is a link now: a rollback does not follow it.
func TestRollbackAndALinkPutInTheWay(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0", "repository/other.xml": "1"})
	set(t, h, aFile, "1")
	check(t, os.Remove(filepath.Join(h.Dir(), aFile)))
	check(t, os.Symlink("../other.xml", filepath.Join(h.Dir(), aFile)))
	_, err := h.Rollback(context.Background(), TransactOptions{Force: true}, "")
	if err == nil || !strings.Contains(warning(err), "symbolic link now, to repository/other.xml") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, "repository/other.xml", "1")
}

// Two rollbacks at once must not go two steps back unasked.
func TestRollbackWhileAnotherRuns(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "0"})
	set(t, h, aFile, "1")
	set(t, h, aFile, "2")
	other := open(t, h.Dir(), Options{})
	f := newFaulty()
	h.disk = f
	f.before = func(call string) {
		if len(f.calls) == 1 {
			back(t, other, "")
		}
	}
	_, err := h.Rollback(context.Background(), TransactOptions{}, "")
	if err == nil || !strings.Contains(warning(err), "another run") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, aFile, "1")
}
