package diff

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ispatch/internal/homestest"
)

// fixture reads the two contents of a file from testdata.
func fixture(t testing.TB, name string) File {
	t.Helper()
	f := File{Path: "repository/conf/" + name + ".xml"}
	for suffix, content := range map[string]*[]byte{".old": &f.Old, ".new": &f.New} {
		data, err := os.ReadFile(filepath.Join("testdata", name+suffix))
		if err != nil {
			t.Fatal(err)
		}
		*content = data
	}
	return f
}

// TestConfigurationFiles has files in the shape of a server's: one with new and
// changed datasources, one in ISO-8859-1 with two kinds of line endings and no
// newline at its end.
func TestConfigurationFiles(t *testing.T) {
	var files []File
	for _, name := range []string{"datasources", "registry"} {
		f := fixture(t, name)
		files = append(files, f)
		golden(t, name+".diff", mustDiff(t, []File{f}, Options{}))
	}
	diff := mustDiff(t, files, Options{})
	for _, tool := range tools {
		needTools(t, tool[0])
		wantNew(t, tool[0], files, apply(t, t.TempDir(), tool, files, diff), diff)
	}
}

// TestNewBlocksAreWhole: an inserted element shows as a whole, and not as the end of its
// neighbour and most of itself.
func TestNewBlocksAreWhole(t *testing.T) {
	diff := string(mustDiff(t, []File{fixture(t, "datasources")}, Options{}))
	inserted := ""
	for _, line := range strings.Split(diff, "\n")[2:] {
		if strings.HasPrefix(line, "+") {
			inserted += line[1:] + "\n"
		}
	}
	block := regexp.MustCompile(`(?s)        <datasource>\n            <name>(\w+)</name>\n.*?\n        </datasource>\n`)
	var names []string
	for _, found := range block.FindAllStringSubmatch(inserted, -1) {
		names = append(names, found[1])
	}
	if got := strings.Join(names, " "); got != "UM_DB REG_DB" {
		t.Errorf("the inserted datasources are %q, in\n%s", got, diff)
	}
}

// homeFiles returns the configuration files of real homes, by name.
func homeFiles(t *testing.T) map[string][]byte {
	files := map[string][]byte{}
	for name, home := range homestest.Homes(t) {
		err := filepath.WalkDir(home, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".xml" {
				return err
			}
			below, err := filepath.Rel(home, path)
			if err != nil {
				return err
			}
			files[filepath.ToSlash(filepath.Join(name, below))], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestRealFilesThroughTheTools edits each real file in some places, and gives all
// of them to the tools at once.
func TestRealFilesThroughTheTools(t *testing.T) {
	var files []File
	for name, old := range homeFiles(t) {
		lines := bytes.SplitAfter(old, []byte("\n"))
		var fresh [][]byte
		for i, line := range lines {
			switch {
			case i%97 == 41: // removed
			case i%131 == 7:
				fresh = append(fresh, line, line, []byte("inserted\r\n"))
			case bytes.Contains(line, []byte("</datasource>")):
				fresh = append(fresh, line, []byte("\n"))
				fresh = append(fresh, lines[max(0, i-20):i+1]...)
			default:
				fresh = append(fresh, line)
			}
		}
		files = append(files, File{Path: name, Old: old, New: bytes.TrimSuffix(bytes.Join(fresh, nil), []byte("\n"))})
	}
	diff := mustDiff(t, files, Options{})
	for _, tool := range tools {
		needTools(t, tool[0])
		wantNew(t, tool[0], files, apply(t, t.TempDir(), tool, files, diff), diff)
	}
	sameShape(t, diff, mustDiff(t, hide(files), Options{}))
}
