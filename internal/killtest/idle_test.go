//go:build linux && (amd64 || arm64)

package killtest

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// What has nothing to do, and what only looks, makes no system call that
// changes anything: no lock, no state directory, no file opened for writing.
func TestNothingIsWritten(t *testing.T) {
	needTracing(t)
	fresh, applied := newWorld(t, "apply"), newWorld(t, "apply")
	if _, err := applied.succeed("apply"); err != nil {
		t.Fatal(err)
	}
	interrupted := newWorld(t, "apply")
	if _, err := runTraced(func(c *call) answer {
		return answer{kill: c.exchanges() && strings.HasSuffix(c.to,
			"/user-mgt.xml")}
	}, interrupted.call("apply")...); err != nil {
		t.Fatal(err)
	}
	if pending, _ := interrupted.journal(); !pending {
		t.Fatal("a run that was killed at the swap has left no journal")
	}
	full := everything(t)
	for _, test := range []struct {
		name   string
		world  *world
		args   []string
		status []int
	}{
		{"apply again", applied, []string{"apply"}, []int{0}},
		{"apply again, JSON", applied, []string{"apply", "-o", "json"}, []int{0}},
		{"apply again, diff", applied, []string{"apply", "--diff"}, []int{0}},
		{"apply again, no backup", applied, []string{"apply", "--no-backup"}, []int{0}},
		{"dry run", fresh, []string{"apply", "--dry-run"}, []int{0}},
		{"dry run, JSON", fresh, []string{"apply", "--dry-run", "-o", "json", "--exit-code"}, []int{2}},
		{"dry run again", applied, []string{"apply", "--dry-run"}, []int{0}},
		{"dry run of everything", full, append(slices.Clone(full.args), "--dry-run"), []int{0}},
		{"dry run after a kill", interrupted, []string{"apply", "--dry-run"}, []int{0}},
		{"failing apply", fresh, []string{"apply", "--set", "registry.0.datasource=NONE"}, []int{1}},
		{"verify", fresh, []string{"verify"}, []int{0, 3}},
		{"verify applied", applied, []string{"verify", "-o", "json"}, []int{0, 3}},
		{"verify after a kill", interrupted, []string{"verify"}, []int{0, 3}},
		{"show", fresh, []string{"show"}, []int{0}},
		{"show applied", applied, []string{"show", "--format", "json"}, []int{0}},
		{"profile print", fresh, []string{"profile", "print"}, []int{0}},
		{"rollback --list", applied, []string{"rollback", "--list"}, []int{0}},
		{"rollback --dry-run", applied, []string{"rollback", "--dry-run"}, []int{0}},
		{"rollback of nothing, dry run", fresh, []string{"rollback", "--dry-run"}, []int{1}},
		{"driver list", fresh, []string{"driver", "list"}, []int{0}},
		{"driver install, dry run", full, []string{"driver", "install", "$TOP/profile/connector-5.1.49.jar", "--force",
			"--dry-run"}, []int{0}},
		{"version", fresh, []string{"version"}, []int{0}},
		{"completion", fresh, []string{"completion", "bash"}, []int{0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := identities(t, test.world.top)
			r, err := runTraced(untouched, test.world.call(test.args...)...)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(test.status, r.status) {
				t.Errorf("exit status is not one of %v: %v", test.status, r)
			}
			for _, c := range r.calls {
				t.Errorf("it makes %v", c)
			}
			if after := identities(t, test.world.top); !slices.Equal(after, before) {
				t.Errorf("was\n%s\nand is\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
		})
	}
}

// What the tests above count is there to be counted when something is to do.
func TestCallsAreSeen(t *testing.T) {
	needTracing(t)
	w := newWorld(t, "apply")
	r, err := runTraced(untouched, w.call("apply")...)
	if err != nil || r.status != 0 {
		t.Fatal(err, r)
	}
	count := map[string]int{}
	for _, c := range r.calls {
		count[c.name]++
		if !strings.HasPrefix(c.path, w.home()) {
			t.Errorf("not in the home: %v", c)
		}
		if c.exchanges() {
			count["exchange"]++
			if rel, err := filepath.Rel(w.home(), c.to); err != nil || !slices.Contains(changed, rel) {
				t.Errorf("exchanged: %v", c)
			}
		}
	}
	for name, want := range map[string]int{"exchange": 3, "mkdirat": 2, "openat": 8, "pwrite64": 8, "fsync": 12,
		"unlinkat": 4, "flock": 1, "fchmod": 3} {
		if count[name] < want {
			t.Errorf("%s: seen %d times, not %d or more; all: %v", name, count[name], want, count)
		}
	}
	t.Logf("%d calls: %v", len(r.calls), count)
	again, err := runTraced(untouched, w.call("apply", "--set", "database.host=other")...)
	if err != nil || again.status != 0 || len(again.calls) == 0 {
		t.Fatal(err, again)
	}
}

// identities describes each file and folder: which it is, when it was changed
// and what is in it.
func identities(t testing.TB, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		stat := info.Sys().(*syscall.Stat_t)
		line := fmt.Sprint(name, " ", info.Mode(), " ", stat.Ino, " ", stat.Uid, ":", stat.Gid, " ",
			info.ModTime().UnixNano(), " ", stat.Ctim)
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" %x", sha256.Sum256(data))
		}
		all = append(all, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
