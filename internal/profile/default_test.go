package profile

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/patch"
)

func ptr[T any](v T) *T { return &v }

// The default profile has exactly the values of WSO2's page "Configuring the Databases
// for IS as the Key Manager", in its order.
func TestDefaultIsThePage(t *testing.T) {
	p, err := Load(Input{Sources: []Source{DefaultSource()}})
	if err != nil {
		t.Fatal(err)
	}
	datasource := func(name, database, description string, autoCommit ...patch.Setting) patch.Operation {
		text := func(s string) patch.Value { return patch.Value{Text: s} }
		settings := []patch.Setting{
			{Name: "url", Value: text("jdbc:mysql://carbondb.mysql-wso2.com:3306/" + database + "?autoReconnect=true"),
				Placeholder: true},
			{Name: "username", Value: text("user"), Placeholder: true},
			{Name: "password", Value: text("password"), Placeholder: true},
		}
		settings = append(settings, autoCommit...)
		settings = append(settings,
			patch.Setting{Name: "driverClassName", Value: text("com.mysql.jdbc.Driver")},
			patch.Setting{Name: "maxActive", Value: text("50"), NewOnly: true},
			patch.Setting{Name: "maxWait", Value: text("60000"), NewOnly: true},
			patch.Setting{Name: "testOnBorrow", Value: text("true"), NewOnly: true},
			patch.Setting{Name: "validationQuery", Value: text("SELECT 1")},
			patch.Setting{Name: "validationInterval", Value: text("30000"), NewOnly: true},
		)
		return patch.Datasource{Name: name, Description: description, Configuration: settings}
	}
	want := []patch.Operation{
		datasource("WSO2AM_DB", "apimgtdb", "The datasource used for the API Manager database",
			patch.Setting{Name: "defaultAutoCommit", Value: patch.Value{Text: "false"}}),
		datasource("WSO2UM_DB", "userdb", "The datasource used by user manager"),
		datasource("WSO2REG_DB", "regdb", "The datasource used by the registry"),
		patch.UserStoreDatasource{Datasource: "WSO2UM_DB"},
		patch.Registry{Instances: []patch.RegistryInstance{{
			DBConfig: "govregistry", Datasource: "WSO2REG_DB", ID: "gov", URL: ptr("https://localhost:9443/registry"),
			CacheID:  "user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb",
			ReadOnly: ptr(false), EnableCache: ptr(true), RegistryRoot: ptr("/"),
			Mounts: []patch.Mount{{Path: "/_system/governance", Target: "/_system/governance"}, {Path: "/_system/config",
				Target: "/_system/config"}},
		}}},
	}
	for _, version := range []string{"", "5.2.0", "5.8.0"} {
		if diff := cmp.Diff(want, p.Operations(Options{ISVersion: version})); diff != "" {
			t.Errorf("IS %q (-page +profile):\n%s", version, diff)
		}
	}
	if got := p.Placeholders(); !reflect.DeepEqual(got, []string{"WSO2AM_DB", "WSO2UM_DB", "WSO2REG_DB"}) {
		t.Errorf("placeholders of %v", got)
	}
	if got := p.Secrets(); got != nil {
		t.Errorf("secrets %v", got)
	}
	if p.Driver != nil || p.Hosts != nil || p.Patches != nil {
		t.Errorf("driver %v, hosts %v, patches %v", p.Driver, p.Hosts, p.Patches)
	}
}

func TestDefaultIsACopy(t *testing.T) {
	Default()[0] = 'X'
	if Default()[0] == 'X' {
		t.Error("a caller changed the default profile")
	}
}

func TestOnly(t *testing.T) {
	const text = `
version: 1
database: {type: mysql, host: h, username: u, password: p}
datasources: {A: {database: a}}
userManagement: {dataSource: A, userStore: jdbc, admin: {username: root}}
registry: [{datasource: A}]
driver: {file: d.jar}
hosts: [{name: h, address: 192.0.2.1}]
patches: [{file: f.xml, path: /a, value: "1"}, {file: f.xml, path: /b, delete: true}]
`
	p := load(t, source(text))
	kinds := func(o Options) []string {
		var names []string
		for _, operation := range p.Operations(o) {
			names = append(names, reflect.TypeOf(operation).Name())
		}
		return names
	}
	for argument, want := range map[string][]string{
		"datasources":              {"Datasource"},
		"userManagement":           {"UserStoreDatasource", "UserStore", "Administrator"},
		"registry, patches":        {"Registry", "Set", "Delete"},
		"patches,datasources":      {"Datasource", "Set", "Delete"},
		"driver,hosts":             nil,
		"registry,registry ,hosts": {"Registry"},
	} {
		only, err := ParseOnly(argument)
		if err != nil {
			t.Errorf("ParseOnly(%q): %v", argument, err)
		}
		if got := kinds(Options{Only: only}); !reflect.DeepEqual(got, want) {
			t.Errorf("--only %s: %v, want %v", argument, got, want)
		}
	}
	all := []string{"Datasource", "UserStoreDatasource", "UserStore", "Administrator", "Registry", "Set", "Delete"}
	if got := kinds(Options{}); !reflect.DeepEqual(got, all) {
		t.Errorf("all: %v, want %v", got, all)
	}
	for argument, want := range map[string]string{
		"": `unknown section "" ` +
			`[known here: datasources, userManagement, userStores, registry, identityServer, apiManager, driver, hosts, ` +
			`patches]`,
		"datasource": `unknown section "datasource" [did you mean "datasources"?]`,
		"registry,,": `unknown section "" ` +
			`[known here: datasources, userManagement, userStores, registry, identityServer, apiManager, driver, hosts, ` +
			`patches]`,
		"usermanagement": `unknown section "usermanagement" [did you mean "userManagement"?]`,
	} {
		_, err := ParseOnly(argument)
		problem, ok := err.(*patch.Problem)
		if !ok || problem.Error()+" ["+problem.Hint+"]" != want {
			t.Errorf("ParseOnly(%q): %v, want %s", argument, err, want)
		}
	}
}

func TestForceReachesTheOperations(t *testing.T) {
	p := load(t, source(`{version: 1, database: {type: mysql, host: h, username: u, password: p},
  datasources: {A: {database: a}},
  userManagement: {userStore: jdbc, admin: {password: x}}}`))
	for _, force := range []bool{false, true} {
		for _, operation := range p.Operations(Options{Force: force}) {
			if got := reflect.ValueOf(operation).FieldByName("Force").Bool(); got != force {
				t.Errorf("%T: force %v, want %v", operation, got, force)
			}
		}
	}
}

func BenchmarkDefault(b *testing.B) {
	s := Input{Sources: []Source{DefaultSource()}}
	b.ReportAllocs()
	for b.Loop() {
		p, err := Load(s)
		if err != nil {
			b.Fatal(err)
		}
		p.Operations(Options{ISVersion: "5.7.0"})
	}
}
