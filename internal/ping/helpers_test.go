package ping

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// planted is a password that every kind of escaping changes. It must not appear
// in any message.
const planted = `pl4nted "s}cr€t'%41;@/&=?#+`

// jars are Debian's JARs, by their names in a home.
var jars = map[string]string{
	"lib/mariadb-java-client.jar": "mariadb-java-client.jar",
	"lib/postgresql.jar":          "postgresql.jar",
	"lib/h2.jar":                  "h2.jar",
	"lib/derby.jar":               "derby.jar",
	"lib/derbyclient.jar":         "derbyclient.jar",
	"lib/hsqldb.jar":              "hsqldb.jar",
	"lib/jtds.jar":                "jtds.jar",
	"plugins/tomcat-jdbc.jar":     "tomcat9-jdbc.jar",
	"plugins/tomcat-juli.jar":     "tomcat9-juli.jar",
}

// newHome returns a home with the drivers and the pool of Debian's packages, as
// a user would install them. It skips the test if there are none.
func newHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for to, from := range jars {
		copyJAR(t, from, filepath.Join(home, "repository/components", to))
	}
	return home
}

func copyJAR(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("/usr/share/java", from))
	if err != nil {
		t.Skip("no JAR of Debian's package: ", err)
	}
	write(t, to, data)
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// options are those that tests open a home with.
func optionsFor(home string) Options {
	return Options{Home: home, Files: os.DirFS(home), Timeout: 20 * time.Second, Getenv: os.LookupEnv}
}

// ping opens targets of a home and looks for planted passwords in the whole
// report.
func ping(t *testing.T, o Options, targets ...Target) Report {
	t.Helper()
	var done []string
	report := Run(context.Background(), o, targets, func(r Result) { done = append(done, r.Name) })
	for _, target := range targets {
		noSecrets(t, report, target.get("password"), target.get("ConnectionPassword"))
	}
	if len(report.Problems) == 0 && len(done) != len(targets) {
		t.Errorf("reported as done: %q", done)
	}
	for _, p := range report.Problems {
		t.Logf("%s: %s (%s)", p.Code, p.Message, p.Hint)
	}
	for _, line := range report.Output {
		t.Log("printed: ", line)
	}
	return report
}

// pingOne opens one target.
func pingOne(t *testing.T, home string, target Target) Result {
	t.Helper()
	report := ping(t, optionsFor(home), target)
	if len(report.Problems) > 0 {
		t.Fatal(report.Problems)
	}
	return report.Results[0]
}

func noSecrets(t *testing.T, report Report, passwords ...string) {
	t.Helper()
	data, err := json.Marshal(report.Results)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data) + fmt.Sprintf("%v %+v %#v", report, report, report) + strings.Join(report.Output, "\n")
	for _, p := range report.Problems {
		text += p.Message + p.Hint
	}
	for _, r := range report.Results {
		for _, p := range r.Problems {
			text += p.Message + p.Hint
		}
		text += strings.Join(r.Notes, "\n")
	}
	for _, password := range append(passwords, planted, "pl4nted") {
		for _, form := range []string{password, url.QueryEscape(password), url.PathEscape(password)} {
			if form == "" {
				continue
			}
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("%q holds the password %q", text[max(0, at-60):], form)
				return
			}
		}
	}
}

// expect compares the codes of a result's problems.
func expect(t *testing.T, r Result, want ...Code) {
	t.Helper()
	if want == nil {
		want = []Code{}
	}
	for _, p := range r.Problems {
		t.Logf("%s: %s: %s (%s)", p.Severity, p.Code, p.Message, p.Hint)
		if strings.ContainsAny(p.Message+p.Hint, "{}\n") && Code(p.Code) != SystemProperty ||
			strings.HasSuffix(p.Message, ".") || strings.HasSuffix(p.Message, ": ") || p.Severity == "" {
			t.Errorf("a message that reads badly: %+v", p)
		}
	}
	if !slices.Equal(r.Codes, want) {
		t.Errorf("%s: got %v, want %v\nnotes %q", r.Name, r.Codes, want, r.Notes)
	}
}

// says looks for words in the messages, hints and notes of a result.
func says(t *testing.T, r Result, words ...string) {
	t.Helper()
	text := strings.Join(r.Notes, "\n")
	for _, p := range r.Problems {
		text += "\n" + p.Message + "\n" + p.Hint
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in\n%s", word, text)
		}
	}
}

// source is a datasource with the usual settings.
func source(driver, url, user, password string) Target {
	return Target{Name: "datasource WSO2AM_DB", Settings: []Setting{
		{String, "url", url}, {String, "username", user}, {String, "password", password},
		{String, "driverClassName", driver}, {Boolean, "testOnBorrow", "true"}, {String, "validationQuery", "SELECT 1"},
	}}
}

// with returns a target with one more setting.
func (t Target) with(kind Kind, name, value string) Target {
	t.Settings = append(slices.Clone(t.Settings), Setting{kind, name, value})
	return t
}

// in returns a target with roles.
func (t Target) in(roles ...Role) Target {
	t.Roles = roles
	return t
}

// found returns how many tables of a result are in a state.
func found(r Result, state TableState) int {
	n := 0
	for _, table := range r.Tables {
		if table.State == state {
			n++
		}
	}
	return n
}

// jarOf is a JAR with one file.
func jarOf(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	file, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	file.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// A row is a target and the expected result.
type row struct {
	name   string
	target Target
	codes  []Code
	words  string
}

// pingRows opens the targets of rows, all in one JVM, and compares what is found.
func pingRows(t *testing.T, home string, rows []row) map[string]Result {
	t.Helper()
	var targets []Target
	for _, r := range rows {
		r.target.Name = r.name
		targets = append(targets, r.target)
	}
	report := ping(t, optionsFor(home), targets...)
	if len(report.Problems) > 0 {
		t.Fatal(report.Problems)
	}
	results := map[string]Result{}
	for i, r := range rows {
		results[r.name] = report.Results[i]
		t.Run(r.name, func(t *testing.T) {
			expect(t, report.Results[i], r.codes...)
			says(t, report.Results[i], r.words)
		})
	}
	return results
}
