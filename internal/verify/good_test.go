package verify_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"ispatch/internal/server"
	"ispatch/internal/verify"
)

// Short names of the files, for the tables.
const (
	master    = server.MasterDatasources
	bps       = "repository/conf/datasources/bps-datasources.xml"
	metrics   = "repository/conf/datasources/metrics-datasources.xml"
	usermgt   = server.UserManagement
	registry  = server.RegistryXML
	identity  = "repository/conf/identity/identity.xml"
	manager   = "repository/conf/api-manager.xml"
	secondary = server.UserStoresFolder + "/d.xml"
	mysqlJAR  = "repository/components/lib/mysql-connector.jar"
)

// good returns the home that the tables break: the Key Manager pack with the default
// profile applied, and with a driver.
func good(t testing.TB) fstest.MapFS {
	t.Helper()
	home := fstest.MapFS{}
	for _, dir := range []string{"homes", "expected"} {
		load(t, home, filepath.Join("..", "..", "fixtures", dir, "is-km-5.7.0"))
	}
	home[mysqlJAR] = &fstest.MapFile{Data: jar(t, "com/mysql/jdbc/Driver.class")}
	return home
}

// load puts the files of a folder into a file system in memory.
func load(t testing.TB, into fstest.MapFS, dir string) {
	t.Helper()
	fsys := os.DirFS(dir)
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		into[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// jar returns a JAR with empty entries.
func jar(t testing.TB, entries ...string) []byte {
	t.Helper()
	contents := map[string][]byte{}
	for _, entry := range entries {
		contents[entry] = nil
	}
	return jarOf(t, contents)
}

func jarOf(t testing.TB, contents map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, data := range contents {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// found is a problem as the tables name it.
type found struct {
	code, file string
	line       int
}

// report checks a home with a version; unknown means a home that names none.
func report(home fstest.MapFS, version string) verify.Report {
	home = maps.Clone(home)
	if version == "unknown" {
		data := bytes.ReplaceAll(home[server.CarbonXML].Data, []byte("Version>"), []byte("version>"))
		home[server.CarbonXML] = &fstest.MapFile{Data: data}
	}
	home["bin/version.txt"] = &fstest.MapFile{Data: []byte("WSO2 Identity Server v" + version)}
	return verify.Check(server.Read(server.NewSource(home)), home, false)
}

func check(home fstest.MapFS, version string) []found { return short(report(home, version).Problems) }

func short(problems verify.Problems) []found {
	var all []found
	for _, p := range problems {
		all = append(all, found{p.Code, p.File, p.Line})
	}
	return all
}

// lineOf returns the line of the only occurrence of a text in a file.
func lineOf(t testing.TB, data []byte, text string) int {
	t.Helper()
	if n := bytes.Count(data, []byte(text)); n != 1 {
		t.Fatalf("%q stands there %d times", text, n)
	}
	return 1 + bytes.Count(data[:bytes.Index(data, []byte(text))], []byte("\n"))
}
