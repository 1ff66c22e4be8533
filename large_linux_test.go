package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
)

// TestLargeFiles: a file of 10 GB in place of any input file is not read. Each call
// exits with the right status and takes less than 50 MB of memory.
func TestLargeFiles(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The test's program is ispatch if it is called by that name.
	ispatch := filepath.Join(t.TempDir(), "ispatch")
	if err := os.Symlink(program, ispatch); err != nil {
		t.Fatal(err)
	}
	large := func(t *testing.T, dir, name string) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		f, err2 := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(10<<30), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	const carbon = "repository/conf/carbon.xml "
	calls := []struct {
		file string // of 10 GB, below the working directory, in which home is
		args string // split at blanks
		want int
	}{
		{"home/repository/conf/registry.xml", "apply", 1},
		{"home/repository/conf/registry.xml", "verify", 3},
		{"home/repository/conf/registry.xml", "show", 0},
		{"home/repository/conf/registry.xml", "profile export", 1},
		{"home/repository/conf/user-mgt.xml", "apply", 1},
		{"home/repository/conf/user-mgt.xml", "verify", 3},
		{"home/repository/conf/datasources/master-datasources.xml", "apply", 1},
		{"home/repository/conf/datasources/master-datasources.xml", "verify", 3},
		{"home/repository/conf/datasources/other-datasources.xml", "verify", 3},
		{"home/repository/conf/datasources/other-datasources.xml", "datasource list", 0},
		{"home/repository/conf/identity/identity.xml", "verify", 3},
		{"home/repository/conf/carbon.xml", "verify", 1},
		{"home/repository/conf/carbon.xml", "get " + carbon + "/Server/Ports/Offset", 1},
		{"home/repository/conf/carbon.xml", "set " + carbon + "/Server/Ports/Offset 1", 1},
		{"home/bin/version.txt", "apply", 1},
		{"home/repository/conf/security/cipher-tool.properties", "verify", 0},
		{"home/repository/deployment/server/userstores/x.xml", "verify", 3},
		{"home/repository/components/lib/x.jar", "driver list", 0},
		{"home/repository/components/lib/x.jar", "verify", 0},
		{"home/.ispatch/journal", "apply", 1},
		{"home/.ispatch/journal", "rollback", 1},
		{"home/.ispatch/journal", "verify --lock-timeout 0s", 3},
		{"home/.ispatch/lock", "apply", 0},
		{"home/.ispatch/backups/20260101T000000.000000000Z/.ispatch/manifest", "rollback", 1},
		{"home/.ispatch/backups/20260101T000000.000000000Z/.ispatch/manifest", "rollback --list", 0},
		{"large", "apply --profile large", 1},
		{"large", "apply --profile -", 1},
		{"large", "apply --set-file database.password=large", 1},
		{"large", "driver install large", 1},
		{"large", "verify --baseline large", 1},
		{"large", "set " + carbon + "/Server/HostName --value-file large", 1},
		{"large", "set " + carbon + "/Server/HostName -", 1},
		{"large", "set " + carbon + "--from large", 1},
		{"large", "datasource set WSO2AM_DB --password-file large", 1},
		{"large", "admin set --username a --password-file large", 1},
		{"large", "hosts set a.example.com 192.0.2.1 --hosts-file large", 1},
	}
	for _, call := range calls {
		t.Run(call.args+" "+filepath.Base(call.file), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "home"), os.DirFS("fixtures/homes/is-km-5.7.0")); err != nil {
				t.Fatal(err)
			}
			makeWritable(t, dir)
			large(t, dir, call.file)
			args := strings.Fields(call.args)
			if args[0] != "hosts" {
				args = append(args, "--home", "home")
			}
			cmd := exec.Command(ispatch, args...)
			cmd.Dir = dir
			if strings.HasSuffix(call.args, " -") {
				in, err := os.Open(filepath.Join(dir, "large"))
				if err != nil {
					t.Fatal(err)
				}
				defer in.Close()
				cmd.Stdin = in
			}
			forgetPeak(t)
			out, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil {
				t.Fatal(err)
			}
			if got := cmd.ProcessState.ExitCode(); got != call.want {
				t.Errorf("exit status %d, want %d\n%s", got, call.want, out)
			}
			if got := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; got >= 50_000 && !raceDetector {
				t.Errorf("%d kB of memory were taken\n%s", got, out)
			}
		})
	}
}

// forgetPeak releases unused memory of this process and resets its peak, because a
// process that it starts counts the peak of its parent as its own.
func forgetPeak(t *testing.T) {
	t.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Skip("cannot measure: ", err)
	}
}

// makeWritable makes what was copied from fixtures writable for its owner.
func makeWritable(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return errors.Join(err, os.Chmod(path, 0o644))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMemoryOfADryRun: a dry run on 64 MiB of XML with millions of lines takes less
// memory than 20 times that.
func TestMemoryOfADryRun(t *testing.T) {
	if os.Getenv("ISPATCH_LONG") == "" {
		t.Skip("takes half a minute; ISPATCH_LONG=1")
	}
	const size = 64<<20 - 100
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ispatch := filepath.Join(dir, "ispatch")
	if err := os.Symlink(program, ispatch); err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"\n", "a\n"} {
		text := "<a>" + strings.Repeat(unit, size/len(unit)) + "</a>"
		if err := os.WriteFile(filepath.Join(dir, "a.xml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(ispatch, "set", "a.xml", "/a/@x", "y", "--dry-run")
		cmd.Dir = dir
		if err := cmd.Run(); err != nil { // the diff has lines of 64 MiB
			t.Fatalf("%q: %v", unit, err)
		}
		if got := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024 / size; got >= 20 {
			t.Errorf("%q: %d times its size", unit, got)
		}
	}
}
