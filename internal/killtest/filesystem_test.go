//go:build linux && (amd64 || arm64)

package killtest

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A file system is full, has a page or an inode free, or two, or three, until
// there is enough for the run. Each run before that fails and leaves everything
// as it was.
func TestFullFileSystem(t *testing.T) {
	for _, what := range []string{"pages", "inodes"} {
		for _, run := range []string{"apply", "rollback"} {
			t.Run(run+", "+what, func(t *testing.T) {
				isolate(t)
				disk := temporary(t)
				mount(t, "none", disk, "tmpfs", 0, "size=4m,nr_inodes=1000,mode=755")
				w := newWorld(t, "apply")
				w.top = filepath.Join(disk, "world")
				if err := w.reset(); err != nil {
					t.Fatal(err)
				}
				if run == "rollback" {
					w.rollingBack(t, true)
				}
				leave := leavePages
				if what == "inodes" {
					leave = leaveInodes
				}
				free := 0
				for ; !w.fits(t, disk, free, leave); free++ {
					if free > 100 {
						t.Fatalf("it fails with %d %s free", free, what)
					}
				}
				t.Logf("%d runs failed", free)
				if free < 5 {
					t.Errorf("it succeeds with %d %s free", free, what)
				}
			})
		}
	}
}

// fits tries the world's run with so much space left, and tells whether it was
// enough.
func (w *world) fits(t *testing.T, disk string, free int, leave func(disk string, free int) error) bool {
	t.Helper()
	if err := leave(disk, free); err != nil {
		t.Fatal(err)
	}
	r, err := run(w.call(w.args...)...)
	if err != nil {
		t.Fatal(err)
	}
	want := w.old
	switch r.status {
	case 0:
		want = w.new
	case 1:
		if !strings.Contains(r.stderr, "no space left on device; ") && !strings.Contains(r.stderr, "no space left on device\n") ||
			!strings.Contains(r.stderr, "ispatch: hint: free some space and run again") && !strings.Contains(r.stderr, "the journal that makes a run") {
			t.Errorf("with %d left: it does not say why: %v", free, r)
		}
	default:
		t.Fatalf("with %d left: %v", free, r)
	}
	if err := w.is(want); err != nil {
		t.Fatalf("with %d left: %v\n%v", free, err, r)
	}
	return r.status == 0
}

// leavePages fills a file system up to some pages.
func leavePages(disk string, free int) error {
	filler := filepath.Join(disk, "filler")
	if err := os.RemoveAll(filler); err != nil {
		return err
	}
	var stat unix.Statfs_t
	if err := unix.Statfs(disk, &stat); err != nil {
		return err
	}
	return os.WriteFile(filler, make([]byte, (int64(stat.Bavail)-int64(free))*stat.Bsize), 0o600)
}

// leaveInodes lets a tmpfs have some inodes more than are used.
func leaveInodes(disk string, free int) error {
	var stat unix.Statfs_t
	if err := unix.Statfs(disk, &stat); err != nil {
		return err
	}
	return unix.Mount("", disk, "", unix.MS_REMOUNT, fmt.Sprintf("nr_inodes=%d", stat.Files-stat.Ffree+uint64(free)))
}

// A single file that is mounted into the home can't be replaced: it is written
// where it is, which the run says. The others are replaced. Rolling back does
// the same.
func TestMountedFile(t *testing.T) {
	w := mounted(t)
	name := strings.TrimPrefix(w.inPlace, "home/")
	for _, round := range []struct {
		args []string
		want tree
	}{{[]string{"apply"}, w.new}, {[]string{"apply"}, w.new}, {[]string{"rollback"}, w.old}} {
		before := inodes(t, w)
		already := w.is(round.want) == nil
		r, err := w.succeed(round.args...)
		if err == nil {
			err = w.is(round.want)
		}
		if err != nil {
			t.Fatal(err)
		}
		if says := strings.Contains(r.stderr, name+": was written in place"); says == already {
			t.Errorf("%v says that the file was written in place: %v; it was to do nothing: %v; %v", round.args, says, already, r)
		}
		after := inodes(t, w)
		for _, file := range changed {
			if same := before[file] == after[file]; same != (already || file == name) {
				t.Errorf("%v: %s is the same file as before: %v", round.args, file, same)
			}
		}
	}
}

// inodes tells which files the changed ones are.
func inodes(t testing.TB, w *world) map[string]uint64 {
	t.Helper()
	all := map[string]uint64{}
	for _, name := range changed {
		var stat unix.Stat_t
		if err := unix.Stat(filepath.Join(w.home(), name), &stat); err != nil {
			t.Fatal(err)
		}
		all[name] = stat.Ino
	}
	return all
}

// nobody is a user without rights, if this is one who can become another.
func nobody() (*syscall.Credential, int) {
	if os.Geteuid() != 0 {
		return nil, os.Geteuid()
	}
	const id = 65534
	return &syscall.Credential{Uid: id, Gid: id}, id
}

// Users who may not do what the run needs are told what that is, and nothing
// changes; where a file may be written but not replaced, it is written.
func TestPermissions(t *testing.T) {
	const (
		datasources = "home/repository/conf/datasources"
		master      = datasources + "/master-datasources.xml"
	)
	for _, test := range []struct {
		name   string
		modes  map[string]fs.FileMode
		others bool   // the home belongs to another user,
		other  string // or just this file
		args   []string
		status int
		says   []string
	}{
		{name: "all is well", args: []string{"apply"}},
		{name: "a folder that can't be written", modes: map[string]fs.FileMode{datasources: 0o555}, args: []string{"apply"},
			says: []string{"warning: repository/conf/datasources/master-datasources.xml: was written in place", "permission denied"}},
		{name: "a folder and its file that can't be written", modes: map[string]fs.FileMode{datasources: 0o555, master: 0o444}, args: []string{"apply"},
			status: 1, says: []string{"error: repository/conf/datasources/master-datasources.xml: ", "permission denied", "hint: "}},
		{name: "a file that can't be written", modes: map[string]fs.FileMode{master: 0o444}, args: []string{"apply"}},
		{name: "a file that can't be read", modes: map[string]fs.FileMode{master: 0o200}, args: []string{"apply"},
			status: 1, says: []string{"error: repository/conf/datasources/master-datasources.xml: ", "permission denied"}},
		{name: "a home that can't be written", modes: map[string]fs.FileMode{"home": 0o555}, args: []string{"apply"},
			status: 1, says: []string{"error: .ispatch: cannot make the state directory: permission denied", "hint: "}},
		{name: "a home that can't be written, no backup", modes: map[string]fs.FileMode{"home": 0o555}, args: []string{"apply", "--no-backup"},
			status: 1, says: []string{"error: .ispatch: cannot make the state directory: permission denied", "--no-backup"}},
		{name: "a home that can't be written, but its state can", modes: map[string]fs.FileMode{"home/.ispatch": 0o700, "home": 0o555}, args: []string{"apply"}},
		{name: "another user's file", modes: map[string]fs.FileMode{master: 0o666}, other: master, args: []string{"apply"},
			says: []string{"warning: repository/conf/datasources/master-datasources.xml: was written in place", "cannot give it the owner 0:0: operation not permitted"}},
		{name: "another user's file that can't be written", modes: map[string]fs.FileMode{master: 0o644}, other: master, args: []string{"apply"},
			status: 1, says: []string{"error: repository/conf/datasources/master-datasources.xml: ", "cannot give it the owner 0:0: operation not permitted", "permission denied"}},
		{name: "another user's home", others: true, args: []string{"apply"},
			status: 1, says: []string{"error: .ispatch: cannot make the state directory: permission denied"}},
		{name: "another user's home, dry run", others: true, args: []string{"apply", "--dry-run", "--exit-code"}, status: 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			user, id := nobody()
			if user == nil && (test.others || test.other != "") {
				t.Skip("only root can give a file away")
			}
			w := newWorld(t, test.args...)
			if _, state := test.modes["home/.ispatch"]; state {
				w.start["home/.ispatch"] = file{mode: fs.ModeDir | 0o700}
				if err := w.reset(); err != nil {
					t.Fatal(err)
				}
			}
			if user != nil && !test.others {
				err := filepath.WalkDir(w.home(), func(name string, _ fs.DirEntry, err error) error {
					if err == nil {
						err = os.Lchown(name, id, id)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if test.other != "" {
				if err := os.Chown(filepath.Join(w.top, test.other), 0, 0); err != nil {
					t.Fatal(err)
				}
			}
			if test.others { // which the others may read
				w.expect(t, "home/repository/conf/user-mgt.xml", 0o644)
			}
			for _, name := range slices.Backward(slices.Sorted(maps.Keys(test.modes))) {
				w.expect(t, name, test.modes[name])
			}
			t.Cleanup(func() {
				for name := range w.start { // or else a user cannot remove it
					os.Chmod(filepath.Join(w.top, name), 0o700)
				}
			})
			r, err := runAs(user, w.call(w.args...)...)
			if err != nil {
				t.Fatal(err)
			}
			if r.status != test.status {
				t.Errorf("the exit status is not %d: %v", test.status, r)
			}
			for _, text := range test.says {
				if !strings.Contains(r.stderr, text) {
					t.Errorf("it does not say %q: %v", text, r)
				}
			}
			want := w.new
			if test.status != 0 {
				want = w.old
			}
			if test.other != "" {
				var stat unix.Stat_t
				if err := unix.Stat(filepath.Join(w.top, test.other), &stat); err != nil || stat.Uid != 0 {
					t.Errorf("%s has owner %d: %v", test.other, stat.Uid, err)
				}
			}
			if test.modes[master] == 0o200 && user == nil {
				os.Chmod(filepath.Join(w.top, master), 0o600)
				w.old[master] = file{0o600, w.old[master].text}
			}
			if err := w.is(want); err != nil {
				t.Errorf("%v: %v", err, r)
			}
			if test.status != 0 {
				if _, err := os.Lstat(filepath.Join(w.home(), stateDir)); err == nil {
					t.Error("the state directory was left")
				}
			}
		})
	}
}

// expect gives a file or a folder a mode, which it is to keep.
func (w *world) expect(t testing.TB, name string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(filepath.Join(w.top, name), mode); err != nil {
		t.Fatal(err)
	}
	for _, all := range []tree{w.old, w.new} {
		if f, there := all[name]; there {
			all[name] = file{mode, f.text}
		}
	}
}

// A file's owner, mode, extended attributes and access control list are those
// of the file that takes its place, and a list that the folder gives to new
// files is not.
func TestAttributesStay(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	for _, where := range []string{os.TempDir(), "/dev/shm"} {
		t.Run(where, func(t *testing.T) {
			dir, err := os.MkdirTemp(where, "ispatch-killtest-")
			if err != nil {
				t.Skip(err)
			}
			t.Cleanup(func() { os.RemoveAll(dir) })
			w := newWorld(t, "apply")
			w.top = dir
			if err := w.reset(); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(w.home(), changed[1])
			if err := os.Chown(name, 12345, 23456); err != nil {
				t.Fatal(err)
			}
			for attribute, value := range map[string]string{
				"user.comment":            "by the operations team\x00\xff",
				"user.empty":              "",
				"trusted.note":            "for root",
				"system.posix_acl_access": accessList(6, 4242, 4),
			} {
				if err := unix.Setxattr(name, attribute, []byte(value), 0); err != nil {
					t.Logf("without %s: %v", attribute, err)
				}
			}
			other := filepath.Join(w.home(), changed[2])
			for folder := range map[string]bool{filepath.Dir(name): true, filepath.Dir(filepath.Join(w.home(), changed[0])): true} {
				if err := unix.Setxattr(folder, "system.posix_acl_default", []byte(accessList(7, 777, 7)), 0); err != nil {
					t.Logf("without a list for new files: %v", err)
				}
			}
			before, plain := attributes(t, name), attributes(t, other)
			if !strings.Contains(before, "12345:23456") || !strings.Contains(before, "0640") {
				t.Fatalf("the file is not what was wanted: %s", before)
			}
			for _, step := range []struct {
				args []string
				want tree
			}{{[]string{"apply"}, w.new}, {[]string{"rollback"}, w.old}, {[]string{"apply", "--no-backup"}, w.new}} {
				was := inodes(t, w)
				_, err := w.succeed(step.args...)
				if err == nil {
					err = w.is(step.want)
				}
				if err != nil {
					t.Fatal(err)
				}
				if is := inodes(t, w); is[changed[1]] == was[changed[1]] {
					t.Errorf("%v: the file was not replaced", step.args)
				}
				if after := attributes(t, name); after != before {
					t.Errorf("after %v: was\n%s\nand is\n%s", step.args, before, after)
				}
				if after := attributes(t, other); after != plain {
					t.Errorf("after %v: a file without attributes was\n%s\nand is\n%s", step.args, plain, after)
				}
			}
		})
	}
}

// accessList is a POSIX access control list that gives one user rights of their
// own.
func accessList(owner uint16, user uint32, rights uint16) string {
	list := binary.LittleEndian.AppendUint32(nil, 2)
	for _, entry := range []struct {
		tag, rights uint16
		id          uint32
	}{
		{0x01, owner, ^uint32(0)},  // the owner
		{0x02, rights, user},       // the user
		{0x04, 4, ^uint32(0)},      // the group
		{0x10, rights, ^uint32(0)}, // the mask
		{0x20, 0, ^uint32(0)},      // all others
	} {
		list = binary.LittleEndian.AppendUint16(list, entry.tag)
		list = binary.LittleEndian.AppendUint16(list, entry.rights)
		list = binary.LittleEndian.AppendUint32(list, entry.id)
	}
	return string(list)
}

// attributes describes all that is about a file but its content and times: with
// getfacl too, where that is installed.
func attributes(t testing.TB, name string) string {
	t.Helper()
	var stat unix.Stat_t
	if err := unix.Stat(name, &stat); err != nil {
		t.Fatal(err)
	}
	lines := []string{fmt.Sprintf("%d:%d %04o", stat.Uid, stat.Gid, stat.Mode&0o7777)}
	list := make([]byte, 1<<16)
	n, err := unix.Listxattr(name, list)
	if err != nil {
		t.Fatal(err)
	}
	for attribute := range strings.SplitSeq(strings.TrimSuffix(string(list[:n]), "\x00"), "\x00") {
		if attribute == "" {
			continue
		}
		value := make([]byte, 1<<16)
		n, err := unix.Getxattr(name, attribute, value)
		if err != nil {
			t.Fatal(attribute, err)
		}
		lines = append(lines, fmt.Sprintf("%s=%q", attribute, value[:n]))
	}
	slices.Sort(lines)
	if tool, err := exec.LookPath("getfacl"); err == nil {
		out, err := exec.Command(tool, "--absolute-names", "--numeric", name).CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(out))
	}
	return strings.Join(lines, "\n")
}
