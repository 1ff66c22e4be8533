package secret

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ispatch/internal/diff"
	"ispatch/internal/homestest"
)

// maskedDiff is the diff of a file with its secrets covered, which is the same
// whether all of the file is looked at or only what the diff shows.
func maskedDiff(t *testing.T, old, new []byte) []byte {
	t.Helper()
	f := diff.File{Path: "x", Old: old, New: new, Hide: func(data []byte, _ []diff.Span) []diff.Span {
		return Find("x", data, nil)
	}}
	out, err := diff.Diff([]diff.File{f}, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f = diff.File{Path: "x", Old: old, New: new, Hide: NewSearch("x", nil).In}
	if shown, err := diff.Diff([]diff.File{f}, diff.Options{}); err != nil || !bytes.Equal(shown, out) {
		t.Errorf("what is shown is covered otherwise: %v\n%s\nthan in the whole:\n%s", err, shown, out)
	}
	return out
}

// TestMaskedDiff has files in the shape of a server's: one with new and changed
// datasources, one in ISO-8859-1 with two kinds of line endings.
func TestMaskedDiff(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, name := range []string{"datasources", "registry"} {
		before := filepath.Join("..", "diff", "testdata", name)
		got := maskedDiff(t, read(before+".old"), read(before+".new"))
		got = bytes.Replace(got, []byte("a/x\n+++ b/x"),
			[]byte("a/repository/conf/"+name+".xml\n+++ b/repository/conf/"+name+".xml"), 1)
		if want := read(filepath.Join("testdata", name+".masked")); !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestRealFilesShowNoPassword looks at every line of every real file, in an
// independent way: by the patterns that passwords have there.
func TestRealFilesShowNoPassword(t *testing.T) {
	patterns := []*regexp.Regexp{
		regexp.MustCompile(`(?i)<\w*password(?: [^>]*)?>([^<\r\n]*)`),
		regexp.MustCompile(`(?i)name="\w*password">([^<\r\n]*)`),
		regexp.MustCompile(`://[^/@: ]+:([^/@ ]+)@`),
	}
	found := 0
	for _, home := range homestest.Homes(t) {
		files, err := filepath.Glob(filepath.Join(home, "repository", "conf", "*.xml"))
		if err != nil {
			t.Fatal(err)
		}
		more, err := filepath.Glob(filepath.Join(home, "repository", "conf", "*", "*.xml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(files, more...) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			masked := maskedDiff(t, nil, data) // a new file: all of it is shown
			for _, pattern := range patterns {
				found += len(pattern.FindAll(data, -1))
				for _, match := range pattern.FindAllSubmatch(masked, -1) {
					value := string(match[1])
					if !strings.Contains(string(match[0]), "StoreSaltedPassword") && strings.TrimSpace(value) != "" && value != Mask {
						t.Errorf("%s: %s", name, match[0])
					}
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d passwords in the real files: the patterns are wrong", found)
	}
}
