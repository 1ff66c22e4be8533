package verify_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"ispatch/internal/verify"
)

// FuzzCheck: whatever bytes the three files have, the check ends, says the
// same the second time, and only says what its kinds and the files allow.
func FuzzCheck(f *testing.F) {
	home := good(f)
	files := []string{master, usermgt, registry, bps, identity}
	severities := map[string]verify.Severity{}
	for _, k := range verify.Kinds() {
		severities[k.Code] = k.Severity
	}
	for i := range files {
		f.Add(byte(i), uint(0), uint(0), []byte(nil))
	}
	for _, b := range breakages {
		for _, e := range b.edits {
			if at := bytes.Index(home[e.file].Data, []byte(e.old)); at >= 0 {
				f.Add(byte(strings.Index("mur", e.file[strings.LastIndexByte(e.file, '/')+1:][:1])), uint(at), uint(len(e.old)), []byte(e.new))
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

		subject := verify.Subject{FS: broken, Version: "5.7.0"}
		report, again := subject.Check(), subject.Check()
		if len(report.Problems) != len(again.Problems) {
			t.Errorf("%d problems, then %d", len(report.Problems), len(again.Problems))
		}
		for i, p := range report.Problems {
			if again.Problems[i] != p {
				t.Errorf("%s, then %s", p, again.Problems[i])
			}
			if severities[p.Code] != p.Severity {
				t.Errorf("%s is no kind of problem", p)
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
