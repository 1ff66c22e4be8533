package profile

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"ispatch/internal/problem"
	"ispatch/patch"
)

// Variables and files that the tests' profiles refer to.
var (
	testVariables = map[string]string{"DB_PASSWORD": "fr0m-env", "EMPTY": "", "DB_USER": "envuser",
		"HOST": "db.example.com", "CONTROL": "a\x01b", "BRACES": "a}b${c", "ADMIN_PASSWORD": "adm1n"}
	testFiles = map[string]string{
		"conf/password.txt": "fr0m-file\n", "conf/crlf.txt": "a\r\nb\r\n", "conf/two.txt": "x\n\n",
		"conf/empty.txt": "", "conf/bom.txt": "\ufeffx",
		"conf/newline.txt": "\n",
		"conf/plain.txt":   "plain", "here.txt": "here\n", "conf/bad.txt": "\xff", "/etc/abs.txt": "absolute",
		"conf/cr.txt": "x\r",
	}
)

// The options of the command line by their names in messages.
const (
	SetOption     = "--set"
	SetFileOption = "--set-file"
	SetEnvOption  = "--set-env"
)

var kinds = map[string]OverrideKind{SetOption: Literal, SetFileOption: FromFile, SetEnvOption: FromEnv}

// source is a profile in the folder conf, as profile.yaml.
func source(text string, overrides ...string) Input {
	s := Input{Sources: []Source{{Name: "profile.yaml", Data: []byte(text), Dir: "conf"}},
		Getenv: func(name string) (string, bool) { v, ok := testVariables[name]; return v, ok },
		ReadFile: func(name string) ([]byte, error) {
			if text, ok := testFiles[name]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		},
	}
	for i := 0; i+1 < len(overrides); i += 2 {
		o, err := ParseOverride(kinds[overrides[i]], overrides[i], overrides[i+1])
		if err != nil {
			panic(err)
		}
		s.Overrides = append(s.Overrides, o)
	}
	return s
}

func load(t testing.TB, s Input) *Profile {
	t.Helper()
	p, err := Load(s)
	if err != nil {
		t.Fatalf("%s\n---\n%v", s.Sources[0].Data, err)
	}
	return p
}

// messages are the lines of an error, each followed by its hint in brackets.
func messages(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var all problem.List
	if !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("not a problem.List: %#v", err)
	}
	var lines []string
	for _, p := range all {
		line := p.Error()
		if p.Hint != "" {
			line += " [" + p.Hint + "]"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func settings(t testing.TB, p *Profile, name, version string) map[string]patch.Setting {
	t.Helper()
	for _, o := range p.Operations(Options{ISVersion: version}) {
		if d, ok := o.(patch.Datasource); ok && d.Name == name {
			all := map[string]patch.Setting{}
			for _, s := range d.Configuration {
				if _, twice := all[s.Name]; twice {
					t.Errorf("%s has %s twice", name, s.Name)
				}
				all[s.Name] = s
			}
			return all
		}
	}
	t.Fatalf("no datasource %s", name)
	return nil
}
