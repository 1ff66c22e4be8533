package ping

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fakeJava is a JVM's installation whose program is a script.
func fakeJava(t *testing.T, script string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("is a shell script")
	}
	home := t.TempDir()
	write(t, home+"/bin/java", []byte("#!/bin/sh\n"+script+"\n"))
	if err := os.Chmod(home+"/bin/java", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, home+"/release", []byte("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_372\"\n"))
	return home
}

func environmentOf(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

// TestFindJava: JAVA_HOME, then PATH, as the server's script; nothing is started.
func TestFindJava(t *testing.T) {
	home := fakeJava(t, "touch "+filepath.Join(t.TempDir(), "started"))
	link := filepath.Join(t.TempDir(), "java")
	if err := os.Symlink(filepath.Join(home, "bin", "java"), link); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		environment []string
		path        string
		wrong       string
	}{
		"JAVA_HOME":           {[]string{"JAVA_HOME", home, "PATH", "/nothing"}, filepath.Join(home, "bin", "java"), ""},
		"PATH":                {[]string{"PATH", "/nothing:relative:" + filepath.Dir(link)}, link, ""},
		"an empty JAVA_HOME":  {[]string{"JAVA_HOME", "", "PATH", filepath.Dir(link)}, link, ""},
		"a JAVA_HOME without": {[]string{"JAVA_HOME", "/nothing", "PATH", filepath.Dir(link)}, "", "JAVA_HOME is /nothing"},
		"nothing":             {nil, "", "JAVA_HOME is not set"},
	} {
		java, err := FindJava(environmentOf(test.environment...))
		switch {
		case test.wrong == "" && (err != nil || java.Path != test.path || java.Version != "1.8.0_372"):
			t.Errorf("%s: %+v, %v", name, java, err)
		case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
			t.Errorf("%s: %+v, %v", name, java, err)
		}
	}
}

// TestOtherJava: a JVM that is too old, fails, or prints nothing.
func TestOtherJava(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		code   Code
		words  string
	}{
		"too old": {`echo "Exception in thread main java.lang.UnsupportedClassVersionError: Ping : Unsupported" >&2; exit 1`,
			JavaTooOld, "is older than Java 8"},
		"fails": {`echo "Error: Could not create the Java Virtual Machine." >&2; exit 1`, JavaFailed,
			"exit status 1: Error: Could not"},
		"says none": {"exit 0", JavaFailed, "it printed nothing"},
		"no script": {"exec /nothing/at/all", JavaFailed, "exit status"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			o := Options{Home: home, Files: os.DirFS(home), Timeout: time.Second,
				Getenv: environmentOf("JAVA_HOME", fakeJava(t, test.script))}
			target := source("a.Driver", "jdbc:x://h/d", "u", "p4ssword")
			report := Run(context.Background(), o, []Target{target}, func(Result) { t.Error("reported as done") })
			if len(report.Problems) != 1 || report.Problems[0].Code != string(test.code) ||
				!strings.Contains(report.Problems[0].Message, test.words) {
				t.Errorf("%+v", report.Problems)
			}
		})
	}
}

// TestInterrupted: an interrupted run reports that for each target.
func TestInterrupted(t *testing.T) {
	home := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	o := Options{Home: home, Files: os.DirFS(home), Getenv: environmentOf("JAVA_HOME", fakeJava(t, "exec sleep 1000"))}
	time.AfterFunc(100*time.Millisecond, cancel)
	report := Run(ctx, o, []Target{source("a.Driver", "jdbc:x://h/d", "u", "p4ssword")}, func(Result) {})
	expect(t, report.Results[0], Interrupted)
}
