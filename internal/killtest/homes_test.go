//go:build linux && (amd64 || arm64)

package killtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One home that fails stops neither the recovery of another, whose run was killed, nor
// the commit of a third.
func TestOneOfSeveralHomesFails(t *testing.T) {
	needTracing(t)
	killed, third := newWorld(t, "apply"), newWorld(t, "apply")
	killed.killAtExchange(t, 2)
	if err := third.reset(); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(temporary(t), "bad")
	if err := os.CopyFS(bad, os.DirFS(third.home())); err != nil {
		t.Fatal(err)
	}
	registry := filepath.Join(bad, "repository", "conf", "registry.xml")
	if err := os.WriteFile(registry, []byte("<wso2registry>"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := run("apply", "--home", bad, "--home", killed.home(), "--home", third.home(), "--jobs", "1")
	if err != nil {
		t.Fatal(err)
	}
	if r.status != 1 || !strings.Contains(r.stderr, "rolled back the interrupted run") {
		t.Errorf("%v", r)
	}
	for _, w := range []*world{killed, third} {
		if err := w.is(w.new); err != nil {
			t.Error(err)
		}
	}
}
