package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/secret"
	"ispatch/patch"
)

// Each way to give a password, and the resulting value.
func TestSecretForms(t *testing.T) {
	for form, want := range map[string]patch.Value{
		"plain":                      {Text: "plain"},
		`""`:                         {},
		`" &<>\"']]>é"`:              {Text: ` &<>"']]>é`},
		"{env: DB_PASSWORD}":         {Text: "fr0m-env"},
		"{file: password.txt}":       {Text: "fr0m-file"},
		"{file: crlf.txt}":           {Text: "a\r\nb"}, // one newline is cut, of either kind
		"{file: two.txt}":            {Text: "x\n"},
		"{file: plain.txt}":          {Text: "plain"},
		"{file: cr.txt}":             {Text: "x\r"}, // not a line's end
		"{file: ../here.txt}":        {Text: "here"},
		"{file: /etc/abs.txt}":       {Text: "absolute"},
		"{secretAlias: A.B}":         {Alias: "A.B"},
		"|-\n      two\n      lines": {Text: "two\nlines"},
	} {
		p := load(t, source(head+"datasources:\n  A:\n    database: a\n    password: "+form+"\n"))
		if got := p.Datasources[0].Password; got != want {
			t.Errorf("%s: %+v, want %+v", form, got, want)
		}
	}
}

// A value from a file or variable is a secret where it is written, unless it is a host or
// a user.
func TestSecrets(t *testing.T) {
	p := load(t, source(`
version: 1
database: {type: mysql, host: h, username: {env: DB_USER}, password: p}
datasources:
  A: {database: a, password: {env: DB_PASSWORD}}
userManagement:
  userStore: {type: jdbc, properties: {ConnectionPassword: connection, UserName: {env: DB_PASSWORD}, Plain: visible}}
  admin: {username: {file: ../here.txt}, password: administrator}
patches:
  - {file: a, path: /a, value: visible}
  - {file: a, path: /b, value: {file: password.txt}}
  - {file: b, path: /c, value: via-option}
  - {file: a, path: /d, value: via-set}
`,
		SetEnvOption, "database.host=HOST", SetEnvOption, "patches.2.value=ADMIN_PASSWORD",
		SetOption, "patches.3.value=shown"))
	want := []secret.Place{
		{File: patch.UserManagement, Property: "UserName"}, {File: "a", Path: "/b"}, {File: "b", Path: "/c"},
	}
	if diff := cmp.Diff(want, p.Secrets()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if p.Datasources[0].URL != "jdbc:mysql://db.example.com:3306/a" {
		t.Errorf("URL %s", p.Datasources[0].URL)
	}
}

// The mask is refused where it may stand for a password that "profile print" hid, and not in
// other text.
func TestMask(t *testing.T) {
	const refused = ": ******** stands for a hidden password and is not a value"
	for _, row := range []struct{ sections, wrong string }{
		{"datasources: {A: {database: a, description: '********* note'}}", ""},
		{"datasources: {A: {database: a, description: 'see ******** and https://h/'}}", ""},
		{"datasources: {A: {database: a, description: '********'}}", "datasources.A.description"},
		{"datasources: {A: {database: a, description: 'password=********'}}", "datasources.A.description"},
		{"datasources: {A: {database: a, password: 'a********b'}}", "datasources.A.password"},
		{"datasources: {A: {url: 'jdbc:mysql://h/d?password=********'}}", "datasources.A.url"},
		{"datasources: {A: {database: a, configuration: {initSQL: ALTER USER u IDENTIFIED BY ********}}}",
			"datasources.A.configuration.initSQL"},
		{"patches: [{file: a, path: \"/a[@password='********']/b\", value: x}]", "patches.0.path"},
		{"patches: [{file: a, path: /a, insert: <b password='********'/>}]", "patches.0.insert"},
	} {
		_, err := Load(source(head + row.sections + "\n"))
		if row.wrong == "" && err != nil || row.wrong != "" && (err == nil ||
			!strings.Contains(messages(t, err), row.wrong+refused)) {
			t.Errorf("%s: %v, want %s", row.sections, err, row.wrong)
		}
	}
}

// Without functions of its own an Input reads the real environment and files.
func TestRealFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("secret.txt", "s\n")
	profile := write("profile.yaml",
		"version: 1\n"+
			"database: {type: mysql, host: h, username: {env: ISPATCH_TEST_USER}, password: {file: secret.txt}}\n"+
			"datasources: {A: {database: a}}\ndriver: {file: x.jar}\n")
	t.Setenv("ISPATCH_TEST_USER", "u")
	opened, err := Open(profile, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := Input{Sources: []Source{opened}}
	p := load(t, s)
	if d := p.Datasources[0]; d.Username.Text != "u" || d.Password.Text != "s" || p.Driver.Path != filepath.Join(dir,
		"x.jar") || p.Name != profile {
		t.Errorf("%+v %+v", p, d)
	}
	write("secret.txt", strings.Repeat("x", maxSize+2))
	_, err = Load(s)
	if got := messages(t, err); !strings.Contains(got, "secret.txt is larger than 1048576 bytes") {
		t.Error(got)
	}
	if err := os.Remove(filepath.Join(dir, "secret.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "secret.txt"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = Load(s)
	if got := messages(t, err); !strings.Contains(got, "database.password: cannot read secret.txt: is a directory") {
		t.Error(got)
	}
}

func TestOpen(t *testing.T) {
	s, err := Open("", nil)
	if err != nil || s.Name != defaultName || string(s.Data) != string(Default()) || s.Dir != "" {
		t.Errorf("the default: %v %v", s, err)
	}
	s, err = Open("-", strings.NewReader("version: 1"))
	if err != nil || s.Name != "standard input" || string(s.Data) != "version: 1" || s.Dir != "" {
		t.Errorf("standard input: %v %v", s, err)
	}
	s, err = Open("-", endless{})
	if err != nil || len(s.Data) != maxSize+1 {
		t.Errorf("endless input: %d bytes, %v", len(s.Data), err)
	}
	_, err = Load(Input{Sources: []Source{s}})
	if got := messages(t, err); got != "standard input:1:1: is larger than 1048576 bytes" {
		t.Error(got)
	}
	name := filepath.Join(t.TempDir(), "nowhere.yaml")
	_, err = Open(name, nil)
	if problem, ok := err.(*patch.Problem); !ok ||
		problem.Error() != name+": cannot read the profile: no such file or directory" {
		t.Errorf("%#v", err)
	}
}

// endless is a reader of blanks.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
