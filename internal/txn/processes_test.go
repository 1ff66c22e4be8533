package txn

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ispatch/internal/problem"
)

func init() {
	helpers["write"] = helpWrite
	helpers["hold"] = helpHold
}

var sharedFiles = []string{"repository/conf/a.xml", "repository/conf/b/b.xml", "repository/conf/c.xml", "bin/d.sh"}

// helpWrite changes all the shared files to its own name, some times over.
func helpWrite(args []string) error {
	h, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	for n := range 5 {
		_, err := h.Transact(
			context.Background(),
			TransactOptions{LockTimeout: time.Minute, NoBackup: n%2 == 1},
			func() ([]Change, error) {
				var list []Change
				for _, name := range sharedFiles {
					old, err := fs.ReadFile(h.FS(), name)
					if err != nil {
						return nil, err
					}
					list = append(list, Change{Path: name, Old: old, New: []byte(strings.Repeat(args[1], 1000+n))})
				}
				return list, nil
			},
		)
		// The plan without the lock may see another run's files come and go;
		// nothing else may go wrong.
		if err != nil {
			return err
		}
	}
	return nil
}

// helpHold takes the lock, says so, and keeps it until its input ends.
func helpHold(args []string) error {
	h, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	s, err := h.acquire(context.Background(), time.Minute)
	if err != nil {
		return err
	}
	fmt.Println("held")
	bufio.NewReader(os.Stdin).ReadString('\n')
	if len(args) > 1 {
		s.release()
	}
	return nil
}

func TestEightProcessesAtOnce(t *testing.T) {
	files := map[string]string{}
	for _, name := range sharedFiles {
		files[name] = "start"
	}
	h := newFolder(t, files)
	var running []*exec.Cmd
	var said []*strings.Builder
	for n := range 8 {
		c := helper(t, "write", h.Dir(), string(rune('a'+n)))
		out := &strings.Builder{}
		c.Stderr = out
		check(t, c.Start())
		running, said = append(running, c), append(said, out)
	}
	for n, c := range running {
		if err := c.Wait(); err != nil {
			t.Errorf("process %d: %v: %s", n, err, said[n])
		}
	}
	first := get(t, h, sharedFiles[0])
	if len(first) != 1004 {
		t.Errorf("the last run left %d bytes", len(first))
	}
	for _, name := range sharedFiles {
		if got := get(t, h, name); got != first {
			t.Errorf("%s is of another run than %s: %.10s, not %.10s", name, sharedFiles[0], got, first)
		}
	}
	for name := range snapshot(t, h.Dir()) {
		if strings.HasPrefix(filepath.Base(name), ".ispatch-") || strings.Contains(name, journalFile) {
			t.Errorf("%s: was left", name)
		}
	}
	list, err := h.Backups()
	check(t, err)
	if len(list) != keepBackups+1 { // and the first
		t.Errorf("%d backups are kept, not %d", len(list), keepBackups)
	}
}

// hold starts a process that holds the lock. The function it returns ends the
// process.
func hold(t *testing.T, h *Folder, args ...string) (end func()) {
	t.Helper()
	c := helper(t, "hold", append([]string{h.Dir()}, args...)...)
	in, err := c.StdinPipe()
	check(t, err)
	out, err := c.StdoutPipe()
	check(t, err)
	c.Stderr = os.Stderr
	check(t, c.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "held\n" {
		t.Fatalf("the helper says %q, %v", line, err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	t.Logf("process %d holds the lock", c.Process.Pid)
	if err := os.Setenv("ISPATCH_TEST_PID", fmt.Sprint(c.Process.Pid)); err != nil {
		t.Fatal(err)
	}
	return func() { in.Close(); c.Wait() }
}

func TestLockHeldByAnother(t *testing.T) {
	h := newFolder(t, map[string]string{"repository/conf/a.xml": "old"})
	end := hold(t, h)
	host, err := os.Hostname()
	check(t, err)
	for _, timeout := range []time.Duration{0, -1, 120 * time.Millisecond} {
		before := snapshot(t, h.Dir())
		out, err := h.Transact(
			context.Background(),
			TransactOptions{LockTimeout: timeout},
			edit(h, "repository/conf/a.xml", "new"),
		)
		want := fmt.Sprintf(".ispatch/lock: is held by process %s on %s since 20", os.Getenv("ISPATCH_TEST_PID"), host)
		if !errors.Is(err, errLocked) || !strings.HasPrefix(warning(err), want) ||
			problem.From(err)[0].Code != CodeLocked {
			t.Errorf("timeout %v: the error is %v, not %s…", timeout, err, want)
		}
		if out == nil || out.Changed {
			t.Errorf("outcome %+v", out)
		}
		same(t, before, snapshot(t, h.Dir()))
	}
	// With nothing to do there is nothing to wait for.
	_, err = h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "old"))
	check(t, err)
	end()
	// The holder ended without a trace; its file no longer counts.
	_, err = h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "new"))
	check(t, err)
	if got := get(t, h, "repository/conf/a.xml"); got != "new" {
		t.Errorf("the file holds %q", got)
	}
	if got := get(t, h, ".ispatch/lock"); got != "" {
		t.Errorf("the lock that is free says %q", got)
	}
}

// If the holder removes the lock's file, whoever waits for it must not go on
// with a file that nobody else will see.
func TestLockTakenAwayWhileWaiting(t *testing.T) {
	h := newFolder(t, map[string]string{"repository/conf/a.xml": "old"})
	end := hold(t, h, "release")
	done := make(chan error)
	go func() {
		other, err := Open(h.Dir(), Options{})
		if err == nil {
			_, err = other.Transact(
				context.Background(),
				TransactOptions{LockTimeout: time.Minute},
				edit(other, "repository/conf/a.xml", "new"),
			)
		}
		done <- err
	}()
	end()
	check(t, <-done)
	s, err := h.acquire(context.Background(), 0)
	check(t, err)
	defer s.release()
	if !s.current() {
		t.Error("the lock is on a file that has no name")
	}
	if got := get(t, h, "repository/conf/a.xml"); got != "new" {
		t.Errorf("the file holds %q", got)
	}
}

// A lock's file may contain anything: it is never printed as it is.
func TestLockFileWithOddContent(t *testing.T) {
	for _, text := range []string{
		"",
		"x",
		"process \x1b[31m 1\n",
		strings.Repeat("process ", 1000),
		"process 1\nerror: all is well\n",
	} {
		h := newFolder(t, map[string]string{"repository/conf/a.xml": "old"})
		end := hold(t, h)
		check(t, os.WriteFile(filepath.Join(h.Dir(), ".ispatch/lock"), []byte(text), 0o600))
		_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "new"))
		if !errors.Is(err, errLocked) || strings.ContainsAny(warning(err), "\x1b\n") || len(err.Error()) > 600 {
			t.Errorf("%.20q: the error is %q", text, err)
		}
		end()
	}
}

func TestLockThatIsNoFile(t *testing.T) {
	for name, make := range map[string]func(at string) error{
		"link":      func(at string) error { return os.Symlink("../../elsewhere", at) },
		"directory": func(at string) error { return os.Mkdir(at, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newFolder(t, map[string]string{"repository/conf/a.xml": "old"})
			check(t, os.Mkdir(filepath.Join(h.Dir(), stateName), 0o700))
			check(t, make(filepath.Join(h.Dir(), stateName, lockFile)))
			before := snapshot(t, filepath.Dir(h.Dir()))
			_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "new"))
			if err == nil || !strings.HasPrefix(warning(err), ".ispatch/lock: ") {
				t.Errorf("the error is %v", err)
			}
			same(t, before, snapshot(t, filepath.Dir(h.Dir())))
		})
	}
}

func TestStateDirectory(t *testing.T) {
	t.Run("is a link", func(t *testing.T) {
		h := newFolder(t, map[string]string{"repository/conf/a.xml": "old"})
		elsewhere := t.TempDir()
		check(t, os.Symlink(elsewhere, filepath.Join(h.Dir(), stateName)))
		_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "new"))
		if err == nil || !strings.HasPrefix(warning(err), ".ispatch: is not a directory but a symbolic link; ") {
			t.Errorf("the error is %v", err)
		}
		if list, _ := os.ReadDir(elsewhere); len(list) > 0 || get(t, h, "repository/conf/a.xml") != "old" {
			t.Errorf("something was written: %v", list)
		}
	})
	t.Run("is open to others", func(t *testing.T) {
		h := newFolder(t, map[string]string{"repository/conf/a.xml": "old"})
		check(t, os.Mkdir(filepath.Join(h.Dir(), stateName), 0o755))
		_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "new"))
		check(t, err)
		if info, err := os.Stat(filepath.Join(h.Dir(), stateName)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("it is %v", info.Mode())
		}
	})
}

func init() { helpers["churn"] = helpChurn }

// helpChurn changes all the shared files to one letter after the other until it
// is killed.
func helpChurn(args []string) error {
	h, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		text := []byte(strings.Repeat(string(rune('a'+n%26)), 100+n%3*5000))
		_, err := h.Transact(
			context.Background(),
			TransactOptions{LockTimeout: time.Minute, NoBackup: n%2 == 1},
			func() ([]Change, error) {
				var list []Change
				for _, name := range sharedFiles {
					old, err := fs.ReadFile(h.FS(), name)
					if err != nil {
						return nil, err
					}
					list = append(list, Change{Path: name, Old: old, New: text})
				}
				return list, nil
			},
		)
		if err != nil {
			return err
		}
		if n == 0 {
			fmt.Println("at work")
		}
	}
}
