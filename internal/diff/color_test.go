package diff

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var escapeSequence = regexp.MustCompile("\x1b\\[[0-9]*m")

// TestColorAddsOnlyColor: without its escape sequences a diff in colour is the
// diff without, and no colour is on where a line ends.
func TestColorAddsOnlyColor(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			plain, colored := mustDiff(t, c.files, Options{}), mustDiff(t, c.files, Options{Color: true})
			if got := escapeSequence.ReplaceAll(colored, nil); !bytes.Equal(got, plain) {
				t.Errorf("without its colours the diff is\n%s\nwant\n%s", got, plain)
			}
			for _, line := range bytes.Split(colored, []byte("\n")) {
				codes := escapeSequence.FindAll(line, -1)
				if len(codes)%2 != 0 || len(codes) > 0 && string(codes[len(codes)-1]) != reset {
					t.Errorf("a colour is left on in %q", line)
				}
				if bytes.Contains(line, []byte("\r"+reset)) && bytes.HasSuffix(line, []byte(reset)) && c.name != "cr-at-end" {
					t.Errorf("the carriage return is within the colour in %q", line)
				}
			}
		})
	}
	for _, name := range []string{"crlf", "no-newline-both", "name-with-blank", "new-empty", "context"} {
		for _, c := range cases {
			if c.name == name {
				golden(t, name+".color", mustDiff(t, c.files, Options{Color: true}))
			}
		}
	}
}

// TestColorsAreGits compares the codes of each kind of line with git's.
func TestColorsAreGits(t *testing.T) {
	needTools(t, "git")
	dir := t.TempDir()
	for name, data := range map[string]string{"a": "a\nb\nc\n", "b": "a\nB\nc\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("git", "diff", "--no-index", "--color=always", "a", "b")
	command.Dir = dir
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_CEILING_DIRECTORIES=" + dir}
	theirs, _ := command.Output() // status 1: they differ
	ours := mustDiff(t, pair1("a\nb\nc\n", "a\nB\nc\n"), Options{Color: true})
	for _, kind := range []string{"--- a", "+++ b", "@@ -1,3 +1,3 @@", "-b", "+B"} {
		code := func(diff []byte) string {
			for _, line := range bytes.Split(diff, []byte("\n")) {
				if bytes.HasPrefix(escapeSequence.ReplaceAll(line, nil), []byte(kind)) {
					return string(escapeSequence.Find(line))
				}
			}
			t.Fatalf("no line %q in %q", kind, diff)
			return ""
		}
		if got, want := code(ours), code(theirs); got != want {
			t.Errorf("%q starts with %q, git's with %q", kind, got, want)
		}
	}
}
