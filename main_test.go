package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"ispatch/internal/command"
	"ispatch/internal/homestest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ispatch": main})
}

// TestScripts runs fixtures/scripts/*.txtar: the command line as a shell script
// uses it. Each `exec ispatch` is a process of its own. $FIXTURES is this
// project's folder of fixtures. The commands below are available as well as
// testscript's own.
func TestScripts(t *testing.T) {
	fixtures, err := filepath.Abs("fixtures")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("fixtures", "scripts"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("FIXTURES", fixtures)
			// A Git repository above the script's folder must not be used.
			env.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(env.WorkDir))
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			env.Values[snapshotKey{}] = &tree{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"expected":  expected,
			"home":      copyHome,
			"json":      queryJSON,
			"mode":      hasMode,
			"replace":   replace,
			"snapshot":  takeSnapshot,
			"unchanged": unchanged,
		},
	})
}

// exits STATUS PROGRAM ARGUMENT… runs a program, which must exit with that status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// home NAME DIR copies fixtures/homes/NAME to the new folder DIR, and makes it
// writable.
func copyHome(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: home NAME DIR")
	}
	to := ts.MkAbs(args[1])
	ts.Check(os.CopyFS(to, os.DirFS(fixture(ts, "homes", args[0]))))
	ts.Check(filepath.WalkDir(to, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return errors.Join(err, os.Chmod(path, 0o644))
	}))
}

// expected NAME DIR [FILE…] compares the files of DIR byte by byte with
// fixtures/expected/NAME, and those that are not there with fixtures/homes/NAME.
// With FILEs, only these are expected to have changed.
func expected(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: expected NAME DIR [FILE...]")
	}
	want := contents(ts, fixture(ts, "homes", args[0]))
	for name, data := range contents(ts, fixture(ts, "expected", args[0])) {
		if len(args) == 2 || slices.Contains(args[2:], name) {
			want[name] = data
		}
	}
	for _, name := range args[2:] {
		if _, ok := want[name]; !ok {
			ts.Fatalf("%s: no such file is expected", name)
		}
	}
	sameContents(ts, contents(ts, ts.MkAbs(args[1])), want)
}

func fixture(ts *testscript.TestScript, parts ...string) string {
	return filepath.Join(append([]string{ts.Getenv("FIXTURES")}, parts...)...)
}

// contents reads every file below a folder except the program's own state.
func contents(ts *testscript.TestScript, dir string) map[string]string {
	files := map[string]string{}
	ts.Check(fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if path == ".ispatch" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(data)
		return err
	}))
	if len(files) == 0 {
		ts.Fatalf("%s: no files", dir)
	}
	return files
}

func sameContents(ts *testscript.TestScript, got, want map[string]string) {
	split := func(files map[string]string) map[string][]string {
		lines := map[string][]string{}
		for name, data := range files {
			lines[name] = strings.SplitAfter(data, "\n")
		}
		return lines
	}
	if diff := cmp.Diff(split(want), split(got)); diff != "" {
		ts.Fatalf("files differ (-want +got):\n%s", diff)
	}
}

// A tree is every file, folder and link below a folder.
type tree map[string]node

type node struct {
	content string // a file's bytes, or the target of a link
	info    fs.FileInfo
}

type snapshotKey struct{}

// snapshot remembers everything below the script's folder.
func takeSnapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: snapshot")
	}
	all, err := readTree(ts.Getenv("WORK"))
	ts.Check(err)
	*ts.Value(snapshotKey{}).(*tree) = all
}

// unchanged compares everything below the script's folder with the snapshot:
// names, bytes, modes, inodes and times, so that it notices a file that was
// rewritten with the same bytes, or that existed only for a moment.
func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: unchanged")
	}
	before := *ts.Value(snapshotKey{}).(*tree)
	if len(before) == 0 {
		ts.Fatalf("unchanged: there is no snapshot")
	}
	after, err := readTree(ts.Getenv("WORK"))
	ts.Check(err)
	if differences := before.compare(after); len(differences) > 0 {
		ts.Fatalf("since the snapshot:\n%s", strings.Join(differences, "\n"))
	}
}

func readTree(dir string) (tree, error) {
	all := tree{}
	return all, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		n := node{}
		if n.info, err = os.Lstat(path); err != nil {
			return err
		}
		switch {
		case n.info.Mode().IsRegular():
			var data []byte
			data, err = os.ReadFile(path)
			n.content = string(data)
		case n.info.Mode()&fs.ModeSymlink != 0:
			n.content, err = os.Readlink(path)
		}
		all[path] = n
		return err
	})
}

// compare returns the differences of another tree.
func (t tree) compare(other tree) (differences []string) {
	note := func(path, what string) { differences = append(differences, path+": "+what) }
	for path, was := range t {
		is, ok := other[path]
		switch {
		case !ok:
			note(path, "is gone")
		case was.content != is.content:
			note(path, "has another content")
		case was.info.Mode() != is.info.Mode():
			note(path, fmt.Sprintf("was %v, is %v", was.info.Mode(), is.info.Mode()))
		case !os.SameFile(was.info, is.info):
			note(path, "is another inode")
		case !was.info.ModTime().Equal(is.info.ModTime()):
			note(path, "was written to")
		}
	}
	for path := range other {
		if _, ok := t[path]; !ok {
			note(path, "is new")
		}
	}
	slices.Sort(differences)
	return differences
}

// mode PERMISSIONS FILE… compares permissions, in octal.
func hasMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mode PERMISSIONS FILE...")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := info.Mode().Perm(); got != fs.FileMode(want) {
			ts.Fatalf("%s: mode %#o, want %#o", name, got, want)
		}
	}
}

// replace FILE OLD NEW replaces the first OLD, which must exist, with NEW. It does not
// keep the file's times and inode.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	data := ts.ReadFile(args[0])
	if !strings.Contains(data, args[1]) {
		ts.Fatalf("%s: does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(data, args[1], args[2], 1)), 0o644))
}

// json PATH = VALUE, json PATH =~ PATTERN, json PATH > FILE and json PATH query the
// one JSON object on standard output. A path has keys separated by dots, [2] for an
// item of a list, [name=mount /] for the one item with this value, and # for the
// length. VALUE is the text of a string, or JSON for anything else; FILE is where to
// write the value. With !, the path must not exist.
func queryJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 && (neg || len(args) != 3 || !slices.Contains([]string{"=", "=~", ">"}, args[1])) {
		ts.Fatalf("usage: [!] json PATH, or json PATH = VALUE, or json PATH =~ PATTERN, or json PATH > FILE")
	}
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		ts.Fatalf("standard output is not JSON: %v", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		ts.Fatalf("standard output goes on after the JSON object")
	}
	value, err := look(value, args[0])
	if neg {
		if err == nil {
			ts.Fatalf("%s is there", args[0])
		}
		return
	}
	ts.Check(err)
	text, isText := value.(string)
	if !isText {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		ts.Check(encoder.Encode(value))
		text = strings.TrimSuffix(b.String(), "\n")
	}
	switch {
	case len(args) == 1:
	case args[1] == ">":
		ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o644))
	case args[1] == "=" && text != args[2]:
		ts.Fatalf("%s is %s, want %s", args[0], text, args[2])
	case args[1] == "=~" && !regexp.MustCompile(args[2]).MatchString(text):
		ts.Fatalf("%s is %s, which does not match %s", args[0], text, args[2])
	}
}

var jsonStep = regexp.MustCompile(`^(?:\.?(#)|\[(\d+)\]|\[(\w+)=([^\]]*)\]|\.?([\w-]+))`)

// look follows a path into a decoded JSON value.
func look(value any, path string) (any, error) {
	for rest := path; rest != ""; {
		step := jsonStep.FindStringSubmatch(rest)
		if step == nil {
			return nil, fmt.Errorf("%s: no path at %q", path, rest)
		}
		rest = rest[len(step[0]):]
		list, _ := value.([]any)
		object, _ := value.(map[string]any)
		switch {
		case step[1] != "":
			return json.Number(strconv.Itoa(len(list) + len(object))), nil
		case step[2] != "":
			i, err := strconv.Atoi(step[2])
			if err != nil || i >= len(list) {
				return nil, fmt.Errorf("%s: there are %d items", path, len(list))
			}
			value = list[i]
		case step[3] != "":
			found := slices.DeleteFunc(slices.Clone(list), func(item any) bool {
				object, _ := item.(map[string]any)
				return object[step[3]] != step[4]
			})
			if len(found) != 1 {
				return nil, fmt.Errorf("%s: %d items have %s %q", path, len(found), step[3], step[4])
			}
			value = found[0]
		default:
			found, ok := object[step[5]]
			if !ok {
				return nil, fmt.Errorf("%s: there is no %q", path, step[5])
			}
			value = found
		}
	}
	return value, nil
}

// TestRealHomes applies the default profile to every real home that is available:
// the dry run writes nothing, its diff is that of the real run and makes the same
// files with `patch`, and the second run changes nothing.
func TestRealHomes(t *testing.T) {
	for name, source := range homestest.Homes(t) {
		t.Run(name, func(t *testing.T) {
			dir := homestest.Copy(t, source)
			options := []string{"--home", dir, "--show-secrets", "--exit-code", "--set", "database.host=db.example.com",
				"--set", "database.username=wso2", "--set", "database.password=S3cret"}
			if _, err := os.Stat(filepath.Join(dir, "repository", "conf", "deployment.toml")); err == nil {
				before := snapshot(t, dir)
				if status, _, told := ispatch(append(options, "apply")...); status != 1 ||
					!strings.Contains(told, "deployment.toml") {
					t.Fatalf("a generated home: exit status %d:\n%s", status, told)
				}
				sameTree(t, before, snapshot(t, dir))
				options = append(options, "--force")
			}
			before := snapshot(t, dir)
			status, diff, told := ispatch(append(options, "apply", "--dry-run")...)
			if status != 2 {
				t.Fatalf("the dry run: exit status %d:\n%s", status, told)
			}
			sameTree(t, before, snapshot(t, dir))
			patched := homestest.Copy(t, source)

			status, again, told := ispatch(append(options, "apply", "--diff")...)
			if status != 2 {
				t.Fatalf("the first run: exit status %d:\n%s", status, told)
			}
			if again != diff {
				t.Errorf("the real run's diff is not the dry run's:\n%s", cmp.Diff(diff, again))
			}
			for file, value := range map[string]string{
				"datasources/master-datasources.xml": "<url>jdbc:mysql://db.example.com:3306/regdb?autoReconnect=true</url>",
				"user-mgt.xml":                       `<Property name="dataSource">jdbc/WSO2UM_DB</Property>`,
				"registry.xml":                       "<dataSource>jdbc/WSO2REG_DB</dataSource>",
			} {
				data, err := os.ReadFile(filepath.Join(dir, "repository", "conf", filepath.FromSlash(file)))
				if err != nil || !bytes.Contains(data, []byte(value)) {
					t.Errorf("%s: %v, or it does not hold %s", file, err, value)
				}
			}
			if tool, err := exec.LookPath("patch"); err == nil {
				run := exec.Command(tool, "-p1", "-F0", "--binary")
				run.Dir, run.Stdin = patched, strings.NewReader(diff)
				if out, err := run.CombinedOutput(); err != nil || strings.Contains(string(out), "offset") {
					t.Errorf("patch: %v\n%s", err, out)
				}
				if err := os.CopyFS(filepath.Join(patched, ".ispatch"), os.DirFS(filepath.Join(dir, ".ispatch"))); err != nil {
					t.Fatal(err)
				}
				for path, n := range snapshot(t, dir) {
					if data, err := os.ReadFile(filepath.Join(patched, path)); n.info.Mode().IsRegular() &&
						(err != nil || string(data) != n.content) {
						t.Errorf("%s: patch made another file of the diff (%v)", path, err)
					}
				}
			}

			before = snapshot(t, dir)
			for _, call := range [][]string{{"apply"}, {"apply", "--dry-run"}, {"apply", "--diff"}} {
				if status, out, told := ispatch(append(options, call...)...); status != 0 || out != "" {
					t.Errorf("%v once more: exit status %d, standard output %q:\n%s", call, status, out, told)
				}
				sameTree(t, before, snapshot(t, dir))
			}
		})
	}
}

// ispatch runs the command line in this process.
func ispatch(args ...string) (status int, out, told string) {
	var outBuffer, errBuffer bytes.Buffer
	status = command.Run(append([]string{"ispatch"}, args...), command.Environment{
		In: strings.NewReader(""), Out: &outBuffer, Err: &errBuffer,
		Getenv:   func(string) (string, bool) { return "", false },
		Terminal: func(io.Writer) bool { return false },
	})
	return status, outBuffer.String(), errBuffer.String()
}

// snapshot is everything below a folder, by names relative to it.
func snapshot(t *testing.T, dir string) tree {
	t.Helper()
	all, err := readTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	relative := tree{}
	for path, n := range all {
		name, err := filepath.Rel(dir, path)
		if err != nil {
			t.Fatal(err)
		}
		relative[name] = n
	}
	return relative
}

func sameTree(t *testing.T, before, after tree) {
	t.Helper()
	if differences := before.compare(after); len(differences) > 0 {
		t.Fatalf("something was written:\n%s", strings.Join(differences, "\n"))
	}
}
