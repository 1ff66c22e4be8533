//go:build linux && (amd64 || arm64)

package killtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
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
