package txn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestHistory: after any runs and rollbacks, rolling back to any listed backup
// restores the state before it, and the first state of every file can be
// restored.
func TestHistory(t *testing.T) {
	top := inMemory(t)
	rapid.Check(t, func(r *rapid.T) {
		dir := filepath.Join(top, fmt.Sprint(time.Now().UnixNano()))
		check(t, os.Mkdir(dir, 0o755))
		h, err := Open(dir, Options{})
		check(t, err)
		defer h.Close()
		files := []string{"a", "b/b", "c"}
		state := map[string]string{"a": "delivered a", "c": "delivered c"}
		put(t, h.Dir(), state)
		before := map[string]map[string]string{} // by backup
		first := map[string]string{}
		runs := rapid.IntRange(1, 25).Draw(r, "runs")
		for n := range runs {
			was := contents(h)
			var out *Outcome
			var err error
			if list, _ := h.Backups(); len(list) > 0 && rapid.IntRange(0, 3).Draw(r, "what") == 0 {
				id := rapid.SampledFrom(append(list, Backup{})).Draw(r, "backup").ID
				if out, err = h.Rollback(context.Background(), TransactOptions{}, id); errors.Is(err, errNoBackup) {
					continue
				}
				if want := before[id]; err == nil && want != nil && !maps.Equal(contents(h), want) {
					r.Fatalf("rolled back to %s: %q, not %q", id, contents(h), want)
				}
			} else {
				var changes []Change
				for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(files), 1, 2, rapid.ID[string]).Draw(r, "files") {
					c := Change{Path: name, New: fmt.Appendf(nil, "%s %d", name, n)}
					if text := was[name]; text != "" {
						c.Old = []byte(text)
						if rapid.IntRange(0, 4).Draw(r, "remove") == 0 {
							c.New = nil
						}
					}
					changes = append(changes, c)
				}
				out, err = h.Transact(context.Background(), TransactOptions{},
					func() ([]Change, error) { return changes, nil })
			}
			if err != nil {
				r.Fatal(err)
			}
			if out.Backup != "" {
				before[out.Backup] = was
				for _, name := range out.Files {
					if _, known := first[name]; !known {
						first[name] = was[name]
					}
				}
			}
		}
		list, err := h.Backups()
		if err != nil {
			r.Fatal(err)
		}
		stands := 0
		for _, b := range list {
			if b.RollbackOf == "" {
				stands++
			}
		}
		if stands > 2*keepBackups+len(files) {
			r.Fatalf("%d backups are kept", stands)
		}
		for name, text := range first {
			reached := false
			for _, b := range list {
				reached = reached || before[b.ID][name] == text
			}
			if !reached {
				r.Fatalf("the first %s is not in any backup", name)
			}
		}
		for range 3 {
			list, _ := h.Backups()
			id, was := rapid.SampledFrom(list).Draw(r, "last").ID, contents(h)
			out, err := h.Rollback(context.Background(), TransactOptions{}, id)
			if err != nil {
				r.Fatal(err)
			}
			if now := contents(h); !maps.Equal(now, before[id]) {
				r.Fatalf("rolled back to %s: %q, not %q", id, now, before[id])
			}
			if out.Backup != "" {
				before[out.Backup] = was
			}
		}
	})
}

// contents returns what the files of a folder hold, but for the state directory.
func contents(h *Folder) map[string]string {
	found := map[string]string{}
	fs.WalkDir(h.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if name == stateName {
			return fs.SkipDir
		}
		if err == nil && entry.Type().IsRegular() {
			data, _ := h.root.ReadFile(name)
			found[name] = string(data)
		}
		return err
	})
	return found
}
