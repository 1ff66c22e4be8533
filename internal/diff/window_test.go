package diff

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFarFromTheChange: in a long file, text far from the changes is not split into
// lines, and the diff is the same: line numbers, context and covered parts.
func TestFarFromTheChange(t *testing.T) {
	var b strings.Builder
	for i := range 5 * usual.margin {
		fmt.Fprintf(&b, "line %d\n", i+1)
	}
	at := fmt.Sprintf("line %d\n", 2*usual.margin)
	old := []byte(b.String())
	new := []byte(strings.Replace(b.String(), at, "password\n"+at, 1))
	out, err := Diff([]File{hiding(File{Path: "f", Old: old, New: new}, nil, part(string(new), "password"))}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "--- a/f\n+++ b/f\n@@ -199997,6 +199997,7 @@\n line 199997\n line 199998\n line 199999\n+********\n" +
		" line 200000\n line 200001\n line 200002\n"
	if string(out) != want {
		t.Errorf("the diff is %s", out)
	}
	if all := usual.windows(old, new); len(all) != 1 || all[0].old.End-all[0].old.Start > len(old)/2 {
		t.Errorf("the windows are %v of %d bytes", all, len(old))
	}
}

// TestManyEmptyLines: 64 MiB of empty lines do not take more memory than a few
// times their size, wherever they were changed.
func TestManyEmptyLines(t *testing.T) {
	old := slices.Concat([]byte("a\nb\n"), bytes.Repeat([]byte("\n"), 64<<20), []byte("c\n"))
	for name, c := range map[string]struct{ start, end, want string }{
		"the start": {"x\nb\n", "c\n", "@@ -1,4 +1,4 @@\n-a\n+x\n b\n \n \n"},
		"both ends": {"a\nx\n", "y\nc\n", "@@ -1,5 +1,5 @@\n a\n-b\n+x\n \n \n \n" +
			"@@ -67108864,4 +67108864,5 @@\n \n \n \n+y\n c\n"},
	} {
		new := slices.Concat([]byte(c.start), old[len("a\nb\n"):len(old)-len("c\n")], []byte(c.end))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		out, err := Diff([]File{{Path: "f", Old: old, New: new}}, Options{})
		runtime.ReadMemStats(&after)
		if want := "--- a/f\n+++ b/f\n" + c.want; err != nil || string(out) != want {
			t.Errorf("%s: the diff is %s, the error %v", name, out, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 128<<20 {
			t.Errorf("%s: %d bytes were allocated", name, got)
		}
	}
}

// TestWindows: what is outside the windows is the same in both contents, and a
// window has whole lines.
func TestWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom([]string{"\n", "\n", "\n", "a\n", "b\n", "ab"})
		old := strings.Join(rapid.SliceOfN(line, 0, 60).Draw(t, "old"), "")
		new := old
		for range rapid.IntRange(0, 4).Draw(t, "edits") {
			from := rapid.IntRange(0, len(new)).Draw(t, "from")
			to := rapid.IntRange(from, min(from+9, len(new))).Draw(t, "to")
			new = new[:from] + strings.Join(rapid.SliceOfN(line, 0, 5).Draw(t, "lines"), "") + new[to:]
		}
		r := reach{margin: rapid.IntRange(1, 4).Draw(t, "margin"), nearby: 3, sure: rapid.IntRange(1, 9).Draw(t, "sure")}
		i, j := 0, 0
		end := window{Span{len(old), len(old)}, Span{len(new), len(new)}}
		for _, w := range append(r.windows([]byte(old), []byte(new)), end) {
			if w.old.Start < i || w.new.Start < j || old[i:w.old.Start] != new[j:w.new.Start] {
				t.Fatalf("before %v the contents differ, or the windows overlap", w)
			}
			for _, part := range []struct {
				text string
				at   int
			}{{old, w.old.Start}, {old, w.old.End}, {new, w.new.Start}, {new, w.new.End}} {
				if at := part.at; at != 0 && at != len(part.text) && part.text[at-1] != '\n' {
					t.Fatalf("%v breaks a line", w)
				}
			}
			i, j = w.old.End, w.new.End
		}
	})
}
