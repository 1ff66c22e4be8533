package diff

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestFarFromTheChange: in a long file, text far from the changes is not split into
// lines, and the diff is the same: line numbers, context and covered parts.
func TestFarFromTheChange(t *testing.T) {
	var b strings.Builder
	for i := range 5 * margin {
		fmt.Fprintf(&b, "line %d\n", i+1)
	}
	at := fmt.Sprintf("line %d\n", 2*margin)
	old := []byte(b.String())
	new := []byte(strings.Replace(b.String(), at, "password\n"+at, 1))
	start := bytes.Index(new, []byte("password"))
	out, err := Diff([]File{{Path: "f", Old: old, New: new, NewHidden: []Span{{start, start + len("password")}}}},
		Options{Context: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := "--- a/f\n+++ b/f\n@@ -199999,2 +199999,3 @@\n line 199999\n+********\n line 200000\n"
	if string(out) != want {
		t.Errorf("the diff is %s", out)
	}
	if head, tail := window(old, new); head < len(old)/6 || tail < len(old)/3 {
		t.Errorf("%d bytes at the start and %d at the end are left out", head, tail)
	}
}

// TestManyEmptyLines: 64 MiB of empty lines do not take more memory than a few
// times their size.
func TestManyEmptyLines(t *testing.T) {
	old := append([]byte("a\n"), bytes.Repeat([]byte("\n"), 64<<20)...)
	new := bytes.Clone(old)
	new[0] = 'b'
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	out, err := Diff([]File{{Path: "f", Old: old, New: new}}, Options{Context: 1})
	runtime.ReadMemStats(&after)
	if want := "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\n+b\n \n"; err != nil || string(out) != want {
		t.Errorf("the diff is %s, the error %v", out, err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
		t.Errorf("%d bytes were allocated", got)
	}
}
