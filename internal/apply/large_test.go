package apply_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"ispatch/internal/apply"
	"ispatch/patch"
)

// TestMemoryOfAFile: an edit of a large file takes memory for the file, its index
// and the result. One more copy of the file would be too much.
func TestMemoryOfAFile(t *testing.T) {
	one := "  <datasource>\n" + strings.Repeat("    <name>The name of the datasource</name>\n", 20) + "  </datasource>\n"
	text := "<a>\n" + strings.Repeat(one, 5_000) + "  <b>1</b>\n</a>\n"
	name := filepath.Join(t.TempDir(), "a.xml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	set := apply.Always(patch.Set{Place: patch.Place{Path: name, XPath: "/a/b"}, Value: patch.Value{Text: "2"}})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	result, err := apply.RunFile(context.Background(), apply.Options{}, name, set)
	runtime.ReadMemStats(&after)
	if err != nil || !result.Changed {
		t.Fatal(result.Changed, err)
	}
	if taken := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(text)); taken > 4 {
		t.Errorf("%.1f times its size", taken)
	}
}
