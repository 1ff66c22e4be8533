package txn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A reader without a lock never sees a mixture of a run's old and new files.
func TestStableReading(t *testing.T) {
	h := newFolder(t, map[string]string{"a.xml": "0", "b.xml": "0", "c.xml": "0"})
	var stop atomic.Bool
	done := make(chan error)
	go func() {
		writer, err := Open(h.Dir(), Options{})
		for n := 1; err == nil && !stop.Load(); n++ {
			text := fmt.Sprint(n)
			_, err = writer.Transact(context.Background(), TransactOptions{NoBackup: true},
				edits(writer, map[string]string{"a.xml": text, "b.xml": text, "c.xml": text}))
			time.Sleep(5 * time.Millisecond)
		}
		done <- err
	}()
	read := func() (string, string, string) {
		var texts [3]string
		settled, err := h.Stable(context.Background(), time.Minute, func() error {
			for i, name := range []string{"c.xml", "b.xml", "a.xml"} {
				data, err := fs.ReadFile(h.FS(), name)
				if err != nil {
					return err
				}
				texts[i] = string(data)
			}
			return nil
		})
		check(t, err)
		if !settled {
			t.Fatal("it never settled")
		}
		return texts[0], texts[1], texts[2]
	}
	for range 50 {
		if c, b, a := read(); a != b || b != c {
			t.Errorf("a mixture: %s, %s, %s", a, b, c)
		}
	}
	stop.Store(true)
	check(t, <-done)
}

// Nobody waits for a killed run, or longer than the timeout.
func TestStableReadingOfWhatWasInterrupted(t *testing.T) {
	h := interruptedRun(t)
	calls := 0
	read := func() error { calls++; return nil }
	j := plantedJournal(t, h)
	j.Process = 1 << 30 // no such process
	plant(t, h, j)
	settled, err := h.Stable(context.Background(), time.Hour, read)
	check(t, err)
	if !settled || calls != 1 {
		t.Errorf("settled %v after %d calls", settled, calls)
	}
	j.Process = os.Getpid() // running
	plant(t, h, j)
	calls = 0
	settled, err = h.Stable(context.Background(), 120*time.Millisecond, read)
	check(t, err)
	if settled || calls < 2 {
		t.Errorf("settled %v after %d calls", settled, calls)
	}
}

// plantedJournal reads the journal of an interrupted run.
func plantedJournal(t *testing.T, h *Folder) *journal {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(h.Dir(), stateName, journalFile))
	check(t, err)
	j, err := parseJournal(data)
	check(t, err)
	return j
}

// What was read through a link, was missing, or could not be read may have been about to change.
func TestStableReadingThroughLinks(t *testing.T) {
	read := func(h *Folder, name string) string {
		data, err := fs.ReadFile(h.FS(), name)
		if errors.Is(err, fs.ErrNotExist) {
			return "missing"
		} else if err != nil {
			return "error"
		}
		return string(data)
	}
	link := func(h *Folder, target, name string) {
		check(t, os.Symlink(target, filepath.Join(h.Dir(), "new")))
		check(t, os.Rename(filepath.Join(h.Dir(), "new"), filepath.Join(h.Dir(), name)))
	}
	for _, test := range []struct {
		name           string
		before, change func(*Folder)
		files          []string
		want           string
	}{
		{"a link is replaced", func(h *Folder) { link(h, "A", "conf") }, func(h *Folder) { link(h, "B", "conf") },
			[]string{"conf/x", "conf/y"}, "B B"},
		{"a link within a link is replaced", func(h *Folder) { link(h, "A", "in"); link(h, "in", "conf") },
			func(h *Folder) { link(h, "B", "in") }, []string{"conf/x", "conf/y"}, "B B"},
		{"a folder becomes a link", func(h *Folder) { check(t, os.Mkdir(filepath.Join(h.Dir(), "conf"), 0o755)) },
			func(h *Folder) {
				check(t, os.Remove(filepath.Join(h.Dir(), "conf")))
				link(h, "B", "conf")
			}, []string{"conf/x", "conf/y"}, "B B"},
		{"what could not be read is replaced", func(h *Folder) { link(h, os.TempDir(), "conf") },
			func(h *Folder) { link(h, "B", "conf") }, []string{"conf/x"}, "B"},
		{"what cannot be read stays", func(h *Folder) { link(h, os.TempDir(), "conf") }, func(*Folder) {},
			[]string{"conf/x", "A/x"}, "error A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newFolder(t, map[string]string{"A/x": "A", "A/y": "A", "B/x": "B", "B/y": "B"})
			test.before(h)
			var got []string
			calls := 0
			settled, err := h.Stable(context.Background(), time.Minute, func() error {
				got = nil
				for i, name := range test.files {
					got = append(got, read(h, name))
					if calls == 0 && i == 0 {
						test.change(h)
					}
				}
				calls++
				return nil
			})
			check(t, err)
			if text := strings.Join(got, " "); !settled || text != test.want {
				t.Errorf("settled %v after %d calls: %s, want %s", settled, calls, text, test.want)
			}
		})
	}
}
