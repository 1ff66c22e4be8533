package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ispatch/internal/homestest"
)

// TestDocs runs the sh blocks of each page, in their order, as a reader would:
// with ispatch on the PATH and $IS_HOME a Key Manager's home.
func TestDocs(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, page := range append(pages, "README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		script := shellBlocks(string(text))
		if script == "" {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			home := homestest.Copy(t, filepath.Join("fixtures", "homes", "is-km-5.7.0"))
			work := t.TempDir()
			cmd := exec.Command(bash, "-euc", script)
			cmd.Dir = work
			cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "IS_HOME=" + home, "HOME=" + work, "LANG=C.UTF-8"}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// shellBlocks joins the blocks of a page that are marked sh.
func shellBlocks(page string) string {
	var b strings.Builder
	for i, part := range strings.Split(page, "```") {
		if code, ok := strings.CutPrefix(part, "sh\n"); ok && i%2 == 1 {
			b.WriteString(code)
		}
	}
	return b.String()
}
