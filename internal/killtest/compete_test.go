//go:build linux && (amd64 || arm64)

package killtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// hosts returns names of database servers, and what the files are to be with
// each of them.
func hosts(t testing.TB, count int) (names []string, results []tree) {
	t.Helper()
	for i := range count {
		name := fmt.Sprintf("h%d", i+1)
		w := newWorld(t)
		_, err := w.succeed(withHost(name)...)
		if err != nil {
			t.Fatal(err)
		}
		now, err := w.read()
		if err != nil {
			t.Fatal(err)
		}
		names, results = append(names, name), append(results, now.files())
		if i > 0 && results[i].differs(results[i-1]) == "" {
			t.Fatalf("%s and %s give the same files", names[i], names[i-1])
		}
	}
	return names, results
}

// withHost are the arguments of a run for a database server.
func withHost(name string, more ...string) []string {
	return append([]string{"apply", "--set", "database.host=" + name}, more...)
}

// Eight processes at once bring one home to eight different states: each
// succeeds, the outcome is one of the eight, whole, and so is what each of them
// found and kept as a backup.
func TestEightAtOnce(t *testing.T) {
	names, results := hosts(t, 8)
	w := newWorld(t)
	for round := range 3 {
		if err := w.reset(); err != nil {
			t.Fatal(err)
		}
		var together sync.WaitGroup
		for _, name := range names {
			together.Go(func() {
				if _, err := w.succeed(withHost(name, "--lock-timeout", "5m")...); err != nil {
					t.Error(err)
				}
			})
		}
		together.Wait()
		now, err := w.read()
		if err != nil {
			t.Fatal(err)
		}
		last := slices.IndexFunc(results, func(want tree) bool { return now.files().differs(want) == "" })
		if last < 0 {
			t.Fatalf("round %d: the files are those of none: %s", round, now.files().differs(results[0]))
		}
		if err := w.is(results[last]); err != nil {
			t.Error(err)
		}
		list, err := w.backups()
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != len(names) {
			t.Fatalf("there are %d backups", len(list))
		}
		found := map[int]bool{}
		for i, b := range list {
			whose := slices.IndexFunc(append(results, w.old), func(before tree) bool {
				return !slices.ContainsFunc(b.Files, func(name string) bool {
					return now["home/.ispatch/backups/"+b.ID+"/"+name].text != before["home/"+name].text
				})
			})
			if whose < 0 || whose == last || found[whose] || (whose == len(results)) != (i == 0) {
				t.Errorf("round %d: run %d found the state %d, the last left %d, seen before: %v", round, i, whose, last, found)
			}
			found[whose] = true
		}
		if _, err := w.succeed("rollback", "--to", list[0].ID); err != nil {
			t.Error(err)
		}
		if err := w.is(w.old); err != nil {
			t.Error(err)
		}
	}
}

// Eight processes at once that do not wait: each succeeds, or fails and names
// the one that it met.
func TestEightThatDoNotWait(t *testing.T) {
	names, results := hosts(t, 8)
	w := newWorld(t)
	var together sync.WaitGroup
	runs := make([]*result, len(names))
	for i, name := range names {
		together.Go(func() {
			r, err := run(w.call(withHost(name, "--lock-timeout", "0s")...)...)
			if err != nil {
				t.Error(err)
			}
			runs[i] = r
		})
	}
	together.Wait()
	succeeded := map[int]bool{}
	for i, r := range runs {
		switch {
		case r == nil:
		case r.status == 0:
			succeeded[i] = true
		case r.status != 1 || !strings.Contains(r.stderr, "error: .ispatch/lock: is held by "):
			t.Errorf("%s: %v", names[i], r)
		}
	}
	now, err := w.read()
	if err != nil {
		t.Fatal(err)
	}
	last := slices.IndexFunc(results, func(want tree) bool { return now.files().differs(want) == "" })
	if last < 0 || !succeeded[last] {
		t.Fatalf("the files are those of run %d; successful were %v", last, succeeded)
	}
	if err := w.is(results[last]); err != nil {
		t.Error(err)
	}
	t.Logf("%d of %d succeeded", len(succeeded), len(names))
}

var heldBy = regexp.MustCompile(`ispatch: error: \.ispatch/lock: is held by process ([0-9]+) on (\S+) since ` +
	`([0-9TZ:-]+Z)\b.*\nispatch: hint: .*--lock-timeout`)

// While a process stands still in the middle of its swap, others that do not
// wait fail and say who holds the lock and since when; one that waits gets its
// turn afterwards; and looking is free.
func TestLockIsHeld(t *testing.T) {
	needTracing(t)
	names, results := hosts(t, 3)
	w := newWorld(t)
	begun := time.Now().Add(-2 * time.Second) // what is said has no fractions
	host, _ := os.Hostname()
	waiting := make(chan struct{})
	var patient *result
	var together sync.WaitGroup
	// wait starts a process that waits, and returns once it has tried.
	wait := func() {
		tries := 0
		together.Go(func() {
			var err error
			patient, err = runTraced(func(c *call) answer {
				if c.name == "flock" {
					if tries++; tries == 2 {
						close(waiting)
					}
				}
				return answer{}
			}, w.call(withHost(names[1], "--lock-timeout", "5m")...)...)
			if err != nil {
				t.Error(err)
			}
			if tries < 2 {
				t.Errorf("it did not wait: %v", patient)
				close(waiting)
			}
		})
		<-waiting
	}
	met := false
	holder, err := runTraced(func(c *call) answer {
		if met || !c.exchanges() || !strings.HasSuffix(c.to, "/user-mgt.xml") {
			return answer{}
		}
		met = true
		before := identities(t, w.top)
		for range 3 {
			r, err := run(w.call(withHost(names[2], "--lock-timeout", "0s")...)...)
			if err != nil {
				t.Error(err)
				break
			}
			m := heldBy.FindStringSubmatch(r.stderr)
			if r.status != 1 || m == nil {
				t.Errorf("the lock is held, and this does not say so: %v", r)
				break
			}
			// The thread that stands still is one of the holder's.
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.tid))
			since, err := time.Parse(time.RFC3339, m[3])
			if !strings.Contains(string(status), "\nTgid:\t"+m[1]+"\n") || m[2] != host ||
				err != nil || since.Before(begun) || since.After(time.Now()) {
				t.Errorf("it names the wrong process, host or time: %v", r)
			}
		}
		r, err := run(w.call("apply", "--dry-run", "--set", "database.host=db.example.com")...)
		if err != nil || r.status != 0 {
			t.Errorf("a dry run needs no lock: %v %v", err, r)
		}
		if after := identities(t, w.top); !slices.Equal(after, before) {
			t.Errorf("those that did not get the lock have changed something: %v", after)
		}
		wait()
		return answer{}
	}, w.call(withHost(names[0])...)...)
	if err != nil || !met {
		t.Fatal(err, met, holder)
	}
	together.Wait()
	if holder.status != 0 || patient == nil || patient.status != 0 {
		t.Fatalf("%v\n%v", holder, patient)
	}
	if err := w.is(results[1]); err != nil {
		t.Error(err)
	}
	list, err := w.backups()
	if err != nil || len(list) != 2 {
		t.Fatal(err, list)
	}
	if _, err := w.succeed("rollback", "--to", list[1].ID); err != nil {
		t.Fatal(err)
	}
	if err := w.is(results[0]); err != nil {
		t.Errorf("what the first one left: %v", err)
	}
}

// An edit is what someone else does to a file.
type edit struct {
	name string
	do   func(name string) error
}

const byHand = "\n<!-- by hand -->\n"

// edits are the ways in which people and programs change a file.
var edits = []edit{
	{"written", func(name string) error { // as a shell's >> does
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString(byHand)
		if closed := f.Close(); err == nil {
			err = closed
		}
		return err
	}},
	{"replaced", func(name string) error { // as an editor does
		data, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name+"~", append(data, byHand...), 0o600)
		}
		if err != nil {
			return err
		}
		info, err := os.Stat(name)
		if err == nil {
			err = os.Chmod(name+"~", info.Mode())
		}
		if err == nil {
			err = os.Rename(name+"~", name)
		}
		return err
	}},
	{"removed", os.Remove},
}

// apply makes the edit in a tree.
func (e edit) apply(all tree, name string) {
	if e.name == "removed" {
		delete(all, name)
		return
	}
	f := all[name]
	f.text += byHand
	all[name] = f
}

// Someone edits a file after it was read and right before it is replaced: the
// run fails and says so, the edit stays, the other files are as before.
func TestEditedBeforeSwap(t *testing.T) {
	needTracing(t)
	for _, e := range edits {
		for _, target := range changed {
			t.Run(e.name+", "+filepath.Base(target), func(t *testing.T) {
				w := newWorld(t, "apply")
				met := false
				r, err := runTraced(func(c *call) answer {
					if c.exchanges() && strings.HasSuffix(c.to, target) && !met {
						met = true
						if err := e.do(c.to); err != nil {
							t.Error(err)
						}
					}
					return answer{}
				}, w.call(w.args...)...)
				if err != nil || !met {
					t.Fatal(err, met, r)
				}
				says := target + ": was changed by someone else"
				if e.name == "removed" {
					says = target + ": was removed"
				}
				if r.status != 1 || !strings.Contains(r.stderr, "ispatch: error: "+says) ||
					!strings.Contains(r.stderr, "run again") {
					t.Errorf("it does not say what happened: %v", r)
				}
				e.apply(w.old, "home/"+target)
				if err := w.is(w.old); err != nil {
					t.Errorf("%v: %v", err, r)
				}
				if e.name == "removed" {
					return
				}
				if _, err := w.succeed("apply"); err != nil {
					t.Fatal(err)
				}
				e.apply(w.new, "home/"+target)
				if err := w.is(w.new); err != nil {
					t.Errorf("the next run: %v", err)
				}
			})
		}
	}
}

// Someone edits a file after the run has looked at it and before it has the
// lock: the edit becomes part of what is changed.
func TestEditedBeforeLock(t *testing.T) {
	needTracing(t)
	for _, e := range edits[:2] {
		t.Run(e.name, func(t *testing.T) {
			w := newWorld(t, "apply")
			r, err := runTraced(func(c *call) answer {
				if c.n == 1 {
					for _, name := range changed {
						if err := e.do(filepath.Join(w.home(), name)); err != nil {
							t.Error(err)
						}
					}
				}
				return answer{}
			}, w.call(w.args...)...)
			if err != nil || r.status != 0 {
				t.Fatal(err, r)
			}
			for _, name := range changed {
				e.apply(w.old, "home/"+name)
				e.apply(w.new, "home/"+name)
			}
			if err := w.is(w.new); err != nil {
				t.Error(err)
			}
			if _, err := w.succeed("rollback"); err != nil {
				t.Fatal(err)
			}
			if err := w.is(w.old); err != nil {
				t.Errorf("after rollback: %v", err)
			}
		})
	}
}

// Someone edits a file that is new already while the run goes on: the edit
// stays. If the run then fails, it says that it could not take this file back.
func TestEditedAfterSwap(t *testing.T) {
	needTracing(t)
	for _, e := range edits[:2] {
		for _, fails := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, the run fails: %v", e.name, fails), func(t *testing.T) {
				w := newWorld(t, "apply")
				exchanges := 0
				r, err := runTraced(func(c *call) answer {
					if c.exchanges() {
						exchanges++
						if exchanges == 2 {
							if err := e.do(filepath.Join(w.home(), changed[0])); err != nil {
								t.Error(err)
							}
						}
						if exchanges == 3 && fails {
							return answer{fail: syscall.EIO}
						}
					}
					return answer{}
				}, w.call(w.args...)...)
				if err != nil {
					t.Fatal(err)
				}
				e.apply(w.new, "home/"+changed[0])
				want, status := w.new, 0
				if fails {
					want, status = w.old, 1
					want["home/"+changed[0]] = w.new["home/"+changed[0]]
				}
				if r.status != status {
					t.Errorf("the exit status is not %d: %v", status, r)
				}
				if err := w.is(want); err != nil {
					t.Errorf("%v: %v", err, r)
				}
				if !fails {
					return
				}
				for _, text := range []string{changed[2] + ": ", "input/output error", changed[0] + ": ",
					"edited by someone else", ".ispatch/backups/"} {
					if !strings.Contains(r.stderr, text) {
						t.Errorf("it does not say %q: %v", text, r)
					}
				}
				list, err := w.backups()
				if err != nil || len(list) != 1 {
					t.Fatal(err, list)
				}
			})
		}
	}
}

// A program that had a file open when it was replaced writes to it: before the
// change is decided that is an edit like any other; after that it is kept and
// the run says where.
func TestWrittenThroughOpenFile(t *testing.T) {
	needTracing(t)
	for _, late := range []bool{false, true} {
		t.Run(fmt.Sprintf("after the decision: %v", late), func(t *testing.T) {
			w := newWorld(t, "apply")
			open, err := os.OpenFile(filepath.Join(w.home(), changed[0]), os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer open.Close()
			exchanges, met := 0, false
			r, err := runTraced(func(c *call) answer {
				if c.exchanges() {
					exchanges++
				}
				decision := strings.HasPrefix(c.name, "renameat") && filepath.Base(c.to) == "journal.keep"
				if !met && (late && decision || !late && exchanges == 2) {
					met = true
					if _, err := open.WriteString(byHand); err != nil {
						t.Error(err)
					}
				}
				return answer{}
			}, w.call(w.args...)...)
			if err != nil || !met {
				t.Fatal(err, met, r)
			}
			edits[0].apply(w.old, "home/"+changed[0])
			if !late {
				if r.status != 1 || !strings.Contains(r.stderr, changed[0]+": was changed by someone else") {
					t.Errorf("it does not say what happened: %v", r)
				}
				if err := w.is(w.old); err != nil {
					t.Errorf("%v: %v", err, r)
				}
				return
			}
			now, err := w.read()
			if err != nil {
				t.Fatal(err)
			}
			if text := now.files().differs(w.new); r.status != 0 || text != "" {
				t.Errorf("%s: %v", text, r)
			}
			where := regexp.MustCompile(regexp.QuoteMeta(changed[0]) + `: .* is in (\S+)`).FindStringSubmatch(r.stderr)
			if where == nil {
				t.Fatalf("it does not say where the edit is: %v", r)
			}
			if got := now["home/"+where[1]].text; got != w.old["home/"+changed[0]].text {
				t.Errorf("%s holds %d bytes, not the edited file", where[1], len(got))
			}
		})
	}
}
