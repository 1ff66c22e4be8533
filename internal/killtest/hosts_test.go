//go:build linux && (amd64 || arm64)

package killtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The process that changes a hosts file, which is no home's, is killed at each
// of its calls. The next one does what it is told and leaves nothing beside.
func TestHostsKilledAtEveryCall(t *testing.T) {
	needTracing(t)
	const before, after = "127.0.0.1 localhost\n", "127.0.0.1 localhost\n192.0.2.10 db\n"
	dir := temporary(t)
	file := filepath.Join(dir, "hosts")
	args := []string{"hosts", "set", "db", "192.0.2.10", "--hosts-file", file}
	reset := func() {
		if err := os.WriteFile(file, []byte(before), 0o604); err != nil {
			t.Fatal(err)
		}
	}
	reset()
	undisturbed, err := runTraced(untouched, args...)
	if err != nil || undisturbed.status != 0 {
		t.Fatal(err, undisturbed)
	}
	kills := killsIn(undisturbed.calls)
	for i := 0; i < len(kills); i += sample(1) {
		reset()
		killed, err := runTraced(func(c *call) answer {
			return answer{kill: c.n == kills[i].n, half: kills[i].half}
		}, args...)
		if err != nil {
			t.Fatal(err)
		}
		if data, _ := os.ReadFile(file); string(data) != before && string(data) != after {
			t.Errorf("%s: the file holds %q", kills[i].at(killed), data)
		}
		next, err := run(args...)
		if err == nil && next.status != 0 {
			err = fmt.Errorf("the next run fails: %v", next)
		}
		if err != nil {
			t.Fatalf("%s: %v", kills[i].at(killed), err)
		}
		data, _ := os.ReadFile(file)
		list, _ := os.ReadDir(dir)
		if string(data) != after || len(list) != 1 {
			t.Errorf("%s: the file holds %q, beside it is %v", kills[i].at(killed), data, list)
		}
	}
}
