package verify_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/home"
	"ispatch/internal/homestest"
	"ispatch/internal/verify"
)

// TestCollected: several problems are all reported, in the order of files and lines, and
// consequences of a problem are not reported again.
func TestCollected(t *testing.T) {
	for _, test := range []struct {
		breakage
		want []found
	}{
		{breakage{name: "a datasource outside <datasources> that is asked for", edits: []edit{
			{master, "", "<datasource>\n            <name>WSO2UM_DB</name>",
				"</datasources>\n        <datasource>\n            <name>WSO2UM_DB</name>"},
			{master, "", "<datasource>\n            <name>WSO2REG_DB</name>",
				"<datasources><datasource>\n            <name>WSO2REG_DB</name>"}}},
			[]found{{"datasource-outside", master, 95 + 1}, {"second-datasources", master, 117}}},
		{breakage{name: "a leftover copy with the same names",
			add: map[string]string{"repository/conf/datasources/backup-datasources.xml": "<datasources-configuration>" +
				"<datasources>\n" +
				`<datasource><name>WSO2UM_DB</name><definition ` +
				`type="RDBMS"><configuration><url>jdbc:h2:x</url></configuration></definition></datasource>` + "\n" +
				`<datasource><name>WSO2REG_DB</name><definition ` +
				`type="RDBMS"><configuration><url>jdbc:h2:x</url></configuration></definition></datasource>` +
				"</datasources></datasources-configuration>"}},
			[]found{{"leftover-copy", "repository/conf/datasources/backup-datasources.xml", 0},
				{"duplicate-datasource-name", "repository/conf/datasources/backup-datasources.xml", 2}}},
		{breakage{name: "blanks around a JNDI name that nothing binds either", edits: []edit{{registry, "",
			">jdbc/WSO2REG_DB<", "> jdbc/REG<"}}},
			[]found{{"jndi-name-blanks", registry, 28}, {"unknown-jndi-name", registry, 28}}},
		{breakage{name: "all three files at once", edits: []edit{
			{master, inUM, "com.mysql.jdbc.Driver", "com.mysql.jdbc.Driver "}, {master, inUM, "<maxActive>50", "<maxActive>x"},
			{usermgt, "", "<UserName>admin", "<UserName>A/admin"}, {usermgt, "", "<AddAdmin>true</AddAdmin>", ""},
			{registry, inConfig, "<instanceId>gov", "<instanceId>go"}, {registry, inRemote, "<readOnly>false", "<readOnly>no"}}},
			[]found{{"driver-class-blanks", master, 106}, {"bad-number", master, 107}, {"missing-realm-element", usermgt, 12},
				{"admin-domain", usermgt, 16},
				{"registry-boolean", registry, 35}, {"unknown-instance", registry, 46}}},
		{breakage{name: "a file that does not parse keeps no other from being checked", edits: []edit{
			{master, inUM, "</username>", "</user>"}, {usermgt, "", "<UserName>admin", "<UserName>A/admin"}, {registry, "",
				"<currentDBConfig>wso2", "<currentDBConfig>"}}},
			[]found{{"not-well-formed", master, 104}, {"admin-domain", usermgt, 16}, {"unknown-current-db-config", registry,
				18}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := fixedHome(t)
			test.at = none
			test.breakHome(t, home)
			if diff := cmp.Diff(test.want, check(home, "5.7.0"), cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyProblems: the report of a file with very many problems is limited.
func TestManyProblems(t *testing.T) {
	home := fixedHome(t)
	mount := `<mount path="/x"/>`
	edit{registry, "", inDefault, strings.Repeat(mount, 5000) + inDefault}.apply(t, home)
	problems := report(home, "5.7.0").Problems
	if len(problems) != 1001 || problems[1000].Code != "too-many-problems" || problems[999].Code != "skipped-mount" {
		t.Errorf("%d problems, the last %v", len(problems), problems[len(problems)-1])
	}
}

// TestInterrupted: a home that a run left half changed is distinguished from a locked
// one.
func TestInterrupted(t *testing.T) {
	dir := homestest.Copy(t, "../../fixtures/homes/configured-vault")
	codes := func() (codes []string) {
		h, err := home.Open(dir, home.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		report, err := verify.Home(h)
		if err != nil {
			t.Fatal(err)
		}
		if report.Home != dir || report.Version != "5.7.0" {
			t.Errorf("home %s, version %s", report.Home, report.Version)
		}
		for _, p := range report.Problems {
			codes = append(codes, string(p.Severity)+" "+p.Code)
		}
		return codes
	}
	if err := os.Mkdir(filepath.Join(dir, ".ispatch"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := codes(); got != nil {
		t.Errorf("%q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, ".ispatch", "journal"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"error interrupted-run"}, codes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLinks: a file behind a link that leads out of the home is unreadable,
// not missing.
func TestLinks(t *testing.T) {
	dir := homestest.Copy(t, "../../fixtures/homes/configured-vault")
	file := filepath.Join(dir, filepath.FromSlash(registry))
	outside := filepath.Join(t.TempDir(), "registry.xml")
	if err := os.Rename(file, outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, file); err != nil {
		t.Skipf("no symbolic links: %v", err)
	}
	for follow, want := range map[bool]string{false: "unreadable-file " + registry, true: ""} {
		h, err := home.Open(dir, home.Options{FollowLinks: follow})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		report, err := verify.Home(h)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range report.Problems {
			got += p.Code + " " + p.File
		}
		if got != want {
			t.Errorf("with follow %v: %q instead of %q", follow, got, want)
		}
	}
}

// TestJSON: the form of the report is a promise.
func TestJSON(t *testing.T) {
	home := fixedHome(t)
	delete(home, usermgt)
	found := report(home, "5.7.0")
	data, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"home":"","product":"WSO2 Identity Server as Key ` +
		`Manager","version":"5.7.0","problems":[{"severity":"error","code":"missing-file","file":"repository/conf/` +
		`user-mgt.xml","line":0,` +
		`"message":"no such file","hint":"restore it from the server's distribution"}]}`
	if string(data) != want {
		t.Errorf("%s\ninstead of\n%s", data, want)
	}
	data, err = json.Marshal(report(fixedHome(t), "5.8.0"))
	const none = `{"home":"","product":"WSO2 Identity Server as Key Manager","version":"5.8.0","problems":[]}`
	if err != nil || string(data) != none {
		t.Errorf("%s %v", data, err)
	}
}

// TestNothing: for an empty home, only the three missing files are reported.
func TestNothing(t *testing.T) {
	want := []found{{"missing-file", master, 0}, {"missing-file", usermgt, 0}, {"missing-file", registry, 0}}
	if diff := cmp.Diff(want, check(fstest.MapFS{}, ""), cmp.AllowUnexported(found{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPrintable: the content of a file can't forge a message.
func TestPrintable(t *testing.T) {
	home := fixedHome(t)
	edit{usermgt, "", ">jdbc/WSO2UM_DB<", ">a\nregistry.xml:1: error: b\u009b31m\t<"}.apply(t, home)
	problems := report(home, "5.7.0").Problems
	const want = "the realm asks for the JNDI name a registry.xml:1: error: b 31m, which no datasource binds"
	if len(problems) != 1 || problems[0].Message != want {
		t.Errorf("%q", problems)
	}
}
