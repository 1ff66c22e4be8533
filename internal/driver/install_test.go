package driver

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const another = "the server may load either"

func TestPlan(t *testing.T) {
	m49, m38 := connector(t, "5.1.49", mysql5), connector(t, "5.1.38", mysql5)
	m8, pg := connector(t, "8.0.30", mysql8, mysql5), connector(t, "42", postgres)
	extension := map[string]string{mysql5: ""}
	for _, name := range []string{"A", "B", "C"} {
		extension["com.example."+name] = ""
	}
	uses := []Use{{"CARBON", "org.h2.Driver"}, {"AM", mysql5}, {"UM", mysql5}}
	type removal struct{ Path, Class string }
	tests := []struct {
		name     string
		file     string // of m49, unless jar is set
		jar      []byte
		there    map[string][]byte
		uses     []Use
		replace  bool
		path     string
		old      []byte
		classes  []string
		removed  []removal
		warnings []string
	}{
		{
			name: "into an empty lib", there: map[string][]byte{Lib + "/README.txt": nil},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
		},
		{
			name: "without lib", there: map[string][]byte{"repository/conf/x": nil},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
			warnings: []string{Lib + ": the folder is missing and will be created: is this the home of a whole server?"},
		},
		{
			name: "out of a folder, in capitals", file: "x/MYSQL.JAR", there: map[string][]byte{Lib + "/x": nil},
			path: Lib + "/MYSQL.jar", classes: []string{mysql5},
		},
		{
			name: "there already", there: map[string][]byte{Lib + "/mysql-connector-java-5.1.49-bin.jar": m49},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", old: m49, classes: []string{mysql5},
		},
		{
			name: "there already, with the server's bundle of it", replace: true,
			there: map[string][]byte{
				Lib + "/mysql-connector-java-5.1.49-bin.jar":           m49,
				Dropins + "/mysql_connector_java_5.1.49_bin_1.0.0.jar": wrapper(t, "mysql-connector-java-5.1.49-bin.jar", m49),
			},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", old: m49, classes: []string{mysql5},
		},
		{
			name: "another file of that name", there: map[string][]byte{Lib +
				"/mysql-connector-java-5.1.49-bin.jar": m38}, replace: true,
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", old: m38, classes: []string{mysql5},
		},
		{
			name: "an empty file of that name", there: map[string][]byte{Lib + "/mysql-connector-java-5.1.49-bin.jar": {}},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", old: []byte{}, classes: []string{mysql5},
		},
		{
			name: "another version",
			there: map[string][]byte{
				Lib + "/mysql-connector-java-5.1.38-bin.jar":           m38,
				Dropins + "/mysql_connector_java_5.1.38_bin_1.0.0.jar": wrapper(t, "mysql-connector-java-5.1.38-bin.jar", m38),
				Lib + "/postgresql-42.jar":                             pg,
				Dropins + "/connector-8.jar":                           m8,
			},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
			warnings: []string{
				Lib + "/mysql-connector-java-5.1.38-bin.jar: version 5.1.38 of this driver is there too, and " + another,
				Dropins + "/connector-8.jar: version 8.0.30 of this driver is there too, and " + another,
				Dropins + "/mysql_connector_java_5.1.38_bin_1.0.0.jar: version 5.1.38 of this driver, a bundle that the server " +
					"created from mysql-connector-java-5.1.38-bin.jar, is there too, and " + another,
			},
		},
		{
			name: "another version, to be replaced", replace: true,
			there: map[string][]byte{
				Lib + "/mysql-connector-java-5.1.38-bin.jar":           m38,
				Dropins + "/mysql_connector_java_5.1.38_bin_1.0.0.jar": wrapper(t, "mysql-connector-java-5.1.38-bin.jar", m38),
				Lib + "/mysql-connector-java.jar":                      []byte("no JAR at all"),
				Lib + "/postgresql-42.jar":                             pg,
			},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
			removed: []removal{
				{Lib + "/mysql-connector-java-5.1.38-bin.jar", mysql5},
				{Lib + "/mysql-connector-java.jar", "mysql-connector-java.jar"},
				{Dropins + "/mysql_connector_java_5.1.38_bin_1.0.0.jar", mysql5},
			},
		},
		{
			name: "something larger that has the class", replace: true,
			there: map[string][]byte{Lib + "/x": nil, Dropins + "/extension.jar": jarOf(t, extension)},
			path:  Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
			warnings: []string{Dropins + "/extension.jar: also has com.mysql.jdbc.Driver, but is more than a driver: it " +
				"stays, and the server may load either"},
		},
		{
			name: "a wanted class that is nowhere", there: map[string][]byte{Lib + "/x": nil},
			uses: []Use{{"AM", mysql5}, {"REG", postgres}, {"OTHER", "oracle.jdbc.OracleDriver"}, {"MORE", postgres}},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
			warnings: []string{"in no JAR of " + Lib + " or " + Dropins + ": org.postgresql.Driver (REG, MORE), " +
				"oracle.jdbc.OracleDriver (OTHER)"},
		},
		{
			name: "the only one that had a class goes", there: map[string][]byte{Lib +
				"/mysql-connector-java-8.0.30.jar": m8}, replace: true,
			uses: []Use{{"AM", mysql5}, {"UM", mysql8}},
			path: Lib + "/mysql-connector-java-5.1.49-bin.jar", classes: []string{mysql5},
			removed:  []removal{{Lib + "/mysql-connector-java-8.0.30.jar", mysql5}},
			warnings: []string{"in no JAR of " + Lib + " or " + Dropins + ": com.mysql.cj.jdbc.Driver (UM)"},
		},
		{
			name: "several wanted classes", file: "m8.jar", jar: m8, there: map[string][]byte{Lib + "/x": nil},
			uses: []Use{{"AM", mysql5}, {"UM", mysql8}, {"REG", mysql5}}, path: Lib + "/m8.jar", classes: []string{mysql5,
				mysql8},
		},
		{
			name: "no wanted class", file: "m8.jar", jar: m8, there: map[string][]byte{Lib + "/x": nil},
			uses: uses[:1], path: Lib + "/m8.jar", classes: []string{mysql8, mysql5},
			warnings: []string{Lib + "/m8.jar: no datasource names a driver class of it: it has com.mysql.cj.jdbc.Driver, " +
				"com.mysql.jdbc.Driver; they name org.h2.Driver (CARBON)"},
		},
		{
			name: "no driver at all", file: "tool.jar", jar: jarOf(t, map[string]string{"a.B": ""}),
			there: map[string][]byte{Lib + "/x": nil},
			uses:  uses[:1], path: Lib + "/tool.jar", classes: []string{"tool.jar"},
			warnings: []string{Lib + "/tool.jar: no datasource names a driver class of it: it has no driver class; " +
				"they name org.h2.Driver (CARBON)"},
		},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, data := range c.there {
				fsys[name] = &fstest.MapFile{Data: data}
			}
			if c.file == "" {
				c.file = "mysql-connector-java-5.1.49-bin.jar"
			}
			if c.jar == nil {
				c.jar = m49
			}
			if c.uses == nil {
				c.uses = uses
			}
			f, err := Open(put(t, filepath.Base(c.file), c.jar))
			if err != nil {
				t.Fatal(err)
			}
			candidate := f.Candidates[0]
			candidate.Name = c.file
			in, err := Plan(fsys, &candidate, c.uses, c.replace)
			if err != nil {
				t.Fatal(err)
			}
			want := &Installation{Path: c.path, Old: c.old, New: c.jar, Classes: c.classes, Warnings: in.Warnings}
			for _, r := range c.removed {
				want.Removed = append(want.Removed, Removal{Path: r.Path, Class: r.Class, Old: c.there[r.Path]})
			}
			if diff := cmp.Diff(want, in); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.warnings, texts(in)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			if changed := c.old == nil || string(c.old) != string(c.jar); in.Changed() != changed {
				t.Errorf("changed is %v", in.Changed())
			}
		})
	}
}

// TestPlanLink: a JAR that is a symbolic link is never removed: that would
// remove the link's target, and leave the link.
func TestPlanLink(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string][]byte{"drivers/old.jar": connector(t, "5.1.38", mysql5)} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, Lib), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../../drivers/old.jar", filepath.Join(dir, Lib, "old.jar")); err != nil {
		t.Skip(err)
	}
	f, err := Open(put(t, "new.jar", connector(t, "5.1.49", mysql5)))
	if err != nil {
		t.Fatal(err)
	}
	in, err := Plan(os.DirFS(dir), &f.Candidates[0], []Use{{"A", mysql5}}, true)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{Lib + "/old.jar: version 5.1.38 of this driver is there too, as a symbolic link: remove it, " +
		"because the server may load either"}
	if in.Removed != nil || !cmp.Equal(want, texts(in)) {
		t.Errorf("%v %v", in.Removed, in.Warnings)
	}
}

// texts are the warnings of an installation.
func texts(in *Installation) []string {
	var list []string
	for _, p := range in.Warnings {
		list = append(list, p.Error())
	}
	return list
}

func TestPlanRefuses(t *testing.T) {
	c := Candidate{Name: "a\nb.jar", Data: connector(t, "5.1.49", mysql5)}
	_, err := Plan(fstest.MapFS{}, &c, nil, false)
	if message, _ := told(t, "", err); message != `"a\nb.jar": is not a valid file name for the server` {
		t.Error(message)
	}
	c.Name = "a.jar"
	if in, err := Plan(fstest.MapFS{Lib + "/a.jar": {Mode: fs.ModeDir | 0o755}}, &c, nil, false); err == nil {
		t.Errorf("a folder in its place: %+v", in)
	}
}
