package patch_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/patch"
)

// TestExpected: the page's operations change each home in fixtures to the bytes
// that were written by hand, and change nothing else.
func TestExpected(t *testing.T) {
	for _, home := range []string{"is-km-5.7.0", "is-5.8.0", "is-5.9.0", "configured-puppet", "odd", "one-line"} {
		t.Run(home, func(t *testing.T) {
			expected := filepath.Join("..", "fixtures", "expected", home)
			plan, err := patch.NewPlan(os.DirFS(filepath.Join("..", "fixtures", "homes", home)), page())
			if err != nil {
				t.Fatal(err)
			}
			if len(plan.Files) != 3 {
				t.Errorf("%d files, not 3", len(plan.Files))
			}
			for _, f := range plan.Files {
				want, err := os.ReadFile(filepath.Join(expected, f.Path))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), string(f.After)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Path, diff)
				}
			}
			again, err := patch.NewPlan(os.DirFS(expected), page())
			if err != nil {
				t.Fatal(err)
			}
			if again.Changed() {
				t.Errorf("a second run changes something: %+v", again.Reports)
			}
		})
	}
}
