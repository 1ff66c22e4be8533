package txn

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// If a directory is replaced while a run waits for the lock, the run reads the new
// one.
func TestDirectoryReplacedBeforeTheLock(t *testing.T) {
	h := newFolder(t, map[string]string{"conf/a.xml": "0", "new/a.xml": "1"})
	plan := edit(h, "conf/a.xml", "2")
	calls := 0
	_, err := h.Transact(context.Background(), TransactOptions{}, func() ([]Change, error) {
		changes, err := plan()
		if calls++; calls == 1 {
			check(t, os.Rename(filepath.Join(h.Dir(), "conf"), filepath.Join(h.Dir(), "old")))
			check(t, os.Rename(filepath.Join(h.Dir(), "new"), filepath.Join(h.Dir(), "conf")))
		}
		return changes, err
	})
	check(t, err)
	if got := get(t, h, "conf/a.xml"); got != "2" || calls != 2 {
		t.Errorf("conf/a.xml holds %q after %d calls", got, calls)
	}
	if got := get(t, h, "old/a.xml"); got != "0" {
		t.Errorf("old/a.xml holds %q", got)
	}
}
