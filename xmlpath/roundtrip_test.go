package xmlpath

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ispatch/internal/homestest"
)

// xmlFiles returns every .xml file below the folders, most of them real ones.
func xmlFiles(t testing.TB, folders ...string) []string {
	t.Helper()
	var files []string
	for _, folder := range folders {
		filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() && strings.HasSuffix(path, ".xml") {
				files = append(files, path)
			}
			return nil
		})
	}
	return files
}

// TestRoundTrip checks that every document comes back byte for byte, even after the
// whole tree was built, or is refused with a position.
func TestRoundTrip(t *testing.T) {
	folders := []string{filepath.Join("..", "fixtures"), "/usr/share"}
	t.Run("homes", func(t *testing.T) {
		roundTrip(t, filepath.Dir(homestest.Dir(t)))
	})
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) { roundTrip(t, folder) })
	}
}

func roundTrip(t *testing.T, folder string) {
	same, refused := 0, 0
	for _, file := range xmlFiles(t, folder) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(src)
		if err != nil {
			if e, ok := err.(*Error); !ok || e.Line < 1 || e.Column < 1 || e.Message == "" {
				t.Errorf("%s: refused without a position: %v", file, err)
			}
			refused++
			continue
		}
		out, err := d.Bytes()
		if err != nil || !bytes.Equal(out, src) {
			t.Errorf("%s: does not come back as it was: %v", file, err)
			continue
		}
		same++
	}
	if same == 0 {
		t.Skipf("no XML files in %s", folder)
	}
	t.Logf("%s: %d files came back byte for byte, %d refused with a position, 0 differ", folder, same, refused)
}
