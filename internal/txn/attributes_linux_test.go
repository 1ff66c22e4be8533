package txn

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// attributes reads mode, owner and extended attributes of a file.
func attributes(t *testing.T, name string) (os.FileMode, [2]int, map[string][]byte) {
	t.Helper()
	f, err := os.Open(name)
	check(t, err)
	defer f.Close()
	info, err := f.Stat()
	check(t, err)
	attrs, err := xattrs(f)
	check(t, err)
	uid, gid := owner(info)
	return info.Mode(), [2]int{uid, gid}, attrs
}

func sameAttributes(t *testing.T, name string, check func()) {
	t.Helper()
	mode, owner, attrs := attributes(t, name)
	check()
	m, o, a := attributes(t, name)
	if m != mode || o != owner || !maps.EqualFunc(a, attrs, bytes.Equal) {
		t.Errorf("it has %v %v %q, had %v %v %q", m, o, a, mode, owner, attrs)
	}
}

// What a file has besides its bytes stays, whatever the umask.
func TestAttributesAreKept(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	for _, c := range []struct {
		name string
		mode os.FileMode
		uid  int
		gid  int
		user bool
		acl  string
	}{
		{name: "0640", mode: 0o640, uid: -1, gid: -1},
		{name: "0600", mode: 0o600, uid: -1, gid: -1},
		{name: "0666", mode: 0o666, uid: -1, gid: -1},
		{name: "0755", mode: 0o755, uid: -1, gid: -1},
		{name: "set-id", mode: 0o755 | os.ModeSetuid | os.ModeSetgid, uid: -1, gid: -1},
		{name: "owner", mode: 0o640, uid: 1234, gid: 5678},
		{name: "owner and set-id", mode: 0o750 | os.ModeSetgid, uid: 1234, gid: 5678},
		{name: "attribute", mode: 0o640, uid: -1, gid: -1, user: true},
		{name: "access control list", mode: 0o640, uid: -1, gid: -1, acl: "u:4321:rw,g:4322:r"},
		{name: "all", mode: 0o640, uid: 1234, gid: 5678, user: true, acl: "u:4321:rwx,m::rwx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newFolder(t, map[string]string{aFile: "old"})
			file := filepath.Join(h.Dir(), aFile)
			if c.uid >= 0 {
				if os.Geteuid() != 0 {
					t.Skip("needs root, to give a file away")
				}
				check(t, os.Chown(file, c.uid, c.gid))
			}
			check(t, os.Chmod(file, c.mode))
			if c.user {
				for _, name := range []string{"user.empty", "user.comment"} {
					if err := unix.Setxattr(file, name, []byte(strings.TrimPrefix(name, "user.empty")), 0); err != nil {
						t.Skipf("no extended attributes here: %v", err)
					}
				}
			}
			if c.acl != "" {
				if out, err := exec.Command("setfacl", "-m", c.acl, file).CombinedOutput(); err != nil {
					t.Skipf("setfacl: %v: %s", err, out)
				}
			}
			sameAttributes(t, file, func() {
				out, err := h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
				check(t, err)
				if len(out.Warnings) > 0 {
					t.Errorf("warnings %q", out.Warnings)
				}
				holds(t, h, aFile, "new")
			})
			sameAttributes(t, file, func() { back(t, h, ""); holds(t, h, aFile, "old") })
			// Removed and brought back.
			sameAttributes(t, file, func() {
				_, err := h.Transact(
					context.Background(),
					TransactOptions{},
					func() ([]Change, error) { return []Change{{Path: aFile, Old: []byte("old")}}, nil },
				)
				check(t, err)
				if _, err := os.Stat(file); err == nil {
					t.Error("it is still there")
				}
				back(t, h, "")
				holds(t, h, aFile, "old")
			})
		})
	}
}

// A folder with a default access control list gives it to new files. Replacing
// a file that has no list does not give it one.
func TestDefaultAccessControlList(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old"})
	file := filepath.Join(h.Dir(), aFile)
	check(t, os.Chmod(file, 0o640))
	if out, err := exec.Command("setfacl", "-d", "-m", "u:4321:rwx", filepath.Dir(file)).CombinedOutput(); err != nil {
		t.Skipf("setfacl: %v: %s", err, out)
	}
	sameAttributes(t, file, func() {
		_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
		check(t, err)
	})
}

// No temporary file, copy or journal is ever readable by others, not even for a
// moment: a wider mode is set after the owner, and only on the new file itself.
func TestNothingIsOpenToOthers(t *testing.T) {
	for _, mask := range []int{0, 0o777, 0o022} {
		old := syscall.Umask(0o022)
		h := newFolder(t, map[string]string{aFile: "old", "bin/x": "old", "lib/old.jar": "jar"})
		check(t, os.Chmod(filepath.Join(h.Dir(), aFile), 0o640))
		f := newFaulty()
		h.disk = f
		f.before = func(string) {
			for name, fact := range snapshot(t, h.Dir()) {
				in := strings.HasPrefix(name, stateName+"/") || name == stateName
				temp := strings.HasPrefix(filepath.Base(name), ".ispatch-")
				if in && fact.mode.Perm()&0o077 != 0 || temp && fact.mode.Perm()&0o007 != 0 && fact.mode.Perm()&0o777 != 0o644 {
					t.Errorf("umask %o: before call %s, %s has mode %v", mask, f.calls[len(f.calls)-1], name, fact.mode)
				}
			}
		}
		syscall.Umask(mask)
		_, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
			list, err := edits(h, map[string]string{aFile: "new", "bin/x": "new", "repository/made/b": "new"})()
			return append(list, Change{Path: "lib/old.jar", Old: []byte("jar")}), err
		})
		syscall.Umask(old)
		check(t, err)
		if info, err := os.Stat(filepath.Join(h.Dir(), stateName)); err != nil || info.Mode() != os.ModeDir|0o700 {
			t.Errorf("umask %o: the state directory: %v %v", mask, info, err)
		}
		if info, err := os.Stat(filepath.Join(h.Dir(), "repository/made/b")); err != nil || info.Mode() != 0o644 {
			t.Errorf("umask %o: the new file: %v %v", mask, info, err)
		}
		if info, err := os.Stat(filepath.Join(h.Dir(), "repository/made")); err != nil || info.Mode() != os.ModeDir|0o755 {
			t.Errorf("umask %o: the new folder: %v %v", mask, info, err)
		}
	}
}

// A file with two names: the requested one changes, the other keeps the old
// content, and there is a warning.
func TestHardLinks(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old"})
	check(t, os.Link(filepath.Join(h.Dir(), aFile), filepath.Join(h.Dir(), "other")))
	out, err := h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
	check(t, err)
	holds(t, h, aFile, "new")
	holds(t, h, "other", "old")
	if len(out.Warnings) != 1 || !strings.HasPrefix(out.Warnings[0].Error(), aFile+": had other names (hard links)") {
		t.Errorf("warnings %q", out.Warnings)
	}
}

// Attributes that depend on the old content are not set on the new one.
func TestWhatIsBoundToContentIsNotCopied(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old"})
	file := filepath.Join(h.Dir(), aFile)
	set := map[string]bool{}
	for name, value := range map[string][]byte{
		"security.capability": capability(),
		"security.ima":        {0x01, 0x02},
		"security.evm":        {0x02, 0x02},
		"user.comment":        []byte("kept"),
	} {
		set[name] = unix.Setxattr(file, name, value, 0) == nil
	}
	if !set["security.capability"] || !set["user.comment"] {
		t.Skip("needs root, and a file system with attributes")
	}
	_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
	check(t, err)
	for name := range set {
		n, _ := unix.Getxattr(file, name, make([]byte, 64))
		if (n > 0) != (name == "user.comment") {
			t.Errorf("%s: %d bytes", name, n)
		}
	}
}
