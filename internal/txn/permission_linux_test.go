package txn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func init() {
	helpers["change"] = helpChange
	helpers["rollback"] = helpRollback
}

// helpRollback rolls the last run back.
func helpRollback(args []string) error {
	h, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	return err
}

// helpChange changes files: home, then name=text each. It prints warnings.
func helpChange(args []string) error {
	if mask, err := strconv.ParseInt(os.Getenv("ISPATCH_TEST_UMASK"), 8, 0); err == nil {
		syscall.Umask(int(mask))
	}
	h, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	out, err := h.Transact(context.Background(), TransactOptions{LockTimeout: time.Second}, func() ([]Change, error) {
		var list []Change
		for _, arg := range args[1:] {
			name, text, _ := strings.Cut(arg, "=")
			old, err := fs.ReadFile(h.FS(), name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			list = append(list, Change{Path: name, Old: old, New: []byte(text)})
		}
		return list, nil
	})
	for _, p := range out.Warnings {
		fmt.Println(warning(p))
	}
	return err
}

// change runs the helper as someone who is not root, and returns what it says.
func change(t *testing.T, h *Folder, args ...string) (warnings, failure string) {
	t.Helper()
	return asSomeone(t, "change", append([]string{h.Dir()}, args...)...)
}

// asSomeone runs a helper as someone who is not root, and returns what it says.
func asSomeone(t *testing.T, name string, args ...string) (out, failure string) {
	t.Helper()
	self, err := os.Executable()
	check(t, err)
	data, err := os.ReadFile(self)
	check(t, err)
	public, err := os.MkdirTemp("", "ispatch-test-")
	check(t, err)
	defer os.RemoveAll(public)
	check(t, os.Chmod(public, 0o755))
	program := filepath.Join(public, "program")
	check(t, os.WriteFile(program, data, 0o755))
	c := helper(t, name, args...)
	c.Path, c.Dir = program, "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: someone, Gid: someone}}
	var told, failed strings.Builder
	c.Stdout, c.Stderr = &told, &failed
	if err := c.Run(); err != nil && failed.Len() == 0 {
		t.Fatal(err)
	}
	return told.String(), failed.String()
}

// give makes someone the owner of a home, folders included.
func give(t *testing.T, h *Folder) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root, to become someone else")
	}
	check(t, filepath.WalkDir(h.Dir(), func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(name, someone, someone)
	}))
	for dir := filepath.Dir(h.Dir()); dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o005 != 0o005 {
			check(t, os.Chmod(dir, info.Mode().Perm()|0o005))
		}
	}
}

func TestWithoutPermission(t *testing.T) {
	const (
		b           = "bin/b"
		permissions = "\nrun as the owner of the folder or as root, or correct the permissions\n"
		noState     = "\nthe journal that makes a run all or nothing is kept there, even if no backup is: " +
			"run as the owner of the folder, or make that directory yourself, with mode 0700\n"
	)
	inPlace := func(why string) string {
		return aFile + ": was written in place, since it could not be replaced (" + why +
			"): a reader may have seen it half written\n"
	}
	for _, c := range []struct {
		name     string
		prepare  func(at func(string) string) error
		warnings string
		failure  string
	}{
		{name: "owner of all", prepare: func(func(string) string) error { return nil }},
		{
			name: "folder not writable",
			prepare: func(at func(string) string) error {
				return os.Chmod(at("repository/conf"), 0o555)
			},
			warnings: inPlace("permission denied"),
		},
		{
			name: "folder of another",
			prepare: func(at func(string) string) error {
				return os.Chown(at("repository/conf"), 0, 0)
			},
			warnings: inPlace("permission denied"),
		},
		{
			name: "neither folder nor file writable",
			prepare: func(at func(string) string) error {
				os.Chmod(at(aFile), 0o444)
				return os.Chown(at("repository/conf"), 0, 0)
			},
			failure: aFile + ": cannot write a new file beside it, nor to it: permission denied" + permissions,
		},
		{
			name: "file of another, writable by the group",
			prepare: func(at func(string) string) error {
				os.Chown(at(aFile), 4321, someone)
				return os.Chmod(at(aFile), 0o664)
			},
			warnings: inPlace("cannot give it the owner 4321:12345: operation not permitted"),
		},
		{
			name:    "file of another, only to read",
			prepare: func(at func(string) string) error { return os.Chown(at(aFile), 4321, 4321) },
			failure: aFile + ": cannot write a new file beside it, nor to it: " +
				"cannot give it the owner 4321:4321: operation not permitted, and permission denied" + permissions,
		},
		{
			name: "sticky folder of another",
			prepare: func(at func(string) string) error {
				os.Chown(at("repository/conf"), 0, 0)
				os.Chmod(at("repository/conf"), 0o777|os.ModeSticky)
				os.Chown(at(aFile), 4321, someone)
				return os.Chmod(at(aFile), 0o660)
			},
			warnings: inPlace("cannot give it the owner 4321:12345: operation not permitted"),
		},
		{
			name:    "home not writable",
			prepare: func(at func(string) string) error { return os.Chown(at("."), 0, 0) },
			failure: ".ispatch: cannot make the state directory: permission denied" + noState,
		},
		{
			name: "state directory that root was killed before it gave away",
			prepare: func(at func(string) string) error {
				return os.Mkdir(at(".ispatch"), 0o700)
			},
		},
		{
			name: "state directory of root",
			prepare: func(at func(string) string) error {
				return os.MkdirAll(at(".ispatch/backups"), 0o700)
			},
			failure: ".ispatch: belongs to another user (0)\n" +
				"run as that user, or give it to the owner of the folder: chown -R --reference=. .ispatch\n",
		},
		{
			name: "state directory in a home not writable",
			prepare: func(at func(string) string) error {
				os.Chown(at("."), 0, 0)
				os.Mkdir(at(".ispatch"), 0o700)
				return os.Chown(at(".ispatch"), someone, someone)
			},
		},
		{
			name:    "file not readable",
			prepare: func(at func(string) string) error { return os.Chown(at(aFile), 0, 0) },
			failure: "read repository/conf/a.xml: permission denied\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newFolder(t, map[string]string{aFile: "old text", b: "old b"})
			give(t, h)
			at := func(name string) string { return filepath.Join(h.Dir(), name) }
			check(t, c.prepare(at))
			if c.name == "file not readable" {
				check(t, os.Chmod(at(aFile), 0o600))
			}
			before := snapshot(t, h.Dir())
			mode, _ := os.Stat(at(aFile))
			uid, gid := owner(mode)
			warnings, failure := change(t, h, b+"=new b", aFile+"=new")
			if failure != c.failure || warnings != c.warnings {
				t.Errorf("it warns %q\nand says %q,\nnot %q\nand     %q", warnings, failure, c.warnings, c.failure)
			}
			if c.failure != "" {
				after := snapshot(t, h.Dir())
				for _, facts := range []map[string]fact{before, after} {
					for name, f := range facts {
						f.time = time.Time{}
						facts[name] = f
					}
				}
				same(t, before, after)
				return
			}
			holds(t, h, aFile, "new")
			holds(t, h, b, "new b")
			now, err := os.Stat(at(aFile))
			check(t, err)
			if u, g := owner(now); u != uid || g != gid || now.Mode() != mode.Mode() {
				t.Errorf("it is of %d:%d with %v, was of %d:%d with %v", u, g, now.Mode(), uid, gid, mode.Mode())
			}
			if uid != someone {
				// Root restores no more from a backup than its owner could.
				_, err := h.Rollback(context.Background(), TransactOptions{}, "")
				if !errors.Is(err, errForeign) {
					t.Errorf("the error is %v", err)
				}
				return
			}
			back(t, h, "")
			holds(t, h, aFile, "old text")
		})
	}
}

// If there is nothing to do, an unreadable state directory is not an error, but
// there is a warning.
func TestNothingToDoWithoutPermission(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old"})
	give(t, h)
	check(t, os.Mkdir(filepath.Join(h.Dir(), stateName), 0o700))
	warnings, failure := change(t, h, aFile+"=old")
	if failure != "" ||
		!strings.HasPrefix(warnings, ".ispatch: cannot see whether an earlier run was interrupted: permission denied; ") {
		t.Errorf("it warns %q and says %q", warnings, failure)
	}
}

// The umask removes no permission that the next run needs.
func TestUmask(t *testing.T) {
	for _, mask := range []string{"777", "077", "000"} {
		t.Run(mask, func(t *testing.T) {
			h := newFolder(t, map[string]string{aFile: "old", "lib/x": "x"})
			give(t, h)
			t.Setenv("ISPATCH_TEST_UMASK", mask)
			for _, text := range []string{"1", "2", "3"} {
				if warnings, failure := change(t, h, aFile+"="+text); warnings != "" || failure != "" {
					t.Fatalf("it warns %q and says %q", warnings, failure)
				}
				holds(t, h, aFile, text)
			}
			for name, f := range snapshot(t, h.Dir()) {
				want := fs.FileMode(0o600)
				if f.mode.IsDir() {
					want = fs.ModeDir | 0o700
				}
				if strings.HasPrefix(name, stateName) && f.mode != want {
					t.Errorf("%s has mode %v", name, f.mode)
				}
			}
			if info, err := os.Stat(filepath.Join(h.Dir(), aFile)); err != nil || info.Mode() != 0o644 {
				t.Errorf("%v %v", info, err)
			}
		})
	}
}

// A mount, a quota, a security module: some file can't even be read. The next
// run, with permission, goes on.
func TestRecoveryWithoutPermission(t *testing.T) {
	h := interruptedRun(t)
	give(t, h)
	check(t, os.Chmod(filepath.Join(h.Dir(), "repository/conf"), 0o555))
	before := snapshot(t, h.Dir())
	// Owned by someone else, and not writable: what was swapped can't be
	// swapped back, but can be written back.
	warnings, failure := change(t, h, "repository/conf/b.xml=newer")
	if !strings.Contains(failure, "repository/conf/.ispatch-") || !strings.Contains(failure, "permission denied\n") {
		t.Errorf("it warns %q and says %q", warnings, failure)
	}
	holds(t, h, aFile, "old a")
	holds(t, h, "repository/conf/b.xml", "old b")
	if pending, err := h.Pending(); !pending || err != nil {
		t.Errorf("pending %v %v, before: %v", pending, err, sorted(before))
	}
	check(t, os.Chmod(filepath.Join(h.Dir(), "repository/conf"), 0o755))
	if warnings, failure := change(t, h, "repository/conf/b.xml=newer"); failure != "" {
		t.Errorf("it warns %q and says %q", warnings, failure)
	}
	holds(t, h, aFile, "old a")
	holds(t, h, "repository/conf/b.xml", "newer")
	for name := range snapshot(t, h.Dir()) {
		if strings.HasPrefix(filepath.Base(name), ".ispatch-") || strings.Contains(name, journalFile) {
			t.Errorf("%s: was left", name)
		}
	}
}
