package verify_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/verify"
)

// TestBreakages: each way to break a home is reported once, with its code, at
// its line, and nothing else is.
func TestBreakages(t *testing.T) {
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			home := mended(t)
			file, line := b.breakHome(t, home)
			version := b.version
			if version == "" {
				version = "5.7.0"
			}
			want := []found{{b.code, file, line}}
			if diff := cmp.Diff(want, check(home, version), cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// breakHome breaks a home and returns where that must be reported.
func (b breakage) breakHome(t testing.TB, home fstest.MapFS) (file string, line int) {
	t.Helper()
	for _, path := range b.remove {
		delete(home, path)
	}
	for path, content := range b.add {
		data := []byte(content)
		if strings.HasSuffix(path, ".jar") && content != "" {
			data = jar(t, content)
		}
		home[path] = &fstest.MapFile{Data: data}
	}
	file, offset := b.file, 0
	for _, e := range b.edits {
		offset = e.apply(t, home)
		if b.file == "" {
			file = e.file
		}
	}
	switch {
	case b.at == none:
		return file, 0
	case b.at == "":
		return file, 1 + bytes.Count(home[file].Data[:offset], []byte("\n"))
	}
	data := home[file].Data
	if m := partOf.FindStringSubmatch(b.at); m != nil {
		return file, partLine(t, data, m[1], m[2])
	}
	return file, lineOf(t, data, b.at) + strings.Count(b.at, "\n") - strings.Count(strings.TrimLeft(b.at, "\n"), "\n")
}

// partOf is a part of a datasource, for the tables: (driver of WSO2AM_DB).
var partOf = regexp.MustCompile(`^\((\w+) (?:of )?(\w+)\)$`)

func partLine(t testing.TB, data []byte, part, name string) int {
	t.Helper()
	at := bytes.Index(data, []byte("<name>"+name+"</name>"))
	tag := map[string]string{"driver": "<driverClassName>", "definition": "<definition", "configuration": "<configuration>"}[part]
	if part == "datasource" {
		at = bytes.LastIndex(data[:at], []byte("<datasource>"))
	} else {
		at += bytes.Index(data[at:], []byte(tag))
	}
	return 1 + bytes.Count(data[:at], []byte("\n"))
}

// TestEveryKind: every code is broken by at least one case and described in
// the documentation, and nothing else is.
func TestEveryKind(t *testing.T) {
	tested := map[string]bool{"interrupted-run": true, "too-many-problems": true} // have tests of their own
	for _, b := range breakages {
		tested[b.code] = true
	}
	text, err := os.ReadFile("../../docs/verify.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]verify.Severity{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| (error|warning) \\| ([^|]+) \\| ([^|]+) \\|$").FindAllStringSubmatch(string(text), -1) {
		if documented[row[1]] != "" {
			t.Errorf("%s is documented twice", row[1])
		}
		documented[row[1]] = verify.Severity(row[2])
	}
	kinds := map[string]verify.Severity{}
	for _, k := range verify.Kinds() {
		kinds[k.Code] = k.Severity
		if !tested[k.Code] {
			t.Errorf("%s: no case breaks a home so", k.Code)
		}
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(k.Code) {
			t.Errorf("%s: not a lower-case word", k.Code)
		}
	}
	if diff := cmp.Diff(kinds, documented); diff != "" {
		t.Errorf("codes in the program (-) and in docs/verify.md (+):\n%s", diff)
	}
	for code := range tested {
		if kinds[code] == "" {
			t.Errorf("%s is tested, but is no code", code)
		}
	}
}
