package verify_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
	"ispatch/internal/verify"
)

// TestBreakages: each way to break a home is reported exactly once, with its code and
// line, and nothing else is reported.
func TestBreakages(t *testing.T) {
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			home := fixedHome(t)
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

// TestHintsFix: if a hint names a value, writing it in place of a value at the problem's
// place fixes the home.
func TestHintsFix(t *testing.T) {
	written := regexp.MustCompile(`^(?:write (?:(?:class|type)=")?([^\s,"<]+)"?` +
		`(?: without.*| with a capital.*|, which is in .*|, exactly)?|did you mean ([^<>]+)\?|leave the domain out, or ` +
		`write (.*))$`)
	followed := 0
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			home := fixedHome(t)
			b.breakHome(t, home)
			for _, p := range report(home, "5.7.0").Problems {
				m := written.FindStringSubmatch(p.Hint)
				if m == nil || b.name == "no definition type" { // there is nothing to replace
					continue
				}
				followed++
				value := m[1] + m[2]
				if m[3] != "" {
					value = "admin" // without its domain
				}
				if !fixedBy(home, p, value) {
					t.Errorf("%s: %s\nthe hint %q does not fix it", p.Place(), p.Message, p.Hint)
				}
			}
		})
	}
	if followed < 30 {
		t.Errorf("only %d hints say what to write", followed)
	}
}

// fixedBy reports whether a value fixes a problem if it replaces some text or attribute
// on the line of the problem or the next two.
func fixedBy(home fstest.MapFS, p *problem.Problem, value string) bool {
	data := home[p.File].Data
	from := 0
	for range p.Line - 1 {
		from += bytes.IndexByte(data[from:], '\n') + 1
	}
	for _, at := range regexp.MustCompile(`>([^<]*)<|"([^"]*)"`).FindAllSubmatchIndex(data[from:], 8) {
		start, end := max(at[2], at[4])+from, max(at[3], at[5])+from
		again := maps.Clone(home)
		again[p.File] = &fstest.MapFile{Data: slices.Concat(data[:start], []byte(value), data[end:])}
		if len(check(again, "5.7.0")) == 0 {
			return true
		}
	}
	return false
}

// breakHome breaks a home and returns the place at which that must be reported.
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
	tag := map[string]string{"driver": "<driverClassName>", "definition": "<definition",
		"configuration": "<configuration>"}[part]
	if part == "datasource" {
		at = bytes.LastIndex(data[:at], []byte("<datasource>"))
	} else {
		at += bytes.Index(data[at:], []byte(tag))
	}
	return 1 + bytes.Count(data[:at], []byte("\n"))
}

// TestEveryFinding: every code has at least one case, and an explanation.
func TestEveryFinding(t *testing.T) {
	tested := map[string]bool{"interrupted-run": true, "too-many-problems": true} // have tests of their own
	for _, b := range breakages {
		tested[b.code] = true
	}
	tested["port-clash"] = true
	for _, test := range pairCases {
		tested[test.code] = true
	}
	known := map[string]bool{}
	for _, g := range verify.Findings() {
		for _, f := range g.Findings {
			if known[f.Code] {
				t.Errorf("%s is there twice", f.Code)
			}
			known[f.Code] = true
			if !tested[f.Code] {
				t.Errorf("%s: no case breaks a home so", f.Code)
			}
			if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(f.Code) {
				t.Errorf("%s: not a lower-case word", f.Code)
			}
			for _, text := range []string{f.Meaning, f.Server, f.Fix, f.Source} {
				if strings.HasSuffix(text, ".") || strings.Contains(text, "\n") {
					t.Errorf("%s: not one sentence without a full stop: %q", f.Code, text)
				}
			}
			if (f.Before == "") != (f.After == "") {
				t.Errorf("%s: half an example", f.Code)
			}
		}
	}
	for code := range tested {
		if !known[code] {
			t.Errorf("%s is tested, but is no code", code)
		}
	}
}

// TestExamples: replacing the fixed example of each finding in the good home with the
// broken one is reported; undoing it is not.
func TestExamples(t *testing.T) {
	for _, g := range verify.Findings() {
		for _, f := range g.Findings {
			if f.Before == "" {
				continue
			}
			t.Run(f.Code, func(t *testing.T) {
				if !exampleFound(t, f) {
					t.Errorf("no place of the good home where %q is reported as %s", f.Before, f.Code)
				}
			})
		}
	}
}

// exampleFound reports whether there is a place in the good home where the example
// of a finding causes it.
func exampleFound(t *testing.T, f finding.Finding) bool {
	after := strings.ReplaceAll(regexp.QuoteMeta(f.After), "\n", `\s+`)
	pattern := regexp.MustCompile(after)
	for _, file := range []string{master, usermgt, registry} {
		home := fixedHome(t)
		data := home[file].Data
		for _, at := range pattern.FindAllIndex(data, -1) {
			broken := slices.Concat(data[:at[0]], []byte(f.Before), data[at[1]:])
			home[file] = &fstest.MapFile{Data: broken}
			for _, p := range check(home, "5.7.0") {
				if p.code == f.Code {
					return true
				}
			}
		}
	}
	return false
}
