package verify_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
	"ispatch/internal/verify"
)

// FuzzCheck: for any bytes in the three files, the check returns, gives the same report
// each time, and reports only known codes and existing places.
func FuzzCheck(f *testing.F) {
	home := good(f)
	files := []string{master, usermgt, registry, bps, identity}
	known := map[string]bool{}
	for _, code := range finding.Codes(verify.Findings()) {
		known[code] = true
	}
	for i := range files {
		f.Add(byte(i), uint(0), uint(0), []byte(nil))
	}
	for _, b := range breakages {
		for _, e := range b.edits {
			if at := bytes.Index(home[e.file].Data, []byte(e.old)); at >= 0 {
				f.Add(byte(strings.Index("mur", e.file[strings.LastIndexByte(e.file, '/')+1:][:1])), uint(at), uint(len(e.old)),
					[]byte(e.new))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which byte, at, size uint, text []byte) {
		broken := fstest.MapFS{}
		for path, file := range home {
			broken[path] = file
		}
		path := files[int(which)%len(files)]
		data := home[path].Data
		start := at % uint(len(data)+1)
		end := start + size%(uint(len(data))-start+1)
		broken[path] = &fstest.MapFile{Data: append(append(append([]byte{}, data[:start]...), text...), data[end:]...)}

		found, again := report(broken, "5.7.0"), report(broken, "5.7.0")
		if diff := cmp.Diff(found.Problems, again.Problems, cmpopts.IgnoreFields(problem.Problem{}, "Err")); diff != "" {
			t.Errorf("first (-) and second (+):\n%s", diff)
		}
		for _, p := range found.Problems {
			if !known[p.Code] {
				t.Errorf("%s has no explanation", p.Code)
			}
			if lines := 1 + bytes.Count(broken[p.File].Data, []byte("\n")); p.Line < 0 || p.Line > lines {
				t.Errorf("%s has %d lines: %s", p.File, lines, p)
			}
			if p.Message == "" || strings.Contains(p.Message, "\n") {
				t.Errorf("not one line: %q", p.Message)
			}
		}
	})
}
