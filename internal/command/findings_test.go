package command

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/finding"
)

// TestFindingsAreDocumented: docs/verify.md has the explanations that ispatch
// __findings prints. UPDATE=1 writes them.
func TestFindingsAreDocumented(t *testing.T) {
	const path, begin, end = "../../docs/verify.md", "<!-- findings -->\n", "<!-- end of findings -->\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(page), begin)
	got, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the marks around the findings are gone")
	}
	want := finding.Markdown(allFindings())
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("program (-), documentation (+):\n%s", diff)
	}
}
