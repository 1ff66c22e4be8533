package command_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ispatch/internal/command"
	"ispatch/internal/homestest"
)

// A machine is what a call of the program sees.
type machine struct {
	variables map[string]string
	terminal  bool
}

// run calls the program in this process.
func (m machine) run(args ...string) (out, err string, code int) {
	var stdout, stderr bytes.Buffer
	env := command.Environment{In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Getenv:   func(name string) (string, bool) { v, ok := m.variables[name]; return v, ok },
		Terminal: func(io.Writer) bool { return m.terminal }}
	code = command.Run(append([]string{"ispatch"}, args...), env)
	return stdout.String(), stderr.String(), code
}

func fixtureHome(t *testing.T, name string) string {
	return homestest.Copy(t, filepath.Join("..", "..", "fixtures", "homes", name))
}

// contents are all files of a home.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, content := range a {
		if other, ok := b[name]; !ok || other != content {
			return false
		}
	}
	return true
}

func TestShow(t *testing.T) {
	home := fixtureHome(t, "is-km-5.7.0")
	before := contents(t, home)
	out, errs, code := machine{}.run("show", "--home", home)
	if code != 0 || errs != "" || !strings.HasPrefix(out, home+"  WSO2 Identity Server as Key Manager 5.7.0\n├── "+
		"user realm") {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
	if byVariable, _, _ := (machine{variables: map[string]string{"IS_HOME": home}}).run("show"); byVariable != out {
		t.Errorf("by $IS_HOME:\n%s", byVariable)
	}
	var graph struct {
		Home, Version string
		Realm         struct{ DataSource struct{ JNDI string } }
	}
	for _, args := range [][]string{{"--format", "json"}, {"-o", "json"}, {"-o", "json", "--format", "json"}} {
		out, errs, code := machine{}.run(append([]string{"show", "--home", home}, args...)...)
		if err := json.Unmarshal([]byte(out), &graph); err != nil || code != 0 || errs != "" || graph.Home != home ||
			graph.Version != "5.7.0" ||
			graph.Realm.DataSource.JNDI != "jdbc/WSO2CarbonDB" {
			t.Errorf("%v: exit %d, %v, %s\n%s", args, code, err, errs, out)
		}
	}
	if out, _, code := (machine{}).run("show", "--home", home, "--format=mermaid"); code != 0 ||
		!strings.HasPrefix(out, "flowchart LR\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if !same(before, contents(t, home)) {
		t.Error("show changed the home")
	}
	for want, args := range map[string][]string{
		"--format: must be tree, mermaid, dot or json, not \"svg\"": {"--format", "svg"},
		"--format tree and --output json exclude each other":        {"--format", "tree", "--output", "json"},
		"--format mermaid and --output json exclude each other":     {"--format", "mermaid", "--output", "json"},
	} {
		if out, errs, code := (machine{}).run(append([]string{"show", "--home", home}, args...)...); code != 64 ||
			out != "" ||
			!strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %s%s", args, code, errs, out)
		}
	}
	if _, errs, code := (machine{}).run("show", "--home", home, "more"); code != 64 {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// Broken links and files do not change the exit status.
func TestShowBrokenHome(t *testing.T) {
	home := fixtureHome(t, "is-km-5.7.0")
	registry := filepath.Join(home, "repository/conf/registry.xml")
	if err := os.WriteFile(registry, []byte("<wso2registry>\n<x>"), 0o644); err != nil {
		t.Fatal(err)
	}
	out, errs, code := machine{}.run("show", "--home", home)
	if code != 0 || errs != "" || !strings.Contains(out, "registry  repository/conf/registry.xml:2  broken: ") ||
		!strings.Contains(out, "→ jdbc/WSO2CarbonDB") {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
	if out, _, _ := (machine{}).run("show", "--home", home, "--color", "always"); !strings.Contains(
		out,
		"\x1b[31mbroken: ",
	) {
		t.Errorf("nothing is red in\n%s", out)
	}
}

// Each home is a tree. A folder that is not a home is an error, after the trees.
func TestShowSeveralHomes(t *testing.T) {
	one, two := fixtureHome(t, "is-5.8.0"), fixtureHome(t, "odd")
	out, errs, code := machine{}.run("show", "--home", one, "--home", filepath.Join(one, "bin"), "--home", two)
	if code != 1 || !strings.Contains(errs, "repository/conf") || !strings.HasPrefix(out, one+"  ") ||
		!strings.Contains(out, "\n\n"+two+"  ") {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
	out, _, code = machine{}.run("show", "--home", one, "--home", two, "-o", "json")
	var graphs []struct{ Home string }
	lines := "[" + strings.Replace(strings.TrimSpace(out), "\n", ",", 1) + "]"
	if err := json.Unmarshal([]byte(lines), &graphs); err != nil || code != 0 || len(graphs) != 2 ||
		graphs[1].Home != two {
		t.Errorf("exit %d, %v\n%s", code, err, out)
	}
	out, _, _ = machine{}.run("show", "--home", one, "--home", two, "--format", "mermaid")
	if strings.Count(out, "flowchart") != 1 || strings.Count(out, "subgraph") != 2 {
		t.Errorf("not one flowchart of two homes:\n%s", out)
	}
	if out, _, code := (machine{}).run("show", "--home", filepath.Join(one, "bin")); code != 1 || out != "" {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// The locale and NO_COLOR decide how a tree is drawn.
func TestShowOnATerminal(t *testing.T) {
	home := fixtureHome(t, "is-km-5.7.0")
	for _, c := range []struct {
		variables    map[string]string
		args         []string
		terminal     bool
		ascii, color bool
	}{
		{nil, nil, false, false, false},
		{nil, nil, true, false, true},
		{map[string]string{"NO_COLOR": "1"}, nil, true, false, false},
		{map[string]string{"NO_COLOR": "1"}, []string{"--color", "always"}, false, false, true},
		{nil, []string{"--color=never"}, true, false, false},
		{map[string]string{"LANG": "C"}, nil, false, true, false},
		{map[string]string{"LANG": "de_DE.ISO-8859-1"}, nil, false, true, false},
		{map[string]string{"LANG": "de_DE.UTF-8"}, nil, false, false, false},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, nil, false, true, false},
		{map[string]string{"LANG": "C", "LC_ALL": "C.utf8"}, nil, false, false, false},
		{map[string]string{"LANG": "C", "LC_ALL": "", "LC_CTYPE": "en_GB.UTF-8"}, nil, false, false, false},
	} {
		out, _, _ := machine{c.variables, c.terminal}.run(append([]string{"show", "--home", home}, c.args...)...)
		if got := strings.Contains(out, "|-- user realm"); got != c.ascii ||
			strings.Contains(out, "├── ") == c.ascii {
			t.Errorf("%v: ASCII is %v", c, got)
		}
		if got := strings.Contains(out, "\x1b[36m"); got != c.color {
			t.Errorf("%v: colour is %v", c, got)
		}
	}
}

// With --verbose, apply draws the tree of the result, planned or done, on standard
// error.
func TestApplyShowsTheResult(t *testing.T) {
	home := fixtureHome(t, "is-km-5.7.0")
	tree := func(errs string) string {
		_, tree, _ := strings.Cut(errs, "\n"+home+"  WSO2 Identity Server as Key Manager 5.7.0\n")
		return tree
	}
	_, dry, code := machine{}.run("apply", "--home", home, "--dry-run", "--verbose")
	planned := tree(dry)
	if code != 0 || !strings.Contains(planned, "mysql regdb at carbondb.mysql-wso2.com:3306") {
		t.Errorf("exit %d\n%s", code, dry)
	}
	if _, errs, _ := (machine{}).run("apply", "--home", home, "--dry-run"); tree(errs) != "" {
		t.Errorf("a tree without --verbose:\n%s", errs)
	}
	_, real, code := machine{}.run("apply", "--home", home, "--verbose")
	if code != 0 || tree(real) != planned {
		t.Errorf("exit %d: the real run shows\n%s\nplanned was\n%s", code, tree(real), planned)
	}
	shown, _, _ := machine{}.run("show", "--home", home)
	if _, rest, _ := strings.Cut(shown, "\n"); rest != planned {
		t.Errorf("show says\n%s\nplanned was\n%s", rest, planned)
	}
}

// With --with, the other home is shown too, and what both use.
func TestShowWith(t *testing.T) {
	one, other := fixtureHome(t, "configured-puppet"), fixtureHome(t, "configured-puppet")
	out, errs, code := machine{}.run("show", "--home", one, "--with", other)
	if _, shared, _ := strings.Cut(out, "\nwhat these homes share\n"); code != 0 || errs != "" ||
		!strings.Contains(shared, "── "+one+": ") || !strings.Contains(shared, "── "+other+": ") {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
	var both struct {
		Homes  []struct{ Home string }
		Shared []struct{ Name string }
	}
	out, _, _ = machine{}.run("show", "--home", one, "--with", other, "-o", "json")
	if err := json.Unmarshal([]byte(out), &both); err != nil || len(both.Homes) != 2 || both.Homes[1].Home != other ||
		len(both.Shared) == 0 {
		t.Errorf("%v\n%s", err, out)
	}
	for _, args := range [][]string{{"--home", one, "--home", other, "--with", other}, {"--home", one, "--with",
		t.TempDir()}} {
		if out, errs, code := (machine{}).run(append([]string{"show"}, args...)...); code == 0 || out != "" || errs == "" {
			t.Errorf("%v: exit %d, %s%s", args, code, errs, out)
		}
	}
}
