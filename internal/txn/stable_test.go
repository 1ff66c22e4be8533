package txn

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
