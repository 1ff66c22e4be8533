//go:build linux && (amd64 || arm64)

package killtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// Root and the owner of a home take turns with every command that changes or
// reads it: neither is locked out by what the other leaves.
func TestRootAndOwnerTakeTurns(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to become someone else")
	}
	const uid = 4321
	owner := &syscall.Credential{Uid: uid, Gid: uid}
	for _, users := range [][]*syscall.Credential{{nil, owner}, {owner, nil}} {
		w := newWorld(t)
		jar := filepath.Join(w.top, "connector-5.1.49.jar")
		if err := os.WriteFile(jar, []byte(connector(t)), 0o644); err != nil {
			t.Fatal(err)
		}
		eachFile(t, w.home(), func(name string, _ *syscall.Stat_t) error { return os.Lchown(name, uid, uid) })
		turn := 0
		next := func(status []int, args ...string) {
			t.Helper()
			user := users[turn%2]
			turn++
			r, err := runAs(user, w.call(args...)...)
			if err != nil || !slices.Contains(status, r.status) {
				t.Fatalf("turn %d as %v: %v %v", turn, user, err, r)
			}
		}
		done, verified := []int{0}, []int{0, 3}
		for round := range 2 {
			port := []string{"3306", "3307"}[round]
			next(done, "apply", "--set", "database.port="+port, "--force")
			next(done, "driver", "install", jar)
			next(verified, "verify")
			next(done, "rollback")
			next(done, "apply", "--set", "database.port=1"+port, "--force")
			next(done, "rollback")
			next(verified, "verify")
			next(done, "driver", "install", jar)
			next(done, "rollback", "--list")
			next(done, "rollback")
			next(done, "show")
		}
		eachFile(t, w.home(), func(name string, stat *syscall.Stat_t) error {
			if stat.Uid != uid || stat.Gid != uid {
				t.Errorf("%s belongs to %d:%d", name, stat.Uid, stat.Gid)
			}
			return nil
		})
	}
}

// eachFile calls a function for each file and folder.
func eachFile(t *testing.T, top string, do func(name string, stat *syscall.Stat_t) error) {
	t.Helper()
	err := filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return do(name, info.Sys().(*syscall.Stat_t))
	})
	if err != nil {
		t.Fatal(err)
	}
}
