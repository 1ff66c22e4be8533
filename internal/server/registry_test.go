package server_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
)

func registry(content string) *server.Registry {
	return &read(server.RegistryXML, "<wso2registry>"+content+"</wso2registry>").Registry
}

// TestMounts: how the server treats each mount (RegistryConfigurationProcessor).
func TestMounts(t *testing.T) {
	const gov = "<dbConfig " +
		"name='g'><dataSource>jdbc/G</dataSource></dbConfig><remoteInstance><id>gov</id><dbConfig>g</dbConfig>" +
		"</remoteInstance>"
	mount := func(attributes, instance, target string) string {
		return "<mount " + attributes + "><instanceId>" + instance + "</instanceId><targetPath>" + target +
			"</targetPath></mount>"
	}
	for _, test := range []struct {
		name, content string
		want          []string
	}{
		{"in order, whatever the order of the elements", mount(`path="/a" overwrite="true"`, "gov", "/b") + gov,
			[]string{"/a /b mounted overwrites"}},
		{"overwrite in any case", gov + mount(`path="/a" overwrite="Virtual"`, "gov", "/b"),
			[]string{"/a /b mounted overwrites"}},
		{"overwrite with a blank is false", gov + mount(`path="/a" overwrite="true "`, "gov", "/b"),
			[]string{"/a /b mounted"}},
		{"without a path", gov + mount("", "gov", "/b"), []string{" /b skipped"}},
		{"without a target", gov + `<mount path="/a"><instanceId>gov</instanceId></mount>`, []string{"/a  skipped"}},
		{"of an instance that does not exist", gov + mount(`path="/a"`, "GOV", "/b"), []string{"/a /b absent"}},
		{"blanks are not trimmed", gov + mount(`path="/a"`, " gov", "/b"), []string{"/a /b absent"}},
		{"a path twice", gov + mount(`path="/a"`, "gov", "/b") + mount(`path="/a"`, "gov", "/c"),
			[]string{"/a /b mounted", "/a /c duplicate"}},
		{"a skipped one takes no path", gov + `<mount path="/a"/>` + mount(`path="/a"`, "gov", "/c"),
			[]string{"/a  skipped", "/a /c mounted"}},
		{"in a namespace", gov + `<mount xmlns="urn:x" path="/a"/>`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, m := range registry(test.content).Mounts {
				line := fmt.Sprintf("%s %s %s", m.Path.Text, m.Target.Text, m.Status)
				if m.Overwrites() {
					line += " overwrites"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDBConfigs: which dbConfig is the local one, which of those with the same name
// counts, and which is unused.
func TestDBConfigs(t *testing.T) {
	db := func(name, source string) string {
		return "<dbConfig name='" + name + "'><dataSource>" + source + "</dataSource></dbConfig>"
	}
	for _, test := range []struct {
		name, content, current string
		want                   []string
	}{
		{"currentDBConfig decides, whatever its name", "<currentDBConfig>local</currentDBConfig>" + db("local", "L") +
			db("wso2registry", "W"),
			"L", []string{"local used", "wso2registry"}},
		{"exactly", "<currentDBConfig>local </currentDBConfig>" + db("local", "L"), "", []string{"local"}},
		{"of one name the last", "<currentDBConfig>a</currentDBConfig>" + db("a", "1") + db("a", "2"), "2",
			[]string{"a overridden", "a used"}},
		{"used by a mount", db("a", "1") + db("b", "2") +
			"<remoteInstance><id>i</id><dbConfig>a</dbConfig></remoteInstance>" +
			"<remoteInstance><id>j</id><dbConfig>b</dbConfig></remoteInstance>" +
			`<mount path="/x"><instanceId>i</instanceId><targetPath>/y</targetPath></mount>`, "", []string{"a used", "b"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := registry(test.content)
			current := ""
			if g.Current != nil {
				current = g.Current.DataSource.Text
			}
			if current != test.current {
				t.Errorf("current is %q, want %q", current, test.current)
			}
			var got []string
			for _, d := range g.DBConfigs {
				line := d.Name.Text
				if d.Used {
					line += " used"
				}
				if d.Overridden != nil {
					line += " overridden"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFlag: readOnly and enableCache are read in any case, and not trimmed.
func TestFlag(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "TRUE": true, " true": false, "yes": false, "1": false,
		"": false} {
		if server.Flag(server.Value{Text: text}) != want {
			t.Errorf("%q is not read as %v", text, want)
		}
	}
}

func TestLikelyPath(t *testing.T) {
	for path, want := range map[string]string{
		"/_system/governance": "", "/_system/config": "", "/_system/is_km/config": "", "/shared": "", "/_system/config2": "",
		"/_system/local": "", "/_system/nodes": "",
		"/_system/goverance": "/_system/governance", "_system/governance": "/_system/governance",
		"/_system/config/": "/_system/config",
		"/_system//config": "/_system/config", "/_System/Config": "/_system/config", "/_system/config ": "/_system/config",
		"/_system/cofnig": "/_system/config", "/_system/is_km/config/": "/_system/is_km/config",
	} {
		if got := server.LikelyPath(path); got != want {
			t.Errorf("LikelyPath(%q) = %q, want %q", path, got, want)
		}
	}
}
