package diff

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// lineTexts are lines that a diff, or a program that reads one, could get wrong.
var lineTexts = []string{
	"", " ", "\t", "a", "b", "c", "  <d>", "  </d>", "    <n>1</n>", "<password>hush</password>",
	"--- a/x", "+++ b/x", "-- a/x", "++ b/x", "-", "+", "--", "@@ -1 +1 @@", "@@ -0,0 +1 @@", `\`,
	`\ No newline at end of file`, " No newline at end of file", "diff --git a/x b/x", "Index: x",
	"Binary files a/x and b/x differ", "GIT binary patch", "*** a/x", "1,2c3", "Prereq: 1", "-- ",
	"caf\xe9", "café", "\xff\xfe", "\xef\xbb\xbf", "a\x00b", "a\rb", "\x1b[31m", "new file mode 100755",
}

func drawLine() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		text := rapid.SampledFrom(lineTexts).Draw(t, "text")
		return text + rapid.SampledFrom([]string{"\n", "\n", "\n", "\r\n", "\r\r\n"}).Draw(t, "ending")
	})
}

// drawContent draws a file, with or without a newline at its end.
func drawContent(t *rapid.T, name string) []byte {
	text := strings.Join(rapid.SliceOfN(drawLine(), 0, 30).Draw(t, name), "")
	if rapid.Bool().Draw(t, "cut "+name) {
		text = strings.TrimSuffix(text, "\n")
	}
	return []byte(text)
}

// drawPair draws a file and its new content: another file, or the same with some lines
// removed, inserted, repeated and changed.
func drawPair(t *rapid.T) (old, new []byte) {
	old = drawContent(t, "old")
	if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
		return old, drawContent(t, "new")
	}
	lines := bytes.SplitAfter(old, []byte("\n"))
	for range rapid.IntRange(1, 6).Draw(t, "edits") {
		at := rapid.IntRange(0, len(lines)).Draw(t, "at")
		end := min(at+rapid.IntRange(0, 4).Draw(t, "removed"), len(lines))
		var fresh [][]byte
		for _, line := range rapid.SliceOfN(drawLine(), 0, 4).Draw(t, "inserted") {
			fresh = append(fresh, []byte(line))
		}
		if rapid.Bool().Draw(t, "repeat") {
			fresh = append(fresh, lines[at:end]...)
		}
		lines = slices.Concat(lines[:at], fresh, lines[end:])
	}
	new = bytes.Join(lines, nil)
	if rapid.Bool().Draw(t, "toggle newline") {
		if cut, ok := bytes.CutSuffix(new, []byte("\n")); ok {
			new = cut
		} else {
			new = append(bytes.Clone(new), '\n')
		}
	}
	return old, new
}

func drawFile(t *rapid.T, number int) File {
	names := []string{"x", "a b", " x", "x ", "é", "\xe9", "x\ty", "x\ny", `"x"`, `\x`, "-x", "d/e f/g", "\x01", "x'",
		"b/x", "dev/null", "#", "*"}
	f := File{Path: fmt.Sprintf("%d/%s", number, rapid.SampledFrom(names).Draw(t, "name"))}
	old, new := drawPair(t)
	switch rapid.IntRange(0, 6).Draw(t, "life") {
	case 0:
		f.New = append([]byte{}, new...)
		if rapid.Bool().Draw(t, "executable") {
			f.NewMode = 0o755
		}
	case 1:
		f.Old = append([]byte{}, old...)
	default:
		f.Old, f.New = append([]byte{}, old...), append([]byte{}, new...)
	}
	return f
}

func drawFiles(t *rapid.T) []File {
	files := make([]File, rapid.IntRange(1, 12).Draw(t, "files"))
	for i := range files {
		files[i] = drawFile(t, i)
	}
	return files
}

// check checks a property that is quick to check more often than usual.
func check(t *testing.T, times int, property func(*rapid.T)) {
	t.Helper()
	for range times {
		rapid.Check(t, property)
	}
}

func TestPropertyToolsMakeTheNewFiles(t *testing.T) {
	dir := t.TempDir()
	for _, tool := range tools {
		t.Run(tool[0], func(t *testing.T) {
			needTools(t, tool[0])
			rapid.Check(t, func(t *rapid.T) {
				files := drawFiles(t)
				diff := mustDiff(t, files, Options{})
				wantNew(t, tool[0], files, apply(t, dir, tool, files, diff), diff)
			})
		})
	}
}

func TestPropertyHunksMakeTheNewFileAndAreMinimal(t *testing.T) {
	check(t, 10, func(t *rapid.T) {
		old, new := drawPair(t)
		files := []File{{Path: "x", Old: append([]byte{}, old...), New: append([]byte{}, new...)}}
		diff := mustDiff(t, files, Options{})
		if got, err := applyHunks(old, diff); err != nil || !bytes.Equal(got, new) {
			t.Fatalf("%v: applied, the diff gives\n%q, want\n%q\n%s", err, got, new, diff)
		}
		a, b := splitLines(old), splitLines(new)
		if got, want := align(a, b).shared(), longestCommon(a, b); got != want {
			t.Fatalf("%d shared lines, there are %d:\n%s", got, want, diff)
		}
	})
}

// TestPropertyBlocks has files of a few lines in the shape of elements, of which
// blocks are inserted, repeated and removed beside other changes: what is moved and
// split for the reader's sake must still be right.
func TestPropertyBlocks(t *testing.T) {
	line := rapid.SampledFrom([]string{"<d>\n", "  <a/>\n", "  <b/>\n", "    c\n", "</d>\n", "\n"})
	check(t, 30, func(t *rapid.T) {
		old := rapid.SliceOfN(line, 15, 60).Draw(t, "old")
		new := slices.Clone(old)
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			at := rapid.IntRange(0, len(new)).Draw(t, "at")
			from := rapid.IntRange(0, len(new)).Draw(t, "from")
			block := slices.Clone(new[from:min(from+rapid.IntRange(0, 12).Draw(t, "count"), len(new))])
			end := min(at+rapid.IntRange(0, 3).Draw(t, "removed"), len(new))
			new = slices.Concat(new[:at], rapid.SliceOfN(line, 0, 3).Draw(t, "inserted"), block, new[end:])
		}
		a, b := splitLines([]byte(strings.Join(old, ""))), splitLines([]byte(strings.Join(new, "")))
		s := align(a, b)
		if got, want := s.shared(), longestCommon(a, b); got != want {
			t.Fatalf("%d shared lines, there are %d", got, want)
		}
		i, j := 0, 0
		for k := range s.removed {
			i, j = i+s.removed[k], j+s.inserted[k]
			if k < s.shared() {
				if !bytes.Equal(a[i], b[j]) {
					t.Fatalf("line %d is %q, and %d is %q", i+1, a[i], j+1, b[j])
				}
				i, j = i+1, j+1
			}
		}
		if i != len(a) || j != len(b) {
			t.Fatalf("%d and %d lines of %d and %d", i, j, len(a), len(b))
		}
	})
}

func TestIndentation(t *testing.T) {
	for line, want := range map[string]int{"": 0, "a": 0, "  a": 2, "\ta": 8, "  \ta": 8, "\t \t a": 17, " ": 1} {
		if got := indentation([]byte(line)); got != want {
			t.Errorf("indentation of %q is %d, want %d", line, got, want)
		}
	}
}

func TestPropertySameFilesSameDiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := drawFiles(t)
		options := Options{Color: rapid.Bool().Draw(t, "color")}
		first, second := mustDiff(t, files, options), mustDiff(t, files, options)
		if !bytes.Equal(first, second) {
			t.Fatal(cmp.Diff(string(first), string(second)))
		}
	})
}

// TestDiffLeavesItsInputAlone guards the slices of the caller against an append.
func TestDiffLeavesItsInputAlone(t *testing.T) {
	for _, c := range cases {
		for _, f := range c.files {
			old, new := bytes.Clone(f.Old), bytes.Clone(f.New)
			mustDiff(t, hide([]File{f}), Options{Color: true})
			if !bytes.Equal(old, f.Old) || !bytes.Equal(new, f.New) {
				t.Errorf("%s: the content was changed", c.name)
			}
		}
	}
}

// TestNoShortcut has texts for which the library, if it has a time limit, takes a
// shortcut that misses a shared line.
func TestNoShortcut(t *testing.T) {
	for _, texts := range [][2]string{{"beecbee", "cbeebe"}, {"cadada", "adaae"}} {
		a := splitLines([]byte(strings.Join(strings.Split(texts[0], ""), "\n") + "\n"))
		b := splitLines([]byte(strings.Join(strings.Split(texts[1], ""), "\n") + "\n"))
		if got, want := align(a, b).shared(), longestCommon(a, b); got != want {
			t.Errorf("%s, %s: %d shared lines, there are %d", texts[0], texts[1], got, want)
		}
	}
}

func FuzzDiff(f *testing.F) {
	for _, c := range cases {
		for _, file := range c.files {
			f.Add(file.Old, file.New)
		}
	}
	f.Fuzz(func(t *testing.T, old, new []byte) {
		old, new = append([]byte{}, old...), append([]byte{}, new...)
		files := []File{{Path: "x", Old: old, New: new}}
		diff := mustDiff(t, files, Options{})
		if got, err := applyHunks(old, diff); err != nil || !bytes.Equal(got, new) {
			t.Fatalf("%v: applied, the diff gives\n%q, want\n%q\n%s", err, got, new, diff)
		}
		// Inputs of the fuzzer can be long, and the table is of their product.
		if a, b := splitLines(old), splitLines(new); len(a)*len(b) < 1e5 {
			if got, want := align(a, b).shared(), longestCommon(a, b); got != want {
				t.Fatalf("%d shared lines, there are %d:\n%s", got, want, diff)
			}
		}
		sameShape(t, diff, mustDiff(t, hide(files), Options{}))
	})
}

// sameShape checks that a masked diff has the lines of the unmasked one: as many,
// each with its first column and, where it is no content, unchanged.
func sameShape(t failer, plain, masked []byte) {
	t.Helper()
	a, b := bytes.Split(plain, []byte("\n")), bytes.Split(masked, []byte("\n"))
	if len(a) != len(b) {
		t.Fatalf("%d lines, masked %d:\n%s\n%s", len(a), len(b), plain, masked)
	}
	for i := range a {
		if len(a[i]) == 0 || len(b[i]) == 0 {
			if len(a[i]) != len(b[i]) {
				t.Fatalf("line %d: %q, masked %q", i+1, a[i], b[i])
			}
			continue
		}
		if a[i][0] != b[i][0] || (a[i][0] == '@' || a[i][0] == '\\') && !bytes.Equal(a[i], b[i]) {
			t.Fatalf("line %d: %q, masked %q", i+1, a[i], b[i])
		}
		if bytes.HasSuffix(a[i], []byte("\r")) != bytes.HasSuffix(b[i], []byte("\r")) {
			t.Fatalf("line %d: %q, masked %q", i+1, a[i], b[i])
		}
	}
}

// TestManyLines: what a large file has in common with the edited one is found,
// and takes no time that is worth a word.
func TestManyLines(t *testing.T) {
	for _, lines := range []int{200, 3000, 700_000} {
		random := rand.New(rand.NewPCG(1, uint64(lines)))
		var old, new bytes.Buffer
		for i := range lines {
			switch random.IntN(lines / 50) {
			case 0:
				fmt.Fprintf(&old, "old %d\n", i)
			case 1:
				fmt.Fprintf(&new, "new %d\n", i)
			default:
				fmt.Fprintf(&old, "line %d\n", i)
				fmt.Fprintf(&new, "line %d\n", i)
			}
		}
		diff := mustDiff(t, pair1(old.String(), new.String()), Options{})
		if got, err := applyHunks(old.Bytes(), diff); err != nil || !bytes.Equal(got, new.Bytes()) {
			t.Errorf("%d lines: %v: the diff gives another file", lines, err)
		}
		if len(diff) > 100*500 {
			t.Errorf("%d lines: a diff of %d bytes for about 100 changes", lines, len(diff))
		}
	}
}
