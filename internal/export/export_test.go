package export

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ispatch/internal/homestest"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// A view is the configuration of a home as the server would read it: every datasource by
// name, the realm, and the registry by kind and name.
type view struct {
	Datasources map[string]map[string]string
	Realm       map[string]string
	Registry    map[string]map[string]string
}

// viewOf reads a home. Passwords in the vault are read as their alias.
func viewOf(t rapid.TB, fsys fs.FS) view {
	t.Helper()
	docs := patch.NewDocuments(fsys)
	root := func(file string) *etree.Element {
		doc, err := docs.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		return doc.Root()
	}
	read := func(e *etree.Element) string {
		for _, a := range e.Attr {
			if a.Key == "secretAlias" {
				return "alias " + a.Value
			}
		}
		return xmlpath.Value(e)
	}
	trim := func(s string) string { return strings.Trim(s, " \t\r\n") }
	v := view{map[string]map[string]string{}, map[string]string{}, map[string]map[string]string{}}

	for _, d := range server.Read(docs).Datasources {
		one := map[string]string{"jndi": d.JNDI.Text}
		for _, definition := range d.Element.SelectElements("definition") {
			one["type"] = definition.SelectAttrValue("type", "")
			for _, s := range definition.FindElements("configuration/*") {
				key := profile.KeyAt(profile.SectionDatasources, "*", "configuration", s.Tag)
				switch {
				case s.Tag == "databaseProps" || s.Tag == "dataSourceProps":
					for _, p := range s.SelectElements("property") {
						one[s.Tag+"/"+p.SelectAttrValue("name", "")] = read(p)
					}
				case slices.Contains([]string{"url", "username", "password"}, s.Tag):
					one[s.Tag] = read(s)
				case !key.Exists(): // the server does not know it
				case key.IsText():
					one[s.Tag] = read(s)
				case key.IsBoolean():
					one[s.Tag] = strings.NewReplacer("1", "true", "0", "false").Replace(trim(read(s)))
				default:
					one[s.Tag] = trim(read(s))
					if n, err := strconv.Atoi(one[s.Tag]); err == nil {
						one[s.Tag] = strconv.Itoa(n)
					}
				}
			}
		}
		v.Datasources[d.Name.Text] = one
	}

	realm := root(patch.UserManagement).SelectElement("Realm")
	properties := func(prefix string, e *etree.Element) {
		for _, p := range e.SelectElements("Property") {
			v.Realm[prefix+trim(p.SelectAttrValue("name", ""))] = trim(read(p))
		}
	}
	if c := realm.SelectElement("Configuration"); c != nil {
		properties("realm ", c)
		for _, e := range c.FindElements("AdminUser/*") {
			v.Realm["admin "+e.Tag] = trim(read(e))
		}
		for _, tag := range []string{"AddAdmin", "AdminRole", "EveryOneRoleName"} {
			if e := c.SelectElement(tag); e != nil {
				v.Realm[tag] = trim(read(e))
			}
		}
	}
	if access := realm.SelectElement("AuthorizationManager"); access != nil {
		properties("access ", access)
	}
	if store := realm.SelectElement("UserStoreManager"); store != nil {
		v.Realm["class"] = store.SelectAttrValue("class", "")
		properties("store ", store)
	}

	for _, e := range root(patch.RegistryConfiguration).ChildElements() {
		name, ok := e.SelectAttrValue("name", ""), true
		switch e.Tag {
		case "dbConfig":
		case "mount":
			name = e.SelectAttrValue("path", "")
		case "remoteInstance":
			name = e.FindElement("id").Text()
		case "currentDBConfig":
			name = xmlpath.Value(e)
		default:
			ok = false
		}
		if !ok {
			continue
		}
		one := map[string]string{}
		for _, a := range e.Attr {
			one["@"+a.Key] = a.Value
		}
		for _, child := range e.ChildElements() {
			one[child.Tag] = read(child)
		}
		v.Registry[e.Tag+" "+name] = one
	}
	return v
}

// read returns the view of a home, with a version if one is given.
func read(fsys fs.FS, version string) *server.Config {
	c := server.Read(server.NewSource(fsys))
	if version != "" {
		c.Version = version
	}
	return c
}

func mustExport(t rapid.TB, fsys fs.FS, version string) *Profile {
	t.Helper()
	e, err := Of(read(fsys, version))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// plan applies an exported profile to a home, with the secrets of the home it
// came from in the environment.
func plan(t rapid.TB, e *Profile, fsys fs.FS, version string) (*patch.Plan, error) {
	t.Helper()
	p, err := profile.Load(profile.Input{Sources: []profile.Source{{Name: "exported.yaml", Data: e.YAML}},
		Getenv: func(name string) (string, bool) {
			v, ok := e.values[name]
			return v, ok
		}})
	if err != nil {
		t.Fatalf("%v\n%s", err, e.YAML)
	}
	return patch.NewPlan(fsys, p.Operations(profile.Options{ISVersion: version}))
}

func applied(t rapid.TB, e *Profile, fsys fs.FS, version string) fs.FS {
	t.Helper()
	plan, err := plan(t, e, fsys, version)
	if err != nil {
		t.Fatalf("%v\n%s", err, e.YAML)
	}
	files := map[string][]byte{}
	for _, f := range plan.Files {
		files[f.Path] = f.After
	}
	return homestest.Overlay(fsys, files)
}

// sameView compares the home that was exported with what its profile made of a
// stock home. What may differ is what Export's comment says: datasources that
// the server ships and that the profile leaves alone, the name of one that a
// stock home has for a JNDI name, and what the stock home has beyond: other
// datasources, and properties of its own user store block.
func sameView(t rapid.TB, e *Profile, want, got, stock view) {
	t.Helper()
	exported := map[string]map[string]string{}
	// A stock datasource that binds the JNDI name keeps its own name.
	renamed := func(jndi string) map[string]string {
		for name, d := range got.Datasources {
			if _, there := stock.Datasources[name]; there && d["jndi"] == jndi {
				return d
			}
		}
		return nil
	}
	for name, d := range want.Datasources {
		shipped := strings.HasPrefix(d["url"], "jdbc:h2:")
		if _, there := got.Datasources[name]; !there && shipped && name != carbonDB {
			continue
		}
		if same := cmp.Equal(got.Datasources[name], stock.Datasources[name]); same && shipped &&
			!strings.Contains(string(e.YAML), "\n  "+name+":\n") {
			continue
		}
		exported[name] = d
		result, there := got.Datasources[name]
		if !there {
			result = renamed(d["jndi"])
		}
		if diff := cmp.Diff(d, result); diff != "" {
			t.Errorf("datasource %s (-home +result):\n%s", name, diff)
		}
	}
	if len(exported) == 0 && strings.Contains(string(e.YAML), "\ndatasources:") {
		t.Error("no datasource was compared")
	}
	for name := range got.Datasources {
		if _, there := stock.Datasources[name]; !there && exported[name] == nil {
			t.Errorf("datasource %s is new and nobody's", name)
		}
	}
	realm := maps.Clone(got.Realm)
	maps.DeleteFunc(realm, func(key, _ string) bool {
		_, there := want.Realm[key]
		return !there && strings.HasPrefix(key, "store ")
	})
	if diff := cmp.Diff(want.Realm, realm); diff != "" {
		t.Errorf("realm (-home +result):\n%s", diff)
	}
	if diff := cmp.Diff(want.Registry, got.Registry); diff != "" {
		t.Errorf("registry (-home +result):\n%s", diff)
	}
	if t.Failed() {
		t.Logf("%s", e.YAML)
	}
}

// defaultProfile is the embedded one.
func defaultProfile(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := profile.Load(profile.Input{Sources: []profile.Source{profile.DefaultSource()}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fixture(name string) fs.FS {
	return os.DirFS(filepath.Join("..", "..", "fixtures", "homes", name))
}

// A profile exported from a configured home makes a stock home the same.
func TestExportMakesTheHomeAgain(t *testing.T) {
	test := func(name string, home, stock fs.FS, version string) {
		t.Run(name, func(t *testing.T) {
			e := mustExport(t, home, version)
			if len(e.Warnings) > 0 {
				t.Errorf("warnings: %q", e.Warnings)
			}
			result := applied(t, e, stock, version)
			sameView(t, e, viewOf(t, home), viewOf(t, result), viewOf(t, stock))
			if again, err := plan(t, e, result, version); err != nil || again.Changed() {
				t.Errorf("a second run changes something: %v", err)
			}
		})
	}
	for _, name := range []string{"configured-puppet", "configured-vault"} {
		test(name, fixture(name), fixture("is-km-5.7.0"), "5.7.0")
	}
	// A home that the default profile configured.
	p := defaultProfile(t)
	for _, name := range []string{"is-km-5.7.0", "is-5.8.0", "one-line"} {
		made, err := patch.NewPlan(fixture(name), p.Operations(profile.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{}
		for _, f := range made.Files {
			files[f.Path] = f.After
		}
		test("default on "+name, homestest.Overlay(fixture(name), files), fixture(name), "5.7.0")
	}
	t.Run("real", func(t *testing.T) {
		for _, home := range [][3]string{
			{"docker-apim-2.1.0.5", "is-5.3.0", "5.3.0"}, {"k8s-apim-2.1.x", "is-5.3.0", "5.3.0"},
			{"docker-apim-2.6.0.22", "is-km-5.7.0", "5.7.0"}, {"k8s-apim-2.6.0.1", "is-km-5.7.0", "5.7.0"},
			{"puppet-apim-2.6.x", "is-km-5.7.0", "5.7.0"},
		} {
			configured, stock := os.DirFS(filepath.Join(homestest.ConfiguredDir(t), home[0])),
				os.DirFS(filepath.Join(homestest.Dir(t), home[1]))
			test(home[0], configured, stock, home[2])
		}
	})
}

// Applied to the home that it came from, an exported profile changes nothing.
func TestExportChangesNothingWhereItCameFrom(t *testing.T) {
	test := func(name string, home fs.FS) {
		t.Run(name, func(t *testing.T) {
			for _, version := range []string{"", "5.2.0", "5.8.0"} {
				e := mustExport(t, home, version)
				made, err := plan(t, e, home, version)
				if err != nil {
					t.Fatalf("%v\n%s", err, e.YAML)
				}
				for _, f := range made.Files {
					if f.Changed() {
						t.Errorf("%s changes (-home +result):\n%s", f.Path, cmp.Diff(string(f.Before), string(f.After)))
					}
				}
			}
		})
	}
	for _, name := range []string{"is-km-5.7.0", "is-5.8.0", "is-5.9.0", "configured-puppet", "configured-vault",
		"odd", "one-line"} {
		test(name, fixture(name))
		test(name+" configured", os.DirFS(filepath.Join("..", "..", "fixtures", "expected", name)))
	}
	t.Run("real", func(t *testing.T) {
		for name, dir := range homestest.Homes(t) {
			test(name, os.DirFS(dir))
		}
	})
}

func TestExportOfBrokenFiles(t *testing.T) {
	home := homestest.Overlay(fixture("is-km-5.7.0"), map[string][]byte{
		patch.UserManagement: []byte("<UserManager>"), patch.MasterDatasources: []byte("<x/>")})
	_, err := Of(read(home, ""))
	var all problem.List
	if !errors.As(err, &all) || len(all) != 2 || all[0].File != patch.MasterDatasources ||
		all[1].File != patch.UserManagement {
		t.Errorf("%v", err)
	}
	if _, err := Of(read(os.DirFS(t.TempDir()), "")); !errors.As(err, &all) || len(all) != 3 {
		t.Errorf("%v", err)
	}
}

// Each secret is a variable of its own, and a flag is no secret.
func TestExportVariables(t *testing.T) {
	e := mustExport(t, fixture("configured-puppet"), "5.7.0")
	want := []Variable{
		{"WSO2_CARBON_DB_PASSWORD", "password of datasource WSO2_CARBON_DB"},
		{"WSO2AM_DB_PASSWORD", "password of datasource WSO2AM_DB"},
		{"WSO2_UM_DB_PASSWORD", "password of datasource WSO2_UM_DB"},
		{"WSO2_IDENTITY_DB_PASSWORD", "password of datasource WSO2_IDENTITY_DB"},
		{"ADMIN_PASSWORD", "password of the administrator admin"},
	}
	if diff := cmp.Diff(want, e.Variables); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, v := range want {
		if !strings.Contains(string(e.YAML), "#   "+v.Name+": ") ||
			!strings.Contains(string(e.YAML), ": {env: "+v.Name+"}\n") {
			t.Errorf("%s is not in\n%s", v.Name, e.YAML)
		}
	}
	if !strings.Contains(string(e.YAML), "StoreSaltedPassword: true\n") {
		t.Errorf("StoreSaltedPassword is not true in\n%s", e.YAML)
	}
}

// Datasources that the server ships are left out, unless something refers to them.
func TestExportLeavesOutWhatIsShipped(t *testing.T) {
	text := string(mustExport(t, fixture("is-km-5.7.0"), "5.7.0").YAML)
	for name, exported := range map[string]bool{"WSO2AM_DB": true, "WSO2_CARBON_DB": false, "WSO2AM_STATS_DB": false,
		"WSO2_MB_STORE_DB": false, "BPS_DS": false, "WSO2_METRICS_DB": false} {
		if got := strings.Contains(text, "\n  "+name+":\n"); got != exported {
			t.Errorf("%s exported: %v", name, got)
		}
	}
	if !strings.Contains(text, "left as they are:\n#     WSO2_CARBON_DB, WSO2AM_STATS_DB, WSO2_MB_STORE_DB, "+
		"BPS_DS,\n#     WSO2_METRICS_DB;") {
		t.Errorf("the profile does not say what it leaves out:\n%s", text)
	}
}
