//go:build linux && (amd64 || arm64)

package killtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// While a process reads the home, another one replaces the files, right before
// the first opens any one of them. Neither of them fails: what changes the home
// ends with its own state, what only looks finds nothing wrong.
func TestReplacedWhileRead(t *testing.T) {
	needTracing(t)
	names, results := hosts(t, 2)
	for _, test := range []struct {
		args    []string
		status  []int
		changes bool
	}{
		{withHost(names[0]), []int{0}, true},
		{withHost(names[0], "--dry-run"), []int{0}, false},
		{[]string{"show"}, []int{0}, false},
		{[]string{"verify"}, []int{0, 3}, false},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			// Each opening of a file that is replaced, and some of the others, up
			// to the lock.
			var at []int
			count, locked, step := 0, false, sample(7)
			counting := newWorld(t)
			r, err := runTracedOpens(func(c *call) answer {
				locked = locked || c.name == "flock"
				if rel, in := strings.CutPrefix(c.path, counting.home()+"/"); in && c.looks && !locked {
					count++
					if slices.Contains(changed, rel) || count%step == 0 {
						at = append(at, count)
					}
				}
				return answer{}
			}, counting.call(test.args...)...)
			if err != nil || !slices.Contains(test.status, r.status) || count < 10 {
				t.Fatal(err, count, r)
			}
			newPlain := func(t testing.TB) *world { return newWorld(t) }
			points(t, len(at), newPlain, func(w *world, i int) error {
				if err := w.reset(); err != nil {
					return err
				}
				opens, where := 0, ""
				var failed error
				r, err := runTracedOpens(func(c *call) answer {
					if !c.looks || !strings.HasPrefix(c.path, w.home()+"/") {
						return answer{}
					}
					if opens++; opens == at[i] {
						where = c.path
						_, failed = w.succeed(withHost(names[1])...)
					}
					return answer{}
				}, w.call(test.args...)...)
				if err := errors.Join(err, failed); err != nil {
					return fmt.Errorf("right before %s was opened: %w", where, err)
				}
				if where == "" {
					return fmt.Errorf("there were only %d openings, not %d: %v", opens, at[i], r)
				}
				if !slices.Contains(test.status, r.status) || strings.Contains(r.stdout+r.stderr, "replaced") {
					return fmt.Errorf("replaced right before %s was opened (%d): %v", where, opens, r)
				}
				want := results[1]
				if test.changes {
					want = results[0]
				}
				if err := w.is(want); err != nil {
					return fmt.Errorf("replaced right before %s was opened: %w: %v", where, err, r)
				}
				return nil
			})
			t.Logf("%d points", len(at))
		})
	}
}
