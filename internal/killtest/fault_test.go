//go:build linux && (amd64 || arm64)

package killtest

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A fault is a point at which system calls begin to fail.
type fault struct {
	n     int
	errno syscall.Errno
	lasts bool // all later calls that change something fail too
}

// answer fails the call, and those after it if the fault lasts. A disk that is
// full still lets files be written over, renamed and removed.
func (f fault) answer(c *call) answer {
	later := f.lasts && c.n > f.n
	if later && f.errno == syscall.ENOSPC {
		switch c.name {
		case "openat":
			later = c.args[2]&syscall.O_CREAT != 0
		case "write", "pwrite64", "mkdirat", "fsetxattr", "linkat", "symlinkat":
		default:
			later = false
		}
	}
	if c.n == f.n || later {
		return answer{fail: f.errno}
	}
	return answer{}
}

func (f fault) String() string {
	if f.lasts {
		return fmt.Sprintf("%q from call %d on", f.errno.Error(), f.n)
	}
	return fmt.Sprintf("%q at call %d", f.errno.Error(), f.n)
}

// Each system call that changes anything fails once: the run ends with exit
// status 1, says which file and why, and everything is as it was; or it ends
// with 0, everything is as it is to be, and a warning says what went wrong.
func TestFaultAtEveryCall(t *testing.T) {
	needTracing(t)
	plain := func(t testing.TB) *world { return newWorld(t, "apply") }
	for _, sc := range []struct {
		name   string
		world  func(testing.TB) *world
		errno  syscall.Errno
		stride int
	}{
		{"ENOSPC", plain, syscall.ENOSPC, 1},
		{"EIO", plain, syscall.EIO, 5},
		{"EACCES", plain, syscall.EACCES, 5},
		{"EROFS", plain, syscall.EROFS, 7},
		{"EDQUOT", plain, syscall.EDQUOT, 11},
		{"ENOSPC, everything", everything, syscall.ENOSPC, 5},
		{"EACCES, everything", everything, syscall.EACCES, 9},
		{"ENOSPC, in place", mounted, syscall.ENOSPC, 3},
		{"EIO, in place", mounted, syscall.EIO, 5},
		{"ENOSPC, rollback", func(t testing.TB) *world { return plain(t).rollingBack(t, true) }, syscall.ENOSPC, 7},
	} {
		t.Run(sc.name, func(t *testing.T) {
			faults := faultsOf(t, sc.world(t), sample(sc.stride), sc.errno, false)
			points(t, len(faults), sc.world, func(w *world, i int) error { return w.fails(faults[i]) })
			t.Logf("%d points", len(faults))
		})
	}
}

// From some system call on, none succeeds any more: not those either that take
// back what was done. What cannot be taken back then, the next run does.
func TestFaultThatLasts(t *testing.T) {
	needTracing(t)
	for _, sc := range []struct {
		name  string
		world func(testing.TB) *world
	}{
		{"apply", func(t testing.TB) *world { return newWorld(t, "apply") }},
		{"apply everything", everything},
		{"apply in place", mounted},
	} {
		t.Run(sc.name, func(t *testing.T) {
			var faults []fault
			all := faultsOf(t, sc.world(t), sample(3), 0, true)
			for i, f := range all {
				f.errno = []syscall.Errno{syscall.ENOSPC, syscall.EIO, syscall.EROFS, syscall.EACCES}[i%4]
				faults = append(faults, f)
			}
			points(t, len(faults), sc.world, func(w *world, i int) error { return w.failsOn(faults[i]) })
			t.Logf("%d points", len(faults))
		})
	}
}

// faultsOf takes a sample of the calls of a run.
func faultsOf(t testing.TB, w *world, step int, errno syscall.Errno, lasts bool) []fault {
	t.Helper()
	var faults []fault
	for _, k := range killsOf(t, w) {
		if !k.half && k.n%step == 0 {
			faults = append(faults, fault{k.n, errno, lasts})
		}
	}
	return faults
}

// fails makes one call of a run fail and looks at what comes of it.
func (w *world) fails(f fault) error {
	if err := w.reset(); err != nil {
		return err
	}
	r, err := runTraced(f.answer, w.call(w.args...)...)
	if err != nil {
		return err
	}
	if len(r.calls) < f.n {
		return fmt.Errorf("%v: there were only %d calls: %v", f, len(r.calls), r)
	}
	c := r.calls[f.n-1]
	if err := w.failed(f, c, r); err != nil {
		return fmt.Errorf("%v, %v: %w\n%v", f, c, err, r)
	}
	if err := w.recovers(r.pid, false); err != nil {
		return fmt.Errorf("after %v, %v: %w", f, c, err)
	}
	return nil
}

// failed checks what a run made of a call that failed.
func (w *world) failed(f fault, c *call, r *result) error {
	pending, decided := w.journal()
	switch {
	case r.status == 1:
		if err := w.is(w.old); err != nil {
			return fmt.Errorf("it failed, and not everything is as before: %w", err)
		}
		if pending || decided {
			return errors.New("it failed and left a journal")
		}
		return w.names("ispatch: error: ", f, c, r)
	case r.status != 0:
		return errors.New("the exit status is neither 0 nor 1")
	}
	if after, err := w.whole(); err != nil {
		return err
	} else if !w.all(after) {
		return fmt.Errorf("it says that it succeeded, and only these files are new: %v", after)
	}
	_, there := w.start["home/"+stateDir]
	unlocks := c.name == "flock" && c.args[1]&syscall.LOCK_UN != 0
	if c.base() == "lock" || unlocks || c.base() == stateDir && c.name == "mkdirat" && there {
		// What the lock says is for messages only, taking it is tried again, and
		// it ends with the process; the folder is there.
		return w.is(w.new)
	}
	if err := w.names("ispatch: warning: ", f, c, r); err != nil {
		return err
	}
	switch {
	case pending && !strings.Contains(r.stderr, "the next run will roll back"):
		return errors.New("it says that it succeeded, and the next run will roll back")
	case pending || decided:
		return nil // the next run removes what was left
	}
	return w.is(w.new)
}

// names checks that a line of a run's messages names the file that a call
// failed on, and the reason.
func (w *world) names(prefix string, f fault, c *call, r *result) error {
	for line := range strings.Lines(r.stderr) {
		line, is := strings.CutPrefix(line, prefix)
		if !is || !strings.Contains(line, f.errno.Error()) {
			continue
		}
		for _, name := range w.subjects(c) {
			if strings.HasPrefix(line, name) {
				return nil
			}
		}
	}
	return fmt.Errorf("no line begins with %q and one of %q, and names the cause", prefix, w.subjects(c))
}

// subjects are the names by which a message may call what a call failed on:
// that itself, or for a temporary file the one that it stands for.
func (w *world) subjects(c *call) []string {
	rel, err := filepath.Rel(w.home(), c.path)
	if err != nil || strings.HasPrefix(rel, "..") {
		rel = c.path
	}
	switch {
	case rel == ".": // the state directory was made in there
		return []string{stateDir + ": "}
	case rel == stateDir:
		return []string{stateDir + ": ", stateDir + "/"}
	case inState(rel):
		step, rest, _ := strings.Cut(strings.TrimPrefix(rel, stateDir+"/"), "/")
		if step == "backups" || rest != "" {
			return []string{stateDir + "/backups/"}
		}
		return []string{stateDir + "/" + strings.TrimSuffix(step, ".new") + ": "}
	case !isTemp(rel):
		return []string{rel + ": "}
	}
	names := []string{rel + ": "}
	all := maps.Clone(w.old)
	maps.Copy(all, w.new)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if shown := w.shown(name); w.old[name] != w.new[name] && filepath.Dir(shown) == filepath.Dir(rel) {
			names = append(names, shown+": ")
		}
	}
	return names
}

// failsOn makes every call from a point on fail.
func (w *world) failsOn(f fault) error {
	if err := w.reset(); err != nil {
		return err
	}
	r, err := runTraced(f.answer, w.call(w.args...)...)
	if err != nil {
		return err
	}
	if len(r.calls) < f.n {
		return fmt.Errorf("%v: there were only %d calls: %v", f, len(r.calls), r)
	}
	c := r.calls[f.n-1]
	after, err := w.whole()
	pending, decided := w.journal()
	switch {
	case err != nil:
		// Each file is old or new; see below.
	case r.status != 0 && r.status != 1:
		err = errors.New("the exit status is neither 0 nor 1")
	case r.status == 0 && !w.all(after):
		err = fmt.Errorf("it says that it succeeded, and only these files are new: %v", after)
	case r.status == 1 && len(after) > 0 && !pending:
		err = fmt.Errorf("it failed, there is no journal, and these files are new: %v", after)
	case r.status == 1 && !strings.Contains(r.stderr, f.errno.Error()):
		err = errors.New("it does not say why")
	case r.status == 1 && decided:
		err = errors.New("it failed, and the change stands")
	}
	if err == nil {
		err = w.recovers(r.pid, false)
	}
	if err != nil {
		return fmt.Errorf("%v, %v: %w\n%v", f, c, err, r)
	}
	return nil
}
