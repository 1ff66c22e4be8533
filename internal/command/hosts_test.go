package command_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHostsWithoutHome: the command needs no home, shows what it would do, does it
// once, and leaves no other file.
func TestHostsWithoutHome(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("hosts", []byte("127.0.0.1\tlocalhost\n10.0.0.1\tdb.example.com\n"))
	if err := os.Chmod(s.path("hosts"), 0o640); err != nil {
		t.Fatal(err)
	}
	call := []string{"hosts", "set", "db.example.com", "192.0.2.10", "--hosts-file", "hosts"}
	before := s.tree(true)
	diff, told := s.run(2, append(call, "-n", "--exit-code")...)
	s.untouched(before, true)
	name := strings.TrimPrefix(filepath.ToSlash(s.path("hosts")), "/")
	want := "--- a/" + name + "\n+++ b/" + name + "\n@@ -1,2 +1,2 @@\n" +
		" 127.0.0.1\tlocalhost\n-10.0.0.1\tdb.example.com\n+192.0.2.10\tdb.example.com\n"
	if diff != want {
		t.Errorf("got\n%swant\n%s", diff, want)
	}
	line := s.path("hosts") + "  host db.example.com  updated\nispatch: 1 file would change: 1 updated\n"
	if told != line {
		t.Errorf("got\n%swant\n%s", told, line)
	}
	out, _ := s.run(0, append(call, "-o", "json", "--diff")...)
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	report := map[string]any{
		"home": "", "product": "", "version": "", "changed": true, "dryRun": false, "backup": nil,
		"warnings": []any{}, "diff": diff,
		"files": []any{map[string]any{"path": s.path("hosts"), "changed": true, "operations": []any{
			map[string]any{
				"name":   "host db.example.com",
				"action": "updated",
				"line":   2.0,
				"fields": []any{"address"},
			},
		}}},
	}
	if diff := cmp.Diff(report, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := s.read("hosts"); got != "127.0.0.1\tlocalhost\n192.0.2.10\tdb.example.com\n" {
		t.Errorf("hosts is %q", got)
	}
	wantTree := s.tree(false)
	for name := range wantTree {
		if _, was := before[name]; !was {
			t.Errorf("%s was left", name)
		}
	}
	if info, err := os.Stat(s.path("hosts")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v (%v)", info.Mode(), err)
	}
	after := s.tree(true)
	if _, told := s.run(0, append(call, "--exit-code", "-v")...); !strings.HasSuffix(
		told,
		"ispatch: 0 files changed: 1 unchanged\n",
	) ||
		strings.Contains(told, "Identity Server") {
		t.Error(told)
	}
	s.untouched(after, true)
}

func TestHostsCalls(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("hosts", []byte("127.0.0.1 localhost\n"))
	s.write("utf16", []byte("#\x00\n\x00"))
	if err := os.Symlink("nowhere", s.path("dangling")); err != nil {
		t.Fatal(err)
	}
	before := s.tree(true)
	for _, c := range []struct {
		args   string
		status int
		told   string
	}{
		{"hosts", 64, "hosts needs one of: "},
		{"hosts set db", 64, "missing argument ADDRESS"},
		{"hosts set db 192.0.2.1 more", 64, `unexpected argument "more"`},
		{"hosts set db 192.0.2.1 -H home --hosts-file hosts", 64,
			"hosts set: the hosts file does not belong to a home: leave out --home"},
		{"hosts set 192.0.2.1 db --hosts-file hosts", 1,
			`"192.0.2.1" is not a host name: it is a number or an address` + "\n" +
				`ispatch: error: "db" is not an IPv4 or IPv6 address`},
		{"hosts set db 192.0.2.1 --hosts-file home", 1, s.path("home") + ": is not a regular file"},
		{"hosts set db 192.0.2.1 --hosts-file dangling", 1, s.path("dangling") + ": is a symbolic link to nothing"},
		{"hosts set db 192.0.2.1 --hosts-file utf16", 1, "line 1 of the hosts file holds a NUL byte"},
		{"hosts set db 192.0.2.1 --hosts-file=", 1, "--hosts-file: the file name is empty"},
		{"hosts set db 192.0.2.1 --hosts-file no/such/folder -n", 1, "no/such/folder: cannot open its folder: no such file"},
		{"apply -H home --hosts-file= --dry-run", 0, "would change"},
	} {
		if _, told := s.run(c.status, strings.Fields(c.args)...); !strings.Contains(told, c.told) {
			t.Errorf("%s: want %q in\n%s", c.args, c.told, told)
		}
		s.untouched(before, true)
	}
	if _, told := s.run(1, "hosts", "set", "db", "192.0.2.1", "--hosts-file", "no/such/folder"); !strings.Contains(
		told,
		"no/such/folder",
	) ||
		!strings.Contains(told, "no such file or directory") {
		t.Error(told)
	}
}

// TestHostsNewFile: a missing file is created, with a warning.
func TestHostsNewFile(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	out, told := s.run(0, "hosts", "set", "db", "2001:db8::1", "--hosts-file", "new", "--diff")
	if s.read("new") != "2001:db8::1\tdb\n" || !strings.Contains(told, "there was no such file") ||
		!strings.HasPrefix(out, "--- /dev/null\n+++ b/") {
		t.Errorf("%q %s%s", s.read("new"), out, told)
	}
	if info, err := os.Stat(s.path("new")); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the mode is %v (%v)", info.Mode(), err)
	}
}

// TestHostsLink: a symbolic link stays one.
func TestHostsLink(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("etc/static/hosts", []byte("127.0.0.1 localhost\n"))
	if err := os.Symlink("etc/static/hosts", s.path("hosts")); err != nil {
		t.Fatal(err)
	}
	s.run(0, "hosts", "set", "db", "192.0.2.1", "--hosts-file", "hosts")
	if to, err := os.Readlink(s.path("hosts")); err != nil || to != "etc/static/hosts" {
		t.Errorf("the link: %s %v", to, err)
	}
	if got := s.read("etc/static/hosts"); got != "127.0.0.1 localhost\n192.0.2.1 db\n" {
		t.Errorf("%q", got)
	}
}

// TestHostsMounted: a container's hosts file is a mount, which can't be
// replaced. It is written in place, with a warning.
func TestHostsMounted(t *testing.T) {
	for _, tool := range []string{"unshare", "mount"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s on this machine", tool)
		}
	}
	s := newSite(t, "is-km-5.7.0")
	s.write("outside", []byte("127.0.0.1 localhost\n"))
	s.write("mounted", nil)
	namespace := func(script string) ([]byte, error) {
		cmd := s.command()
		cmd.Args = []string{"sh", "-c", "exec unshare -m sh -ec \"$1\" sh " + s.program, "sh", script}
		return cmd.CombinedOutput()
	}
	if out, err := namespace("mount --bind outside mounted"); err != nil {
		t.Skipf("no mounts of our own: %v %s", err, out)
	}
	for i, call := range []string{"hosts set", "--lock-timeout 1s hosts set"} {
		out, err := namespace(
			fmt.Sprintf(`mount --bind outside mounted && "$1" %s db%d 192.0.2.1 --hosts-file mounted`, call, i),
		)
		if err != nil || !strings.Contains(string(out), "mounted: was written in place") {
			t.Errorf("%v %s", err, out)
		}
	}
	if got := s.read("outside"); got != "127.0.0.1 localhost\n192.0.2.1 db0\n192.0.2.1 db1\n" {
		t.Errorf("%q", got)
	}
}

// TestHostsAtOnce: runs at the same time all do their work, and none undoes the work
// of another.
func TestHostsAtOnce(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("hosts", []byte("127.0.0.1 localhost\n"))
	const runs = 12
	var done [runs]bool
	var told [runs]string
	var group sync.WaitGroup
	for i := range runs {
		group.Go(func() {
			cmd := s.command("hosts", "set", fmt.Sprintf("db%d", i), "192.0.2.1", "--hosts-file", "hosts")
			out, err := cmd.CombinedOutput()
			done[i], told[i] = err == nil, string(out)
		})
	}
	group.Wait()
	file := s.read("hosts")
	for i := range runs {
		if there := strings.Contains(file, fmt.Sprintf(" db%d\n", i)); !there || !done[i] {
			t.Errorf("run %d: in the file: %v, reported as done: %v\n%s", i, there, done[i], told[i])
		}
	}
	if entries, err := os.ReadDir(s.path("tmp")); err != nil || len(entries) > 0 {
		t.Errorf("left in the folder for temporary files: %v (%v)", entries, err)
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("more than home, hosts and tmp is left: %v (%v)", entries, err)
	}
}
