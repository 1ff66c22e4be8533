package txn

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mount mounts for the duration of the test. It skips the test if that is not
// permitted.
func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount(source, target, kind, flags, data); err != nil {
		t.Skipf("cannot mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(target, syscall.MNT_DETACH); err != nil {
			t.Errorf("cannot unmount: %v", err)
		}
	})
}

// A file that is a mount point, as in a container, can't be replaced.
func TestBindMountedFile(t *testing.T) {
	for _, kill := range []string{
		"",
		"sync .ispatch",
		"open repository/conf",
		"write repository/conf: a.xml",
		"truncate repository/conf: a.xml",
		"fsync repository/conf: a.xml",
		"rename .ispatch: journal ",
	} {
		t.Run("killed at "+kill, func(t *testing.T) {
			h := newFolder(t, map[string]string{aFile: "a long text that is there before", "repository/conf/b.xml": "b"})
			source := filepath.Join(t.TempDir(), "source")
			check(t, os.WriteFile(source, []byte("the text that is mounted over it"), 0o640))
			target := filepath.Join(h.Dir(), aFile)
			mount(t, source, target, "", syscall.MS_BIND, "")
			was, err := os.Stat(target)
			check(t, err)
			plan := edits(h, map[string]string{aFile: "short", "repository/conf/b.xml": "new b"})
			if kill != "" {
				f, n := newFaulty(), 0
				h.disk = f
				f.before = func(call string) {
					if strings.HasPrefix(call, kill) {
						if n++; n == 2 || kill != "sync .ispatch" {
							f.at, f.fault = len(f.calls)-1, kills[1]
						}
					}
				}
				h.Transact(context.Background(), TransactOptions{}, plan)
				if !f.dead {
					t.Fatal("it was not killed")
				}
				t.Logf("it holds %q", get(t, h, aFile))
				h.disk = osDisk{}
				out, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) { return nil, nil })
				check(t, err)
				if out.Recovered == nil || len(out.Warnings) > 0 {
					t.Errorf("outcome %+v", out)
				}
				holds(t, h, aFile, "the text that is mounted over it")
				holds(t, h, "repository/conf/b.xml", "b")
			}
			out, err := h.Transact(context.Background(), TransactOptions{}, plan)
			check(t, err)
			holds(t, h, aFile, "short")
			if data, _ := os.ReadFile(source); string(data) != "short" {
				t.Errorf("what is mounted holds %q", data)
			}
			now, err := os.Stat(target)
			check(t, err)
			if !os.SameFile(was, now) || now.Mode() != 0o640 {
				t.Errorf("it is another file, or has another mode: %v", now.Mode())
			}
			if len(out.Warnings) != 1 ||
				!strings.HasPrefix(
					out.Warnings[0].Error(),
					aFile+": was written in place, since it could not be replaced (device or resource busy)",
				) {
				t.Errorf("warnings %q", out.Warnings)
			}
			back(t, h, "")
			holds(t, h, aFile, "the text that is mounted over it")
			for name := range snapshot(t, filepath.Join(h.Dir(), "repository")) {
				if strings.HasPrefix(filepath.Base(name), ".ispatch-") {
					t.Errorf("%s: was left", name)
				}
			}
			// It can't be removed, in place either.
			_, err = h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
				return []Change{
					{Path: "repository/conf/b.xml", Old: []byte("b"), New: []byte("c")},
					{Path: aFile, Old: []byte("the text that is mounted over it")},
				}, nil
			})
			if !errors.Is(err, syscall.EBUSY) || !strings.HasPrefix(warning(err), aFile+": cannot remove it") {
				t.Errorf("the error is %v", err)
			}
			holds(t, h, "repository/conf/b.xml", "b")
		})
	}
}

// A disk that really fills up, at every level: all or nothing, and the next
// run, with space again, succeeds.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	mount(t, "tmpfs", dir, "tmpfs", 0, "size=512k")
	big := strings.Repeat("old\n", 3000)
	files := map[string]string{aFile: big, "repository/conf/b.xml": "b", "repository/conf/c/c.xml": big}
	changed := map[string]string{
		aFile:                     big + big,
		"repository/conf/b.xml":   "new b",
		"repository/conf/c/c.xml": "short",
		"repository/made/d.xml":   big,
	}
	home, filler := filepath.Join(dir, "home"), filepath.Join(dir, "filler")
	failed, succeeded := 0, 0
	for pages := 0; succeeded < 3; pages++ {
		if pages > 60 {
			t.Fatal("it never succeeds")
		}
		put(t, home, files)
		before := snapshot(t, home)
		h := open(t, home, Options{})
		f, err := os.Create(filler)
		check(t, err)
		written := 0
		for block := make([]byte, 4096); err == nil; {
			var n int
			n, err = f.Write(block)
			written += n
		}
		check(t, f.Truncate(int64(written-pages*4096)))
		check(t, f.Close())
		out, err := h.Transact(context.Background(), TransactOptions{}, edits(h, changed))
		if err != nil {
			failed++
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(warning(err), "no space left on device; free some space") ||
				!strings.Contains(warning(err), "/") {
				t.Errorf("%d pages free: the error is %v", pages, err)
			}
			after := snapshot(t, home)
			for _, facts := range []map[string]fact{before, after} {
				for name, f := range facts {
					if f.mode.IsDir() {
						delete(facts, name) // its time
					}
				}
			}
			same(t, before, after)
		} else {
			succeeded++
			if !out.Changed || len(out.Warnings) > 0 {
				t.Errorf("%d pages free: outcome %+v", pages, out)
			}
		}
		check(t, os.Remove(filler))
		_, err = h.Transact(context.Background(), TransactOptions{}, edits(h, changed))
		check(t, err)
		for name, want := range changed {
			if get(t, h, name) != want {
				t.Errorf("%d pages free, then space: %s is not what was asked for", pages, name)
			}
		}
		check(t, os.RemoveAll(home))
	}
	t.Logf("%d levels failed", failed)
	if failed < 10 {
		t.Errorf("only %d levels failed", failed)
	}
}

func TestReadOnlyFileSystem(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old", "bin/b": "b"})
	conf := filepath.Join(h.Dir(), "repository/conf")
	mount(t, conf, conf, "", syscall.MS_BIND, "")
	if err := syscall.Mount("", conf, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("cannot mount: %v", err)
	}
	_, err := h.Transact(
		context.Background(),
		TransactOptions{},
		edits(h, map[string]string{aFile: "new", "bin/b": "new"}),
	)
	if !errors.Is(err, syscall.EROFS) ||
		!strings.HasPrefix(warning(err), aFile+": cannot write a new file beside it, nor to it: read-only file system; ") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, "bin/b", "b")
	if _, err := os.Stat(filepath.Join(h.Dir(), stateName)); err == nil {
		t.Error("the state directory was left")
	}
	// A file in there that is mounted for writing can be written where it is.
	source := filepath.Join(t.TempDir(), "source")
	check(t, os.WriteFile(source, []byte("old"), 0o644))
	mount(t, source, filepath.Join(h.Dir(), aFile), "", syscall.MS_BIND, "")
	_, err = h.Transact(context.Background(), TransactOptions{}, edits(h, map[string]string{aFile: "new", "bin/b": "new"}))
	check(t, err)
	holds(t, h, aFile, "new")
	holds(t, h, "bin/b", "new")
}

// A home over several file systems, and a link to another one outside.
func TestSeveralFileSystems(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "old", "bin/b": "b"})
	h.options.FollowLinks = true
	conf, outside := filepath.Join(h.Dir(), "repository/conf"), t.TempDir()
	mount(t, "tmpfs", conf, "tmpfs", 0, "size=1m")
	mount(t, "tmpfs", outside, "tmpfs", 0, "size=1m")
	put(t, h.Dir(), map[string]string{aFile: "old"})
	put(t, outside, map[string]string{"c.xml": "c"})
	link(t, h, outside+"/c.xml", "repository/conf/c.xml")
	was := snapshot(t, h.Dir())
	plan := edits(
		h,
		map[string]string{
			aFile:                        "new",
			"bin/b":                      "new b",
			"repository/conf/c.xml":      "new c",
			"repository/conf/made/d.xml": "d",
		},
	)
	for n := range 3 {
		f, seen := newFaulty(), 0
		h.disk = f
		f.before = func(call string) {
			if strings.HasPrefix(call, "exchange") || strings.HasPrefix(call, "renameNew") {
				if seen++; seen == n+2 {
					f.at, f.fault = len(f.calls)-1, kills[2]
				}
			}
		}
		h.Transact(context.Background(), TransactOptions{}, plan)
		h.disk = osDisk{}
		out, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) { return nil, nil })
		check(t, err)
		if !f.dead || out.Recovered == nil {
			t.Errorf("killed %v, outcome %+v", f.dead, out)
		}
		now := snapshot(t, h.Dir())
		dropState(now)
		for name, f := range was {
			if g := now[name]; g.content != f.content || g.inode != f.inode && !f.mode.IsDir() {
				t.Errorf("%s is %+v, was %+v", name, g, f)
			}
		}
		if len(now) != len(was) {
			t.Errorf("left: %v", sorted(now))
		}
	}
	_, err := h.Transact(context.Background(), TransactOptions{}, plan)
	check(t, err)
	if data, _ := os.ReadFile(outside + "/c.xml"); string(data) != "new c" {
		t.Errorf("it holds %q", data)
	}
	holds(t, h, "repository/conf/made/d.xml", "d")
	back(t, h, "")
	holds(t, h, aFile, "old")
}

// A home that is mounted elsewhere too, as in a container, is one home: one
// lock and one journal.
func TestHomeMountedTwice(t *testing.T) {
	h := interruptedRun(t)
	elsewhere := t.TempDir()
	mount(t, h.Dir(), elsewhere, "", syscall.MS_BIND, "")
	other := open(t, elsewhere, Options{})
	s, err := h.acquire(context.Background(), 0)
	check(t, err)
	if _, err := other.Transact(context.Background(), TransactOptions{}, edit(other, aFile, "newer")); !errors.Is(
		err,
		errLocked,
	) {
		t.Errorf("the error is %v", err)
	}
	s.release()
	out, err := other.Transact(context.Background(), TransactOptions{}, edit(other, aFile, "newer"))
	check(t, err)
	if out.Recovered == nil {
		t.Errorf("outcome %+v", out)
	}
	holds(t, h, aFile, "newer")
	// A link that says the other path ends inside.
	link(t, h, elsewhere+"/repository/conf/a.xml", "repository/conf/link.xml")
	if got, err := h.Resolve("repository/conf/link.xml"); err != nil || got != aFile {
		t.Errorf("%q %v", got, err)
	}
}
