package txn

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestTransactChangesFiles(t *testing.T) {
	h := newFolder(
		t,
		map[string]string{"repository/conf/a.xml": "old a", "repository/conf/b/b.xml": "old b", "lib/gone.jar": "jar"},
	)
	before := snapshot(t, h.Dir())
	plan := func() ([]Change, error) {
		list, err := edits(
			h,
			map[string]string{"repository/conf/a.xml": "new a", "repository/conf/b/b.xml": "new b", "lib/x/new.jar": "new"},
		)()
		if _, err := os.Stat(filepath.Join(h.Dir(), "lib/gone.jar")); err == nil {
			list = append(list, Change{Path: "lib/gone.jar", Old: []byte("jar")})
		}
		return list, err
	}
	out, err := h.Transact(context.Background(), TransactOptions{}, plan)
	check(t, err)
	if !out.Changed || out.Backup == "" || len(out.Warnings) > 0 || len(out.Files) != 4 {
		t.Errorf("outcome %+v", out)
	}
	got := get(t, h, "repository/conf/a.xml") + get(t, h, "repository/conf/b/b.xml") + get(t, h, "lib/x/new.jar")
	if got != "new anew bnew" {
		t.Errorf("files %q", got)
	}
	again := snapshot(t, h.Dir())
	out, err = h.Transact(context.Background(), TransactOptions{}, plan)
	check(t, err)
	if out.Changed || out.Backup != "" {
		t.Errorf("outcome of the second run %+v", out)
	}
	same(t, again, snapshot(t, h.Dir()))
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	check(t, err)
	after := snapshot(t, h.Dir())
	dropState(after)
	for name, f := range before {
		g := after[name]
		if g.content != f.content || g.mode != f.mode {
			t.Errorf("%s: %+v, was %+v", name, g, f)
		}
		delete(after, name)
	}
	if len(after) > 0 {
		t.Errorf("left: %v", after)
	}
}

func TestTransactWithNothingToDoWritesNothing(t *testing.T) {
	h := newFolder(t, map[string]string{"repository/conf/a.xml": "a"})
	before := snapshot(t, h.Dir())
	_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, "repository/conf/a.xml", "a"))
	check(t, err)
	same(t, before, snapshot(t, h.Dir()))
}
