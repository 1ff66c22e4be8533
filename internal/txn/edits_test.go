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

// An editor is another program that changes a file during a run.
type editor struct {
	name string
	// start is called before the run. The function it returns makes the edit,
	// and reports whether there was anything to edit.
	start func(t testing.TB, file string) (edit func(text string) bool)
}

var editors = []editor{
	{"replaces the file", func(t testing.TB, file string) func(string) bool {
		return func(text string) bool {
			check(t, os.WriteFile(file+".tmp", []byte(text), 0o644))
			check(t, os.Rename(file+".tmp", file))
			return true
		}
	}},
	{"writes to the file", func(t testing.TB, file string) func(string) bool {
		return func(text string) bool {
			check(t, os.WriteFile(file, []byte(text), 0o644))
			return true
		}
	}},
	{"has had the file open", func(t testing.TB, file string) func(string) bool {
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		check(t, err)
		return func(text string) bool {
			defer f.Close()
			// A file without a name is gone, whatever is written to it.
			if info, err := f.Stat(); err != nil || names(info) == 0 {
				return false
			}
			check(t, f.Truncate(0))
			_, err := f.WriteAt([]byte(text), 0)
			check(t, err)
			return true
		}
	}},
}

// found reports whether a user can find a text below the scenario's folder: in
// a file, a backup or what was found, not in a temporary file.
func (sc *scenario) found(t testing.TB, text string) bool {
	for name, f := range snapshot(t, sc.top) {
		if f.content == text && !strings.HasPrefix(filepath.Base(name), ".ispatch-") {
			return true
		}
	}
	return false
}

// window reports whether an edit just before a call may get lost, which cannot
// be avoided: the file was last checked earlier, and this call replaces or
// removes it. The package comment lists these calls.
func window(call, file string, how editor, noFlags bool) bool {
	what, rest, _ := strings.Cut(call, " ")
	d, name, _ := strings.Cut(rest, ": ")
	d = strings.TrimPrefix(d, "./")
	inPlace := strings.HasSuffix(file, "user-mgt.xml") || strings.HasSuffix(file, "identity.xml")
	switch {
	case inPlace && (what == "open" || what == "write" || what == "truncate"):
		// Between the comparison and the last byte.
		return strings.HasSuffix(file, d+"/"+name)
	case what == "remove":
		// To what was swapped out, by a program that had it open, between the
		// last check and its removal.
		return strings.HasSuffix(filepath.Dir(file), d) && strings.HasPrefix(name, ".ispatch-")
	case what == "rename" && noFlags:
		// Between the comparison and the renaming.
		return strings.HasSuffix(file, d+"/"+filepath.Base(file)) && strings.Contains(name, ".ispatch-")
	}
	return false
}

// Someone edits a file at any moment. The edit is never lost, and the other
// files are all old or all new.
func TestEditedAtEveryCall(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		const text = "an edit by someone else"
		points, refused, step := 0, 0, sc.every(7, 41, 131)
		length := sc.length(t)
		for n, name := range sorted(scenarioNew) {
			for m, how := range editors {
				for at := (3*n + m) % step; at < length; at += step {
					file := filepath.Join(sc.top, name)
					act := how.start(t, file)
					if act == nil {
						break
					}
					// An edit made before the plan is part of the plan; then only
					// the backup has it.
					f, skip, planned := sc.disk(), false, 0
					f.before = func(call string) {
						if len(f.calls)-1 != at {
							return
						}
						if _, err := os.Stat(filepath.Dir(file)); err != nil || window(call, file, how, sc.noFlags) {
							skip = true
							return
						}
						skip = !act(text) || sc.options.NoBackup && planned < 2
					}
					h := sc.open(t, f)
					plan := sc.plan(h)
					out, err := h.Transact(context.Background(), sc.options, func() ([]Change, error) { planned++; return plan() })
					check(t, h.Close())
					if skip {
						sc.reset(t)
						continue
					}
					points++
					if !sc.found(t, text) {
						t.Errorf("the edit is lost")
					}
					rest := sc.state(t)
					delete(rest, name)
					want := scenarioNew
					if err != nil {
						refused++
						want = scenarioOld
						if !errors.Is(err, errEdited) || !strings.Contains(warning(err), filepath.Base(name)) {
							t.Errorf("the error is %v", err)
						}
					}
					for other, is := range rest {
						if is != want[other] {
							t.Errorf("%s is %q", other, is)
						}
					}
					sc.clean2(t)
					if t.Failed() {
						t.Fatalf("%s: someone %s before call %d, %s: error %v, outcome %+v", name, how.name, at, f.calls[at], err, out)
					}
					sc.reset(t)
				}
			}
		}
		t.Logf("%d points, of which %d made the run fail", points, refused)
	})
}

// clean2 is clean, but allows files that were found and kept.
func (sc *scenario) clean2(t testing.TB) {
	t.Helper()
	check(t, os.RemoveAll(filepath.Join(sc.top, "home", stateName, foundName)))
	sc.clean(t)
}

// The process was killed anywhere, and then someone edits a file. The next run
// keeps the edit, or saves it if the file may be half written, restores the
// rest, and says where the copy of the original is; the run after that goes on.
func TestEditedAfterKill(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		const text = "an edit after the crash"
		points, refused, step := 0, 0, sc.every(7, 41, 131)
		length := sc.length(t)
		for n, name := range sorted(scenarioNew) {
			for at := n % step; at < length; at += step {
				f := sc.disk()
				f.at, f.fault = at, kills[2*(at%2)]
				sc.attempt(t, f)
				file := filepath.Join(sc.top, name)
				if _, err := os.Stat(filepath.Dir(file)); err != nil {
					sc.reset(t)
					continue
				}
				journal, _ := sc.pending()
				was := sc.state(t)
				check(t, os.WriteFile(file, []byte(text), 0o644))
				h := sc.open(t, sc.disk())
				out, err := h.Transact(context.Background(), sc.options, func() ([]Change, error) { return nil, nil })
				points++
				if !sc.found(t, text) {
					t.Errorf("the edit is lost")
				}
				if (err != nil || out.Recovered != nil) && !journal {
					t.Errorf("there was no journal")
				}
				after := sc.state(t)
				for other, is := range after {
					want := scenarioOld[other]
					if !journal {
						want = was[other]
					}
					if other != name && is != want {
						t.Errorf("%s is %q", other, is)
					}
				}
				if err != nil {
					refused++
					if !errors.Is(err, errEdited) || after[name] != text {
						t.Errorf("the file holds %q", after[name])
					}
					if scenarioOld[name] != "" {
						_, rest, _ := strings.Cut(warning(err), " is in ")
						data, _ := os.ReadFile(filepath.Join(sc.top, "home", rest))
						if string(data) != scenarioOld[name] {
							t.Errorf("in %q is %q", rest, data)
						}
						list, err := h.Backups()
						if err != nil || len(list) != 1 || list[0].Problem != "" {
							t.Errorf("backups %v %v", list, err)
						}
					}
					_, err := h.Transact(context.Background(), sc.options, func() ([]Change, error) { return nil, nil })
					if err != nil {
						t.Errorf("the run after that fails: %v", err)
					}
				}
				if journal, tidy := sc.pending(); journal || tidy {
					t.Errorf("there still is a journal")
				}
				sc.clean2(t)
				check(t, h.Close())
				if t.Failed() {
					t.Fatalf("%s edited after a kill at call %d, %s: error %v, outcome %+v", name, at, f.calls[at], err, out)
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points, %d refused", points, refused)
		// The few points of -short may all be before or after.
		if refused == 0 && sc.name == "exchange" && !testing.Short() {
			t.Error("no edit was ever in the way")
		}
	})
}

// Someone edits a file, and the process is killed right after that, also
// between an exchange and the check of what came out.
func TestEditedThenKilled(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		const text = "an edit before the crash"
		points, refused, count, step := 0, 0, 0, sc.every(7, 41, 131)
		length := sc.length(t)
		for _, name := range sorted(scenarioNew) {
			for at := range length {
				for later := range 3 {
					if count++; count%step != 0 {
						continue
					}
					file := filepath.Join(sc.top, name)
					f, skip, planned := sc.disk(), false, 0
					f.at, f.fault = at+later, kills[2]
					f.before = func(call string) {
						if len(f.calls)-1 < at || len(f.calls)-1 > at+later {
							return
						}
						if _, err := os.Stat(filepath.Dir(file)); err != nil || window(call, file, editors[0], sc.noFlags) {
							skip = true
							return
						}
						if len(f.calls)-1 == at {
							check(t, os.WriteFile(file+".tmp", []byte(text), 0o644))
							check(t, os.Rename(file+".tmp", file))
							skip = planned < 2 // then it is part of the plan
						}
					}
					h := sc.open(t, f)
					plan := sc.plan(h)
					h.Transact(context.Background(), sc.options, func() ([]Change, error) { planned++; return plan() })
					check(t, h.Close())
					if skip {
						sc.reset(t)
						continue
					}
					points++
					h = sc.open(t, sc.disk())
					out, err := h.Transact(context.Background(), sc.options, func() ([]Change, error) { return nil, nil })
					check(t, h.Close())
					if !sc.found(t, text) {
						t.Errorf("the edit is lost")
					}
					rest := sc.state(t)
					delete(rest, name)
					old, new := 0, 0
					for other, is := range rest {
						if is == scenarioOld[other] {
							old++
						}
						if is == scenarioNew[other] {
							new++
						}
					}
					if old < len(rest) && new < len(rest) {
						t.Errorf("the files are a mixture: %q", rest)
					}
					if err != nil {
						refused++
						if !errors.Is(err, errEdited) || !strings.Contains(warning(err), filepath.Base(name)) {
							t.Errorf("the error is %v", err)
						}
					}
					sc.clean2(t)
					if t.Failed() {
						t.Fatalf(
							"%s edited before call %d, %s, killed after %d, %s: error %v, outcome %+v",
							name,
							at,
							f.calls[at],
							at+later,
							f.calls[at+later],
							err,
							out,
						)
					}
					sc.reset(t)
				}
			}
		}
		t.Logf("%d points, %d refused", points, refused)
	})
}

// Someone edits a file while a run recovers.
func TestEditedDuringRecovery(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		const text = "an edit during the recovery"
		points, refused, count := 0, 0, 0
		some, step := sc.every(5, 29, 97), sc.every(17, 43, 97)
		length := sc.length(t)
		for _, name := range sorted(scenarioNew) {
			for _, how := range editors[:2] {
				for kill := length / 2; kill < length; kill++ {
					if count++; count%some != 0 {
						continue
					}
					for at := count * 29 % step; ; at += step {
						f := sc.disk()
						f.at, f.fault = kill, kills[2]
						sc.attempt(t, f)
						file := filepath.Join(sc.top, name)
						g, skip := sc.disk(), false
						g.before = func(call string) {
							if len(g.calls)-1 != at {
								return
							}
							if _, err := os.Stat(filepath.Dir(file)); err != nil || window(call, file, how, sc.noFlags) {
								skip = true
								return
							}
							how.start(t, file)(text)
						}
						h := sc.open(t, g)
						out, err := h.Transact(context.Background(), sc.options, func() ([]Change, error) { return nil, nil })
						check(t, h.Close())
						if len(g.calls) <= at {
							sc.reset(t)
							break
						}
						if skip {
							sc.reset(t)
							continue
						}
						points++
						if !sc.found(t, text) {
							t.Errorf("the edit is lost")
						}
						if err != nil {
							refused++
							if !errors.Is(err, errEdited) && !errors.Is(err, fs.ErrExist) ||
								!strings.Contains(warning(err), filepath.Base(name)) {
								t.Errorf("the error is %v", err)
							}
							h := sc.open(t, sc.disk())
							none := func() ([]Change, error) { return nil, nil }
							if _, err := h.Transact(context.Background(), sc.options, none); err != nil &&
								!errors.Is(err, errEdited) {
								t.Errorf("the run after that fails: %v", err)
							}
							h.Transact(context.Background(), sc.options, func() ([]Change, error) { return nil, nil })
							check(t, h.Close())
						}
						rest := sc.state(t)
						delete(rest, name)
						old, new := 0, 0
						for other, is := range rest {
							if is == scenarioOld[other] {
								old++
							}
							if is == scenarioNew[other] {
								new++
							}
						}
						if old < len(rest) && new < len(rest) {
							t.Errorf("the files are a mixture: %q", rest)
						}
						sc.clean2(t)
						if t.Failed() {
							t.Fatalf(
								"killed after call %d, %s; then %s: someone %s before call %d, %s: error %v, outcome %+v",
								kill,
								f.calls[kill],
								name,
								how.name,
								at,
								g.calls[at],
								err,
								out,
							)
						}
						sc.reset(t)
					}
				}
			}
		}
		t.Logf("%d points, %d refused", points, refused)
	})
}
