package driver

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestInstalled: the description of each JAR of a home.
func TestInstalled(t *testing.T) {
	old := connector(t, "5.1.38", mysql5)
	fsys := fstest.MapFS{
		Lib + "/mysql-connector-java-5.1.49-bin.jar": {Data: connector(t, "5.1.49", mysql5,
			"com.mysql.fabric.jdbc.FabricMySQLDriver")},
		Lib + "/mysql-connector-java-8.0.30.jar": {Data: jarOf(t, map[string]string{
			mysql5: "", mysql8: "",
			// The version goes over several lines, and comes after names of any case.
			"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\nIMPLEMENTATION-version: 8.0\n .30\n" +
				"Bundle-Version: 1\n\nName: x\nBundle-SymbolicName: other section\n",
			"META-INF/services/java.sql.Driver": "# comment\r\n\r\n " + mysql8 + " # the driver\r\nnot there\ncom.gone.Driver\n",
		})},
		Lib + "/postgresql-42.2.5.jre7.jar": {Data: jarOf(t, map[string]string{postgres: "",
			"META-INF/versions/9/x.class": ""})},
		Lib + "/tool.jar":      {Data: jarOf(t, map[string]string{"com.example.Tool": ""})},
		Lib + "/broken.jar":    {Data: []byte("PK and nothing more")},
		Lib + "/empty.jar":     {},
		Lib + "/readme.txt":    {Data: []byte("text")},
		Lib + "/more/deep.jar": {Data: old},
		Lib + "/folder.jar/x":  {Data: old},
		Dropins + "/mysql_connector_java_5.1.38_bin_1.0.0.jar": {Data: wrapper(t,
			"mysql-connector-java-5.1.38-bin.jar", old)},
		Dropins + "/bundle.jar": {Data: jarOf(t, map[string]string{
			"META-INF/MANIFEST.MF": "Bundle-SymbolicName: org.example.bundle;singleton:=true\nBundle-Version: 2.0.0\n" +
				"Bundle-ClassPath: .,\n lib/inner.jar;x=y, /gone.jar,\n /lib/inner.jar\n\n",
			"lib/inner.jar": string(connector(t, "42", postgres)),
			"lib/other.jar": string(old),
		})},
		Dropins + "/bad-inside.jar": {Data: wrapper(t, "x.jar", []byte("no JAR"))},
	}
	got, err := Installed(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := []JAR{
		{Path: Lib + "/broken.jar", Problem: "is not a complete ZIP file: it is cut off or damaged"},
		{Path: Lib + "/empty.jar", Problem: "is not a complete ZIP file: it is cut off or damaged"},
		{Path: Lib + "/mysql-connector-java-5.1.49-bin.jar", Version: "5.1.49", Bundle: true,
			Services: []string{mysql5, "com.mysql.fabric.jdbc.FabricMySQLDriver"}},
		{Path: Lib + "/mysql-connector-java-8.0.30.jar", Version: "8.0.30", Services: []string{mysql8, "com.gone.Driver"}},
		{Path: Lib + "/postgresql-42.2.5.jre7.jar", Version: "42.2.5.jre7"},
		{Path: Lib + "/tool.jar"},
		{Path: Dropins + "/bad-inside.jar", Problem: "x.jar in it is not a complete ZIP file: it is cut off or damaged"},
		{Path: Dropins + "/bundle.jar", Version: "2.0.0", Bundle: true, Services: []string{postgres}},
		{Path: Dropins + "/mysql_connector_java_5.1.38_bin_1.0.0.jar", Version: "5.1.38", Bundle: true,
			Wraps: "mysql-connector-java-5.1.38-bin.jar", Services: []string{mysql5}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(JAR{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	drivers := map[string][]string{}
	for _, jar := range got {
		drivers[jar.Path[strings.LastIndex(jar.Path, "/")+1:]] = jar.Drivers()
	}
	wantDrivers := map[string][]string{
		"broken.jar": nil, "empty.jar": nil, "tool.jar": nil, "bad-inside.jar": nil,
		"mysql-connector-java-5.1.49-bin.jar":       {mysql5, "com.mysql.fabric.jdbc.FabricMySQLDriver"},
		"mysql-connector-java-8.0.30.jar":           {mysql8, mysql5},
		"postgresql-42.2.5.jre7.jar":                {postgres},
		"bundle.jar":                                {postgres},
		"mysql_connector_java_5.1.38_bin_1.0.0.jar": {mysql5},
	}
	if diff := cmp.Diff(wantDrivers, drivers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{postgres}, slices.Sorted(maps.Keys(got[4].classes))); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	uses := []Use{{"A", mysql5}, {"B", "oracle.jdbc.OracleDriver"}, {"C", "org.h2.Driver"}, {"D", " " + postgres}}
	if diff := cmp.Diff([]Use{uses[1], uses[3]}, Missing(got, uses)); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

func TestInstalledWithoutFolders(t *testing.T) {
	if jars, err := Installed(fstest.MapFS{}); err != nil || jars != nil {
		t.Errorf("%v %v", jars, err)
	}
	if jars, err := Installed(fstest.MapFS{Lib: {Mode: 0o644}}); err == nil {
		t.Errorf("a file in the place of lib: %v", jars)
	}
}

// plainFS has files that can only be read from the beginning.
type plainFS struct{ fs.FS }

type plainFile struct{ fs.File }

func (p plainFS) Open(name string) (fs.File, error) {
	f, err := p.FS.Open(name)
	if _, isDir := f.(fs.ReadDirFile); err != nil || isDir {
		return f, err
	}
	return plainFile{f}, nil
}

func TestInstalledFromAnyFS(t *testing.T) {
	fsys := plainFS{fstest.MapFS{Lib + "/a.jar": {Data: connector(t, "1", postgres)}}}
	if f, err := fsys.Open(Lib + "/a.jar"); err != nil {
		t.Fatal(err)
	} else if _, can := f.(io.ReaderAt); can {
		t.Fatal("the file can be read anywhere: this tests nothing")
	}
	jars, err := Installed(fsys)
	if err != nil || len(jars) != 1 || !jars[0].Has(postgres) {
		t.Errorf("%v %v", jars, err)
	}
}

// TestJarTool reads a JAR that the JDK's own tool has made.
func TestJarTool(t *testing.T) {
	tool, err := exec.LookPath("jar")
	if err != nil {
		t.Skip("no jar tool on this machine")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"in/org/postgresql/Driver.class": "not really a class", "in/META-INF/services/java.sql.Driver": postgres + "\n",
		"manifest": "Implementation-Version: " + strings.Repeat("9.", 60) + "9\n",
	} {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "made.jar")
	if out, err := exec.Command(tool, "cfm", file, filepath.Join(dir, "manifest"), "-C", filepath.Join(dir, "in"),
		".").CombinedOutput(); err != nil {
		t.Fatalf("jar: %v\n%s", err, out)
	}
	f, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.Choose([]Use{{"A", postgres}}, ChooseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat("9.", 60) + "9"; c.JAR.Version != want || !cmp.Equal(c.JAR.Drivers(), []string{postgres}) {
		t.Errorf("version %s, drivers %v", c.JAR.Version, c.JAR.Drivers())
	}
	if data, err := os.ReadFile(file); err != nil || !bytes.Equal(data, c.Data) {
		t.Errorf("the bytes are not the file's (%v)", err)
	}
}

func TestNames(t *testing.T) {
	tests := []struct{ name, stem, version string }{
		{"mysql-connector-java-5.1.49-bin.jar", "mysql-connector-java", "5.1.49"},
		{"mysql_connector_java_5.1.38_bin_1.0.0.jar", "mysql-connector-java", "5.1.38"},
		{"mysql-connector-java.jar", "mysql-connector-java", ""},
		{"postgresql-9.4.1212.jre7.jar", "postgresql", "9.4.1212.jre7"},
		{"mssql-jdbc-7.4.1.jre8.jar", "mssql-jdbc", "7.4.1.jre8"},
		{"MariaDB-java-client-2.7.6.jar", "mariadb-java-client", "2.7.6"},
		{"ojdbc8.jar", "ojdbc8", ""},
		{"db2jcc4.jar", "db2jcc4", ""},
		{"h2-database-engine_1.2.140.wso2v3.jar", "h2-database-engine", "1.2.140.wso2v3"},
		{".jar", "", ""},
	}
	for _, c := range tests {
		if got := stem(c.name); got != c.stem {
			t.Errorf("stem of %s: %q, want %q", c.name, got, c.stem)
		}
		if got := versionOf(c.name); got != c.version {
			t.Errorf("version of %s: %q, want %q", c.name, got, c.version)
		}
	}
}
