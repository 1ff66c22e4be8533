package txn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// sealed returns a record with any body and a valid checksum.
func sealed(what string, body []byte) []byte {
	record := fmt.Appendf(nil, "ispatch %s %d\n%s\n", what, format, body)
	return fmt.Appendf(record, "sha256 %s\n", digest(record))
}

func sampleJournal() *journal {
	v := func(text string) *version {
		return &version{SHA256: digest([]byte(text)), Size: int64(len(text)), Mode: 0o640, UID: -1, GID: -1}
	}
	id := newID()
	return &journal{
		ID:      id,
		Started: time.Now().UTC(),
		Process: 1,
		Host:    "host",
		Phase:   phaseSwap,
		Backup:  "20260102T030405.000000006Z",
		Targets: []target{{place: place{Path: "repository/conf/a.xml"}, Temp: tempName(id, 0), Old: v("old"), New: v("new")}},
	}
}

// interrupted leaves a home as a run does that is killed after it has swapped
// both of two files.
func interruptedRun(t *testing.T) *Folder {
	t.Helper()
	h := newFolder(t, map[string]string{"repository/conf/a.xml": "old a", "repository/conf/b.xml": "old b"})
	f := newFaulty()
	h.disk = f
	f.before = func(call string) {
		if strings.HasPrefix(call, "rename .ispatch: journal ") {
			f.at, f.fault = len(f.calls)-1, kills[0]
		}
	}
	h.Transact(
		context.Background(),
		TransactOptions{},
		edits(h, map[string]string{"repository/conf/a.xml": "new a", "repository/conf/b.xml": "new b"}),
	)
	if pending, err := h.Pending(); err != nil || !pending || get(t, h, "repository/conf/b.xml") != "new b" {
		t.Fatalf("pending %v %v", pending, err)
	}
	h.disk = osDisk{}
	return h
}

func TestPendingAndRecovered(t *testing.T) {
	h := interruptedRun(t)
	out, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "old a"))
	check(t, err)
	if out.Changed || out.Recovered == nil ||
		!slices.Equal(out.Recovered.Files, []string{"repository/conf/a.xml", "repository/conf/b.xml"}) ||
		out.Recovered.Process != os.Getpid() {
		t.Errorf("outcome %+v", out)
	}
	if line := out.Recovered.String(); !strings.Contains(
		line,
		"restored: repository/conf/a.xml, repository/conf/b.xml",
	) {
		t.Error(line)
	}
	if pending, err := h.Pending(); err != nil || pending || get(t, h, "repository/conf/a.xml") != "old a" {
		t.Errorf("pending %v %v", pending, err)
	}
}

// A plan that fails after the recovery does not hide the recovery.
func TestRecoveredAlsoWhereThePlanFails(t *testing.T) {
	h := interruptedRun(t)
	broken := errors.New("no plan")
	calls := 0
	out, err := h.Transact(
		context.Background(),
		TransactOptions{},
		func() ([]Change, error) { calls++; return nil, broken },
	)
	if err != broken || out.Recovered == nil || calls != 1 {
		t.Errorf("error %v, outcome %+v, %d calls", err, out, calls)
	}
	if get(t, h, "repository/conf/a.xml") != "old a" {
		t.Error("it is not recovered")
	}
}

func TestJournalThatCannotBeRead(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"empty":       func([]byte) []byte { return nil },
		"cut short":   func(b []byte) []byte { return b[:len(b)/2] },
		"one bit":     func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"zeros":       func(b []byte) []byte { return make([]byte, len(b)) },
		"longer":      func(b []byte) []byte { return append(b, '\n') },
		"newer":       func(b []byte) []byte { return []byte(strings.Replace(string(b), "journal 2\n", "journal 3\n", 1)) },
		"unknown key": func(b []byte) []byte { return sealed("journal", []byte(`{"id":"0123456789abcdef","unknown":1}`)) },
		"a manifest":  func(b []byte) []byte { return sealed("backup", []byte(`{}`)) },
	} {
		t.Run(name, func(t *testing.T) {
			h := interruptedRun(t)
			file := filepath.Join(h.Dir(), stateName, journalFile)
			data, err := os.ReadFile(file)
			check(t, err)
			check(t, os.WriteFile(file, damage(data), 0o600))
			before := snapshot(t, h.Dir())
			_, err = h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "newer"))
			want, hint := errDamaged, "then delete .ispatch/journal"
			if name == "newer" {
				want, hint = errNewer, "run that version"
			}
			if !errors.Is(err, want) || !strings.HasPrefix(warning(err), ".ispatch/journal: ") ||
				!strings.Contains(warning(err), hint) {
				t.Errorf("the error is %v", err)
			}
			after := snapshot(t, h.Dir())
			for _, facts := range []map[string]fact{before, after} {
				delete(facts, ".ispatch/lock") // its time
			}
			same(t, before, after)
		})
	}
}

// A copy of a home that includes the journal is not that home.
func TestJournalOfAnotherHome(t *testing.T) {
	h := interruptedRun(t)
	copied := filepath.Join(t.TempDir(), "copy")
	check(t, os.CopyFS(copied, os.DirFS(h.Dir())))
	check(t, os.Chmod(filepath.Join(copied, stateName), 0o700)) // CopyFS does not keep it
	other := open(t, copied, Options{})
	before := snapshot(t, copied)
	_, err := other.Transact(context.Background(), TransactOptions{}, edit(other, "repository/conf/a.xml", "newer"))
	if err == nil || !strings.Contains(warning(err), "another folder, "+h.Dir()) ||
		!strings.Contains(warning(err), "copy it again") {
		t.Errorf("the error is %v", err)
	}
	after := snapshot(t, copied)
	delete(before, ".ispatch/lock")
	delete(after, ".ispatch/lock")
	same(t, before, after)

	// The copy under the path of the original is as good as the original.
	check(t, os.Rename(h.Dir(), h.Dir()+".away"))
	check(t, os.CopyFS(h.Dir(), os.DirFS(copied)))
	restored := open(t, h.Dir(), Options{})
	out, err := restored.Transact(
		context.Background(),
		TransactOptions{},
		edit(restored, "repository/conf/a.xml", "newer"),
	)
	check(t, err)
	if out.Recovered == nil || get(t, restored, "repository/conf/b.xml") != "old b" {
		t.Errorf("outcome %+v", out)
	}

	// So is the original under another path.
	moved := open(t, h.Dir()+".away", Options{})
	out, err = moved.Transact(context.Background(), TransactOptions{}, edit(moved, "repository/conf/a.xml", "newer"))
	check(t, err)
	if out.Recovered == nil || get(t, moved, "repository/conf/b.xml") != "old b" {
		t.Errorf("outcome %+v", out)
	}
}

// A home has one journal, whatever path it is opened by.
func TestHomeReachedThroughALink(t *testing.T) {
	h := interruptedRun(t)
	link := filepath.Join(t.TempDir(), "current")
	check(t, os.Symlink(h.Dir(), link))
	same := open(t, link, Options{})
	if same.Dir() != link {
		t.Errorf("it is called %s", same.Dir())
	}
	out, err := same.Transact(context.Background(), TransactOptions{}, edit(same, "repository/conf/a.xml", "newer"))
	check(t, err)
	if out.Recovered == nil || !out.Changed {
		t.Errorf("outcome %+v", out)
	}
}

// Whoever can write a journal must not be able to direct recovery out of the
// home, or to anything other than files.
func TestJournalMadeByAnAttacker(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, map[string]string{"secret": "new", "dir/secret": "new"})
	if rel, err := filepath.Rel("/", outside); err == nil {
		for name, change := range map[string]func(*journal){
			"dots":              func(j *journal) { j.Targets[0].Path = "../secret" },
			"dots inside":       func(j *journal) { j.Targets[0].Path = "repository/../../secret" },
			"absolute":          func(j *journal) { j.Targets[0].Path = outside + "/secret" },
			"backslash":         func(j *journal) { j.Targets[0].Path = `..\secret` },
			"not clean":         func(j *journal) { j.Targets[0].Path = "repository//conf/a.xml" },
			"state":             func(j *journal) { j.Targets[0].Path = ".ispatch/lock" },
			"the folder":        func(j *journal) { j.Targets[0].Path = "." },
			"empty":             func(j *journal) { j.Targets[0].Path = "" },
			"newline":           func(j *journal) { j.Targets[0].Path = "a\nb" },
			"outside, relative": func(j *journal) { j.Targets[0].place = place{rel + "/secret", true} },
			"outside, dots":     func(j *journal) { j.Targets[0].place = place{outside + "/dir/../secret", true} },
			"outside, root":     func(j *journal) { j.Targets[0].place = place{"/", true} },
			"temp elsewhere":    func(j *journal) { j.Targets[0].Temp = "../secret" },
			"temp a file":       func(j *journal) { j.Targets[0].Temp = "b.xml" },
			"no temp":           func(j *journal) { j.Targets[0].Temp = "" },
			"folder":            func(j *journal) { j.Dirs = []string{"../" + filepath.Base(outside)} },
			"emptied folder":    func(j *journal) { j.Emptied = []string{outside} },
			"backup":            func(j *journal) { j.Backup = "../../.." },
			"rollback":          func(j *journal) { j.RollbackOf = "../.." },
			"id":                func(j *journal) { j.ID = "../x" },
			"phase":             func(j *journal) { j.Phase = "done" },
			"hash":              func(j *journal) { j.Targets[0].Old.SHA256 = "x" },
			"mode":              func(j *journal) { j.Targets[0].Old.Mode = os.ModeDevice },
			"size":              func(j *journal) { j.Targets[0].Old.Size = -1 },
			"neither":           func(j *journal) { j.Targets[0].Old, j.Targets[0].New = nil, nil },
			"twice":             func(j *journal) { j.Targets = append(j.Targets, j.Targets[0]) },
		} {
			t.Run(name, func(t *testing.T) {
				h := newFolder(t, map[string]string{"repository/conf/a.xml": "new", "repository/conf/b.xml": "b"})
				j := sampleJournal()
				j.Home = h.id()
				change(j)
				plant(t, h, j)
				before := snapshot(t, outside)
				_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/b.xml", "new b"))
				if !errors.Is(err, errDamaged) {
					t.Errorf("the error is %v", err)
				}
				same(t, before, snapshot(t, outside))
				if got := get(t, h, "repository/conf/a.xml") + get(t, h, "repository/conf/b.xml"); got != "newb" {
					t.Errorf("the files hold %q", got)
				}
			})
		}
	}
}

// plant writes a journal, and the copy of its first target.
func plant(t *testing.T, h *Folder, j *journal) {
	t.Helper()
	record, err := seal("journal", j)
	check(t, err)
	put(
		t,
		h.Dir(),
		map[string]string{
			".ispatch/journal": string(record),
			".ispatch/backups/" + j.Backup + "/repository/conf/a.xml": "old",
		},
	)
	check(t, os.Chmod(filepath.Join(h.Dir(), stateName), 0o700))
}

// A folder above a target has become a link since. Recovery does not follow it,
// wherever it leads.
func TestJournalAndALinkPutInTheWay(t *testing.T) {
	for _, where := range []string{"outside", "inside"} {
		t.Run(where, func(t *testing.T) {
			h := interruptedRun(t)
			to := filepath.Join(t.TempDir(), "elsewhere")
			if where == "inside" {
				to = filepath.Join(h.Dir(), "elsewhere")
			}
			put(t, to, map[string]string{"a.xml": "new a", "b.xml": "new b"})
			conf := filepath.Join(h.Dir(), "repository/conf")
			check(t, os.Rename(conf, conf+".away"))
			check(t, os.Symlink(to, conf))
			before := snapshot(t, to)
			_, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) { return nil, nil })
			if err == nil || !strings.Contains(warning(err), "symbolic link") {
				t.Errorf("the error is %v", err)
			}
			same(t, before, snapshot(t, to))
			// Put back, all is well.
			check(t, os.Remove(conf))
			check(t, os.Rename(conf+".away", conf))
			out, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) { return nil, nil })
			check(t, err)
			if out.Recovered == nil || get(t, h, "repository/conf/a.xml") != "old a" {
				t.Errorf("outcome %+v", out)
			}
		})
	}
}

// Root does not use another user's journal to write to a file outside the home.
func TestJournalOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to give a file away")
	}
	h := newFolder(t, map[string]string{"repository/conf/a.xml": "a"})
	hosts := filepath.Join(t.TempDir(), "hosts")
	check(t, os.WriteFile(hosts, []byte("mine"), 0o644))
	j := sampleJournal()
	j.Home = h.id()
	j.Targets[0].place = place{hosts, true}
	j.Targets[0].InPlace = true
	plant(t, h, j)
	put(t, h.Dir(), map[string]string{slashed(".ispatch/backups", j.Backup, copyName(&j.Targets[0])): "old"})
	check(t, os.Chown(filepath.Join(h.Dir(), stateName, journalFile), 12345, 12345))
	_, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) { return nil, nil })
	if err == nil || !strings.Contains(warning(err), "another user (12345)") {
		t.Errorf("the error is %v", err)
	}
	if data, _ := os.ReadFile(hosts); string(data) != "mine" {
		t.Errorf("it holds %q", data)
	}
	check(t, os.Chown(filepath.Join(h.Dir(), stateName, journalFile), 0, 0))
	_, err = h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) { return nil, nil })
	check(t, err)
	if data, _ := os.ReadFile(hosts); string(data) != "old" {
		t.Errorf("it holds %q", data)
	}
}

func slashed(steps ...string) string { return strings.Join(steps, "/") }

func FuzzJournal(f *testing.F) {
	for _, change := range []func(*journal){
		func(*journal) {},
		func(j *journal) { j.Phase = phasePrepare },
		func(j *journal) { j.Dirs = []string{"a", "a/b"} },
		func(j *journal) { j.Targets[0].place = place{"/etc/hosts", true} },
		func(j *journal) { j.Targets[0].Path = "../x" },
	} {
		j := sampleJournal()
		change(j)
		body, err := json.Marshal(j)
		check(f, err)
		f.Add(body, true)
	}
	f.Add([]byte("ispatch journal 2\n{}\nsha256 0\n"), false)
	f.Add([]byte("ispatch journal 99999999999999999999\n"), false)
	f.Add([]byte(`null`), true)
	f.Fuzz(func(t *testing.T, body []byte, whole bool) {
		if whole {
			body = sealed("journal", body)
		}
		j, err := parseJournal(body)
		if err != nil {
			if !errors.Is(err, errDamaged) && !errors.Is(err, errNewer) {
				t.Errorf("the error is %v", err)
			}
			return
		}
		for _, target := range j.Targets {
			checkPlace(t, target.place)
			if filepath.Base(target.Temp) != target.Temp || !strings.HasPrefix(target.Temp, ".ispatch-") {
				t.Errorf("temporary name %q", target.Temp)
			}
		}
		for _, name := range slices.Concat(j.Dirs, j.Emptied) {
			checkPlace(t, place{name, false})
		}
		if filepath.Base(j.Backup) != j.Backup {
			t.Errorf("backup %q", j.Backup)
		}
		record, err := seal("journal", j)
		check(t, err)
		if _, err := parseJournal(record); err != nil {
			t.Errorf("what is read can't be read again: %v", err)
		}
	})
}

// checkPlace checks that a path leads nowhere it should not.
func checkPlace(t *testing.T, p place) {
	t.Helper()
	if p.Outside != filepath.IsAbs(p.Path) || !p.Outside && !filepath.IsLocal(p.Path) ||
		filepath.Clean(p.Path) != p.Path ||
		p.Path == "." ||
		strings.Contains(p.Path, `\`) && !p.Outside {
		t.Errorf("path %+v", p)
	}
	if strings.HasPrefix(p.Path+"/", stateName+"/") {
		t.Errorf("path %+v is in the state directory", p)
	}
}

func FuzzManifest(f *testing.F) {
	j := sampleJournal()
	j.Targets[0].Temp = ""
	body, err := json.Marshal(manifest{ID: j.Backup, Time: j.Started, Files: j.Targets, Dirs: []string{"a"}})
	check(f, err)
	f.Add(body, true)
	f.Add([]byte(`{"id":"20260102T030405.000000006Z","files":[{"path":"../x"}]}`), true)
	f.Add([]byte("ispatch backup 2\n{}\nsha256 0\n"), false)
	f.Fuzz(func(t *testing.T, body []byte, whole bool) {
		if whole {
			body = sealed("backup", body)
		}
		m, err := parseManifest(body)
		if err != nil {
			if !errors.Is(err, errDamaged) && !errors.Is(err, errNewer) {
				t.Errorf("the error is %v", err)
			}
			return
		}
		for _, target := range m.Files {
			checkPlace(t, target.place)
			if copied := copyName(&target); !filepath.IsLocal(copied) {
				t.Errorf("the copy would be at %q", copied)
			}
		}
		for _, name := range m.Dirs {
			checkPlace(t, place{name, false})
		}
		record, err := seal("backup", m)
		check(t, err)
		if _, err := parseManifest(record); err != nil {
			t.Errorf("what is read can't be read again: %v", err)
		}
	})
}
