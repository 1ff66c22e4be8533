package command_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
)

// TestVerify runs the program itself: streams, exit status, form of the report.
func TestVerify(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go tool to build the program with")
	}
	program := filepath.Join(t.TempDir(), "ispatch")
	if out, err := exec.Command(goTool, "build", "-o", program, "ispatch").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fixture := func(name string) string {
		return homestest.Copy(t, filepath.Join("..", "..", "fixtures", "homes", name))
	}
	plant := func(home, file, old, new string) {
		t.Helper()
		file = filepath.Join(home, "repository", "conf", file)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.Replace(data, []byte(old), []byte(new), 1)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	clean, warned, wrong := fixture("configured-vault"), fixture("is-5.8.0"), fixture("is-5.8.0")
	for _, home := range []string{warned, wrong} {
		plant(home, "datasources/master-datasources.xml", "<maxActive>50", "<maxActive>fifty")
	}
	plant(wrong, "user-mgt.xml", ">jdbc/WSO2CarbonDB<", ">WSO2_CARBON_DB<")
	missing := filepath.Join(t.TempDir(), "nothing")

	const (
		number = "repository/conf/datasources/master-datasources.xml:21: warning: bad-number: " +
			"\"fifty\" is not a 32-bit whole number: the server uses the default of <maxActive>\n" +
			"  hint: write a whole number, or remove the element\n"
		unknown = "repository/conf/user-mgt.xml:24: error: unknown-jndi-name: " +
			"the realm asks for the JNDI name WSO2_CARBON_DB, which no datasource binds\n" +
			"  hint: WSO2_CARBON_DB is the name of a datasource; write the JNDI name that it binds, jdbc/WSO2CarbonDB\n"
		notes = "ispatch: note: drivers were not looked for: the home has neither of the folders " +
			"repository/components/lib and repository/components/dropins\n"
	)
	head := func(home string) string { return "ispatch: home " + home + ":\n" }
	for _, test := range []struct {
		name   string
		args   []string
		env    []string
		status int
		text   string // on standard error; "…" at its end leaves the rest open
	}{
		{"nothing", []string{"--home", clean}, nil, 0, "ispatch: 0 errors, 0 warnings\n"},
		{"nothing, strictly and quietly", []string{"-q", "--strict", "--home", clean}, nil, 0, ""},
		{"home in the environment", nil, []string{"IS_HOME=" + warned}, 0, number + "ispatch: 0 errors, 1 warning, 1 note\n"},
		{"a warning, strictly", []string{"--home", warned, "--strict"}, nil, 3, number +
			"ispatch: 0 errors, 1 warning, 1 note\n"},
		{"a warning, quietly", []string{"--home", warned, "--quiet"}, nil, 0, ""},
		{"a warning, strictly and quietly", []string{"--home", warned, "--quiet", "--strict"}, nil, 3, number},
		{"an error", []string{"--home", wrong}, nil, 3, number + unknown + "ispatch: 1 error, 1 warning, 1 note\n"},
		{"an error, quietly", []string{"--home", wrong, "--quiet"}, nil, 3, unknown},
		{"in colour", []string{"--home", wrong, "--quiet", "--color", "always"}, nil, 3,
			strings.Replace(unknown, "error:", "\x1b[31merror:\x1b[m", 1)},
		{"NO_COLOR", []string{"--home", wrong, "--quiet"}, []string{"NO_COLOR=1"}, 3, unknown},
		{"more of it", []string{"--home", clean, "--verbose"}, nil, 0,
			"ispatch: home " + clean + ", WSO2 Identity Server 5.7.0\n" + notes + "ispatch: 0 errors, 0 warnings\n"},
		{"several homes", []string{"--home", clean, "--home", wrong}, nil, 3,
			head(clean) + "ispatch: 0 errors, 0 warnings\n" +
				head(wrong) + number + unknown + "ispatch: 1 error, 1 warning, 1 note\n" +
				"HOME" + strings.Repeat(" ", len(clean)-2) + "RESULT\n" +
				clean + "  0 errors, 0 warnings\n" + wrong + "  1 error, 1 warning, 1 note\n"},
		{"several homes, quietly", []string{"--home", clean, "--home", wrong, "-q"}, nil, 3, head(wrong) + unknown},
		{"no such home", []string{"--home", missing}, nil, 1, "ispatch: error: " + missing + "…"},
		{"one that is no home among others", []string{"--home", wrong, "--home", missing, "-q"}, nil, 1,
			head(wrong) + unknown + head(missing) + "ispatch: error: " + missing + "…"},
		{"no home", nil, nil, 64, "ispatch: error: no home given…"},
		{"an argument", []string{"--home", clean, "x"}, nil, 64, "ispatch: error: …"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, out, told := runProgram(t, program, test.env, append([]string{"verify"}, test.args...)...)
			if status != test.status {
				t.Errorf("exit status %d, not %d", status, test.status)
			}
			if out != "" {
				t.Errorf("standard output holds %q", out)
			}
			want, open := strings.CutSuffix(test.text, "…")
			if open && strings.HasPrefix(told, want) {
				return
			}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("standard error (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("notes", func(t *testing.T) {
		home := fixture("is-5.8.0")
		file := filepath.Join(home, "repository", "conf", "datasources", "master-datasources.xml")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.Replace(data, []byte("org.h2.Driver"), []byte("com.example.Driver"), 1)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, told := runProgram(t, program, nil, "verify", "-v", "--home", home); !strings.Contains(told, notes) {
			t.Errorf("standard error: %s", told)
		}
		if _, _, told := runProgram(t, program, nil, "verify", "--home", home); strings.Contains(told, "note:") {
			t.Errorf("standard error: %s", told)
		}
	})
	t.Run("JSON", func(t *testing.T) {
		object := func(home, version, problems string) string {
			return `{"home":"` + home + `","product":"WSO2 Identity Server","version":"` + version + `","problems":[` +
				problems + `]}`
		}
		const problem = `{"severity":"warning","code":"bad-number",` +
			`"file":"repository/conf/datasources/master-datasources.xml","line":21,` +
			`"message":"\"fifty\" is not a 32-bit whole number: the server uses the default of <maxActive>",` +
			`"hint":"write a whole number, or remove the element"},{"severity":"note","code":"unknown-element",` +
			`"file":"repository/conf/datasources/bps-datasources.xml","line":22,` +
			`"message":"<useDataSourceFactory> is unknown in <configuration>: the server ignores it",` +
			`"hint":"remove it, or make it an attribute: <jndiConfig useDataSourceFactory=\"…\">"}`
		for _, test := range []struct {
			homes  []string
			status int
			want   string
		}{
			{[]string{clean}, 0, object(clean, "5.7.0", "")},
			{[]string{warned, clean}, 0, object(warned, "5.8.0", problem) + "\n" + object(clean, "5.7.0", "")},
			{[]string{clean, missing}, 1, object(clean, "5.7.0", "") + "\n" + `{"home":"` + missing +
				`","product":"","version":"","problems":[],"error":"` +
				missing + `: cannot open the home: no such file or directory"}`},
		} {
			args := []string{"verify", "--output", "json"}
			for _, home := range test.homes {
				args = append(args, "--home", home)
			}
			status, out, told := runProgram(t, program, nil, args...)
			got := strings.TrimSuffix(out, "\n")
			if len(test.homes) == 1 {
				var compact bytes.Buffer
				if err := json.Compact(&compact, []byte(out)); err != nil {
					t.Errorf("%v: %s", err, out)
				}
				got = compact.String()
			}
			if diff := cmp.Diff(test.want, got); diff != "" || status != test.status {
				t.Errorf("exit status %d, standard output (-want +got):\n%s", status, diff)
			}
			if status == 0 && told != "" {
				t.Errorf("standard error holds %q", told)
			}
		}
	})
	t.Run("nothing is written", func(t *testing.T) {
		for _, home := range []string{clean, warned, wrong} {
			if _, err := os.Stat(filepath.Join(home, ".ispatch")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s: %v", home, err)
			}
		}
	})
}

// runProgram runs the program in an environment with nothing else in it.
func runProgram(t *testing.T, program string, env []string, args ...string) (status int, out, told string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr, cmd.Dir = append([]string{}, env...), &stdout, &stderr, t.TempDir()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}
