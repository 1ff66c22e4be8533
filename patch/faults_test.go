package patch_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
	"ispatch/patch"
)

// edit returns a file's new bytes after operations, and the warnings without
// their file.
func edit(t *testing.T, fsys fstest.MapFS, file string, operations ...patch.Operation) (text string,
	warnings []string) {
	t.Helper()
	plan, err := patch.NewPlan(fsys, operations)
	if err != nil {
		t.Fatal(err)
	}
	text = string(fsys[file].Data)
	for _, f := range plan.Files {
		if f.Path == file {
			text = string(f.After)
		}
	}
	for _, w := range plan.Warnings {
		message := w.Error()
		for name := range fsys {
			message = strings.TrimPrefix(message, name+":")
		}
		warnings = append(warnings, w.Code+" "+strings.TrimSpace(message))
	}
	return text, warnings
}

// TestLocalRegistry: the dbConfig that currentDBConfig names is the local one,
// whatever its name.
func TestLocalRegistry(t *testing.T) {
	const before = `<wso2registry>
  <currentDBConfig>localregistry</currentDBConfig>
  <dbConfig name="other"><dataSource>jdbc/O</dataSource></dbConfig>
  <dbConfig name="localregistry"><dataSource>jdbc/L</dataSource></dbConfig>
</wso2registry>
`
	govern := func(dbConfig string) patch.Registry {
		return patch.Registry{Instances: []patch.RegistryInstance{
			{DBConfig: dbConfig, JNDI: "jdbc/G", ID: "i", CacheID: "c"}}}
	}
	fsys := home(map[string]string{patch.RegistryConfiguration: before})
	after, _ := edit(t, fsys, patch.RegistryConfiguration, govern("g"))
	if !strings.Contains(after, "jdbc/L</dataSource></dbConfig>\n  <dbConfig name=\"g\">") {
		t.Errorf("not after the local dbConfig:\n%s", after)
	}
	_, err := patch.NewPlan(fsys, []patch.Operation{govern("localregistry")})
	if err == nil || !strings.Contains(err.Error(), ":4:3: dbConfig localregistry is the local registry") {
		t.Errorf("the local one was to be changed: %v", err)
	}
}

// TestJNDINameIsKept: an operation without a JNDI name leaves the existing one.
func TestJNDINameIsKept(t *testing.T) {
	keep := patch.Datasource{Name: "A", Configuration: settings("url=u")}
	url := "          <url>u</url>\n"
	for name, test := range map[string]struct{ before, after string }{
		"there":     {datasource("A", "jdbc/Old", ""), datasource("A", "jdbc/Old", url)},
		"new":       {"", datasource("A", "jdbc/A", url)},
		"by jndi":   {datasource("B", "jdbc/A", ""), datasource("B", "jdbc/A", url)},
		"both":      {datasource("A", "jdbc/X", "") + datasource("B", "jdbc/A", ""), ""},
		"not bound": {"    <datasource>\n      <name>A</name>\n    </datasource>\n", datasource("A", "jdbc/A", url)},
	} {
		if test.after == "" {
			test.after = datasource("A", "jdbc/X", url) + datasource("B", "jdbc/A", "")
		}
		fsys := home(map[string]string{patch.MasterDatasources: master(test.before)})
		after, _ := edit(t, fsys, patch.MasterDatasources, keep)
		if diff := cmp.Diff(master(test.after), after); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestPoolProperties: a datasource with a dataSourceClassName is changed where
// the pool reads it.
func TestPoolProperties(t *testing.T) {
	pool := func(properties string) string {
		return "          <dataSourceClassName>x.DS</dataSourceClassName>\n          <dataSourceProps>\n" + properties +
			"          </dataSourceProps>\n"
	}
	property := func(name, value string) string {
		return "            <property name=\"" + name + "\">" + value + "</property>\n"
	}
	wanted := patch.Datasource{Name: "A", Configuration: settings("url=u", "username=n", "password=p",
		"driverClassName=d", "validationQuery=q")}
	query := "          <validationQuery>q</validationQuery>\n"
	for name, test := range map[string]struct{ before, after string }{
		"present": {pool(property("URL", "old") + property("user", "n") + property("password", "old")), pool(
			property("URL", "u") + property("user", "n") + property("password", "p"))},
		"missing": {pool(property("x", "1")), pool(property("x", "1") + property("url", "u") + property("user", "n") +
			property("password", "p"))},
	} {
		fsys := home(map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", test.before+query))})
		after, _ := edit(t, fsys, patch.MasterDatasources, wanted)
		if diff := cmp.Diff(master(datasource("A", "jdbc/A", test.after+query)), after); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestPoolPropertiesAreMade: a datasource that gets a dataSourceClassName has
// its URL where the pool then reads it, whether or not the datasource is new.
func TestPoolPropertiesAreMade(t *testing.T) {
	wanted := patch.Datasource{Name: "A", Configuration: settings("url=u", "username=n", "password=p",
		"driverClassName=d", "validationQuery=q", "dataSourceClassName=x.DS")}
	for name, before := range map[string]string{
		"new":     master(""),
		"present": master(datasource("A", "jdbc/A", "          <url>old</url>\n          <maxActive>1</maxActive>\n")),
	} {
		after, _ := edit(t, home(map[string]string{patch.MasterDatasources: before}), patch.MasterDatasources, wanted)
		made := home(map[string]string{patch.MasterDatasources: after})
		if again, _ := edit(t, made, patch.MasterDatasources, wanted); again != after {
			t.Errorf("%s: the second time it changes\n%s", name, cmp.Diff(after, again))
		}
		config := server.Read(server.NewSource(made))
		d := config.Datasource("A")
		if d == nil || d.URL().Text != "u" || d.Username().Text != "n" || d.Password().Text != "p" ||
			strings.Contains(after, "driverClassName") || strings.Contains(after, "<url>u<") {
			t.Errorf("%s: %s", name, after)
		}
	}
}

// TestUserStoreTags: a commented ISUserStoreManager is the file's own block, and
// becomes one that the server reads.
func TestUserStoreTags(t *testing.T) {
	const stock = `    <!--ISUserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">
      <Property name="TenantManager">t</Property>
    </ISUserStoreManager-->
`
	fsys := home(map[string]string{patch.UserManagement: userMgt("", stock)})
	after, _ := edit(t, fsys, patch.UserManagement, patch.UserStore{Class: patch.JDBCUserStore})
	want := userMgt("", strings.NewReplacer("<!--IS", "<", "</IS", "</", "-->", ">").Replace(stock))
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWarnings: what the user should know, but that does not stop the run.
func TestWarnings(t *testing.T) {
	const (
		mount = "  <mount path=\"/p\" overwrite=\"true\">\n    <instanceId>old</instanceId>\n" +
			"    <targetPath>/t</targetPath>\n  </mount>\n"
		remote = "  <remoteInstance>\n    <id>old</id>\n    <dbConfig>olddb</dbConfig>\n  </remoteInstance>\n"
		config = "  <dbConfig name=\"olddb\">\n    <dataSource>jdbc/A</dataSource>\n  </dbConfig>\n"
	)
	store := "    <UserStoreManager class=\"" + patch.JDBCUserStore +
		"\"><Property name=\"TenantManager\">t</Property></UserStoreManager>\n"
	mounted := func(path, target string) patch.Registry {
		return patch.Registry{Instances: []patch.RegistryInstance{{DBConfig: "g", JNDI: "jdbc/G", ID: "i", CacheID: "c",
			Mounts: []patch.Mount{{Path: path, Target: target}}}}}
	}
	datasources := func(all ...string) map[string]string {
		return map[string]string{patch.MasterDatasources: master(strings.Join(all, ""))}
	}
	a := patch.Datasource{Name: "A", JNDI: "jdbc/A"}
	set := func(path, value string) patch.Operation {
		return patch.Set{Place: patch.Place{Path: "a.xml", XPath: path}, Value: patch.Value{Text: value}}
	}
	for _, test := range []struct {
		name       string
		files      map[string]string
		operations []patch.Operation
		want       []string
	}{
		{"a file that cannot be read", map[string]string{"repository/conf/datasources/b-datasources.xml": "<a>"},
			[]patch.Operation{a},
			[]string{"not-read 1:1: <a> is not closed (so duplicates in this file are not seen)"}},
		{"duplicates of others", datasources(datasource("X", "jdbc/X", ""), datasource("X", "jdbc/Y", ""),
			datasource("Z", "jdbc/Y", "")), []patch.Operation{a},
			[]string{"duplicate-name 3:5: duplicate datasource X (also at line 13): " +
				"the server ignores every datasource after the second",
				"duplicate-name 13:5: datasource X binds the JNDI name jdbc/Y, and so does Z at line 23: the last wins"}},
		{"nothing binds the name", nil,
			[]patch.Operation{patch.Registry{Instances: []patch.RegistryInstance{{DBConfig: "g", JNDI: "jdbc/none",
				ID: "i"}}}},
			[]string{"unbound-name nothing binds the JNDI name jdbc/none of dbConfig g, " +
				"so the cacheId of remoteInstance i is left as it is"}},
		{"a name that is asked for goes away", map[string]string{
			patch.MasterDatasources: master(datasource("A", "jdbc/Old", "")),
			patch.UserManagement:    userMgt("      <Property name=\"dataSource\">jdbc/Old</Property>\n", "")},
			[]patch.Operation{a}, []string{"unbound-name 5:7: the realm refers to the JNDI name jdbc/Old, " +
				"which nothing binds any more"}},
		{"in any way", map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", "")),
			patch.UserManagement: userMgt("      <Property name=\"dataSource\">jdbc/A</Property>\n", "")},
			[]patch.Operation{patch.Delete{Place: patch.Place{Path: patch.MasterDatasources, XPath: "//jndiConfig"}}},
			[]string{"unbound-name 5:7: the realm refers to the JNDI name jdbc/A, which nothing binds any more"}},
		{"and the reference is changed in the same run", map[string]string{
			patch.MasterDatasources: master(datasource("A", "jdbc/Old", "")),
			patch.UserManagement:    userMgt("      <Property name=\"dataSource\">jdbc/Old</Property>\n", "")},
			[]patch.Operation{a, patch.UserStoreDatasource{JNDI: "jdbc/A"}}, nil},
		{"a near name", datasources(datasource("WSO2_UM_DB", "jdbc/Other", "")),
			[]patch.Operation{patch.Datasource{Name: "WSO2UM_DB"}},
			[]string{"near-name 3:5: datasource WSO2_UM_DB exists, and WSO2UM_DB was added next to it"}},
		{"another name of the same pattern", datasources(datasource("WSO2AM_DB", "jdbc/WSO2AM_DB", "")),
			[]patch.Operation{patch.Datasource{Name: "WSO2UM_DB"}}, nil},
		{"both near names are given", datasources(datasource("A_1", "jdbc/Other", "")),
			[]patch.Operation{patch.Datasource{Name: "A1"}, patch.Datasource{Name: "A_1"}}, nil},
		{"a typo in a path", map[string]string{"a.xml": "<a>\n  <HostName/>\n  <P name=\"dataSource\"/>\n</a>\n"},
			[]patch.Operation{set("/a/HostNme", "x"), set("/a/Hostname/b", "x"), set("/a/P[@name='datasource']/c", "x"),
				set("/a/P[@name='dataSource']/@Name", "x"), set("/a/Port", "x"), set("/a/P[@name='driver']", "x")},
			[]string{"near-name 2:3: <HostName> exists, and <HostNme> was added next to it",
				"near-name 2:3: <HostName> exists, and <Hostname> was added next to it",
				"near-name 3:3: <P> with the name dataSource exists, and one with datasource was added next to it",
				"near-name 3:3: the attribute name exists, and Name was added next to it"}},
		{"a mount moves to another instance",
			map[string]string{patch.RegistryConfiguration: registry(config + remote + mount)},
			[]patch.Operation{mounted("/p", "/t")},
			[]string{"unused 5:3: nothing uses dbConfig olddb any more, and the server still connects to it",
				"unused 8:3: no mount uses remoteInstance old any more"}},
		{"mount paths", nil, []patch.Operation{mounted("/_system/goverance", "_system/config/"),
			mounted("/_system/config", "/_system/is_km/config "), mounted("/_system/governance", "/_system/config")},
			[]string{`mount-path the mount's path "/_system/goverance" is nearly /_system/governance`,
				`mount-path the mount's target "_system/config/" is nearly /_system/config`,
				`mount-path the mount's target "/_system/is_km/config " is nearly /_system/is_km/config`}},
		{"a vault's password", map[string]string{patch.MasterDatasources: strings.Replace(
			master(datasource("A", "jdbc/A", "          <password svns:secretAlias=\"al\">password</password>\n")),
			"configuration>", "configuration xmlns:svns=\"http://org.wso2.securevault/configuration\">", 1)},
			[]patch.Operation{patch.Datasource{Name: "A", Configuration: settings("password=p")}},
			[]string{"secret-kept 10:11: <password> comes from the secure vault (alias al) and was left alone"}},
		{"a value that the server trims", map[string]string{patch.UserManagement: userMgt("", store)},
			[]patch.Operation{patch.UserStore{Properties: []patch.Property{{Name: "A", Value: patch.Value{Text: "a "}}}}},
			[]string{" property A of the user store begins or ends with a blank, which the server cuts off"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, warnings := edit(t, home(test.files), patch.MasterDatasources, test.operations...)
			if diff := cmp.Diff(test.want, warnings); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestServerWouldNotReadIt: what the server would read as something else, or
// not at all, is refused with its place.
func TestServerWouldNotReadIt(t *testing.T) {
	ldap := "    <UserStoreManager class=\"" + patch.ReadWriteLDAPUserStore + "\">\n" +
		"      <Property name=\"ConnectionURL\">ldap://h</Property>\n    </UserStoreManager>\n"
	admin := func(user, password string) patch.Administrator {
		return patch.Administrator{UserName: &patch.Value{Text: user}, Password: &patch.Value{Text: password}}
	}
	a := patch.Datasource{Name: "A", Configuration: settings("url=u")}
	const jinja = "<datasources-configuration>\n  <datasources>\n    {% for d in all %}<datasource/>{% endfor %}\n" +
		"  </datasources>\n</datasources-configuration>\n"
	for _, test := range []struct {
		name  string
		files map[string]string
		op    patch.Operation
		want  []string
	}{
		{"an LDAP store without its settings", nil, patch.UserStore{Class: patch.ReadOnlyLDAPUserStore},
			[]string{patch.UserManagement + ":2:3: the user store " + patch.ReadOnlyLDAPUserStore +
				" would lack what its class " +
				"requires: ConnectionURL, ConnectionName, ConnectionPassword, UserSearchBase, UserNameListFilter, " +
				"UserNameSearchFilter, UserNameAttribute"}},
		{"an active one that loses one", map[string]string{patch.UserManagement: userMgt("", ldap)},
			patch.UserStore{Properties: []patch.Property{
				{Name: "ConnectionURL"}, {Name: "ReadGroups", Value: patch.Value{Text: "true"}}}},
			[]string{patch.UserManagement + ":6:5: the user store " + patch.ReadWriteLDAPUserStore +
				" would lack what its class requires: ConnectionURL, GroupSearchBase, GroupNameListFilter, " +
				"GroupNameSearchFilter, GroupNameAttribute, MembershipAttribute"}},
		{"a store element that the server does not read", map[string]string{patch.UserManagement: userMgt("",
			"    <ISUserStoreManager class=\"x\"/>\n")}, patch.UserStore{Class: patch.JDBCUserStore},
			[]string{patch.UserManagement + ":6:5: the server does not read an element <ISUserStoreManager>"}},
		{"blanks", nil, admin(" root", "  "), []string{
			patch.UserManagement + ": the administrator's name begins or ends with a blank",
			patch.UserManagement + ": the administrator's password is blank"}},
		{"a URL that is escaped already", nil, patch.Datasource{Name: "A", Configuration: settings("url=a&amp;b",
			"x=a&amp;b")},
			[]string{patch.MasterDatasources + ": <url> of datasource A holds &amp;"}},
		{"a brace before a placeholder", nil, admin("root", "a}b${c"), []string{
			patch.UserManagement + ": the administrator's password has a } before a ${"}},
		{"a brace before a placeholder in a datasource", nil,
			patch.Datasource{Name: "A", Configuration: settings("url=${a}/}", "password=a}b${c")},
			[]string{patch.MasterDatasources + ": <password> of datasource A has a } before a ${"}},
		{"a brace before a placeholder in the registry", nil,
			patch.Registry{Instances: []patch.RegistryInstance{{DBConfig: "g", JNDI: "j", ID: "i", CacheID: "}${"}}},
			[]string{patch.RegistryConfiguration + ": <cacheId> of remoteInstance i has a } before a ${"}},
		{"a default namespace", map[string]string{patch.MasterDatasources: strings.Replace(master(""),
			"<datasources>", "<datasources xmlns=\"u\">", 1)}, a,
			[]string{patch.MasterDatasources + ":2:3: <datasources> is in a namespace"}},
		{"a prefix", map[string]string{patch.RegistryConfiguration: "<r:wso2registry xmlns:r=\"u\"/>"}, patch.Registry{},
			[]string{patch.RegistryConfiguration + ":1:1: <r:wso2registry> is in a namespace"}},
		{"a namespace in the comment that would become active", map[string]string{patch.UserManagement: userMgt("",
			"    <!--UserStoreManager xmlns=\"u\" class=\""+patch.JDBCUserStore+"\"/-->\n")},
			patch.UserStore{Class: patch.JDBCUserStore},
			[]string{patch.UserManagement + ":6:5: <UserStoreManager> is in a namespace"}},
		{"two empty tenant managers", map[string]string{patch.UserManagement: userMgt("", "    <UserStoreManager class=\""+
			patch.JDBCUserStore+"\">"+strings.Repeat("\n<Property name=\"TenantManager\"/>", 2)+"</UserStoreManager>\n")},
			patch.UserStore{}, []string{patch.UserManagement + ":7:1: duplicate property TenantManager (also at line 8)"}},
		{"a template", map[string]string{patch.MasterDatasources: jinja}, a,
			[]string{patch.MasterDatasources + ":3:5: this is a template (it has the tag {% for)"}},
		{"a template by its name", map[string]string{"repository/conf/a.xml.erb": "<a/>"},
			patch.Delete{Place: patch.Place{Path: "repository/conf/a.xml.erb", XPath: "/a/b"}},
			[]string{"repository/conf/a.xml.erb: this is a template"}},
		{"a pool that is told its server by parts",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <dataSourceClassName>x</dataSourceClassName>\n          <dataSourceProps>\n"+
					"            <property name=\"serverName\">h</property>\n          </dataSourceProps>\n"))}, a,
			[]string{patch.MasterDatasources + ":12:13: datasource A takes its server from the properties"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := patch.NewPlan(home(test.files), []patch.Operation{test.op})
			var problems patch.Problems
			if !errors.As(err, &problems) || len(problems) != len(test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			for i, p := range problems {
				if !strings.HasPrefix(p.Error(), test.want[i]) {
					t.Errorf("got  %s\nwant %s", p, test.want[i])
				}
			}
		})
	}
}
