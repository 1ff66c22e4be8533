package txn

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// openFile creates a file next to another one and opens it for a disk. It may
// be a mount point, which can't be replaced.
func openFile(t *testing.T, text string) (f *File, reopen func(mounted bool) (*File, *faulty)) {
	t.Helper()
	dir := inMemory(t)
	name := filepath.Join(dir, "hosts")
	check(t, os.WriteFile(name, []byte(text), 0o640))
	check(t, os.WriteFile(filepath.Join(dir, "passwd"), []byte("neighbour"), 0o644))
	reopen = func(mounted bool) (*File, *faulty) {
		f, err := OpenFile(name)
		check(t, err)
		t.Cleanup(func() { f.Close() })
		disk := newFaulty()
		if mounted {
			disk.mounted = map[string]bool{"./hosts": true}
		}
		f.folder.disk = disk
		return f, disk
	}
	f, _ = reopen(false)
	return f, reopen
}

// becomes plans to give a file a text as its content.
func becomes(text string) func([]byte) ([]byte, error) {
	return func([]byte) ([]byte, error) { return []byte(text), nil }
}

// alone checks the content of a file, and that nothing is left next to it.
func alone(t *testing.T, f *File, text string) {
	t.Helper()
	data, err := f.Read()
	check(t, err)
	if string(data) != text {
		t.Errorf("the file holds %q, not %q", data, text)
	}
	list, err := os.ReadDir(filepath.Dir(f.Path()))
	check(t, err)
	if len(list) != 2 {
		t.Errorf("beside the file is %v", list)
	}
	if info, err := os.Stat(f.Path()); err != nil || info.Mode() != 0o640 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
}

// A run on a single file is killed at any call. The next one recovers, says so,
// and leaves nothing next to it.
func TestFileKilledAtEveryCall(t *testing.T) {
	for _, mounted := range []bool{false, true} {
		const before, after = "127.0.0.1 localhost\n", "127.0.0.1 localhost\n192.0.2.1 db\n"
		for n := 0; ; n++ {
			_, reopen := openFile(t, before)
			f, disk := reopen(mounted)
			disk.at, disk.fault = n/3, kills[n%3]
			f.Transact(context.Background(), TransactOptions{}, becomes(after))
			if !disk.met {
				alone(t, f, after)
				break
			}
			f, _ = reopen(mounted)
			var planned []byte
			out, err := f.Transact(context.Background(), TransactOptions{}, func(old []byte) ([]byte, error) {
				planned = bytes.Clone(old)
				return []byte(after), nil
			})
			check(t, err)
			if string(planned) != before && string(planned) != after {
				t.Errorf("the plan was made from %q", planned)
			}
			if out.Recovered != nil && string(planned) != before {
				t.Errorf("recovered to %q", planned)
			}
			alone(t, f, after)
			if t.Failed() {
				t.Fatalf("mounted: %v, killed call %d, %s", mounted, n/3, disk.calls[n/3])
			}
		}
	}
}

// A run was killed while it wrote in place, and after a restart of the machine
// the file is another one. It is left alone, and the message says where the
// copy is.
func TestFileReplacedSince(t *testing.T) {
	_, reopen := openFile(t, "old and long")
	f, disk := reopen(true)
	disk.before = func(call string) {
		if strings.HasPrefix(call, "write .: hosts") {
			disk.at, disk.fault = len(disk.calls)-1, kills[1]
		}
	}
	f.Transact(context.Background(), TransactOptions{}, becomes("new"))
	if !disk.dead {
		t.Fatalf("it was not killed: %q", disk.calls)
	}
	check(t, os.WriteFile(f.Path(), []byte("another"), 0o640))
	f, _ = reopen(true)
	out, err := f.Transact(context.Background(), TransactOptions{}, func(old []byte) ([]byte, error) {
		return append(old, '!'), nil
	})
	check(t, err)
	if data, _ := f.Read(); string(data) != "another!" {
		t.Errorf("the file holds %q", data)
	}
	if len(out.Warnings) == 0 || out.Warnings[0].File != f.Path() {
		t.Fatalf("warnings %v", out.Warnings)
	}
	_, copied, _ := strings.Cut(out.Warnings[0].Hint, " is in ")
	data, err := os.ReadFile(filepath.Join(filepath.Dir(f.Path()), copied))
	if err != nil || string(data) != "old and long" {
		t.Errorf("the copy holds %q, %v", data, err)
	}
}

// What another user has put next to a file is not trusted.
func TestFileWithTheStateOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to give a folder away")
	}
	f, reopen := openFile(t, "old")
	state := filepath.Join(filepath.Dir(f.Path()), ".ispatch-hosts")
	check(t, os.Mkdir(state, 0o700))
	check(t, os.WriteFile(filepath.Join(state, journalFile), []byte("evil"), 0o600))
	check(t, os.Chown(state, someone, someone))
	f, _ = reopen(false)
	_, err := f.Transact(context.Background(), TransactOptions{}, becomes("new"))
	if !errors.Is(err, errForeign) {
		t.Errorf("the error is %v", err)
	}
	if data, _ := f.Read(); string(data) != "old" {
		t.Errorf("the file holds %q", data)
	}
}

// Nobody but its owner can open the lock, and a second run waits for it.
func TestFileIsLocked(t *testing.T) {
	_, reopen := openFile(t, "0")
	f, _ := reopen(false)
	g, _ := reopen(false)
	entered, done := make(chan bool), make(chan error)
	go func() {
		calls := 0
		_, err := f.Transact(context.Background(), TransactOptions{}, func(old []byte) ([]byte, error) {
			if calls++; calls == 2 { // under the lock
				entered <- true
				<-entered
			}
			return append(old, '1'), nil
		})
		done <- err
	}()
	<-entered
	if _, err := g.Transact(context.Background(), TransactOptions{}, becomes("2")); !errors.Is(err, errLocked) {
		t.Errorf("the error is %v", err)
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(f.Path()), ".ispatch-hosts", lockFile))
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("the lock has the mode %v, %v", info.Mode(), err)
	}
	go func() { entered <- true }()
	_, err = g.Transact(context.Background(), TransactOptions{LockTimeout: time.Minute},
		func(old []byte) ([]byte, error) { return append(old, '2'), nil })
	check(t, err)
	check(t, <-done)
	alone(t, g, "012")
}

// A run on a file whose context is done leaves it unchanged.
func TestFileStopped(t *testing.T) {
	_, reopen := openFile(t, "old")
	for n := 0; ; n++ {
		f, disk := reopen(n%2 == 1)
		ctx, cancel := context.WithCancel(context.Background())
		calls := 0
		disk.before = func(string) {
			if calls++; calls == n+1 {
				cancel()
			}
		}
		_, err := f.Transact(ctx, TransactOptions{}, becomes("new"))
		if err == nil && calls > n {
			err = nil // it was already committed
		} else if err == nil {
			break
		} else if !errors.Is(err, context.Canceled) {
			t.Fatalf("the error is %v", err)
		}
		want := "old"
		if err == nil {
			want = "new"
		}
		alone(t, f, want)
		check(t, os.WriteFile(f.Path(), []byte("old"), 0o640))
	}
}
