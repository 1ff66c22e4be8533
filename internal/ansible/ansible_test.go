package ansible_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/ansible"
	"ispatch/internal/homestest"
)

// call calls the module with arguments, among which HOME is a home's directory, and
// returns its answer and whether the task was done.
func call(t *testing.T, home, arguments string) (map[string]any, bool) {
	t.Helper()
	text := strings.ReplaceAll(arguments, "HOME", home)
	text = strings.Replace(text, "{", `{"_ansible_version": "2.14", `, 1)
	name := filepath.Join(t.TempDir(), "args")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if !ansible.Called([]string{"ispatch", name}) {
		t.Error("this is a call by Ansible, and not taken for one")
	}
	var answer map[string]any
	done := ansible.Run(name, func(value any) error {
		data, err := json.Marshal(value)
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &answer)
	})
	return answer, done
}

func stockHome(t *testing.T) string {
	return homestest.Copy(t, filepath.Join("..", "..", "fixtures", "homes", "is-km-5.7.0"))
}

// TestCalled: only Ansible's own call is recognized.
func TestCalled(t *testing.T) {
	for _, test := range []struct {
		name, text string
		more       []string
	}{
		{"args.json", `{"_ansible_version": "2.14"}`, nil},
		{"args", `{"home": "/opt/is"}`, nil},
		{"args", `["_ansible_version"]`, nil},
		{"args", `{"_ansible_version": "2.14"}`, []string{"more"}},
	} {
		name := filepath.Join(t.TempDir(), test.name)
		if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if ansible.Called(append([]string{"ispatch", name}, test.more...)) {
			t.Errorf("%s %s %q is taken for a call by Ansible", test.name, test.text, test.more)
		}
	}
	for _, args := range [][]string{{}, {"ispatch"}, {"ispatch", filepath.Join(t.TempDir(), "args")}} {
		if ansible.Called(args) {
			t.Errorf("%q is taken for a call by Ansible", args)
		}
	}
}

// TestArguments: errors name the argument, and all are reported at once.
func TestArguments(t *testing.T) {
	home := stockHome(t)
	for _, test := range []struct{ arguments, want string }{
		{`{"home": ""}`, "argument home: is required (give the directory of the unpacked server)"},
		{`{"home": ["a"]}`, "argument home: must be a string"},
		{`{"home": "HOME", "state": "absent"}`, `argument state: must be applied or verified, not "absent"`},
		{`{"home": "HOME", "sate": "applied", "force": "maybe"}`,
			"argument force: must be true or false\nargument sate: is unknown (did you mean state?)"},
		{`{"home": "HOME", "profile": []}`, "argument profile: must be a path, a profile, or a list of these"},
		{`{"home": "HOME", "profile": "-"}`, "argument profile: must be a path, a profile, or a list of these"},
		{`{"home": "HOME", "set": "database.host=x"}`,
			"argument set: must be a mapping of keys and values (for example {database.host: db.example.com})"},
		{`{"home": "HOME", "set": {"database": {}}}`,
			"argument set.database: must be a string, a number or a boolean (sections go into the argument profile)"},
		{`{"home": "HOME", "profile": {"version": 1, "datasource": {}}}`,
			`profile 1 of the task:1:16: unknown key "datasource" (did you mean "datasources"?)`},
		{`{"home": "HOME", "set": {"database.port": "none", "databse.host": "x"}}`,
			`argument set.database.port: must be a whole number from 1 to 65535, not "none"` + "\n" +
				`argument set.databse.host: unknown key "databse" (did you mean "database"?)`},
		{`{"home": "HOME", "set": {"database.port": "70000"}, "profile": {"version": 1, "datasource": {}}}`,
			`profile 1 of the task:1:16: unknown key "datasource" (did you mean "datasources"?)` + "\n" +
				`argument set.database.port: must be a whole number from 1 to 65535, not "70000"`},
		{`{"home": "HOME/none", "only": ["datasource"]}`,
			`argument only: unknown section "datasource" (did you mean "datasources"?)` + "\n" +
				`argument home: HOME/none: cannot open the home: no such file or directory (check the path)`},
		{`{"home": "HOME", "profile": "HOME/none.yaml"}`,
			`argument profile: HOME/none.yaml: cannot read the profile: no such file or directory`},
		{`{"home": "HOME", "set": {"database..port": "1"}}`,
			`argument set.database..port: the key has an empty part`},
		{`{"home": "HOME/none", "state": "verified"}`,
			`argument home: HOME/none: cannot open the home: no such file or directory (check the path)`},
	} {
		answer, done := call(t, home, test.arguments)
		want := strings.ReplaceAll(test.want, "HOME", home)
		if done || answer["failed"] != true || answer["changed"] != false || answer["msg"] != want {
			t.Errorf("%s: done %v, %v\nwant %s", test.arguments, done, answer, want)
		}
	}
}

// TestApply: check mode reports what the run then does, and writes nothing; the second run changes
// nothing. The diff shows both sides without their secrets.
func TestApply(t *testing.T) {
	home := stockHome(t)
	const arguments = `{"home": "HOME", "_ansible_diff": true, "_ansible_check_mode": %s,
		"profile": [{"version": 1, "database": {"type": "mysql", "host": "db", "username": "wso2", "password": "S3cr3t"},
			"datasources": {"WSO2UM_DB": {"database": "userdb"}}, "userManagement": {"dataSource": "WSO2UM_DB"}},
			{"datasources": {"WSO2UM_DB": {"database": "users"}}}],
		"set": {"database.port": 3307}, "only": ["datasources"]}`
	before := homestest.Contents(t, home)
	checked, done := call(t, home, fmt.Sprintf(arguments, "true"))
	if !done || checked["changed"] != true {
		t.Fatalf("check mode: %v", checked)
	}
	if diff := cmp.Diff(before, homestest.Contents(t, home)); diff != "" {
		t.Errorf("check mode wrote something:\n%s", diff)
	}
	applied, done := call(t, home, fmt.Sprintf(arguments, "false"))
	if !done || applied["backup"] == "" {
		t.Fatalf("%v", applied)
	}
	delete(applied, "backup")
	if diff := cmp.Diff(checked, applied); diff != "" {
		t.Errorf("the run is not what check mode said:\n%s", diff)
	}
	differences, _ := applied["diff"].([]any)
	if len(differences) != 1 {
		t.Fatalf("%d files differ, want 1: %v", len(differences), differences)
	}
	both := differences[0].(map[string]any)
	const file = "repository/conf/datasources/master-datasources.xml"
	if both["before_header"] != file || both["before"] == both["after"] {
		t.Errorf("%v", both)
	}
	after := both["after"].(string)
	if !strings.Contains(after, "<url>jdbc:mysql://db:3307/users</url>") ||
		!strings.Contains(after, "<password>********</password>") || strings.Contains(after, "S3cr3t") {
		t.Errorf("after:\n%s", after)
	}
	if again, done := call(t, home, fmt.Sprintf(arguments, "false")); !done || again["changed"] != false {
		t.Errorf("the second run: %v", again)
	}
}

// TestPlaceholders: check mode warns that datasources would get the password of the
// documentation, which the default profile has.
func TestPlaceholders(t *testing.T) {
	answer, done := call(t, stockHome(t), `{"home": "HOME", "_ansible_check_mode": true}`)
	const want = "WSO2AM_DB, WSO2UM_DB, WSO2REG_DB: the password is the documentation's placeholder; " +
		"give one with the argument set, or in the profile"
	if warnings, _ := answer["warnings"].([]any); !done || len(warnings) != 1 || warnings[0] != want {
		t.Errorf("%v", answer["warnings"])
	}
}

// TestWarningsOfAFailure: the answer of a run that fails has its warnings too.
func TestWarningsOfAFailure(t *testing.T) {
	home := stockHome(t)
	for name, text := range map[string]string{".ispatch/journal": "", "repository/conf/registry.xml": "<wso2registry>"} {
		name = filepath.Join(home, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	answer, done := call(t, home, `{"home": "HOME", "_ansible_check_mode": true}`)
	warnings, _ := answer["warnings"].([]any)
	if done || len(warnings) != 1 || !strings.HasPrefix(fmt.Sprint(warnings[0]), "an earlier run was interrupted") {
		t.Errorf("%v", answer)
	}
}

// TestVerify: a home with an error fails the task, one with a warning only with
// strict; nothing is written.
func TestVerify(t *testing.T) {
	home := stockHome(t)
	sound, done := call(t, home, `{"home": "HOME", "state": "verified"}`)
	if !done || sound["changed"] != false || sound["product"] != "WSO2 Identity Server as Key Manager" {
		t.Errorf("a sound home: %v", sound)
	}
	name := filepath.Join(home, "repository", "conf", "registry.xml")
	if err := os.WriteFile(name, []byte("<wso2registry>"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken, done := call(t, home, `{"home": "HOME", "state": "verified"}`)
	if done || broken["failed"] != true || broken["problems"] == nil {
		t.Errorf("a broken home: %v", broken)
	}
}
