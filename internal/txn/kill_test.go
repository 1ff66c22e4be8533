package txn

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// every returns the distance between the points that a test tries. There are
// some hundred thousand points. With ISPATCH_LONG, as many are tried as take
// about a minute, else a sample, which is larger for the variant that most
// machines have.
func (sc *scenario) every(long, usual, others int) int {
	if sc.name != "exchange" {
		long, usual = max(long, others/4), others
	}
	return every(long, usual)
}

// The process ends at any call, whether the call has taken effect or not.
func TestKilledAtEveryCall(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, n, step := 0, 0, sc.every(1, 7, 41)
		for at := range sc.length(t) {
			for _, kill := range kills {
				if n++; n%step != 0 {
					continue
				}
				f := sc.disk()
				f.at, f.fault = at, kill
				sc.attempt(t, f)
				points++
				sc.next(t)
				if t.Failed() {
					t.Fatalf("%s call %d, %s", kill.name, at, f.calls[at])
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}

// The process ends at any call, the one that recovers also ends at any call,
// and so does the next.
func TestKilledTwice(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, some, step := 0, sc.every(7, 17, 41), sc.every(61, 97, 199)
		length := sc.length(t)
		for n := 0; n < 2*length; n += some {
			first := kills[2*(n%2)]
			for second := n * 29 % step; ; second += step {
				f := sc.disk()
				f.at, f.fault = n/2, first
				sc.attempt(t, f)
				g := sc.disk()
				g.at, g.fault = second, kills[second%3]
				sc.attempt(t, g)
				if !g.met {
					sc.reset(t)
					break // it made fewer calls than that
				}
				points++
				sc.next(t)
				if t.Failed() {
					t.Fatalf(
						"%s call %d, %s; then %s call %d, %s",
						first.name,
						n/2,
						f.calls[n/2],
						g.fault.name,
						second,
						g.calls[second],
					)
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}

// The context of a run is done before any call: it rolls back what it has
// begun, or it is already committed and ends as usual.
func TestStoppedAtEveryCall(t *testing.T) {
	sc := newScenario(t)
	done := 0
	for n := range sc.length(t) {
		if n%every(1, 5) != 0 {
			continue
		}
		ctx, stop := context.WithCancel(context.Background())
		f, calls := sc.disk(), 0
		f.before = func(string) {
			if calls++; calls == n+1 {
				stop()
			}
		}
		h := sc.open(t, f)
		_, err := h.Transact(ctx, sc.options, sc.plan(h))
		h.Close()
		switch {
		case err == nil:
			done++
			if !sc.all(t, scenarioNew) {
				t.Errorf("it succeeded, and the files are %q", sc.state(t))
			}
		case !errors.Is(err, context.Canceled):
			t.Errorf("the error is %v", err)
		default:
			sc.asOriginal(t, false)
			if _, err := os.Lstat(filepath.Join(sc.top, "home", stateName)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the state directory was left")
			}
		}
		sc.clean(t)
		if t.Failed() {
			t.Fatalf("stopped before call %d, %s", n, f.calls[n])
		}
		sc.reset(t)
		stop()
	}
	// The few points of -short may have none of the last calls.
	if done == 0 && !testing.Short() {
		t.Error("no run was past the moment of decision")
	}
}

// every is the distance between the points that a test tries.
func every(long, usual int) int {
	switch {
	case os.Getenv("ISPATCH_LONG") != "":
		return long
	case testing.Short():
		return 5 * usual
	}
	return usual
}
