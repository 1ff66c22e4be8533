package command_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
)

// built is where the program was built, for the tests that run it as a process.
var built string

var build = sync.OnceValue(func() error {
	var err error
	if built, err = os.MkdirTemp("", "ispatch-built-"); err != nil {
		return err
	}
	if out, err := exec.Command("go", "build", "-o", built, "ispatch").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// A site is a folder with a home in it, in which the program runs.
type site struct {
	t       *testing.T
	dir     string
	program string
}

// newSite makes a site with a home of the fixtures, which has the folders that
// a whole server has.
func newSite(t *testing.T, home string) *site {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, program: filepath.Join(built, "ispatch")}
	s.dir = filepath.Dir(homestest.Copy(t, filepath.Join("..", "..", "fixtures", "homes", home)))
	for _, dir := range []string{"home/repository/components/lib", "home/repository/components/dropins", "tmp"} {
		if err := os.MkdirAll(s.path(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *site) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s *site) write(name string, data []byte) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.path(name), data, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) read(name string) string {
	s.t.Helper()
	data, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// command is a call of the program, under a umask that must have no effect.
func (s *site) command(args ...string) *exec.Cmd {
	cmd := exec.Command("sh", append([]string{"-c", `umask 077; exec "$0" "$@"`, s.program}, args...)...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "TMPDIR=" + s.path("tmp")}
	return cmd
}

// run runs the program, which must exit with a status.
func (s *site) run(status int, args ...string) (stdout, stderr string) {
	s.t.Helper()
	cmd := s.command(args...)
	var out, told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &told
	err := cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != status {
		s.t.Fatalf(
			"ispatch %s: exit status %d (%v), want %d\n%s%s",
			strings.Join(args, " "),
			got,
			err,
			status,
			out.String(),
			told.String(),
		)
	}
	return out.String(), told.String()
}

// tree is everything in the site but the program's state: content, mode and, if
// times are asked for, time of change.
func (s *site) tree(times bool) map[string]string {
	s.t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.Name() == ".ispatch" && !times {
			return fs.SkipDir
		}
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		text := info.Mode().String()
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text += " " + string(data)
		}
		if times {
			text += info.ModTime().String()
		}
		found[strings.TrimPrefix(path, s.dir)] = text
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

// untouched compares the site with what it was.
func (s *site) untouched(before map[string]string, times bool) {
	s.t.Helper()
	if diff := cmp.Diff(before, s.tree(times)); diff != "" {
		s.t.Fatalf("the site is not what it was (-was +is):\n%s", diff)
	}
}

// zipped makes a ZIP file of names and contents.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entry, err := w.Create(name)
		if err == nil {
			_, err = entry.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// mysqlJAR makes a JAR with the class of Connector/J 5.
func mysqlJAR(t *testing.T, version string) string {
	return zipped(t, map[string]string{
		"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\nBundle-SymbolicName: com.mysql.jdbc\n" +
			"Bundle-Version: " + version + "\n",
		"META-INF/services/java.sql.Driver": "com.mysql.jdbc.Driver\n",
		"com/mysql/jdbc/Driver.class":       version,
	})
}

// mysqlBundle makes the bundle that the server makes from that JAR.
func mysqlBundle(t *testing.T, version string) string {
	name := "mysql-connector-java-" + version + "-bin.jar"
	return zipped(t, map[string]string{
		"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\nBundle-SymbolicName: mysql_connector_java_" + version + "_bin\n" +
			"Bundle-Version: 1.0.0\nBundle-ClassPath: .," + name + "\n",
		name: mysqlJAR(t, version),
	})
}

const (
	lib     = "repository/components/lib/"
	dropins = "repository/components/dropins/"
)

const profileWithDriver = `version: 1
datasources:
  WSO2UM_DB: {url: "jdbc:mysql://db/um", type: mysql, username: u, password: p4ss}
driver: {file: ../download/mysql.zip}
hosts:
  - {name: carbondb.mysql-wso2.com, address: 192.0.2.10}
  - {name: db, address: "2001:db8::10"}
`

// TestApplyDriverAndHosts: a run changes XML files, the driver and the hosts file
// together. A second run changes nothing, and a rollback restores the home.
func TestApplyDriverAndHosts(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	jar := mysqlJAR(t, "5.1.49")
	s.write("download/mysql.zip", []byte(zipped(t, map[string]string{
		"mysql-5.1.49/README":                              "read me",
		"mysql-5.1.49/mysql-connector-java-5.1.49.jar":     jar,
		"mysql-5.1.49/mysql-connector-java-5.1.49-bin.jar": jar,
		"mysql-5.1.49/src/lib/junit.jar":                   zipped(t, map[string]string{"junit/Test.class": ""}),
	})))
	s.write("profiles/p.yaml", []byte(profileWithDriver))
	s.write("hosts", []byte("127.0.0.1\tlocalhost\r\n10.0.0.1\tx carbondb.mysql-wso2.com # keep"))
	installed := lib + "mysql-connector-java-5.1.49-bin.jar"
	call := func(more ...string) []string {
		return append([]string{"apply", "-H", "home", "-p", "profiles/p.yaml", "--hosts-file", "hosts"}, more...)
	}

	original, before := s.tree(false), s.tree(true)
	diff, told := s.run(2, call("-n", "--exit-code")...)
	s.untouched(before, true)
	binary := "Binary files /dev/null and b/" + installed + " differ\n"
	name := strings.TrimPrefix(filepath.ToSlash(s.path("hosts")), "/")
	hosts := "--- a/" + name + "\n+++ b/" + name + "\n@@ -1,2 +1,4 @@\n 127.0.0.1\tlocalhost\r\n-10.0.0.1\tx " +
		"carbondb.mysql-wso2.com # keep\n" +
		"\\ No newline at end of file\n+10.0.0.1\tx # keep\r\n+192.0.2.10\tcarbondb.mysql-wso2.com\r\n" +
		"+2001:db8::10\tdb\n\\ No newline at end of file\n"
	if !strings.HasPrefix(diff, "--- a/repository/conf/datasources/") || !strings.HasSuffix(diff, binary+hosts) {
		t.Errorf("the diff is\n%s\nand does not end with\n%s", diff, binary+hosts)
	}
	if strings.Contains(diff+told, "p4ss") {
		t.Errorf("a password is shown:\n%s%s", diff, told)
	}

	again, told := s.run(0, call("--diff")...)
	if again != diff {
		t.Errorf("the run's diff is not the dry run's:\n%s", cmp.Diff(diff, again))
	}
	for _, line := range []string{
		installed + "  driver com.mysql.jdbc.Driver  inserted\n",
		s.path("hosts") + "  host carbondb.mysql-wso2.com  updated\n",
		s.path("hosts") + "  host db  inserted\n",
	} {
		if !strings.Contains(told, line) {
			t.Errorf("the report lacks %q:\n%s", line, told)
		}
	}
	if s.read("home/"+installed) != jar {
		t.Error("the JAR is not what was in the archive")
	}
	if info, err := os.Stat(s.path("home/" + installed)); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the JAR's mode: %v (%v)", info.Mode(), err)
	}
	if got, want := s.read("hosts"), "127.0.0.1\tlocalhost\r\n10.0.0.1\tx # keep\r\n"+
		"192.0.2.10\tcarbondb.mysql-wso2.com\r\n2001:db8::10\tdb"; got != want {
		t.Errorf("hosts is %q, want %q", got, want)
	}

	after := s.tree(true)
	out, _ := s.run(0, call("--exit-code", "-o", "json")...)
	s.untouched(after, true)
	var report struct {
		Changed bool
		Files   []struct {
			Path       string
			Changed    bool
			Operations []struct {
				Name, Action string
				Line         int
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range report.Files[1:] {
		for _, op := range f.Operations {
			lines = append(lines, strings.Join([]string{f.Path, op.Name, op.Action, string(rune('0' + op.Line))}, " "))
		}
	}
	want := []string{installed + " driver com.mysql.jdbc.Driver unchanged 0",
		s.path("hosts") + " host carbondb.mysql-wso2.com unchanged 3", s.path("hosts") + " host db unchanged 4"}
	if diff := cmp.Diff(want, lines); diff != "" || report.Changed {
		t.Errorf("changed is %v, (-want +got):\n%s", report.Changed, diff)
	}

	// The hosts file does not belong to the home: rolling back the home leaves it.
	left := s.read("hosts")
	if _, told := s.run(0, "rollback", "-H", "home"); !strings.Contains(told, "ispatch: warning: "+s.path("hosts")) {
		t.Error(told)
	}
	if s.read("hosts") != left {
		t.Errorf("hosts is %q", s.read("hosts"))
	}
	s.write("hosts", []byte("127.0.0.1\tlocalhost\r\n10.0.0.1\tx carbondb.mysql-wso2.com # keep"))
	s.untouched(original, false)
}

// TestApplyUndoesHosts: the hosts file is changed before the home, and restored if
// the change of the home fails.
func TestApplyUndoesHosts(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("hosts", []byte("127.0.0.1 localhost\n"))
	s.write("p.yaml", []byte("version: 1\nhosts: [{name: db, address: 192.0.2.10}]\n"+
		"patches: [{file: repository/conf/carbon.xml, path: /Server/Ports/Offset, value: \"7\"}]\n"))
	s.write("home/.ispatch", []byte("no folder"))
	before := s.tree(false)
	_, told := s.run(1, "apply", "-H", "home", "--profile", "p.yaml", "--hosts-file", "hosts")
	if !strings.Contains(told, ".ispatch: is not a directory") {
		t.Error(told)
	}
	s.untouched(before, false)
}

// TestApplyOnlyDriver: --only leaves out the other sections, and relative names are
// relative to the profile's folder.
func TestApplyOnlyDriver(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("download/mysql.zip", []byte(zipped(t, map[string]string{"m.jar": mysqlJAR(t, "5.1.49")})))
	s.write("profiles/p.yaml", []byte(profileWithDriver))
	xml := s.read("home/repository/conf/datasources/master-datasources.xml")
	s.run(0, "apply", "-H", "home", "-p", "profiles/p.yaml", "--only", "driver", "--hosts-file", "nowhere/hosts")
	if s.read("home/repository/conf/datasources/master-datasources.xml") != xml {
		t.Error("the datasources were changed too")
	}
	s.read("home/" + lib + "m.jar")
}

// TestApplyReportsAll: one run reports the errors in the driver, the hosts file and
// the XML files, and writes nothing.
func TestApplyReportsAll(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write(
		"download/mysql.zip",
		[]byte(zipped(t, map[string]string{"p.jar": zipped(t, map[string]string{"a/B.class": ""})})),
	)
	s.write("profiles/p.yaml", []byte(profileWithDriver))
	s.write("hosts", []byte("a\x00b"))
	s.write("home/repository/conf/datasources/master-datasources.xml", []byte("<a>"))
	before := s.tree(true)
	_, told := s.run(1, "apply", "-H", "home", "-p", "profiles/p.yaml", "--hosts-file", "hosts")
	for _, part := range []string{
		"master-datasources.xml:1:1: ",
		"mysql.zip: holds no JAR with a driver class: p.jar; wanted: com.mysql.jdbc.Driver (WSO2UM_DB)\n",
		"line 1 of the hosts file holds a NUL byte",
	} {
		if !strings.Contains(told, part) {
			t.Errorf("%q is missing:\n%s", part, told)
		}
	}
	s.untouched(before, true)
}

// TestDriverInstall: --replace removes another version and the server's bundle of it,
// and rollback restores both.
func TestDriverInstall(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("mysql-connector-java-5.1.49-bin.jar", []byte(mysqlJAR(t, "5.1.49")))
	s.write("home/"+lib+"mysql-connector-java-5.1.38-bin.jar", []byte(mysqlJAR(t, "5.1.38")))
	s.write("home/"+dropins+"mysql_connector_java_5.1.38_bin_1.0.0.jar", []byte(mysqlBundle(t, "5.1.38")))
	install := []string{"driver", "install", "-H", "home", "mysql-connector-java-5.1.49-bin.jar"}

	before := s.tree(true)
	// The page installs the driver first: that is a warning.
	_, told := s.run(0, append(install, "-n")...)
	if !strings.Contains(told, "mysql-connector-java-5.1.49-bin.jar: no datasource names a driver class of it: it has "+
		"com.mysql.jdbc.Driver; they name org.h2.Driver (WSO2_CARBON_DB, ") {
		t.Error(told)
	}
	s.untouched(before, true)
	s.run(0, "apply", "-H", "home", "--set", "database.password=x")

	configured := s.tree(false)
	diff, told := s.run(2, append(install, "--diff", "--exit-code")...)
	if want := "Binary files /dev/null and b/" + lib + "mysql-connector-java-5.1.49-bin.jar differ\n"; diff != want {
		t.Errorf("the diff is %q, want %q", diff, want)
	}
	for _, name := range []string{lib + "mysql-connector-java-5.1.38-bin.jar", dropins +
		"mysql_connector_java_5.1.38_bin_1.0.0.jar"} {
		if !strings.Contains(told, "ispatch: warning: "+name+": version 5.1.38 of this driver") {
			t.Errorf("no warning about %s:\n%s", name, told)
		}
	}
	s.run(0, "rollback", "-H", "home")
	s.untouched(configured, false)

	diff, told = s.run(0, append(install, "--diff", "--replace")...)
	if want := "Binary files /dev/null and b/" + lib + "mysql-connector-java-5.1.49-bin.jar differ\n" +
		"Binary files a/" + lib + "mysql-connector-java-5.1.38-bin.jar and /dev/null differ\n" +
		"Binary files a/" + dropins + "mysql_connector_java_5.1.38_bin_1.0.0.jar and /dev/null differ\n"; diff != want {
		t.Errorf("the diff is %q, want %q", diff, want)
	}
	if want := lib + "mysql-connector-java-5.1.49-bin.jar  driver com.mysql.jdbc.Driver  inserted\n" +
		lib + "mysql-connector-java-5.1.38-bin.jar  driver com.mysql.jdbc.Driver  removed\n" +
		dropins + "mysql_connector_java_5.1.38_bin_1.0.0.jar  driver com.mysql.jdbc.Driver  removed\n" +
		"ispatch: 3 files changed: 1 inserted, 2 removed\n"; told != want {
		t.Errorf("the report is\n%swant\n%s", told, want)
	}
	// The server starts, and makes a bundle of the new one.
	s.write("home/"+dropins+"mysql_connector_java_5.1.49_bin_1.0.0.jar", []byte(mysqlBundle(t, "5.1.49")))
	done := s.tree(true)
	if _, told = s.run(0, append(install, "--replace", "--exit-code")...); strings.Contains(told, "warning") {
		t.Error(told)
	}
	s.untouched(done, true)
	if err := os.Remove(s.path("home/" + dropins + "mysql_connector_java_5.1.49_bin_1.0.0.jar")); err != nil {
		t.Fatal(err)
	}
	s.run(0, "rollback", "-H", "home")
	s.untouched(configured, false)
}

// TestDriverInstallMakesLib: a home without the folder gets it, with a warning,
// and loses it again.
func TestDriverInstallMakesLib(t *testing.T) {
	s := newSite(t, "is-5.9.0") // nor does it matter that the server generates its XML files
	if err := os.RemoveAll(s.path("home/repository/components")); err != nil {
		t.Fatal(err)
	}
	s.write("m.jar", []byte(mysqlJAR(t, "5.1.49")))
	before := s.tree(false)
	_, told := s.run(0, "driver", "install", "-H", "home", "m.jar", "--force")
	if !strings.Contains(told, "warning: repository/components/lib: the folder is missing and will be created") {
		t.Error(told)
	}
	if info, err := os.Stat(s.path("home/repository/components/lib")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the folder: %v (%v)", info, err)
	}
	s.run(0, "rollback", "-H", "home")
	s.untouched(before, false)
}

// TestDriverCalls: the calls that are refused, and their messages.
func TestDriverCalls(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.write("two.zip", []byte(zipped(t, map[string]string{"a.jar": mysqlJAR(t, "1"), "b/b.jar": mysqlJAR(t, "2")})))
	s.run(0, "apply", "-H", "home", "--set", "database.password=x")
	before := s.tree(true)
	for _, c := range []struct {
		args   []string
		status int
		told   string
	}{
		{[]string{"driver"}, 64, "driver needs one of: "},
		{[]string{"driver", "install", "-H", "home"}, 64, "missing argument FILE"},
		{[]string{"driver", "install", "-H", "home", "a", "b"}, 64, `unexpected argument "b"`},
		{[]string{"driver", "install", "-H", "home", "-"}, 1, "a driver can't be read from standard input"},
		{[]string{"driver", "install", "-H", "home", "home"}, 1, "home: is a directory, not a file"},
		{[]string{"driver", "install", "-H", "nowhere", "two.zip"}, 1, "nowhere: cannot open the home"},
		{[]string{"driver", "install", "-H", "home", "two.zip"}, 1, "two.zip: holds 2 JARs that fit: a.jar, b/b.jar\n" +
			"ispatch: hint: choose one of them as the entry"},
		{[]string{"driver", "install", "-H", "home", "two.zip", "--entry", "c.jar"}, 1, "two.zip: holds no JAR " +
			"named c.jar; there are a.jar, b/b.jar"},
		{[]string{"driver", "install", "-H", "home", "two.zip", "--entry", "b.jar", "-n"}, 0, lib + "b.jar  driver " +
			"com.mysql.jdbc.Driver  inserted"},
	} {
		if _, told := s.run(c.status, c.args...); !strings.Contains(told, c.told) {
			t.Errorf("%v: want %q in\n%s", c.args, c.told, told)
		}
		s.untouched(before, true)
	}
}

func TestDriverList(t *testing.T) {
	s := newSite(t, "is-km-5.7.0")
	s.run(0, "apply", "-H", "home", "--set", "database.password=x", "--set", "datasources.WSO2REG_DB.type=postgresql")
	out, _ := s.run(0, "driver", "list", "-H", "home")
	missing := func(name, class string) string {
		text := s.read("home/repository/conf/datasources/master-datasources.xml")
		at := strings.Index(text, "<name>"+name+"</name>")
		line := strings.Count(text[:at], "\n") // that of <datasource>, the one above
		return "repository/conf/datasources/master-datasources.xml:" + strconv.Itoa(
			line,
		) + ": datasource " + name + ": " + class +
			" is in no JAR of repository/components/lib or dropins\n"
	}
	if want := missing("WSO2AM_DB", "com.mysql.jdbc.Driver") + missing("WSO2UM_DB", "com.mysql.jdbc.Driver") +
		missing("WSO2REG_DB", "org.postgresql.Driver"); out != want {
		t.Errorf("got\n%swant\n%s", out, want)
	}
	s.write("home/"+lib+"mysql-connector-java-5.1.49-bin.jar", []byte(mysqlJAR(t, "5.1.49")))
	s.write("home/"+dropins+"mysql_connector_java_5.1.49_bin_1.0.0.jar", []byte(mysqlBundle(t, "5.1.49")))
	s.write("home/"+lib+"broken.jar", []byte("PK"))
	s.write("home/"+lib+"tool.jar", []byte(zipped(t, map[string]string{"a/B.class": ""})))
	before := s.tree(true)
	out, _ = s.run(0, "driver", "list", "-H", "home")
	s.untouched(before, true)
	var rows []string
	for line := range strings.Lines(out) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"JAR VERSION BUNDLE DRIVER CLASSES USED BY",
		lib + "broken.jar - - cannot be read: it is not a complete ZIP file: it is cut off or damaged -",
		lib + "mysql-connector-java-5.1.49-bin.jar 5.1.49 yes com.mysql.jdbc.Driver WSO2AM_DB,WSO2UM_DB",
		lib + "tool.jar - no - -",
		dropins + "mysql_connector_java_5.1.49_bin_1.0.0.jar 5.1.49 of mysql-connector-java-5.1.49-bin.jar " +
			"com.mysql.jdbc.Driver WSO2AM_DB,WSO2UM_DB",
		strings.TrimSuffix(missing("WSO2REG_DB", "org.postgresql.Driver"), "\n"),
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	out, _ = s.run(0, "driver", "list", "-H", "home", "-o", "json")
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	users := []any{"WSO2AM_DB", "WSO2UM_DB"}
	wantJSON := map[string]any{
		"home": s.path("home"),
		"jars": []any{
			map[string]any{
				"path":    lib + "broken.jar",
				"drivers": []any{},
				"version": "",
				"bundle":  false,
				"usedBy":  []any{},
				"problem": "is not a complete ZIP file: it is cut off or damaged",
			},
			map[string]any{
				"path":    lib + "mysql-connector-java-5.1.49-bin.jar",
				"drivers": []any{"com.mysql.jdbc.Driver"},
				"version": "5.1.49",
				"bundle":  true,
				"usedBy":  users,
			},
			map[string]any{"path": lib + "tool.jar", "drivers": []any{}, "version": "", "bundle": false, "usedBy": []any{}},
			map[string]any{
				"path":     dropins + "mysql_connector_java_5.1.49_bin_1.0.0.jar",
				"drivers":  []any{"com.mysql.jdbc.Driver"},
				"version":  "5.1.49",
				"bundle":   true,
				"bundleOf": "mysql-connector-java-5.1.49-bin.jar",
				"usedBy":   users,
			},
		},
		"missing": []any{
			map[string]any{
				"datasource": "WSO2REG_DB",
				"class":      "org.postgresql.Driver",
				"file":       "repository/conf/datasources/master-datasources.xml",
				"line":       got["missing"].([]any)[0].(map[string]any)["line"],
			},
		},
	}
	if diff := cmp.Diff(wantJSON, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
