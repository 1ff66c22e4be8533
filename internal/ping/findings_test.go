package ping

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFindingsAreDocumented: the table of docs/verifying.md is that of the
// program.
func TestFindingsAreDocumented(t *testing.T) {
	const path, before, after = "../../docs/verifying.md", "<!-- findings of ping -->\n", "<!-- end -->\n"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(data), before)
	got, tail, ok := strings.Cut(rest, after)
	if !ok {
		t.Fatal("the table is gone")
	}
	var want strings.Builder
	want.WriteString("| code | severity | what it is | what the server does | what to do |\n|---|---|---|---|---|\n")
	for _, f := range Findings() {
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s | %s |\n", f.Code, f.Severity, f.Meaning, f.Server, f.Mend)
	}
	if os.Getenv("UPDATE") != "" {
		os.WriteFile(path, []byte(head+before+want.String()+after+tail), 0o644)
		return
	}
	if diff := cmp.Diff(want.String(), got); diff != "" {
		t.Errorf("-program +documentation (UPDATE=1 writes it):\n%s", diff)
	}
}

// TestFindings: every code is there once, with all that is to be said of it.
func TestFindings(t *testing.T) {
	seen := map[Code]bool{}
	for _, f := range Findings() {
		if seen[f.Code] {
			t.Errorf("duplicate %s", f.Code)
		}
		seen[f.Code] = true
		for _, text := range []string{string(f.Code), string(f.Severity), f.message, f.Meaning, f.Mend, f.Example} {
			if text == "" {
				t.Errorf("%s: something is not said: %+v", f.Code, f)
			}
		}
	}
}
