package txn

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A file of 10 GB in the place of any that is read is refused, and not read.
func TestLargeFiles(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(h *Folder) error
	}{
		{aFile, func(h *Folder) error {
			_, err := fs.ReadFile(h.FS(), aFile)
			return err
		}},
		{aFile, func(h *Folder) error {
			change := Change{Path: aFile, Old: []byte("x"), New: []byte("y")}
			_, err := h.Transact(context.Background(), TransactOptions{},
				func() ([]Change, error) { return []Change{change}, nil })
			return err
		}},
		{".ispatch/journal", func(h *Folder) error {
			_, err := h.Transact(context.Background(), TransactOptions{}, noChange)
			return err
		}},
		{".ispatch/journal.keep", func(h *Folder) error {
			_, err := h.Transact(context.Background(), TransactOptions{}, noChange)
			return err
		}},
		{".ispatch/backups/20200101T000000.000000000Z/.ispatch/manifest", func(h *Folder) error {
			_, err := h.Rollback(context.Background(), TransactOptions{}, "")
			return err
		}},
		{"hosts", func(h *Folder) error {
			f, err := OpenFile(filepath.Join(h.Dir(), "hosts"))
			check(t, err)
			defer f.Close()
			_, err = f.Transact(context.Background(), TransactOptions{}, becomes("x"))
			return err
		}},
	} {
		h := newFolder(t, map[string]string{test.name: ""})
		check(t, os.Truncate(filepath.Join(h.Dir(), test.name), 10<<30))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := test.do(h)
		runtime.ReadMemStats(&after)
		if err == nil || after.TotalAlloc-before.TotalAlloc > 10<<20 {
			t.Errorf("%s: %d bytes were taken; the error is %v", test.name, after.TotalAlloc-before.TotalAlloc, err)
		}
		if !errors.Is(err, errTooLarge) && test.name != ".ispatch/backups/20200101T000000.000000000Z/.ispatch/manifest" {
			t.Errorf("%s: the error is %v", test.name, err)
		}
	}
}

// noChange plans nothing: what a run does then is to recover.
func noChange() ([]Change, error) { return nil, nil }
