package diff

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew; review them before they are committed")

// cases are the files that all tests of the format share. testdata holds the
// expected diff of each.
var cases = []struct {
	name  string
	files []File
	// slid means that diff -u puts a block of changed lines elsewhere; then only the
	// number of changed lines is compared.
	slid bool
}{
	{name: "one-line", files: pair1("a\nb\nc\n", "a\nB\nc\n")},
	{name: "only-line", files: pair1("a\n", "b\n")},
	{name: "same", files: pair1("a\nb\n", "a\nb\n")},
	{name: "insert-first", files: pair1("b\nc\n", "a\nb\nc\n")},
	{name: "insert-last", files: pair1("a\nb\n", "a\nb\nc\n")},
	{name: "remove-first", files: pair1("a\nb\nc\n", "b\nc\n")},
	{name: "remove-last", files: pair1("a\nb\nc\n", "a\nb\n")},
	{name: "context", files: pair1(numbered(20), strings.Replace(numbered(20), "10\n", "ten\n", 1))},
	{name: "six-lines-between", files: pair1(numbered(20), replace(numbered(20), "5\n", "five\n", "12\n", "twelve\n"))},
	{name: "seven-lines-between", files: pair1(numbered(20), replace(numbered(20), "5\n", "five\n", "13\n",
		"thirteen\n"))},
	{name: "no-newline-old", files: pair1("a\nb", "a\nb\n")},
	{name: "no-newline-new", files: pair1("a\nb\n", "a\nb")},
	{name: "no-newline-both", files: pair1("a\nb", "a\nc")},
	{name: "no-newline-context", files: pair1("a\nb\nc", "A\nb\nc")},
	{name: "no-newline-appended", files: pair1("a\nb", "a\nb\nc")},
	{name: "no-newline-far", files: pair1(numbered(9)+"x", "one"+numbered(9)[1:]+"x")},
	{name: "crlf", files: pair1("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n")},
	{name: "crlf-to-lf", files: pair1("a\r\nb\r\n", "a\nb\n")},
	{name: "mixed-endings", files: pair1("a\r\nb\nc\r\nd\n", "a\r\nb\nC\r\nnew\r\nd\n")},
	{name: "lone-cr", files: pair1("a\rb\rc", "a\rB\rc")},
	{name: "cr-at-end", files: pair1("a\r", "b\r")},
	{name: "latin-1", files: pair1("caf\xe9\n\xe4\n", "caf\xe8\n\xe4\n")},
	{name: "invalid-utf-8", files: pair1("\xff\xfe\x80\n\xc3\n", "\xff\xfe\x81\n\xc3\n")},
	{name: "nul", files: pair1("a\x00b\nc\n", "a\x00c\nc\n")},
	{name: "dashes", files: pair1("-- a/x\n++ b/x\n-- \n", "-- b/x\n++ a/x\n--\n")},
	{name: "looks-like-a-diff", files: pair1("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
		"--- a/y\n+++ b/x\n@@ -1 +1 @@\n+b\n")},
	{name: "looks-like-a-marker", files: pair1("\\ No newline at end of file\nb",
		"\\ No newline at end of file\n\\ No newline at end of file")},
	{name: "blank-lines", files: pair1("\n\n\n", "\n\n\n\n")},
	{name: "blank-context", files: pair1("\na\n\n \n\t\n", "\nb\n\n \n\t\n")},
	{name: "emptied", files: pair1("a\nb\n", "")},
	{name: "filled", files: pair1("", "a\nb\n")},
	{name: "newline-only", files: pair1("", "\n")},
	{name: "all-different", files: pair1("a\nb\nc\n", "d\ne\nf\n")},
	{name: "name-with-blank", files: []File{{Path: "a b/c d", Old: []byte("a\n"), New: []byte("b\n")}}},
	{name: "name-with-blank-at-end", files: []File{{Path: "x ", Old: []byte("a\n"), New: []byte("b\n")}}},
	{name: "name-odd", files: []File{{Path: "caf\xc3\xa9 \"q\" \\ \t\r\n\x01\x7f", Old: []byte("a\n"),
		New: []byte("b\n")}}},
	{name: "new", files: []File{{Path: "d/n", New: []byte("a\nb")}}},
	{name: "new-empty", files: []File{{Path: "d/n m", New: []byte{}}}},
	{name: "new-executable", files: []File{{Path: "d/n", New: []byte("a\n"), NewMode: 0o755}}},
	{name: "removed", files: []File{{Path: "x", Old: []byte("a\nb")}}},
	{name: "removed-empty", files: []File{{Path: "x", Old: []byte{}}}},
	{name: "several", files: []File{
		{Path: "z", Old: []byte("a\n"), New: []byte("b\n")},
		{Path: "same", Old: []byte("a\n"), New: []byte("a\n")},
		{Path: "a", Old: []byte("a"), New: []byte("b")},
		{Path: "new", New: []byte("n\n")},
		{Path: "none"},
		{Path: "gone", Old: []byte("g\n")},
	}},
	{name: "after-empty", files: []File{
		{Path: "n 1", New: []byte{}},
		{Path: "n2", New: []byte{}},
		{Path: "a", Old: []byte("a\n"), New: []byte("b\n")},
		{Path: "n3", New: []byte{}},
		{Path: "gone", Old: []byte("g\n")},
		{Path: "n4", New: []byte{}},
		{Path: "n5", New: []byte("n\n")},
		{Path: "b", Old: []byte("a\n"), New: []byte("b\n")},
	}},
	{name: "beside-the-other-change", files: pair1("r\nl\nt\n", "l\nl\nt\n")},
	{name: "block-below", files: pair1(
		"<r>\n  <d>\n    <n>1</n>\n  </d>\n</r>\n",
		"<r>\n  <d>\n    <n>1</n>\n  </d>\n  <d>\n    <n>2</n>\n  </d>\n</r>\n")},
	{name: "block-above", slid: true, files: pair1(
		"<r>\n  <d>\n    <n>1</n>\n  </d>\n</r>\n",
		"<r>\n  <d>\n    <n>2</n>\n  </d>\n  <d>\n    <n>1</n>\n  </d>\n</r>\n")},
	{name: "block-above-in-tabs", slid: true, files: pair1(
		"<r>\r\n\t<d>\r\n\t\t<n>1</n>\r\n\t</d>\r\n</r>\r\n",
		"<r>\r\n\t<d>\r\n\t\t<n>2</n>\r\n\t</d>\r\n\t<d>\r\n\t\t<n>1</n>\r\n\t</d>\r\n</r>\r\n")},
	{name: "block-removed", slid: true, files: pair1(
		"<r>\n  <d>\n    <n>2</n>\n  </d>\n\n  <d>\n    <n>1</n>\n  </d>\n</r>\n",
		"<r>\n  <d>\n    <n>1</n>\n  </d>\n</r>\n")},
	{name: "block-after-blank", files: pair1(
		"<r>\n\n  <d>\n    <n>1</n>\n  </d>\n\n  <e/>\n</r>\n",
		"<r>\n\n  <d>\n    <n>1</n>\n  </d>\n\n  <d>\n    <n>2</n>\n  </d>\n\n  <e/>\n</r>\n")},
	{name: "block-with-comment", slid: true, files: pair1(
		"<r>\n  <!--\n    one\n  -->\n  <d/>\n</r>\n",
		"<r>\n  <!--\n    two\n  -->\n  <e/>\n  <!--\n    one\n  -->\n  <d/>\n</r>\n")},
	{name: "blocks-joined", files: pair1(
		"<r>\n  <a/>\n  <a/>\n</r>\n",
		"<r>\n  <a/>\n  <b/>\n  <a/>\n  <b/>\n  <a/>\n</r>\n")},
}

func pair1(old, new string) []File {
	return []File{{Path: "x", Old: []byte(old), New: []byte(new)}}
}

func numbered(n int) string {
	var text strings.Builder
	for i := 1; i <= n; i++ {
		text.WriteString(strconv.Itoa(i) + "\n")
	}
	return text.String()
}

func replace(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// golden compares output with the bytes of a file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the diff is\n%s\nand %s has\n%s", got, name, want)
	}
}

func TestDiffIsAsExpected(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name+".diff", mustDiff(t, c.files, Options{}))
		})
	}
}

func TestPatchAndGitMakeTheNewFile(t *testing.T) {
	for _, tool := range tools {
		needTools(t, tool[0])
		for _, c := range cases {
			t.Run(tool[0]+"/"+c.name, func(t *testing.T) {
				diff := mustDiff(t, c.files, Options{})
				wantNew(t, tool[0], c.files, apply(t, t.TempDir(), tool, c.files, diff), diff)
			})
		}
	}
}

// TestSameAsDiffU compares the modified files among the cases with diff -u. Its
// names are given as labels: those of the cases are tested with the real tools.
func TestSameAsDiffU(t *testing.T) {
	needTools(t, "diff")
	for _, c := range cases {
		if len(c.files) > 1 || c.files[0].Old == nil || c.files[0].New == nil {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			dir, f := t.TempDir(), c.files[0]
			f.Path = "x"
			old, new := filepath.Join(dir, "old"), filepath.Join(dir, "new")
			for name, data := range map[string][]byte{old: f.Old, new: f.New} {
				if err := os.WriteFile(name, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			// Status 1 says that the files differ.
			want, err := exec.Command("diff", "-a", "-d", "-u", "--label", "a/x", "--label", "b/x", old, new).Output()
			if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 1) {
				t.Fatal(err)
			}
			got := mustDiff(t, []File{f}, Options{})
			if c.slid {
				if string(got) == string(want) {
					t.Error("diff -u prints the same; the case needs no slid")
				}
				if g, w := changedLines(got), changedLines(want); g != w {
					t.Errorf("%d changed lines, diff -u has %d:\n%s", g, w, got)
				}
				return
			}
			if string(got) != string(want) {
				t.Errorf("the diff is\n%s\nand that of diff -u\n%s", got, want)
			}
		})
	}
}

// changedLines counts the removed and inserted lines of the diff of one file.
func changedLines(diff []byte) int {
	count := 0
	for _, line := range bytes.Split(diff, []byte("\n")) {
		if len(line) > 0 && (line[0] == '-' || line[0] == '+') {
			count++
		}
	}
	return count - 2 // the headers
}

func TestDiffRefusesPaths(t *testing.T) {
	for _, path := range []string{"", "/etc/hosts", ".", "..", "../x", "a/../b", "./a", "a//b", "a/", "a\x00b"} {
		diff, err := Diff([]File{{Path: path, Old: []byte("a"), New: []byte("b")}}, Options{})
		if err == nil || diff != nil {
			t.Errorf("Diff of %q: %q, %v; want an error only", path, diff, err)
		}
	}
	_, err := Diff([]File{{Path: "/a"}, {Path: "ok"}, {Path: "../b"}}, Options{})
	if err == nil || !strings.Contains(err.Error(), `"/a"`) || !strings.Contains(err.Error(), `"../b"`) {
		t.Errorf("the error does not name both paths: %v", err)
	}
	if _, err := Diff([]File{{Path: "..x/y..", Old: []byte("a"), New: []byte("b")}}, Options{}); err != nil {
		t.Errorf("dots within a name: %v", err)
	}
}

func TestBinaryFiles(t *testing.T) {
	a, b := []byte("a\x00"), []byte("b\x00")
	files := []File{
		{Path: "x.jar", New: a, Binary: true},
		{Path: "same.jar", Old: a, New: a, Binary: true},
		{Path: "text", Old: []byte("a\n"), New: []byte("b\n")},
		{Path: "with blank.jar", Old: a, New: b, Binary: true},
		{Path: "é.jar", Old: a, Binary: true},
	}
	diff := mustDiff(t, files, Options{})
	golden(t, "binary.diff", diff)

	// The tools pass over the binary files and change the others.
	files = append(files, File{Path: "empty", New: []byte{}}, File{Path: "empty2", New: []byte{}},
		File{Path: "y.jar", Old: a, New: b, Binary: true}, File{Path: "last", Old: []byte("a\n"), New: []byte("b\n")})
	diff = mustDiff(t, files, Options{})
	golden(t, "binary-after-empty.diff", diff)
	for _, tool := range tools {
		needTools(t, tool[0])
		left := apply(t, t.TempDir(), tool, files, diff)
		for i := range files {
			if files[i].Binary {
				files[i].New = files[i].Old
			}
		}
		wantNew(t, tool[0], files, left, diff)
	}
}

func TestContext(t *testing.T) {
	old, new := numbered(9), strings.Replace(numbered(9), "5\n", "five\n", 1)
	const want = "@@ -2,7 +2,7 @@"
	if diff := mustDiff(t, pair1(old, new), Options{}); !bytes.Contains(diff, []byte(want)) {
		t.Errorf("no %s in\n%s", want, diff)
	}
}

// TestPathTwice: the sections of one file are applied one after the other.
func TestPathTwice(t *testing.T) {
	first, second := pair1("a\nb\n", "A\nb\n")[0], pair1("A\nb\n", "A\nB\n")[0]
	diff := mustDiff(t, []File{first, second}, Options{})
	for _, tool := range tools {
		needTools(t, tool[0])
		left := apply(t, t.TempDir(), tool, []File{first}, diff)
		wantNew(t, tool[0], []File{second}, left, diff)
	}
}
