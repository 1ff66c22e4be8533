package patch_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/patch"
)

// Parts of registry.xml for the mounts here.
const (
	configG = "  <dbConfig name=\"g\">\n    <dataSource>jdbc/G</dataSource>\n  </dbConfig>\n"
	remoteI = "  <remoteInstance>\n    <id>i</id>\n    <cacheId>@</cacheId>\n    <dbConfig>g</dbConfig>\n" +
		"    <readOnly>false</readOnly>\n    <enableCache>true</enableCache>\n    <registryRoot>/</registryRoot>\n" +
		"  </remoteInstance>\n"
)

func mount(path, instance, target string) string {
	return "  <mount path=\"" + path + "\" overwrite=\"true\">\n    <instanceId>" + instance + "</instanceId>\n" +
		"    <targetPath>" + target + "</targetPath>\n  </mount>\n"
}

// TestSingleOperations: operations as single commands use them.
func TestSingleOperations(t *testing.T) {
	const file, master1 = patch.RegistryConfiguration, patch.MasterDatasources
	with := func(text string) map[string]string {
		return map[string]string{file: registry(text), master1: master(datasource("G", "jdbc/G", ""))}
	}
	one := func(text string) map[string]string { return map[string]string{file: registry(text)} }
	other := "  <dbConfig name=\"o\">\n    <dataSource>jdbc/O</dataSource>\n  </dbConfig>\n" +
		"  <remoteInstance>\n    <id>o</id>\n    <dbConfig>o</dbConfig>\n  </remoteInstance>\n"
	fresh := strings.NewReplacer("\"g\"", "\"govregistry\"", ">g<", ">govregistry<", ">i<", ">gov<")
	for _, test := range []struct {
		name   string
		files  map[string]string
		op     patch.Operation
		want   map[string]string
		report string
	}{
		{"mount from nothing", with(""), patch.MountSet{Path: "/_system/config", JNDI: "jdbc/G"},
			one(fresh.Replace(configG+remoteI) + mount("/_system/config", "gov", "/_system/config")),
			"dbConfig govregistry inserted\nremoteInstance gov inserted\nmount /_system/config inserted"},
		{"mount on the instance of the datasource", with(configG + remoteI),
			patch.MountSet{Path: "/p", Target: "/t", JNDI: "jdbc/G"},
			one(configG + remoteI + mount("/p", "i", "/t")),
			"dbConfig g unchanged\nremoteInstance i unchanged\nmount /p inserted"},
		{"mount on an instance", with(configG + remoteI + "  <x/>\n"), patch.MountSet{Path: "/p", Instance: "i"},
			one(configG + remoteI + mount("/p", "i", "/p") + "  <x/>\n"), "mount /p inserted"},
		{"mount with another target", with(configG + remoteI + mount("/p", "i", "/t")),
			patch.MountSet{Path: "/p", Target: "/u"},
			one(configG + remoteI + mount("/p", "i", "/u")), "mount /p updated targetPath"},
		{"mount as it is", with(configG + remoteI + mount("/p", "i", "/t")), patch.MountSet{Path: "/p"}, nil,
			"mount /p unchanged"},
		{"mount moves to the instance of the datasource", with(configG + remoteI + other + mount("/p", "o", "/t")),
			patch.MountSet{Path: "/p", JNDI: "jdbc/G"}, one(configG + remoteI + other + mount("/p", "i", "/t")),
			"dbConfig g unchanged\nremoteInstance i unchanged\nmount /p updated instanceId"},
		{"mount takes its own instance along", with(other + mount("/p", "o", "/t")), patch.MountSet{Path: "/p",
			JNDI: "jdbc/G"},
			one(strings.NewReplacer("jdbc/O", "jdbc/G").Replace(strings.Replace(other, "</id>\n", "</id>\n"+
				"    <cacheId>@</cacheId>\n", 1)) + mount("/p", "o", "/t")),
			"dbConfig o updated dataSource\nremoteInstance o updated cacheId\nmount /p unchanged"},
		{"mount removed", with(configG + remoteI + mount("/p", "i", "/t")), patch.MountRemove{Path: "/p"},
			one(configG + remoteI), "mount /p removed"},
		{"mount removed already", with(configG), patch.MountRemove{Path: "/p", Prune: true}, nil, "mount /p unchanged"},
		{"mount removed with what it used", with(configG + remoteI + mount("/p", "i", "/t") + "  <dbConfig name=\"x\"/>\n"),
			patch.MountRemove{Path: "/p", Prune: true}, one("  <dbConfig name=\"x\"/>\n"),
			"mount /p removed\ndbConfig g removed\nremoteInstance i removed"},
		{"mount removed, and another uses the same", with(configG + remoteI + mount("/p", "i", "/t") + mount("/q", "i",
			"/t")),
			patch.MountRemove{Path: "/p", Prune: true}, one(configG + remoteI + mount("/q", "i", "/t")), "mount /p removed"},
		{"datasource removed", map[string]string{master1: master(datasource("A", "jdbc/A", "") + datasource("B", "jdbc/B",
			""))},
			patch.DatasourceRemove{Name: "A"}, map[string]string{master1: master(datasource("B", "jdbc/B", ""))},
			"datasource A removed"},
		{"datasource removed already", nil, patch.DatasourceRemove{Name: "A"}, nil, "datasource A unchanged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkOperation(t, test.files, test.op, test.want, strings.Split(test.report, "\n"))
		})
	}
}

// TestSingleRefusals: what these operations cannot do is a problem with its
// place.
func TestSingleRefusals(t *testing.T) {
	used := map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", "")),
		patch.UserManagement:        userMgt("      <Property name=\"dataSource\">jdbc/A</Property>\n", ""),
		patch.RegistryConfiguration: strings.Replace(registry(""), "jdbc/WSO2CarbonDB", "jdbc/A", 1)}
	for _, test := range []struct {
		name  string
		files map[string]string
		op    patch.Operation
		want  string
	}{
		{"a datasource in use", used, patch.DatasourceRemove{Name: "A"}, patch.MasterDatasources +
			":3:5: datasource A is in use: its JNDI name jdbc/A is referred to by the realm (" + patch.UserManagement +
			":5), the registry (" + patch.RegistryConfiguration + ":3)"},
		{"a datasource twice", map[string]string{patch.MasterDatasources: master(datasource("A", "a", "") +
			datasource("A", "b", ""))}, patch.DatasourceRemove{Name: "A"},
			patch.MasterDatasources + ":3:5: duplicate datasource A (also at line 13)"},
		{"a mount of nothing", nil, patch.MountSet{Path: "/p"},
			patch.RegistryConfiguration + ":1:1: there is no remoteInstance gov for mount /p"},
		{"a dbConfig of other mounts", map[string]string{patch.RegistryConfiguration: registry(configG + remoteI +
			mount("/p", "i", "/p") + mount("/q", "i", "/q"))}, patch.MountSet{Path: "/p", JNDI: "jdbc/H"},
			patch.RegistryConfiguration + ":20:3: mount /q uses dbConfig g too, which would move from jdbc/G to jdbc/H"},
		{"a mount twice", map[string]string{patch.RegistryConfiguration: registry(mount("/p", "i", "") + mount("/p", "i",
			""))},
			patch.MountRemove{Path: "/p"}, patch.RegistryConfiguration + ":5:3: duplicate mount /p (also at line 9)"},
		{"a domain that is no file name", nil, patch.SecondaryUserStore{Domain: "../X", Class: "c"},
			"repository/deployment/server/userstores: the domain of a user store must be letters"},
		{"a domain twice", stores(map[string]string{"A.xml": store("c", "X", ""), "B.xml": store("c", "x", "")}),
			patch.SecondaryUserStore{Domain: "X", Class: "c"},
			"repository/deployment/server/userstores/A.xml:1:1: duplicate user store of the domain X (also at " +
				"repository/deployment/server/userstores/B.xml:1)"},
		{"a store without what it needs", nil,
			patch.SecondaryUserStore{Domain: "X", Class: patch.ReadOnlyLDAPUserStore},
			"repository/deployment/server/userstores/X.xml:2:1: the user store " + patch.ReadOnlyLDAPUserStore +
				" would lack what its class requires: ConnectionURL"},
		{"another file of its name", stores(map[string]string{"X.xml": store("c", "Y", "")}),
			patch.SecondaryUserStore{Domain: "X", Class: "c"},
			"repository/deployment/server/userstores/X.xml:1:1: the file exists but is not the user store of the domain X"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := patch.NewPlan(home(test.files), []patch.Operation{test.op})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

const storesFolder = "repository/deployment/server/userstores/"

func stores(files map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range files {
		all[storesFolder+name] = text
	}
	return all
}

func store(class, domain, properties string) string {
	return "<UserStoreManager class=\"" + class + "\">\n    <Property name=\"DomainName\">" + domain + "</Property>\n" +
		properties + "</UserStoreManager>\n"
}

// TestSecondaryUserStore: a store besides the primary one, in a file of its
// own.
func TestSecondaryUserStore(t *testing.T) {
	const prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	property := func(name, value string) string {
		return "    <Property name=\"" + name + "\">" + value + "</Property>\n"
	}
	wanted := patch.SecondaryUserStore{Domain: "EXAMPLE.COM", Class: "x.Store", Properties: []patch.Property{
		{Name: "A", Value: patch.Value{Text: "1 & 2"}}, {Name: "Password", Value: patch.Value{Text: "p"}}}}
	encrypted := "    <Property name=\"Password\" encrypted=\"true\">bm90</Property>\n"
	for _, test := range []struct {
		name, before, after, report string
	}{
		{"EXAMPLE_COM.xml", "", prolog + store("x.Store", "EXAMPLE.COM", property("A", "1 &amp; 2")+property("Password",
			"p")),
			"user store EXAMPLE.COM inserted"},
		{"other.xml", store("x.Old", "Example.com", property("A", "0")+property("B", "b")+encrypted),
			store("x.Store", "Example.com", property("A", "1 &amp; 2")+property("B", "b")+encrypted),
			"user store EXAMPLE.COM updated @class,A"},
		{"same.xml", store("x.Store", "EXAMPLE.COM", property("Password", " p ")+property("A", "1 &amp; 2")), "",
			"user store EXAMPLE.COM unchanged"},
	} {
		files := map[string]string{}
		if test.before != "" {
			files[storesFolder+test.name] = test.before
		}
		want := map[string]string{}
		if test.after != "" {
			want[storesFolder+test.name] = test.after
		}
		checkOperation(t, files, wanted, want, []string{test.report})
	}
}

// TestNewFile: a file that does not exist yet has nil as its old bytes, so that
// it is not mistaken for an empty one.
func TestNewFile(t *testing.T) {
	plan, err := patch.NewPlan(home(nil), []patch.Operation{patch.SecondaryUserStore{Domain: "X", Class: "c"}})
	if err != nil || len(plan.Files) != 1 || plan.Files[0].Before != nil || !plan.Files[0].Changed() {
		t.Errorf("%v, %v", plan, err)
	}
}

// TestCipherTool: an alias is added where the cipher tool looks for it, and
// everything else in the file stays.
func TestCipherTool(t *testing.T) {
	password := "UserManager.AdminUser.Password=repository/conf/user-mgt.xml//UserManager/Realm/Configuration/AdminUser/" +
		"Password,false"
	admin := patch.Administrator{Password: &patch.Value{Alias: "UserManager.AdminUser.Password"}}
	am := patch.Datasource{Name: "WSO2AM_DB", Configuration: []patch.Setting{
		{Name: "url", Value: patch.Value{Text: "u"}}, {Name: "password", Value: patch.Value{Alias: "Datasources.AM"}}}}
	database := "Datasources.AM=repository/conf/datasources/master-datasources.xml//datasources-configuration/" +
		"datasources/datasource[name='WSO2AM_DB']/definition[@type='RDBMS']/configuration/password,false"
	store := patch.UserStore{Class: patch.JDBCUserStore, Properties: []patch.Property{
		{Name: "password", Value: patch.Value{Alias: "a=b ü😀"}}}}
	for _, test := range []struct {
		name, before, after string
		operations          []patch.Operation
	}{
		{"empty", "", password + "\n", []patch.Operation{admin}},
		{"two", "# own\nX=y\n", "# own\nX=y\n" + password + "\n" + database + "\n", []patch.Operation{admin, am}},
		{"CRLF and a blank end", "X=y\r\n\r\n", "X=y\r\n" + password + "\r\n\r\n", []patch.Operation{admin}},
		{"no final newline", "X=y", "X=y\n" + password, []patch.Operation{admin}},
		{"known", "UserManager.AdminUser.Password : elsewhere\n", "UserManager.AdminUser.Password : elsewhere\n",
			[]patch.Operation{admin}},
		{"a comment is none, nor a continued line", "#" + password + "\nX=\\\nUserManager.AdminUser.Password=z\n", "#" +
			password +
			"\nX=\\\nUserManager.AdminUser.Password=z\n" + password + "\n", []patch.Operation{admin}},
		{"what would end a key is escaped", "X=y\n", "X=y\na\\=b\\ \\u00FC\\uD83D\\uDE00=" +
			"repository/conf/user-mgt.xml//UserManager/Realm/UserStoreManager/Property[@name='password'],false\n",
			[]patch.Operation{store}},
	} {
		fsys := home(map[string]string{patch.CipherTool: test.before})
		after, _ := edit(t, fsys, patch.CipherTool, test.operations...)
		if diff := cmp.Diff(test.after, after); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		fsys[patch.CipherTool] = &fstest.MapFile{Data: []byte(after)}
		if again, _ := edit(t, fsys, patch.CipherTool, test.operations...); again != after {
			t.Errorf("%s: a second run adds more:\n%s", test.name, again)
		}
	}
	_, warnings := edit(t, home(nil), patch.UserManagement, admin)
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], "not-read "+patch.CipherTool+": no such file: ") ||
		!strings.Contains(warnings[0], "the cipher tool will not find UserManager.AdminUser.Password") {
		t.Errorf("without the file: %q", warnings)
	}
}
