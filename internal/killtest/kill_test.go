//go:build linux && (amd64 || arm64)

package killtest

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// scenarios are the runs that are killed.
var scenarios = []struct {
	name   string
	world  func(testing.TB) *world
	stride int
}{
	{"apply", func(t testing.TB) *world { return newWorld(t, "apply") }, 1},
	{"apply without backup", func(t testing.TB) *world { return newWorld(t, "apply", "--no-backup") }, 1},
	{"apply everything", everything, 2},
	{"apply in place", mounted, 1},
	{"rollback", func(t testing.TB) *world { return newWorld(t, "apply").rollingBack(t, false) }, 1},
	{"rollback to a backup", func(t testing.TB) *world { return newWorld(t, "apply").rollingBack(t, true) }, 2},
	{"rollback of everything", func(t testing.TB) *world { return everything(t).rollingBack(t, true) }, 3},
}

// A process is killed at each of its system calls that changes anything:
// before it, and, if it writes, when half of the bytes are written.
func TestKilledAtEveryCall(t *testing.T) {
	needTracing(t)
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			kills := killsOf(t, sc.world(t))
			step := sample(sc.stride)
			points(t, (len(kills)+step-1)/step, sc.world, func(w *world, i int) error {
				return w.killedAt(kills[i*step])
			})
			t.Logf("%d points (calls and halves of calls)", (len(kills)+step-1)/step)
		})
	}
}

// A kill is where a process is killed.
type kill struct {
	n    int
	half bool
}

// killsOf finds out where a run can be killed.
func killsOf(t testing.TB, w *world) []kill {
	t.Helper()
	r, err := runTraced(untouched, w.call(w.args...)...)
	if err == nil && r.status != 0 {
		err = fmt.Errorf("a run that is not disturbed: %v", r)
	}
	if err == nil {
		err = w.is(w.new)
	}
	if err != nil {
		t.Fatal(err)
	}
	return killsIn(r.calls)
}

// killsIn are the points of some calls.
func killsIn(calls []*call) []kill {
	var kills []kill
	for _, c := range calls {
		kills = append(kills, kill{c.n, false})
		if c.writes() && c.args[2] > 1 {
			kills = append(kills, kill{c.n, true})
		}
	}
	return kills
}

// killed runs the world's program and kills it.
func (w *world) killed(k kill) (*result, error) {
	r, err := runTraced(func(c *call) answer { return answer{kill: c.n == k.n, half: k.half} }, w.call(w.args...)...)
	if err == nil && (r.status >= 0 || r.signal != syscall.SIGKILL || len(r.calls) != k.n) {
		err = fmt.Errorf("it was to be killed at call %d, and made %d: %v", k.n, len(r.calls), r)
	}
	return r, err
}

// at names the point where a run was killed.
func (k kill) at(r *result) string {
	s := fmt.Sprintf("killed at call %d", k.n)
	if r != nil && len(r.calls) == k.n {
		s = "killed at " + r.calls[k.n-1].String()
	}
	if k.half {
		s += ", half of it done"
	}
	return s
}

// killedAt kills a run at a point and looks at what the next one makes of it.
func (w *world) killedAt(k kill) error {
	if err := w.reset(); err != nil {
		return err
	}
	r, err := w.killed(k)
	if err != nil {
		return err
	}
	if err := w.recovers(r.pid, k.n%3 == 0); err != nil {
		return fmt.Errorf("%s: %w", k.at(r), err)
	}
	return nil
}

// recovers checks what a killed process has left, and that the next run reports
// it, repairs it and does what it was asked to do. look asks for a dry run before
// that.
func (w *world) recovers(pid int, look bool) error {
	after, err := w.whole()
	if err != nil {
		return err
	}
	pending, decided := w.journal()
	if len(after) > 0 && !pending && !w.all(after) {
		return fmt.Errorf("there is no journal, and only some files are new: %v", after)
	}
	// A change that was decided stands, whether it is tidied up after or not.
	done := !pending && len(after) > 0
	if look && w.args[0] == "apply" {
		if err := w.looks(pending); err != nil {
			return err
		}
	}
	args, want := w.args, 0
	if w.args[0] == "apply" {
		args = append(slices.Clone(args), "--exit-code") // tells a run that has changed something
		if !done {
			want = 2
		}
	}
	if w.args[0] == "rollback" && !slices.Contains(w.args, "--to") && done && !decided {
		want = 1 // it was all done, and there is nothing more to roll back
	}
	r, err := run(w.call(args...)...)
	switch {
	case err != nil:
		return err
	case r.status != want:
		return fmt.Errorf("the next run ends otherwise than with %d (journal: %v, decided: %v): %v", want, pending,
			decided, r)
	case strings.Contains(r.stderr, "rolled back the interrupted run") != pending:
		return fmt.Errorf("there was a journal: %v; the next run says: %v", pending, r)
	}
	if pending {
		if !strings.Contains(r.stderr, fmt.Sprintf("(process %d on ", pid)) {
			return fmt.Errorf("the next run does not name process %d: %v", pid, r)
		}
		for _, name := range after {
			line, _, _ := strings.Cut(r.stderr[strings.Index(r.stderr, "rolled back"):], "\n")
			if !strings.Contains(line, w.shown(name)) {
				return fmt.Errorf("the next run does not say that it restored %s: %v", w.shown(name), r)
			}
		}
	}
	if err := w.is(w.new); err != nil {
		return fmt.Errorf("after the next run: %w", err)
	}
	if done && slices.Contains(w.args, "rollback") {
		return nil // there was nothing left to roll back
	}
	return w.undone()
}

// all reports whether these are all the files that differ before and after.
func (w *world) all(after []string) bool {
	count := 0
	both := maps.Clone(w.old)
	maps.Copy(both, w.new)
	for name := range both {
		if w.old[name] != w.new[name] {
			count++
		}
	}
	return len(after) == count
}

// shown is how the program names a file of the world.
func (w *world) shown(name string) string {
	if rel, inside := strings.CutPrefix(name, "home/"); inside {
		return rel
	}
	return filepath.Join(w.top, name)
}

// looks checks that a dry run after a process was killed says so and leaves
// everything as it is.
func (w *world) looks(pending bool) error {
	before, err := w.read()
	if err != nil {
		return err
	}
	r, err := run(w.call(append(slices.Clone(w.args), "--dry-run")...)...)
	switch {
	case err != nil:
		return err
	case r.status != 0 && !(pending && w.inPlace != ""): // there may be no XML where it is written in place
		return fmt.Errorf("the dry run fails: %v", r)
	case strings.Contains(r.stderr, "an earlier run was interrupted") != pending:
		return fmt.Errorf("there was a journal: %v; the dry run says: %v", pending, r)
	}
	after, err := w.read()
	if err != nil {
		return err
	}
	if text := after.differs(before); text != "" {
		return fmt.Errorf("the dry run changes something: %s", text)
	}
	return nil
}

// undone rolls back to before the last change that was really made, and checks
// that this gives the first bytes. Where no backups are kept there must be none.
func (w *world) undone() error {
	list, err := w.backupIDs()
	if err != nil {
		return err
	}
	want := 1
	switch {
	case slices.Contains(w.args, "--no-backup"):
		want = 0
	case slices.Contains(w.args, "rollback"):
		want = 2
	}
	if len(list) != want {
		return fmt.Errorf("there are %d backups, not %d", len(list), want)
	}
	if want == 0 {
		return nil
	}
	if _, err := w.succeed("rollback", "--to", list[want-1]); err != nil {
		return err
	}
	if err := w.is(w.old); err != nil {
		return fmt.Errorf("after rollback: %w", err)
	}
	return nil
}
