package command

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"ispatch/internal/homestest"
)

// silent is an environment in which nothing is printed.
func silent() Environment {
	return Environment{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
		Getenv:   func(string) (string, bool) { return "", false },
		Terminal: func(io.Writer) bool { return false }}
}

// TestHelp: the help of every command fits a terminal and ends with two examples,
// and each command has two of its own.
func TestHelp(t *testing.T) {
	for _, c := range program().all() {
		p := c.page()
		for _, line := range strings.Split(p.text(), "\n") {
			if n := len([]rune(line)); n > helpWidth {
				t.Errorf("%s: a line of %d columns: %s", p.name, n, line)
			}
		}
		if len(p.examples) != 2 || len(c.commands) == 0 && len(c.examples) != 2 {
			t.Errorf("%s: %d examples, %d of its own", p.name, len(p.examples), len(c.examples))
		}
		for _, e := range p.examples {
			if !strings.Contains(e.call, "ispatch") {
				t.Errorf("%s: the example %q is for another command", p.name, e.call)
			}
		}
	}
}

// TestOptionNames: an option before the command's name can be read only if its
// name takes a value everywhere or nowhere.
func TestOptionNames(t *testing.T) {
	values := map[string]bool{}
	for _, c := range program().all() {
		seen := map[string]bool{}
		for _, f := range c.flags {
			for _, name := range f.names() {
				if takes, known := values[name]; known && takes != f.takesValue() {
					t.Errorf("%s: %s takes a value in some commands only", c.name, name)
				}
				values[name] = f.takesValue()
				if seen[name] {
					t.Errorf("%s: two options are called %s", c.name, name)
				}
				seen[name] = true
			}
		}
	}
}

// TestReference: docs/commands.md matches the descriptions of the commands.
func TestReference(t *testing.T) {
	got, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reference(program()), string(got)); diff != "" {
		t.Errorf("run: go run . %s >docs/commands.md (-want +got)\n%s", referenceCommand, diff)
	}
}

// TestManual: a linter of manual pages finds nothing but the missing date: pages
// of one version are the same whenever they are made.
func TestManual(t *testing.T) {
	dir := t.TempDir()
	if _, err := forBuilds(program(), silent(), []string{manualCommand, dir}); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "ispatch*.1"))
	if !slices.Contains(files, filepath.Join(dir, "ispatch-profile-check.1")) {
		t.Errorf("files are %v", files)
	}
	tool, err := exec.LookPath("mandoc")
	if err != nil {
		t.Skip("no mandoc")
	}
	out, _ := exec.Command(tool, append([]string{"-Tlint", "-W", "warning"}, files...)...).CombinedOutput()
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if !strings.Contains(line, "missing date") {
			t.Error(line)
		}
	}
}

// TestExamples runs every example as it is, in a folder with the files that it names.
func TestExamples(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, "../..").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range program().all() {
		for _, e := range c.examples {
			if strings.Contains(e.call, "--"+optPing) && testing.Short() {
				continue // starts a JVM
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				work := t.TempDir()
				exampleFiles(t, work)
				before := ""
				if c.name == "ispatch driver install" || c.name == "ispatch rollback" {
					// The home then uses a driver class and has a backup.
					before = "ispatch apply -q --home IS_HOME --set database.host=db; "
				}
				cmd := exec.Command(bash, "-c", "set -o pipefail; "+before+e.call)
				cmd.Dir = work
				cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+work,
					"ADMIN_PASSWORD=S3cret")
				out, _ := cmd.CombinedOutput()
				if code := cmd.ProcessState.ExitCode(); !slices.Contains([]int{exitDone, exitChanged, exitProblems}, code) {
					t.Errorf("%s: exit code %d\n%s", e.call, code, out)
				}
			})
		}
	}
}

// exampleFiles writes what the examples name to a folder.
func exampleFiles(t *testing.T, work string) {
	t.Helper()
	home := homestest.Copy(t, "../../fixtures/homes/is-km-5.7.0")
	files := map[string]string{
		"pw.txt":  "S3cret\n",
		"hosts":   "127.0.0.1\tlocalhost\n",
		"km.yaml": "version: 1\nuserManagement: {admin: {username: keyadmin}}\n",
		"server.xml": "<Server>\n  <Service>\n    <Connector port=\"8080\" protocol=\"HTTP/1.1\"/>\n" +
			"    <Connector port=\"8009\" protocol=\"AJP/1.3\"/>\n  </Service>\n  <Valve/>\n</Server>\n",
		"settings.xml": "<settings>\n" +
			"  <server>\n    <id>central</id>\n    <password>x</password>\n  </server>\n</settings>\n",
		"log4j2.xml": "<Configuration>\n" +
			"  <Loggers>\n    <Root level=\"error\"/>\n  </Loggers>\n</Configuration>\n",
		"mysql-connector-java-5.1.49-bin.jar": string(driverJAR(t)),
		"mysql-connector-java-5.1.49.tar.gz":  string(archive(t, "mysql-connector-java-5.1.49-bin.jar", driverJAR(t))),
		".config/fish/completions/.exists":    "",
	}
	files["shared.yaml"], files["node.yaml"] = files["km.yaml"], files["km.yaml"]
	if err := os.Rename(home, filepath.Join(work, "IS_HOME")); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		file := filepath.Join(work, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// driverJAR is a JAR that holds MySQL's driver, as far as the program looks.
func driverJAR(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("com/mysql/jdbc/Driver.class")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "\xca\xfe\xba\xbe"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// archive is a .tar.gz of one file.
func archive(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}); err != nil {
		t.Fatal(err)
	}
	_, err := w.Write(data)
	if err := errors.Join(err, w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
