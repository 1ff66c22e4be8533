package profile

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ispatch/patch"
)

func text1(s string) *patch.Value { return &patch.Value{Text: s} }

func TestUserManagement(t *testing.T) {
	const jdbc = "org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"
	const ldap = "org.wso2.carbon.user.core.ldap."
	for section, want := range map[string][]patch.Operation{
		"{}":                                    nil,
		"{userStore: keep}":                     nil,
		"{userStore: {type: keep}}":             nil,
		"{dataSource: A}":                       {patch.UserStoreDatasource{JNDI: "jdbc/of/A"}},
		"{dataSource: jdbc/of/A}":               {patch.UserStoreDatasource{JNDI: "jdbc/of/A"}},
		"{dataSource: jdbc/WSO2CarbonDB}":       {patch.UserStoreDatasource{JNDI: "jdbc/WSO2CarbonDB"}},
		"{userStore: jdbc}":                     {patch.UserStore{Class: jdbc}},
		"{userStore: {type: jdbc}}":             {patch.UserStore{Class: jdbc}},
		"{userStore: read-write-ldap}":          {patch.UserStore{Class: ldap + "ReadWriteLDAPUserStoreManager"}},
		"{userStore: read-only-ldap}":           {patch.UserStore{Class: ldap + "ReadOnlyLDAPUserStoreManager"}},
		"{userStore: {type: active-directory}}": {patch.UserStore{Class: ldap + "ActiveDirectoryUserStoreManager"}},
		"{userStore: {class: a.b.C, properties: {Z: 'x y', A: 100, B: false, C: '', D: 1.50, E: {env: DB_PASSWORD}, F: " +
			"{secretAlias: s}, 'G.H': 0x10}}}": {
			patch.UserStore{Class: "a.b.C", Properties: []patch.Property{{Name: "Z", Value: patch.Value{Text: "x y"}},
				{Name: "A", Value: patch.Value{Text: "100"}},
				{Name: "B", Value: patch.Value{Text: "false"}}, {Name: "C"}, {Name: "D", Value: patch.Value{Text: "1.50"}},
				{Name: "E", Value: patch.Value{Text: "fr0m-env"}},
				{Name: "F", Value: patch.Value{Alias: "s"}}, {Name: "G.H", Value: patch.Value{Text: "0x10"}}}}},
		"{admin: {username: root}}":                 {patch.Administrator{UserName: text1("root")}},
		"{admin: {password: {file: password.txt}}}": {patch.Administrator{Password: text1("fr0m-file")}},
		"{admin: {username: {env: DB_USER}, password: {secretAlias: " +
			"UserManager.AdminUser.Password}}}": {patch.Administrator{UserName: text1("envuser"),
			Password: &patch.Value{Alias: "UserManager.AdminUser.Password"}}},
		"{dataSource: A, admin: {username: root}, userStore: " +
			"jdbc}": {patch.UserStoreDatasource{JNDI: "jdbc/of/A"},
			patch.UserStore{Class: jdbc}, patch.Administrator{UserName: text1("root")}},
	} {
		p := load(t, source(head+"datasources: {A: {database: a, jndi: jdbc/of/A}}\nuserManagement: "+section))
		only := Only{SectionUserManagement: true}
		if diff := cmp.Diff(want, p.Operations(Options{Only: only})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", section, diff)
		}
	}
}

func TestRegistry(t *testing.T) {
	const datasources = `
datasources:
  A: {database: a, parameters: {x: y}}
  MS: {type: mssql, database: m, username: sa}
  H2: {type: h2, database: d}
  N: {database: n, jndi: jdbc/other}
`
	for section, want := range map[string][]patch.RegistryInstance{
		"[]":                     nil,
		"[{datasource: jdbc/X}]": {{DBConfig: "govregistry", ID: "gov", JNDI: "jdbc/X"}},
		"[{datasource: A}]": {{DBConfig: "govregistry", ID: "gov", Datasource: "A",
			CacheID: "u@jdbc:mysql://h:3306/a"}},
		"[{datasource: jdbc/A}]": {{DBConfig: "govregistry", ID: "gov", JNDI: "jdbc/A",
			CacheID: "u@jdbc:mysql://h:3306/a"}},
		"[{datasource: N}]": {{DBConfig: "govregistry", ID: "gov", JNDI: "jdbc/other",
			CacheID: "u@jdbc:mysql://h:3306/n"}},
		"[{datasource: MS}]": {{DBConfig: "govregistry", ID: "gov", Datasource: "MS",
			CacheID: "sa@jdbc:sqlserver://h:1433;databaseName=m"}},
		"[{datasource: H2, dbConfig: c}]": {{DBConfig: "c", ID: "gov", Datasource: "H2",
			CacheID: "u@jdbc:h2:./repository/database/d"}},
		`[{datasource: A, cacheId: own, instance: i, url: "https://h?a&b", readOnly: true, enableCache: false,
  registryRoot: /r, mounts: {/b: /c, /a: /a}}]`: {{DBConfig: "govregistry", ID: "i", Datasource: "A", CacheID: "own",
			URL: ptr("https://h?a&b"), ReadOnly: ptr(true), EnableCache: ptr(false), RegistryRoot: ptr("/r"),
			Mounts: []patch.Mount{{Path: "/b", Target: "/c"}, {Path: "/a", Target: "/a"}}}},
		"[{datasource: A, dbConfig: g, instance: i}, {datasource: jdbc/X, dbConfig: c, instance: j, mounts: {/a: /a}}]": {
			{DBConfig: "g", ID: "i", Datasource: "A", CacheID: "u@jdbc:mysql://h:3306/a"}, {DBConfig: "c", ID: "j",
				JNDI: "jdbc/X", Mounts: []patch.Mount{{Path: "/a", Target: "/a"}}}},
	} {
		p := load(t, source(head+datasources+"registry: "+section))
		if diff := cmp.Diff(want, p.Registry); diff != "" {
			t.Errorf("%s (-want +got)\n%s", section, diff)
		}
	}
}

func TestDriverHostsAndPatches(t *testing.T) {
	p := load(t, source(`
version: 1
driver: {file: lib/x.jar}
hosts: [{name: carbondb.mysql-wso2.com, address: 192.0.2.10}, {name: v6, address: '2001:db8::1'}]
patches:
  - {file: repository/conf/carbon.xml, path: /Server/Ports/Offset, value: "1"}
  - {file: a.xml, path: "/a/@b", value: 1.0}
  - {file: a.xml, path: /c, value: ""}
  - {file: a.xml, path: /d, value: {env: DB_PASSWORD}}
  - {file: a.xml, path: "//Foo[@id='x']", delete: true}
  - {file: a.xml, path: /e, value: {secretAlias: s}}
`))
	driver := &Driver{File: "lib/x.jar", Path: filepath.Join("conf", "lib", "x.jar")}
	if diff := cmp.Diff(driver, p.Driver, cmpopts.IgnoreUnexported(Driver{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Host{{"carbondb.mysql-wso2.com", "192.0.2.10"}, {"v6", "2001:db8::1"}}, p.Hosts); diff != "" {
		t.Error(diff)
	}
	want := []patch.Operation{
		patch.Set{Place: patch.Place{Path: "repository/conf/carbon.xml", XPath: "/Server/Ports/Offset"},
			Value: patch.Value{Text: "1"}},
		patch.Set{Place: patch.Place{Path: "a.xml", XPath: "/a/@b"}, Value: patch.Value{Text: "1.0"}},
		patch.Set{Place: patch.Place{Path: "a.xml", XPath: "/c"}},
		patch.Set{Place: patch.Place{Path: "a.xml", XPath: "/d"}, Value: patch.Value{Text: "fr0m-env"}},
		patch.Delete{Place: patch.Place{Path: "a.xml", XPath: "//Foo[@id='x']"}},
		patch.Set{Place: patch.Place{Path: "a.xml", XPath: "/e"}, Value: patch.Value{Alias: "s"}},
	}
	if diff := cmp.Diff(want, p.Operations(Options{})); diff != "" {
		t.Error(diff)
	}
	s := source("version: 1\ndriver: {file: x.jar}")
	s.Sources[0].Dir = ""
	if p := load(t, s); p.Driver.Path != "x.jar" {
		t.Errorf("without a folder: %+v", p.Driver)
	}
}
