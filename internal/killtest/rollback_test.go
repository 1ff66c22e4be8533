//go:build linux && (amd64 || arm64)

package killtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A dry run of rollback says that a run was interrupted, as that of apply does,
// and does not take what that run has left for someone's edits.
func TestDryRunOfRollbackAfterKill(t *testing.T) {
	needTracing(t)
	for _, killed := range []string{"apply", "rollback"} {
		t.Run(killed, func(t *testing.T) {
			w := newWorld(t, "apply")
			if killed == "rollback" {
				w.rollingBack(t, false)
			}
			w.killAtExchange(t, 2)
			r, err := run(w.call("rollback", "--dry-run")...)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(r.stderr, "an earlier run was interrupted") || strings.Contains(r.stderr, "edited by "+
				"someone else") {
				t.Errorf("it does not say that a run was interrupted: %v", r)
			}
		})
	}
}

// A rollback that recovers from an interrupted run first says what it has done
// itself: in the report, in JSON and in the exit status.
func TestReportOfRollbackAfterKill(t *testing.T) {
	needTracing(t)
	for _, at := range []int{0, 1, 2, 3} {
		t.Run(fmt.Sprintf("killed at exchange %d", at), func(t *testing.T) {
			w := newWorld(t, "apply").rollingBack(t, true)
			w.killAtExchange(t, at)
			r, err := run(w.call(append(slices.Clone(w.args), "-o", "json", "--exit-code")...)...)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.is(w.new); err != nil {
				t.Fatal(err)
			}
			var report struct {
				Changed bool
				Files   []struct {
					Path    string
					Changed bool
				}
			}
			if err := json.Unmarshal([]byte(r.stdout), &report); err != nil {
				t.Fatal(err)
			}
			if r.status != 2 || !report.Changed || len(report.Files) != len(changed) {
				t.Errorf("it has changed %d files, and says otherwise: %v", len(changed), r)
			}
		})
	}
}

// killAtExchange kills the world's run at its n-th exchange of two files; 0 is
// the first write of the copies of the originals.
func (w *world) killAtExchange(t testing.TB, n int) {
	t.Helper()
	exchanges := 0
	r, err := runTraced(func(c *call) answer {
		if c.exchanges() {
			exchanges++
		}
		copies := c.writes() && strings.Contains(c.path, "/"+stateDir+"/backups/")
		return answer{kill: n == 0 && copies || n > 0 && exchanges == n}
	}, w.call(w.args...)...)
	if err != nil || r.status >= 0 {
		t.Fatal(err, r)
	}
	if pending, _ := w.journal(); !pending {
		t.Fatalf("there is no journal: %v", r)
	}
}

// A change that was reported as made stays: the next run, whatever it is, does
// not take it back. (The renaming that decides it fails.)
func TestWhatSucceededStays(t *testing.T) {
	needTracing(t)
	w := newWorld(t, "apply")
	met := false
	r, err := runTraced(func(c *call) answer {
		if strings.HasPrefix(c.to, w.home()+"/"+stateDir+"/journal.keep") {
			met = true
			return answer{fail: 5}
		}
		return answer{}
	}, w.call(w.args...)...)
	if err != nil || !met {
		t.Fatal(err, met, r)
	}
	want := w.old
	if r.status == 0 {
		want = w.new
	}
	next, err := w.succeed("set", "repository/conf/carbon.xml", "/Server/Ports/Offset", "7")
	if err != nil {
		t.Fatal(err)
	}
	now, err := w.read()
	if err != nil {
		t.Fatal(err)
	}
	files := now.files()
	files["home/repository/conf/carbon.xml"] = want["home/repository/conf/carbon.xml"]
	if text := files.differs(want); text != "" {
		t.Errorf("apply ends with %v\nthe next run, of another command, with %v\nand then %s", r, next, text)
	}
}
