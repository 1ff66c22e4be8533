package txn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func link(t testing.TB, h *Folder, target, name string) {
	t.Helper()
	full := filepath.Join(h.Dir(), filepath.FromSlash(name))
	check(t, os.MkdirAll(filepath.Dir(full), 0o755))
	check(t, os.Symlink(target, full))
}

// linked makes a home full of links, and a folder beside it.
func linked(t testing.TB, o Options) (h *Folder, outside string) {
	t.Helper()
	top := t.TempDir()
	top, err := filepath.EvalSymlinks(top)
	check(t, err)
	dir := filepath.Join(top, "home")
	outside = filepath.Join(top, "outside")
	put(t, dir, map[string]string{"repository/conf/real.xml": "real", "other/deep/file.xml": "deep"})
	put(t, outside, map[string]string{"secret.xml": "secret", "dir/more.xml": "more"})
	h = open(t, dir, o)
	for name, target := range map[string]string{
		"repository/conf/relative.xml":  "real.xml",
		"repository/conf/up.xml":        "../../other/deep/file.xml",
		"repository/conf/absolute.xml":  dir + "/other/deep/file.xml",
		"repository/conf/dots.xml":      dir + "/other/../other/./deep//file.xml",
		"repository/conf/chain.xml":     "chain2.xml",
		"repository/conf/chain2.xml":    dir + "/repository/conf/up.xml",
		"repository/conf/around.xml":    "../../../home/other/deep/file.xml",
		"repository/conf/through.xml":   outside + "/back/other/deep/file.xml",
		"repository/folder":             "../other/deep",
		"repository/slash":              "../other/deep/",
		"repository/here":               ".",
		"repository/conf/out.xml":       outside + "/secret.xml",
		"repository/conf/outrel.xml":    "../../../outside/secret.xml",
		"repository/conf/outchain.xml":  "out.xml",
		"repository/outdir":             outside + "/dir",
		"repository/conf/dangling.xml":  "nowhere.xml",
		"repository/conf/dangling2.xml": "dangling.xml",
		"repository/conf/dangling3.xml": outside + "/nowhere/x.xml",
		"repository/conf/loop.xml":      "loop2.xml",
		"repository/conf/loop2.xml":     "loop.xml",
		"repository/conf/self.xml":      "self.xml",
		"repository/dirloop":            "dirloop/x",
		"repository/conf/filelink.xml":  "real.xml/more.xml",
		"repository/conf/root.xml":      "/",
		"repository/conf/state.xml":     "../../.ispatch/journal",
	} {
		link(t, h, target, name)
	}
	check(t, os.Symlink(dir, outside+"/back"))
	return h, outside
}

func TestResolve(t *testing.T) {
	h, _ := linked(t, Options{})
	for name, want := range map[string]string{
		"repository/conf/real.xml":                 "repository/conf/real.xml",
		"./repository//conf/./real.xml":            "repository/conf/real.xml",
		"repository/conf/relative.xml":             "repository/conf/real.xml",
		"repository/conf/up.xml":                   "other/deep/file.xml",
		"repository/conf/absolute.xml":             "other/deep/file.xml",
		"repository/conf/dots.xml":                 "other/deep/file.xml",
		"repository/conf/chain.xml":                "other/deep/file.xml",
		"repository/conf/around.xml":               "other/deep/file.xml",
		"repository/conf/through.xml":              "other/deep/file.xml",
		"repository/folder/file.xml":               "other/deep/file.xml",
		"repository/slash/file.xml":                "other/deep/file.xml",
		"repository/here/here/here/conf/up.xml":    "other/deep/file.xml",
		"repository/folder/new.xml":                "other/deep/new.xml",
		"repository/folder/new/er.xml":             "other/deep/new/er.xml",
		"repository/conf/missing.xml":              "repository/conf/missing.xml",
		"repository/missing/folder/here/a.xml":     "repository/missing/folder/here/a.xml",
		".":                                        ".",
		"repository/conf/name with spaces and é ü": "repository/conf/name with spaces and é ü",
	} {
		if got, err := h.Resolve(name); err != nil || got != want {
			t.Errorf("%s: %q, %v, not %q", name, got, err, want)
		}
	}
}

func TestResolveRefusesLinks(t *testing.T) {
	h, outside := linked(t, Options{})
	for name, want := range map[string]string{
		"repository/conf/out.xml": `symbolic link repository/conf/out.xml -> "` +
			outside + `/secret.xml": leads outside the folder, to ` +
			outside + "/secret.xml",
		"repository/conf/outrel.xml": `symbolic link repository/conf/outrel.xml -> "../../../outside/secret.xml": ` +
			`leads outside the folder, to ` + outside + "/secret.xml",
		"repository/conf/outchain.xml": `symbolic link repository/conf/out.xml -> "` +
			outside + `/secret.xml": leads outside the folder`,
		"repository/outdir/more.xml": `symbolic link repository/outdir -> "` +
			outside + `/dir": leads outside the folder, to ` + outside + "/dir/more.xml",
		"repository/outdir/new.xml":     "leads outside the folder, to " + outside + "/dir/new.xml",
		"repository/conf/root.xml":      "leads outside the folder, to /",
		"repository/conf/dangling.xml":  `symbolic link repository/conf/dangling.xml -> "nowhere.xml": leads to nothing; `,
		"repository/conf/dangling2.xml": "leads to nothing",
		"repository/conf/dangling3.xml": "leads to nothing",
		"repository/conf/loop.xml":      "is part of a loop",
		"repository/conf/self.xml":      "is part of a loop",
		"repository/dirloop":            "is part of a loop",
		"repository/dirloop/a/b":        "is part of a loop",
	} {
		for _, follow := range []bool{false, true} {
			if follow && strings.Contains(want, "outside the folder") {
				continue
			}
			h.options.FollowLinks = follow
			_, err := h.Resolve(name)
			if !errors.Is(err, errLink) || !strings.HasPrefix(warning(err), name+": ") || !strings.Contains(warning(err), want) {
				t.Errorf("%s: the error is %v, not %s", name, err, want)
			}
			if errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: the error says that there is no such file: %v", name, err)
			}
			if _, err := fs.ReadFile(h.FS(), name); !errors.Is(err, errLink) {
				t.Errorf("%s: reading it: %v", name, err)
			}
			_, err = h.Transact(
				context.Background(),
				TransactOptions{},
				func() ([]Change, error) { return []Change{{Path: name, New: []byte("x")}}, nil },
			)
			if !errors.Is(err, errLink) {
				t.Errorf("%s: writing it: %v", name, err)
			}
		}
		h.options.FollowLinks = false
	}
	if _, err := os.Lstat(filepath.Join(h.Dir(), stateName)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the state directory was made")
	}
}

func TestFollowLinksOutside(t *testing.T) {
	h, outside := linked(t, Options{FollowLinks: true})
	for name, want := range map[string]string{
		"repository/conf/out.xml":      outside + "/secret.xml",
		"repository/conf/outchain.xml": outside + "/secret.xml",
		"repository/outdir/more.xml":   outside + "/dir/more.xml",
		"repository/outdir/new.xml":    outside + "/dir/new.xml",
		"repository/conf/chain.xml":    "other/deep/file.xml",
	} {
		if got, err := h.Resolve(name); err != nil || got != want {
			t.Errorf("%s: %q, %v, not %q", name, got, err, want)
		}
	}
	plan := edits(
		h,
		map[string]string{
			"repository/conf/outchain.xml": "new",
			"repository/outdir/new.xml":    "made",
			"repository/conf/real.xml":     "also",
		},
	)
	out, err := h.Transact(context.Background(), TransactOptions{}, plan)
	check(t, err)
	if len(out.Files) != 3 {
		t.Errorf("outcome %+v", out)
	}
	for name, want := range map[string]string{outside + "/secret.xml": "new", outside + "/dir/new.xml": "made"} {
		if data, err := os.ReadFile(name); string(data) != want {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
	if to, err := os.Readlink(filepath.Join(h.Dir(), "repository/conf/out.xml")); to != outside+"/secret.xml" {
		t.Errorf("the link is %q, %v", to, err)
	}
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	check(t, err)
	if data, _ := os.ReadFile(outside + "/secret.xml"); string(data) != "secret" {
		t.Errorf("it holds %q", data)
	}
	if _, err := os.Stat(outside + "/dir/new.xml"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the file that was made is still there")
	}
	// A new folder is made in the folder only.
	_, err = h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
		return []Change{{Path: "repository/outdir/no/such/folder.xml", New: []byte("x")}}, nil
	})
	if err == nil || !strings.Contains(warning(err), "folder.xml: cannot open its folder: ") {
		t.Errorf("the error is %v", err)
	}
}

func TestChangeThroughALink(t *testing.T) {
	h, _ := linked(t, Options{})
	out, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/chain.xml", "new"))
	check(t, err)
	if len(out.Files) != 1 || out.Files[0] != "other/deep/file.xml" {
		t.Errorf("outcome %+v", out)
	}
	holds(t, h, "other/deep/file.xml", "new")
	for name, want := range map[string]string{
		"repository/conf/chain.xml": "chain2.xml",
		"repository/conf/up.xml":    "../../other/deep/file.xml",
	} {
		if to, err := os.Readlink(filepath.Join(h.Dir(), name)); to != want {
			t.Errorf("%s leads to %q, %v", name, to, err)
		}
	}
	holds(t, h, ".ispatch/backups/"+out.Backup+"/other/deep/file.xml", "deep")
	// A file outside that is named as such, by a link.
	hosts := filepath.Join(t.TempDir(), "hosts")
	check(t, os.WriteFile(hosts+".real", []byte("old"), 0o644))
	check(t, os.Symlink("hosts.real", hosts))
	out, err = h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
		return []Change{{Path: hosts, outside: true, Old: []byte("old"), New: []byte("new")}}, nil
	})
	check(t, err)
	if data, _ := os.ReadFile(hosts + ".real"); string(data) != "new" || !strings.HasSuffix(out.Files[0], "hosts.real") {
		t.Errorf("it holds %q, outcome %+v", data, out)
	}
	// One file under two names.
	_, err = h.Transact(
		context.Background(),
		TransactOptions{},
		edits(h, map[string]string{"repository/conf/up.xml": "a", "other/deep/file.xml": "b"}),
	)
	if err == nil || !strings.Contains(warning(err), "is the same file as other/deep/file.xml") {
		t.Errorf("the error is %v", err)
	}
	holds(t, h, "other/deep/file.xml", "new")
}

// Paths that an attacker would try. Each must be refused for reading, changing
// and resolving, and nothing is written anywhere.
func TestAttackPaths(t *testing.T) {
	h, outside := linked(t, Options{FollowLinks: false})
	before := snapshot(t, filepath.Dir(h.Dir()))
	for _, name := range []string{
		"", "..", "../outside/secret.xml", "repository/../../outside/secret.xml",
		"repository/conf/../../../outside/secret.xml",
		"/etc/passwd", outside + "/secret.xml", h.Dir() + "/repository/conf/real.xml", "//etc/passwd",
		`..\outside\secret.xml`, `repository\conf\real.xml`, `C:\x`, `\\server\share`,
		`repository/conf/..\..\..\outside\secret.xml`,
		"repository/conf/real.xml\x00", "repository/conf/real.xml\n", "\x1b[31m", "repository/conf/../conf/real.xml",
		".ispatch", ".ispatch/journal", "./.ispatch/lock", ".ISPATCH/x", ".ispatch//backups", "repository/conf/state.xml",
		"repository/conf/real.xml/", "repository/conf/real.xml/more", "repository/conf/filelink.xml", "repository/conf", ".",
	} {
		plan := func() ([]Change, error) { return []Change{{Path: name, Old: []byte("real"), New: []byte("x")}}, nil }
		if name == "repository/conf/real.xml/" {
			continue // means the same as without the slash
		}
		out, err := h.Transact(context.Background(), TransactOptions{}, plan)
		if err == nil || out.Changed {
			t.Errorf("%q can be changed", name)
		} else if strings.ContainsAny(warning(err), "\x00\x1b") ||
			strings.Contains(strings.TrimSuffix(warning(err), "\n"), "\n") {
			t.Errorf("%q: the error prints it raw: %q", name, err)
		}
		if resolved, err := h.Resolve(name); err == nil && name != "." && name != "repository/conf" {
			t.Errorf("%q leads to %q", name, resolved)
		}
		if data, err := fs.ReadFile(h.FS(), name); err == nil {
			t.Errorf("%q can be read: %q", name, data)
		}
	}
	for _, name := range []string{
		"etc/hosts", "", "../hosts", "/etc/\nhosts", h.Dir() + "/.ispatch/journal", "/", outside,
	} {
		out, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
			return []Change{{Path: name, outside: true, Old: []byte("x"), New: []byte("y")}}, nil
		})
		if err == nil || out.Changed {
			t.Errorf("%q outside can be changed", name)
		}
	}
	after := snapshot(t, filepath.Dir(h.Dir()))
	delete(before, "home") // its time: a state directory came and went
	delete(after, "home")
	same(t, before, after)
}

// The file is a file when its path is resolved, and a link to elsewhere when it
// is opened or replaced.
func TestLinkPutInBetween(t *testing.T) {
	for _, what := range []string{"file", "folder"} {
		for _, moment := range []string{
			"mkdir .", "create repository/conf", "sync repository/conf", "exchange repository/conf", "rename .ispatch: journal ",
		} {
			t.Run(what+" before "+moment, func(t *testing.T) {
				h := newFolder(t, map[string]string{aFile: "old"})
				outside := t.TempDir()
				put(t, outside, map[string]string{"a.xml": "old", "conf/a.xml": "old"})
				f, done := newFaulty(), false
				h.disk = f
				f.before = func(call string) {
					if done || !strings.HasPrefix(call, moment) {
						return
					}
					done = true
					at, to := filepath.Join(h.Dir(), aFile), outside+"/a.xml"
					if what == "folder" {
						at, to = filepath.Dir(at), outside+"/conf"
					}
					check(t, os.Rename(at, at+".away"))
					check(t, os.Symlink(to, at))
				}
				before := snapshot(t, outside)
				plan := func() ([]Change, error) { return []Change{{Path: aFile, Old: []byte("old"), New: []byte("new")}}, nil }
				_, err := h.Transact(context.Background(), TransactOptions{}, plan)
				if !done {
					t.Fatal("the moment never came")
				}
				if err == nil && what == "file" && !strings.HasPrefix(moment, "rename") {
					t.Error("the link was replaced")
				}
				same(t, before, snapshot(t, outside))
				if what == "file" {
					if to, err := os.Readlink(filepath.Join(h.Dir(), aFile)); err != nil && !strings.HasPrefix(moment, "rename") {
						t.Errorf("the link is not there any more: %s %v", to, err)
					}
					if list, _ := filepath.Glob(filepath.Join(h.Dir(), "repository/conf/.*")); len(list) > 0 {
						t.Errorf("left: %v", list)
					}
				}
				if strings.Contains(fmt.Sprint(err), ".ispatch-") {
					t.Errorf("the error is %v", err)
				}
			})
		}
	}
}

// The files that a home may hold instead of a regular one.
func TestSpecialFiles(t *testing.T) {
	h, _ := linked(t, Options{})
	fifo := filepath.Join(h.Dir(), "repository/conf/fifo.xml")
	if err := makeFIFO(fifo); err != nil {
		t.Skipf("no FIFO: %v", err)
	}
	link(t, h, "fifo.xml", "repository/conf/fifolink.xml")
	for name, want := range map[string]string{
		"repository/conf/fifo.xml":     "is not a regular file but a FIFO",
		"repository/conf/fifolink.xml": "is not a regular file but a FIFO",
		"repository/conf":              "is not a regular file but a directory",
		"repository/folder":            "is not a regular file but a directory",
	} {
		// Nobody writes to the FIFO: waiting for it would be for ever.
		if _, err := fs.ReadFile(h.FS(), name); err == nil || !strings.Contains(warning(err), want) {
			t.Errorf("%s: the error is %v", name, err)
		}
		_, err := h.Transact(
			context.Background(),
			TransactOptions{},
			func() ([]Change, error) { return []Change{{Path: name, Old: []byte{}, New: []byte("x")}}, nil },
		)
		if err == nil || !strings.Contains(warning(err), want) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if _, err := fs.ReadFile(h.FS(), "repository/conf/real.xml/x"); err == nil ||
		!strings.Contains(warning(err), "real.xml is not a directory but a regular file") {
		t.Errorf("the error is %v", err)
	}
}

// A FIFO in place of a folder outside the home is an error: whoever opened it would wait for ever.
func TestSpecialFolderOutside(t *testing.T) {
	h := newFolder(t, map[string]string{"a.xml": "a"})
	h.options.FollowLinks = true
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := makeFIFO(fifo); err != nil {
		t.Skipf("no FIFO: %v", err)
	}
	link(t, h, fifo, "conf")
	const want = "is not a directory but a FIFO"
	if _, err := fs.ReadDir(h.FS(), "conf"); err == nil || !strings.Contains(warning(err), want) {
		t.Errorf("the error is %v", err)
	}
	if _, err := fs.ReadFile(h.FS(), "conf/x.xml"); err == nil || !strings.Contains(warning(err), want) {
		t.Errorf("the error is %v", err)
	}
}

func TestFSIsAFileSystem(t *testing.T) {
	h := newFolder(t, map[string]string{aFile: "a", "bin/b.sh": "b", "repository/empty/": ""})
	link(t, h, "../../bin/b.sh", "repository/conf/link.sh")
	if err := fstest.TestFS(h.FS(), aFile, "bin/b.sh", "repository/empty", "repository/conf/link.sh"); err != nil {
		t.Error(err)
	}
	_, err := fs.ReadFile(h.FS(), "repository/conf/none.xml")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
	_, err = fs.ReadFile(h.FS(), "repository/none/none.xml")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
	if data, err := fs.ReadFile(h.FS(), "repository/conf/link.sh"); string(data) != "b" {
		t.Errorf("%q %v", data, err)
	}
	if list, err := fs.Glob(h.FS(), "repository/conf/*.xml"); len(list) != 1 {
		t.Errorf("%v %v", list, err)
	}
}

// Whatever path is requested, the result is inside, and no step of it is a
// link.
func FuzzResolve(f *testing.F) {
	h, _ := linked(f, Options{})
	for name := range snapshot(f, h.Dir()) {
		f.Add(name)
		f.Add(name + "/x")
		f.Add(name + "/../x")
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := h.Resolve(name)
		if err != nil {
			return
		}
		if !filepath.IsLocal(got) || filepath.Clean(got) != got {
			t.Errorf("%q leads to %q", name, got)
		}
		for step := got; step != "."; step = filepath.Dir(step) {
			if info, err := os.Lstat(filepath.Join(h.Dir(), step)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
				t.Errorf("%q leads to %q, where %q is a link", name, got, step)
			}
		}
		if again, err := h.Resolve(got); err != nil || again != got {
			t.Errorf("%q leads to %q, that to %q, %v", name, got, again, err)
		}
	})
}
