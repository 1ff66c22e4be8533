package command

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/problem"
)

// TestLine: how a call is parsed, and the errors in calls.
func TestLine(t *testing.T) {
	for call, want := range map[string]string{
		"apply -nqH home":                      "--dry-run=true --quiet=true --home=home --",
		"-H=home apply":                        "--home=home --",
		"--color never apply -oj":              `error: -o: must be text or json, not "j"`,
		"apply -ojson --set a=b,c --set d=e":   "--output=json --set=a=b,c --set=d=e --",
		"apply --only a --only b,c":            "--only=a --only=b,c --",
		"set f /p -1":                          "-- f /p -1",
		"set f /p -- -x":                       "-- f /p -x",
		"set f /p -x":                          "error: unknown option -x",
		"get f /p -0":                          "--null=true -- f /p",
		"set f /p -0":                          "-- f /p -0",
		"apply -n -n":                          "--dry-run=true --dry-run=true --",
		"apply -n --dry-run=false":             "error: -n and --dry-run are the same option, which was given twice",
		"apply --lock-timeout 1s -v --verbose": "--lock-timeout=1s --verbose=true --verbose=true --",
		"apply --lock-timeout=x --jobs=0": "error: --lock-timeout: invalid duration \"x\" " +
			"(want a duration such as 10s or 1m30s)\n" +
			"--jobs: invalid number \"0\" (want 1 or more)",
		"apply -nz":         "error: unknown option -nz",
		"apply -z":          "error: unknown option -z",
		"apply --home":      "error: option --home needs an argument",
		"apply -nH":         "error: option -H needs an argument",
		"profile":           "error: profile needs one of: check, export, print, schema",
		"prfile check":      `error: unknown command "prfile"; did you mean profile?`,
		"":                  "error: no command given",
		"--":                "error: no command given",
		"verify --strict x": "--strict=true -- x",
	} {
		l := readLine(program(), strings.Fields(call))
		options, err := l.check()
		got := ""
		for _, o := range options {
			got += dashed(o.name) + "=" + o.value + " "
		}
		got += strings.Join(append([]string{"--"}, l.arguments...), " ")
		if err != nil {
			got = "error: " + err.Error()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", call, diff)
		}
	}
}

// FuzzLine: no call makes the program panic, whether it is run or completed, and an
// error in a call is a usage error or a list of problems.
func FuzzLine(f *testing.F) {
	for _, call := range []string{"apply\n-nqH\nhome", "--set\na", "-=\n--=\n-é", "rollback\n--to\n2", "profile\nprnt"} {
		f.Add(call)
	}
	f.Fuzz(func(t *testing.T, call string) {
		words := strings.Split(call, "\n")
		_, err := readLine(program(), words).check()
		if err != nil && !isUsage(err) && !errors.As(err, new(problem.List)) {
			t.Errorf("%q: an error of another kind: %v", words, err)
		}
		printCompletions(program(), silent(), words)
	})
}
