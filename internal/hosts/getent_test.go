package hosts

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGetent: the resolver of the machine, given the file in a mount namespace
// of its own, answers with what Set promises. It needs getent, unshare and the
// permission to mount.
func TestGetent(t *testing.T) {
	tests := []struct {
		name, file string
		entry      Entry
		query      string // ahostsv4 or ahostsv6
		want       []string
		others     map[string]string // of IPv4
	}{
		{
			name: "the table answers with all addresses: the others go", file: "10.0.0.1 a db\n10.0.0.2 DB\n10.0.0.3 db c\n" +
				"::2 db\n",
			entry: Entry{"db", "192.0.2.10"}, query: "ahostsv4", want: []string{"192.0.2.10"},
			others: map[string]string{"a": "10.0.0.1", "c": "10.0.0.3"},
		},
		{
			name: "IPv6 is left", file: "10.0.0.1 db\n2001:db8::1 db\n",
			entry: Entry{"db", "192.0.2.10"}, query: "ahostsv6", want: []string{"2001:db8::1"},
		},
		{
			name: "IPv6", file: "10.0.0.1 db\n2001:db8::1 db x\n",
			entry: Entry{"db", "2001:db8::2"}, query: "ahostsv6", want: []string{"2001:db8::2"},
			others: map[string]string{"db": "10.0.0.1"},
		},
		{
			name: "mapped addresses", file: "::ffff:10.0.0.1 db\n",
			entry: Entry{"db", "192.0.2.10"}, query: "ahostsv4", want: []string{"192.0.2.10"},
		},
		{
			name: "CRLF, no final newline, a comment", file: "10.0.0.1\tdb\tx # y\r\n10.0.0.9 z",
			entry: Entry{"db", "192.0.2.10"}, query: "ahostsv4", want: []string{"192.0.2.10"},
			others: map[string]string{"x": "10.0.0.1", "z": "10.0.0.9"},
		},
		{
			name: "ignored lines are ignored", file: "010.0.0.1 db\n10.0.1 db\nfe80::1%lo db\n",
			entry: Entry{"db", "192.0.2.10"}, query: "ahostsv4", want: []string{"192.0.2.10"},
		},
		{
			name: "no newline at the end of the appended line", file: "127.0.0.1 localhost",
			entry: Entry{"carbondb.mysql-wso2.com", "192.0.2.10"}, query: "ahostsv4", want: []string{"192.0.2.10"},
		},
	}
	for _, c := range tests {
		// With "multi off" glibc takes the first line that it finds.
		for _, multi := range []string{"on", "off"} {
			t.Run(c.name+", multi "+multi, func(t *testing.T) {
				lookup := resolver(t, multi)
				after, _, err := Set([]byte(c.file), []Entry{c.entry})
				if err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(t.TempDir(), "hosts")
				if err := os.WriteFile(file, after, 0o644); err != nil {
					t.Fatal(err)
				}
				if got := lookup(t, file, c.query, c.entry.Name); !slices.Equal(got, c.want) {
					t.Errorf("%s is %q, want %q in\n%s", c.entry.Name, got, c.want, after)
				}
				for name, want := range c.others {
					if got := lookup(t, file, "ahostsv4", name); !slices.Equal(got, []string{want}) {
						t.Errorf("%s is %q, want %s in\n%s", name, got, want, after)
					}
				}
			})
		}
	}
}

// TestGetentLoopback: ::1 answers IPv4 lookups, which is why Set reports it.
func TestGetentLoopback(t *testing.T) {
	lookup := resolver(t, "on")
	file := filepath.Join(t.TempDir(), "hosts")
	after, results, err := Set([]byte("::1 db\n"), []Entry{{"db", "192.0.2.10"}})
	if err != nil || results[0].Also != "::1" {
		t.Fatalf("%v %v", results, err)
	}
	if err := os.WriteFile(file, after, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := lookup(t, file, "ahostsv4", "db"); !slices.Equal(got, []string{"127.0.0.1", "192.0.2.10"}) {
		t.Errorf("db is %q", got)
	}
}

// resolver returns a function that looks a name up in a file as if it were
// /etc/hosts, with the setting multi of /etc/host.conf. It skips the test where
// that can't be done.
func resolver(t *testing.T, multi string) func(t *testing.T, file, query, name string) []string {
	t.Helper()
	for _, tool := range []string{"getent", "unshare", "mount"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s on this machine", tool)
		}
	}
	conf := filepath.Join(t.TempDir(), "host.conf")
	if err := os.WriteFile(conf, []byte("multi "+multi+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(file, query, name string) ([]byte, error) {
		mount := []string{"-m"}
		if os.Geteuid() != 0 {
			mount = []string{"-m", "-r"}
		}
		script := `mount --bind "$1" /etc/hosts && mount --bind "$4" /etc/host.conf && exec getent -s hosts:files "$2" "$3"`
		return exec.Command("unshare", append(mount, "sh", "-c", script, "sh", file, query, name, conf)...).CombinedOutput()
	}
	probe := filepath.Join(t.TempDir(), "hosts")
	if err := os.WriteFile(probe, []byte("192.0.2.77 probe.example\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := run(probe, "ahostsv4", "probe.example"); err != nil || !strings.HasPrefix(string(out), "192.0.2.77") {
		t.Skipf("no hosts file of our own in a mount namespace: %v %s", err, out)
	}
	return func(t *testing.T, file, query, name string) []string {
		t.Helper()
		out, err := run(file, query, name)
		if err != nil {
			t.Fatalf("getent %s %s: %v\n%s", query, name, err, out)
		}
		var found []string
		for line := range strings.Lines(string(out)) {
			if fields := strings.Fields(line); len(fields) > 1 && fields[1] == "STREAM" {
				found = append(found, fields[0])
			}
		}
		return found
	}
}
