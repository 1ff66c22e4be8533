package txn

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Any one call fails. The run then fails with the cause and leaves every file
// unchanged, or it succeeds, by another way or with a warning.
func TestFailureAtEveryCall(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, failed, warned := 0, 0, 0
		n, step := 0, sc.every(3, 23, 61)
		for at := range sc.length(t) {
			for _, failure := range failures {
				if n++; n%step != 0 {
					continue
				}
				f := sc.disk()
				f.at, f.fault = at, failure
				out, err := sc.attempt(t, f)
				points++
				if err != nil {
					failed++
					sc.failedCleanly(t, f, err)
				} else {
					if !sc.all(t, scenarioNew) || !out.Changed {
						t.Errorf("the run succeeds and leaves %q", sc.state(t))
					}
					if len(out.Warnings) > sc.usualWarnings() {
						warned++
					} else {
						sc.clean(t)
					}
				}
				sc.next(t)
				if t.Failed() {
					t.Fatalf("%s at call %d, %s: error %v, outcome %+v", failure.name, at, f.calls[at], err, out)
				}
				sc.reset(t)
			}
		}
		t.Logf(
			"%d points: %d failed, %d succeeded with a warning, %d succeeded",
			points,
			failed,
			warned,
			points-failed-warned,
		)
		// The few points of -short may be any.
		if (failed < points/2 || warned == 0) && !testing.Short() || points == 0 {
			t.Errorf("of %d failures only %d were errors, %d warnings", points, failed, warned)
		}
	})
}

// usualWarnings are those about files written in place.
func (sc *scenario) usualWarnings() int {
	if sc.simple {
		return 0
	}
	return 2
}

// failedCleanly checks an error, and that the run changed nothing else.
func (sc *scenario) failedCleanly(t *testing.T, f *faulty, err error) {
	t.Helper()
	cause := f.fault.err
	if cause == nil {
		cause = io.ErrShortWrite
	}
	if !errors.Is(err, cause) {
		t.Errorf("the error is %v, not %v", err, cause)
	}
	if !strings.Contains(warning(err), cause.Error()) || strings.Contains(warning(err), "some file") {
		t.Errorf("the error does not say the cause, or names a file of the system's: %v", err)
	}
	for line := range strings.SplitSeq(warning(err), "\n") {
		if name, _, _ := strings.Cut(line, ": "); name == "" || strings.Contains(name, " ") || !strings.Contains(line, ": ") {
			t.Errorf("the error names no file: %q", line)
		}
	}
	sc.asOriginal(t, !sc.noFlags) // one recreated from its copy is another file
	if _, err := os.Lstat(filepath.Join(sc.top, "home", stateName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the state directory was left: %v", sorted(snapshot(t, filepath.Join(sc.top, "home", stateName))))
	}
}

// From any call on, the disk is full, broken, read-only or locked. What this
// run cannot undo, the next run does.
func TestFailureFromEveryCallOn(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, n, step := 0, 0, sc.every(3, 23, 61)
		for at := range sc.length(t) {
			for _, failure := range lasting {
				if n++; n%step != 0 {
					continue
				}
				f := sc.disk()
				f.at, f.fault = at, failure
				out, err := sc.attempt(t, f)
				points++
				if err == nil && !sc.all(t, scenarioNew) {
					t.Errorf("the run succeeds and leaves %q", sc.state(t))
				}
				if err != nil && !errors.Is(err, failure.err) {
					t.Errorf("the error is %v, not %v", err, failure.err)
				}
				journal, _ := sc.pending()
				if err != nil && !journal {
					if !sc.all(t, scenarioOld) {
						t.Errorf("the run fails, there is no journal, and the files are %q", sc.state(t))
					}
				}
				if err == nil && journal && len(out.Warnings) <= sc.usualWarnings() {
					t.Errorf("the next run will roll back, and no warning says so")
				}
				sc.next(t)
				if t.Failed() {
					t.Fatalf("%s at call %d, %s: error %v, outcome %+v", failure.name, at, f.calls[at], err, out)
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}

// A run was killed in the middle, and any call of the next one fails.
func TestFailureDuringRecovery(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, some, step := 0, sc.every(7, 13, 31), sc.every(61, 97, 199)
		length := sc.length(t)
		for n := 0; n < length; n += some {
			for at := n * 29 % step; ; at += step {
				f := sc.disk()
				f.at, f.fault = n, kills[2]
				sc.attempt(t, f)
				g := sc.disk()
				g.at, g.fault = at, failures[(n+at)%len(failures)]
				out, err := sc.attempt(t, g)
				if !g.met {
					sc.reset(t)
					break
				}
				points++
				if err != nil && len(g.calls) > at && g.fault.err != nil && !errors.Is(err, g.fault.err) {
					t.Errorf("the error is %v, not %v", err, g.fault.err)
				}
				if err == nil && !sc.all(t, scenarioNew) {
					t.Errorf("the run succeeds and leaves %q", sc.state(t))
				}
				sc.next(t)
				if t.Failed() {
					t.Fatalf(
						"killed after call %d, %s; then %s at call %d, %s: error %v, outcome %+v",
						n,
						f.calls[n],
						g.fault.name,
						at,
						g.calls[at],
						err,
						out,
					)
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}

// A lock that cannot be taken, as on a file system without locks, leaves no file.
func TestLockThatFails(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old"})
	f := newFaulty()
	f.before = func(call string) {
		if call == "lock" {
			f.at, f.fault = len(f.calls)-1, fault{err: syscall.ENOLCK}
		}
	}
	h.disk = f
	_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
	if !errors.Is(err, syscall.ENOLCK) {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Lstat(filepath.Join(h.Dir(), stateName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the state directory was left: %v", err)
	}
	holds(t, h, aFile, "old")
}
