//go:build linux && (amd64 || arm64)

package killtest

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

// A process is killed, and the one that recovers from that is killed too, at
// its calls up to the end of the recovery.
func TestKilledWhileRecovering(t *testing.T) {
	needTracing(t)
	for _, sc := range []struct {
		name   string
		world  func(testing.TB) *world
		stride int
	}{
		{"apply", func(t testing.TB) *world { return newWorld(t, "apply") }, 13},
		{"apply everything", everything, 41},
		{"apply in place", mounted, 23},
		{"rollback to a backup", func(t testing.TB) *world { return newWorld(t, "apply").rollingBack(t, true) }, 37},
	} {
		t.Run(sc.name, func(t *testing.T) {
			kills, step := killsOf(t, sc.world(t)), sample(sc.stride)
			var firsts, pairs atomic.Int64
			points(t, (len(kills)+step-1)/step, sc.world, func(w *world, i int) error {
				// Begin where the interesting part is: at the swap.
				count, err := w.killedTwice(kills[(i*step+len(kills)*3/5)%len(kills)])
				if count > 0 {
					firsts.Add(1)
					pairs.Add(int64(count))
				}
				return err
			})
			t.Logf("%d pairs of points, with %d first ones", pairs.Load(), firsts.Load())
			if pairs.Load() == 0 {
				t.Error("no process was killed while it recovered")
			}
		})
	}
}

// killedTwice kills a process at a point, and those that recover from that at
// points of theirs. It returns how many those were.
func (w *world) killedTwice(k kill) (count int, err error) {
	if err := w.reset(); err != nil {
		return 0, err
	}
	first, err := w.killed(k)
	if err != nil {
		return 0, err
	}
	if pending, decided := w.journal(); !pending && !decided {
		return 0, nil
	}
	left, err := w.read()
	if err != nil {
		return 0, err
	}
	whole, err := runTraced(untouched, w.call(w.args...)...)
	if err != nil {
		return 0, err
	}
	seconds, step := killsIn(recovery(whole.calls)), sample(2)
	for i := k.n % step; i < len(seconds); i += step {
		second := seconds[i]
		if err := w.restore(left); err != nil {
			return count, err
		}
		r, err := w.killed(second)
		if err == nil {
			err = w.recovers(first.pid, false)
		}
		if err != nil {
			return count, fmt.Errorf("%s, then %s: %w", k.at(first), second.at(r), err)
		}
		count++
	}
	return count, nil
}

// recovery is the part of a run that recovers from an earlier one: up to the
// removal of its journal.
func recovery(calls []*call) []*call {
	for i, c := range calls {
		if strings.HasPrefix(c.name, "unlink") && strings.HasPrefix(c.base(), "journal.") && c.base() != "journal.new" {
			return calls[:i+1]
		}
	}
	return nil
}
