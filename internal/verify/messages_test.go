package verify_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata anew")

// TestMessages: the exact message of each breakage.
func TestMessages(t *testing.T) {
	var out strings.Builder
	for _, b := range breakages {
		home := fixedHome(t)
		b.breakHome(t, home)
		version := b.version
		if version == "" {
			version = "5.7.0"
		}
		out.WriteString("# " + b.name + "\n")
		for _, p := range report(home, version).Problems {
			fmt.Fprintf(&out, "%s: %s: %s: %s\n", p.Place(), p.Severity, p.Code, p.Message)
			if p.Hint != "" {
				out.WriteString("  hint: " + p.Hint + "\n")
			}
			for _, text := range []string{p.Message, p.Hint} {
				if strings.HasSuffix(text, ".") || strings.Contains(text, "\n") {
					t.Errorf("%s: not one sentence without a full stop: %q", b.name, text)
				}
				if strings.Contains(text, "s3cret") {
					t.Errorf("%s: shows a password: %q", b.name, text)
				}
			}
		}
	}
	const golden = "testdata/messages.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
