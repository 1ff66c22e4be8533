package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The output of export is a valid profile. Applied to the home that it came from, it
// changes nothing; applied to a stock home, it gives the same tree.
func TestProfileExport(t *testing.T) {
	home, stock := fixtureHome(t, "configured-puppet"), fixtureHome(t, "is-km-5.7.0")
	before := contents(t, home)
	out, errs, code := machine{}.run("profile", "export", "--home", home)
	if code != 0 || errs != "" || strings.Contains(out, "km-pass") {
		t.Fatalf("exit %d, %s\n%s", code, errs, out)
	}
	file := filepath.Join(t.TempDir(), "exported.yaml")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := (machine{}).run("profile", "check", file); code != 0 ||
		!strings.Contains(errs, "the environment variable WSO2AM_DB_PASSWORD was not read") {
		t.Errorf("without variables: exit %d, %s", code, errs)
	}
	m := machine{variables: map[string]string{"WSO2_CARBON_DB_PASSWORD": "wso2carbon", "WSO2AM_DB_PASSWORD": "km-pass",
		"WSO2_UM_DB_PASSWORD":       "km-pass",
		"WSO2_IDENTITY_DB_PASSWORD": "km-pass", "ADMIN_PASSWORD": "admin"}}
	if _, errs, code := m.run("apply", "--home", home, "--profile", file, "--exit-code"); code != 0 ||
		!same(before, contents(t, home)) {
		t.Errorf("on the home itself: exit %d, %s", code, errs)
	}
	if _, errs, code := m.run("apply", "--home", stock, "--profile", file, "--exit-code"); code != 2 {
		t.Errorf("on a stock home: exit %d, %s", code, errs)
	}
	// The same below the realm; the registry has another order.
	realm := func(dir string) string {
		out, _, _ := m.run("show", "--home", dir, "-o", "json")
		var graph struct {
			Realm struct {
				DataSource struct{ JNDI, Datasource string }
				UserStores []struct{ Class string }
			}
			Registry struct {
				Mounts []struct{ Path, Target, RemoteInstance string }
			}
			Datasources []struct {
				Name, JNDI string
				Database   struct{ URL string }
			}
		}
		if err := json.Unmarshal([]byte(out), &graph); err != nil {
			t.Fatal(err)
		}
		kept := graph.Datasources[:0]
		for _, d := range graph.Datasources {
			if !strings.HasPrefix(d.Database.URL, "jdbc:h2:") {
				kept = append(kept, d)
			}
		}
		graph.Datasources = kept
		text, err := json.MarshalIndent(graph, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if want, got := realm(home), realm(stock); got != want {
		t.Errorf("the stock home is\n%s\nexported was\n%s", got, want)
	}
}

func TestProfileExportWarns(t *testing.T) {
	home := fixtureHome(t, "odd")
	const warning = "repository/conf/registry.xml:27: the mount of \"/_system/governance\" is left out"
	out, errs, code := machine{}.run("profile", "export", "--home", home)
	if code != 0 || !strings.HasPrefix(errs, "ispatch: warning: "+warning) || !strings.Contains(out, "version: 1\n") {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
	if quiet, errs, _ := (machine{}).run("profile", "export", "--home", home, "--quiet"); errs != "" || quiet != out {
		t.Errorf("--quiet: %s", errs)
	}
	text, errs, code := machine{}.run("profile", "export", "--home", home, "--output", "json")
	var report struct {
		Home, Profile string
		Variables     []struct{ Name, For string }
		Warnings      []string
	}
	if err := json.Unmarshal([]byte(text), &report); err != nil || code != 0 || errs != "" || report.Home != home ||
		report.Profile != out ||
		len(report.Warnings) != 1 || !strings.HasPrefix(report.Warnings[0], warning) || len(report.Variables) != 4 ||
		report.Variables[3].Name != "ADMIN_PASSWORD" {
		t.Errorf("exit %d, %v, %s\n%+v", code, err, errs, report)
	}
	if _, errs, code := (machine{}).run("profile", "export", "--home", fixtureHome(t, "is-5.9.0")); code != 0 ||
		!strings.Contains(errs, "deployment.toml") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func TestProfileExportOfABrokenHome(t *testing.T) {
	home := fixtureHome(t, "odd")
	if err := os.WriteFile(filepath.Join(home, "repository/conf/registry.xml"), []byte("<wso2registry>\n<x>"),
		0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(home, "repository/conf/user-mgt.xml")); err != nil {
		t.Fatal(err)
	}
	out, errs, code := machine{}.run("profile", "export", "--home", home)
	if code != 1 || out != "" || !strings.Contains(errs, "repository/conf/registry.xml:2:") ||
		!strings.Contains(errs, "repository/conf/user-mgt.xml: no such file") {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
}
