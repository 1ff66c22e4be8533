package patch_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/patch"
)

// home returns a home with a few files. Those that are not given are small and
// valid.
func home(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{
		patch.MasterDatasources:     {Data: []byte(master(""))},
		patch.UserManagement:        {Data: []byte(userMgt("", ""))},
		patch.RegistryConfiguration: {Data: []byte(registry(""))},
	}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func master(datasources string) string {
	return "<datasources-configuration><providers>" +
		"<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider></providers>\n" +
		"  <datasources>\n" + datasources + "  </datasources>\n</datasources-configuration>\n"
}

// datasource is a datasource as a file has it; rest goes into its
// configuration.
func datasource(name, jndi, rest string) string {
	return fmt.Sprintf("    <datasource>\n      <name>%s</name>\n      <jndiConfig>\n        <name>%s</name>\n"+
		"      </jndiConfig>\n"+
		"      <definition type=\"RDBMS\">\n        <configuration>\n%s        </configuration>\n      </definition>\n"+
		"    </datasource>\n", name, jndi, rest)
}

func userMgt(configuration, realm string) string {
	return "<UserManager>\n  <Realm>\n    <Configuration>\n      <AddAdmin>true</AddAdmin>\n" + configuration +
		"    </Configuration>\n" + realm + "  </Realm>\n</UserManager>\n"
}

func registry(rest string) string {
	return "<wso2registry>\n  <dbConfig name=\"wso2registry\">\n    <dataSource>jdbc/WSO2CarbonDB</dataSource>\n" +
		"  </dbConfig>\n" + rest + "</wso2registry>\n"
}

func settings(pairs ...string) []patch.Setting {
	var out []patch.Setting
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		name, newOnly := strings.CutPrefix(name, "?")
		out = append(out, patch.Setting{Name: name, Value: patch.Value{Text: value}, NewOnly: newOnly})
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// TestOperations: what each operation does if something is missing, present, or
// there twice, byte for byte; that its report says so; and that it does nothing
// the second time.
func TestOperations(t *testing.T) {
	ds := func(pairs ...string) patch.Datasource {
		return patch.Datasource{Name: "A", JNDI: "jdbc/A", Configuration: settings(pairs...)}
	}
	url := "          <url>u</url>\n"
	gov := patch.RegistryInstance{DBConfig: "g", JNDI: "jdbc/G", ID: "i", CacheID: "c",
		Mounts: []patch.Mount{{Path: "/p", Target: "/t"}}}
	govParts := []string{
		"  <dbConfig name=\"g\">\n    <dataSource>jdbc/G</dataSource>\n  </dbConfig>\n",
		"  <remoteInstance>\n    <id>i</id>\n    <cacheId>c</cacheId>\n    <dbConfig>g</dbConfig>\n" +
			"    <readOnly>false</readOnly>\n    <enableCache>true</enableCache>\n    <registryRoot>/</registryRoot>\n" +
			"  </remoteInstance>\n",
		"  <mount path=\"/p\" overwrite=\"true\">\n    <instanceId>i</instanceId>\n    <targetPath>/t</targetPath>\n" +
			"  </mount>\n",
	}
	jdbc := "    <UserStoreManager class=\"" + patch.JDBCUserStore + "\">\n" +
		"      <Property name=\"TenantManager\">org.wso2.carbon.user.core.tenant.JDBCTenantManager</Property>\n" +
		"      <Property name=\"ReadOnly\">false</Property>\n    </UserStoreManager>\n"
	ldap := "    <UserStoreManager class=\"" + patch.ReadWriteLDAPUserStore +
		"\">\n      <Property name=\"X\">1</Property>\n    </UserStoreManager>\n"
	commented := func(block string) string {
		return strings.Replace(strings.Replace(block, "<User", "<!--User", 1), "</UserStoreManager>",
			"</UserStoreManager-->", 1)
	}
	vault := " xmlns:svns=\"http://org.wso2.securevault/configuration\""
	tests := []struct {
		name   string
		files  map[string]string
		op     patch.Operation
		want   map[string]string // what becomes of the operation's file, if it changes
		report []string          // name action fields, a line each
	}{
		// Datasources.
		{"datasource missing", nil, ds("url=u"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url))},
			[]string{"datasource A inserted"}},
		{"datasource missing, and others there",
			map[string]string{patch.MasterDatasources: master(datasource("B", "jdbc/B", url))}, ds("url=u", "?maxActive=50"),
			map[string]string{patch.MasterDatasources: master(datasource("B", "jdbc/B", url) +
				datasource("A", "jdbc/A", url+"          <maxActive>50</maxActive>\n"))}, []string{"datasource A inserted"}},
		{"datasource present and right",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url))}, ds("url=u", "?maxActive=50"),
			nil, []string{"datasource A unchanged"}},
		{"datasource with another value",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <url>old<!-- kept --></url>\n          <x/>\n"))}, ds("url=u"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <url>u<!-- kept --></url>\n          <x/>\n"))}, []string{"datasource A updated url"}},
		{"setting missing goes after its nearest predecessor",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url+
				"          <driverClassName>d</driverClassName>\n"))},
			ds("url=u", "username=n", "password=p", "driverClassName=d"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url+
				"          <username>n</username>\n          <password>p</password>\n"+
				"          <driverClassName>d</driverClassName>\n"))},
			[]string{"datasource A updated username,password"}},
		{"first setting missing",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <password>p</password>\n"))}, ds("url=u", "password=p"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url+
				"          <password>p</password>\n"))}, []string{"datasource A updated url"}},
		{"blanks around a string are a difference",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", "          <url>\n  u</url>\n"))},
			ds("url=u"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url))},
			[]string{"datasource A updated url"}},
		{"blanks around a number or boolean are none",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <maxActive> 080 </maxActive>\n          <testOnBorrow> 1 </testOnBorrow>\n"))},
			ds("maxActive=80", "testOnBorrow=true"), nil, []string{"datasource A unchanged"}},
		{"CDATA counts as text",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <url><![CDATA[u]]></url>\n"))}, ds("url=u"), nil, []string{"datasource A unchanged"}},
		{"datasource found by its JNDI name keeps its name",
			map[string]string{patch.MasterDatasources: master(datasource("WSO2_A", "jdbc/A", url))}, ds("url=v"),
			map[string]string{patch.MasterDatasources: master(datasource("WSO2_A", "jdbc/A", "          <url>v</url>\n"))},
			[]string{"datasource A (WSO2_A) updated url"}},
		{"datasource with another JNDI name",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/old", url))}, ds("url=u"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url))},
			[]string{"datasource A updated jndiConfig/name"}},
		{"datasource that is nothing but its name",
			map[string]string{patch.MasterDatasources: master("    <datasource>\n      <name>A</name>\n    </datasource>\n")},
			ds("url=u", "?maxActive=50"),
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url+
				"          <maxActive>50</maxActive>\n"))},
			[]string{"datasource A updated jndiConfig/name,definition/@type,url,maxActive"}},
		{"datasource in another file is changed there",
			map[string]string{"repository/conf/datasources/x-datasources.xml": master(datasource("A", "jdbc/A", url))},
			ds("url=v"),
			map[string]string{"repository/conf/datasources/x-datasources.xml": master(datasource("A", "jdbc/A",
				"          <url>v</url>\n"))}, []string{"datasource A updated url"}},
		{"description", map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url))},
			patch.Datasource{Name: "A", Description: "d", JNDI: "jdbc/A"},
			map[string]string{patch.MasterDatasources: strings.Replace(master(datasource("A", "jdbc/A", url)), "A</name>\n",
				"A</name>\n      <description>d</description>\n", 1)}, []string{"datasource A updated description"}},
		{"an alias is written, and its namespace declared",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A",
				"          <password>p</password>\n"))},
			patch.Datasource{Name: "A", JNDI: "jdbc/A",
				Configuration: []patch.Setting{{Name: "password", Value: patch.Value{Alias: "al"}}}},
			map[string]string{patch.MasterDatasources: strings.Replace(master(datasource("A", "jdbc/A",
				"          <password svns:secretAlias=\"al\">password</password>\n")),
				"configuration>", "configuration"+vault+">", 1)},
			[]string{"datasource A updated password"}},
		{"a vault's password stays",
			map[string]string{patch.MasterDatasources: strings.Replace(master(datasource("A", "jdbc/A",
				"          <password svns:secretAlias=\"al\">password</password>\n")),
				"configuration>", "configuration"+vault+">", 1)},
			ds("password=p"), nil, []string{"datasource A unchanged"}},
		{"a vault's password is overwritten by force",
			map[string]string{patch.MasterDatasources: strings.Replace(master(datasource("A", "jdbc/A",
				"          <password svns:secretAlias=\"al\">password</password>\n")),
				"configuration>", "configuration"+vault+">", 1)},
			patch.Datasource{Name: "A", JNDI: "jdbc/A", Configuration: settings("password=p"), Force: true},
			map[string]string{patch.MasterDatasources: strings.Replace(master(datasource("A", "jdbc/A",
				"          <password>p</password>\n")),
				"configuration>", "configuration"+vault+">", 1)},
			[]string{"datasource A updated password"}},
		// The realm.
		{"dataSource missing",
			map[string]string{patch.UserManagement: userMgt("      <Property name=\"a\">1</Property>\n      <x/>\n", "")},
			patch.UserStoreDatasource{JNDI: "jdbc/U"},
			map[string]string{patch.UserManagement: userMgt("      <Property name=\"a\">1</Property>\n"+
				"      <Property name=\"dataSource\">jdbc/U</Property>\n      <x/>\n",
				"")}, []string{"Property dataSource inserted"}},
		{"dataSource missing without other properties", nil, patch.UserStoreDatasource{JNDI: "jdbc/U"},
			map[string]string{patch.UserManagement: userMgt("      <Property name=\"dataSource\">jdbc/U</Property>\n", "")},
			[]string{"Property dataSource inserted"}},
		{"dataSource present, with blanks that the server trims",
			map[string]string{patch.UserManagement: userMgt("      <Property name=\" dataSource \"> jdbc/U\n</Property>\n",
				"")}, patch.UserStoreDatasource{JNDI: "jdbc/U"}, nil, []string{"Property dataSource unchanged"}},
		{"dataSource with another value",
			map[string]string{patch.UserManagement: userMgt("      <Property name='dataSource'>jdbc/X</Property>\n", "")},
			patch.UserStoreDatasource{JNDI: "jdbc/U"},
			map[string]string{patch.UserManagement: userMgt("      <Property name='dataSource'>jdbc/U</Property>\n", "")},
			[]string{"Property dataSource updated dataSource"}},
		{"administrator missing", nil,
			patch.Administrator{UserName: &patch.Value{Text: "root"}, Password: &patch.Value{Text: "p"}},
			map[string]string{patch.UserManagement: userMgt("      <AdminUser>\n        <UserName>root</UserName>\n"+
				"        <Password>p</Password>\n      </AdminUser>\n", "")}, []string{"AdminUser inserted"}},
		{"administrator with another password",
			map[string]string{patch.UserManagement: userMgt(
				"      <AdminUser><UserName>root</UserName><Password>x</Password></AdminUser>\n", "")},
			patch.Administrator{UserName: &patch.Value{Text: "root"}, Password: &patch.Value{Text: "p"}},
			map[string]string{patch.UserManagement: userMgt(
				"      <AdminUser><UserName>root</UserName><Password>p</Password></AdminUser>\n", "")},
			[]string{"AdminUser updated Password"}},
		// The user store.
		{"user store active already", map[string]string{patch.UserManagement: userMgt("", jdbc)},
			patch.UserStore{Class: patch.JDBCUserStore,
				Properties: []patch.Property{{Name: "ReadOnly", Value: patch.Value{Text: "true"}},
					{Name: "New", Value: patch.Value{Text: "n"}}}},
			map[string]string{patch.UserManagement: userMgt("",
				strings.Replace(jdbc, "false</Property>\n", "true</Property>\n      <Property name=\"New\">n</Property>\n",
					1))}, []string{"UserStoreManager JDBCUserStoreManager updated ReadOnly,New"}},
		{"user store in a comment", map[string]string{patch.UserManagement: userMgt("", commented(jdbc)+ldap)},
			patch.UserStore{Class: patch.JDBCUserStore},
			map[string]string{patch.UserManagement: userMgt("", jdbc+commented(ldap))},
			[]string{"UserStoreManager JDBCUserStoreManager updated class"}},
		{"user store nowhere", map[string]string{patch.UserManagement: userMgt("", ldap)},
			patch.UserStore{Class: patch.JDBCUserStore},
			map[string]string{patch.UserManagement: userMgt("", commented(ldap)+"    <UserStoreManager class=\""+
				patch.JDBCUserStore+
				"\">\n      <Property name=\"TenantManager\">org.wso2.carbon.user.core.tenant.JDBCTenantManager</Property>\n"+
				"    </UserStoreManager>\n")},
			[]string{"UserStoreManager JDBCUserStoreManager inserted"}},
		{"user store where none is active",
			map[string]string{patch.UserManagement: userMgt("", "    <AuthorizationManager/>\n")},
			patch.UserStore{Class: patch.JDBCUserStore},
			map[string]string{patch.UserManagement: userMgt("", "    <UserStoreManager class=\""+patch.JDBCUserStore+
				"\">\n      <Property name=\"TenantManager\">org.wso2.carbon.user.core.tenant.JDBCTenantManager</Property>\n"+
				"    </UserStoreManager>\n    <AuthorizationManager/>\n")},
			[]string{"UserStoreManager JDBCUserStoreManager inserted"}},
		{"user store with a comment in it",
			map[string]string{patch.UserManagement: userMgt("", commented(jdbc)+
				strings.Replace(ldap, "1</P", "1<!-- c --></P", 1))}, patch.UserStore{Class: patch.JDBCUserStore},
			map[string]string{patch.UserManagement: userMgt("", jdbc+
				commented(strings.Replace(ldap, "1</P", "1&lt;!&ndash; c &ndash;&gt;</P", 1)))},
			[]string{"UserStoreManager JDBCUserStoreManager updated class"}},
		// The registry.
		{"registry missing", nil, patch.Registry{Instances: []patch.RegistryInstance{gov}},
			map[string]string{patch.RegistryConfiguration: registry(strings.Join(govParts, ""))},
			[]string{"dbConfig g inserted", "remoteInstance i inserted", "mount /p inserted"}},
		{"registry present", map[string]string{patch.RegistryConfiguration: registry(strings.Join(govParts, ""))},
			patch.Registry{Instances: []patch.RegistryInstance{gov}},
			nil, []string{"dbConfig g unchanged", "remoteInstance i unchanged", "mount /p unchanged"}},
		{"a part missing goes to its place",
			map[string]string{patch.RegistryConfiguration: registry(govParts[0] + govParts[2] + "  <x/>\n")},
			patch.Registry{Instances: []patch.RegistryInstance{gov}},
			map[string]string{patch.RegistryConfiguration: registry(strings.Join(govParts, "") + "  <x/>\n")},
			[]string{"dbConfig g unchanged", "remoteInstance i inserted", "mount /p unchanged"}},
		{"two instances, in their order", nil,
			patch.Registry{Instances: []patch.RegistryInstance{gov, {DBConfig: "h", JNDI: "jdbc/H", ID: "j", CacheID: "c"}}},
			map[string]string{patch.RegistryConfiguration: registry(strings.Join(govParts, "") +
				strings.NewReplacer("\"g\"", "\"h\"", "jdbc/G", "jdbc/H").Replace(govParts[0]) +
				strings.NewReplacer(">i<", ">j<", ">g<", ">h<").Replace(govParts[1]))},
			[]string{"dbConfig g inserted", "remoteInstance i inserted", "mount /p inserted", "dbConfig h inserted",
				"remoteInstance j inserted"}},
		{"parts are updated where they stand",
			map[string]string{patch.RegistryConfiguration: "<wso2registry>\n" +
				"  <mount path=\"/p\" overwrite=\"Virtual\"><instanceId>i</instanceId><targetPath>/old</targetPath></mount>\n" +
				strings.TrimPrefix(registry(""), "<wso2registry>\n")},
			patch.Registry{Instances: []patch.RegistryInstance{gov}},
			map[string]string{patch.RegistryConfiguration: "<wso2registry>\n" +
				"  <mount path=\"/p\" overwrite=\"Virtual\"><instanceId>i</instanceId><targetPath>/t</targetPath></mount>\n" +
				strings.TrimPrefix(registry(govParts[0]+govParts[1]), "<wso2registry>\n")},
			[]string{"dbConfig g inserted", "remoteInstance i inserted", "mount /p updated targetPath"}},
		{"defaults leave what is present alone",
			map[string]string{patch.RegistryConfiguration: registry(govParts[0] +
				"  <remoteInstance url=\"u\">\n    <id>i</id>\n    <cacheId>c</cacheId>\n    <dbConfig>g</dbConfig>\n" +
				"    <readOnly>true</readOnly>\n  </remoteInstance>\n" + govParts[2])},
			patch.Registry{Instances: []patch.RegistryInstance{gov}}, nil,
			[]string{"dbConfig g unchanged", "remoteInstance i unchanged", "mount /p unchanged"}},
		{"what is given changes", map[string]string{patch.RegistryConfiguration: registry(strings.Join(govParts, ""))},
			patch.Registry{Instances: []patch.RegistryInstance{{DBConfig: "g", JNDI: "jdbc/G", ID: "i", CacheID: "c",
				URL: ptr("u"), ReadOnly: ptr(true)}}},
			map[string]string{patch.RegistryConfiguration: strings.NewReplacer("<remoteInstance>",
				"<remoteInstance url=\"u\">", "<readOnly>false", "<readOnly>true").Replace(registry(strings.Join(govParts, "")))},
			[]string{"dbConfig g unchanged", "remoteInstance i updated @url,readOnly"}},
		{"cacheId from the home's datasource",
			map[string]string{patch.MasterDatasources: master(datasource("G", "jdbc/G",
				"          <url>jdbc:mysql://h:1/d?a=b&amp;c=d</url>\n          <username>n</username>\n"))},
			patch.Registry{Instances: []patch.RegistryInstance{{DBConfig: "g", JNDI: "jdbc/G", ID: "i"}}},
			map[string]string{patch.RegistryConfiguration: registry(govParts[0] +
				strings.Replace(govParts[1], ">c<", ">n@jdbc:mysql://h:1/d<",
					1))}, []string{"dbConfig g inserted", "remoteInstance i inserted"}},
		// Any file.
		{"text of a path", nil,
			patch.Set{Place: patch.Place{Path: patch.RegistryConfiguration,
				XPath: "/wso2registry/dbConfig[@name='wso2registry']/dataSource"},
				Value: patch.Value{Text: "jdbc/X"}},
			map[string]string{patch.RegistryConfiguration: strings.Replace(registry(""), "WSO2CarbonDB", "X", 1)},
			[]string{"/wso2registry/dbConfig[@name='wso2registry']/dataSource updated dataSource"}},
		{"path made", nil,
			patch.Set{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "/wso2registry/a/b"},
				Value: patch.Value{Text: "x"}},
			map[string]string{patch.RegistryConfiguration: registry("  <a>\n    <b>x</b>\n  </a>\n")},
			[]string{"/wso2registry/a/b inserted"}},
		{"attribute", nil,
			patch.Set{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "//dbConfig/@name"},
				Value: patch.Value{Text: "x"}},
			map[string]string{patch.RegistryConfiguration: strings.Replace(registry(""), "\"wso2registry\"", "\"x\"", 1)},
			[]string{"//dbConfig/@name updated @name"}},
		{"attribute made", nil,
			patch.Set{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "/wso2registry/dbConfig/@x"},
				Value: patch.Value{Text: "y"}},
			map[string]string{patch.RegistryConfiguration: strings.Replace(registry(""), "name=\"wso2registry\"",
				"name=\"wso2registry\" x=\"y\"", 1)}, []string{"/wso2registry/dbConfig/@x inserted"}},
		{"deleted", map[string]string{patch.RegistryConfiguration: registry("  <a/>\n")},
			patch.Delete{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "//a"}},
			map[string]string{patch.RegistryConfiguration: registry("")}, []string{"//a removed"}},
		{"deleted already", nil, patch.Delete{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "//a"}}, nil,
			[]string{"//a unchanged"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { checkOperation(t, test.files, test.op, test.want, test.report) })
	}
}

// checkOperation applies an operation to a home and compares the files, where
// they change, and the reports, a line each: name action fields. The second time
// it must do nothing.
func checkOperation(t *testing.T, files map[string]string, op patch.Operation, wants map[string]string,
	report []string) {
	t.Helper()
	fsys := home(files)
	plan, err := patch.NewPlan(fsys, []patch.Operation{op})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range plan.Reports {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Name, r.Action, strings.Join(r.Fields, ","))))
		var text string
		if before := fsys[r.File]; before != nil {
			text = string(before.Data)
		}
		for _, f := range plan.Files {
			if f.Path == r.File && r.Action != patch.Removed {
				text = string(f.After)
			}
		}
		if lines := strings.Count(text, "\n"); r.Line < 1 || r.Line > lines {
			t.Errorf("%s: line %d of %d", r.Name, r.Line, lines)
		}
	}
	if diff := cmp.Diff(report, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	for _, f := range plan.Files {
		want, changes := wants[f.Path]
		if !changes {
			want = string(f.Before)
		}
		if diff := cmp.Diff(want, string(f.After)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Path, diff)
		}
		fsys[f.Path] = &fstest.MapFile{Data: f.After}
	}
	again, err := patch.NewPlan(fsys, []patch.Operation{op})
	if err != nil {
		t.Fatal(err)
	}
	if again.Changed() {
		t.Errorf("a second time: %+v", again.Reports)
	}
}

// TestRefusals: what an operation cannot do is a problem with a place and a
// hint, and leaves every document unchanged.
func TestRefusals(t *testing.T) {
	a := patch.Datasource{Name: "A", JNDI: "jdbc/A", Configuration: settings("url=u")}
	url := "          <url>u</url>\n"
	govern := patch.Registry{Instances: []patch.RegistryInstance{{DBConfig: "g", JNDI: "jdbc/G", ID: "i", CacheID: "c",
		Mounts: []patch.Mount{{Path: "/p", Target: "/t"}}}}}
	block := "    <UserStoreManager class=\"" + patch.ReadWriteLDAPUserStore +
		"\">\n      <Property name=\"X\">a--b</Property>\n    </UserStoreManager>\n"
	twice := "    <!--UserStoreManager class=\"" + patch.JDBCUserStore + "\"></UserStoreManager-->\n"
	other := "repository/conf/datasources/other-datasources.xml"
	for _, test := range []struct {
		name  string
		files map[string]string
		op    patch.Operation
		want  []string
	}{
		{"one name twice",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url) +
				datasource("A", "jdbc/B", url))}, a,
			[]string{patch.MasterDatasources + ":3:5: duplicate datasource A (also at line 14"}},
		{"one name in two files",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url)),
				other: master(datasource("A", "jdbc/B", url))}, a,
			[]string{patch.MasterDatasources + ":3:5: duplicate datasource A (also at " + other + ":3"}},
		{"one JNDI name twice",
			map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url) +
				datasource("B", "jdbc/A", url))}, a,
			[]string{patch.MasterDatasources +
				":3:5: datasource A, and B at line 14, would both bind the JNDI name jdbc/A"}},
		{"one setting twice", map[string]string{patch.MasterDatasources: master(datasource("A", "jdbc/A", url+url))}, a,
			[]string{patch.MasterDatasources + ":10:11: duplicate <url> of datasource A (also at line 11)"}},
		{"no datasources", map[string]string{patch.MasterDatasources: "<datasources-configuration/>"}, a,
			[]string{patch.MasterDatasources + ":1:1: there is no <datasources>"}},
		{"two lists of datasources",
			map[string]string{patch.MasterDatasources: "<datasources-configuration>\n<datasources/>\n<datasources/>\n" +
				"</datasources-configuration>"}, a,
			[]string{patch.MasterDatasources + ":2:1: duplicate <datasources> (also at line 3)"}},
		{"another root", map[string]string{patch.MasterDatasources: "<x/>"}, a,
			[]string{patch.MasterDatasources + ":1:1: the root element is <x>"}},
		{"not well-formed", map[string]string{patch.MasterDatasources: "<x>"}, a,
			[]string{patch.MasterDatasources + ":1:1: <x> is not closed"}},
		{"dataSource twice",
			map[string]string{patch.UserManagement: userMgt("      <Property name=\"dataSource\">a</Property>\n"+
				"      <Property name=\"dataSource\">b</Property>\n", "")}, patch.UserStoreDatasource{JNDI: "jdbc/U"},
			[]string{patch.UserManagement + ":5:7: duplicate property dataSource (also at line 6)"}},
		{"no Configuration",
			map[string]string{patch.UserManagement: "<UserManager><Realm><configuration/></Realm></UserManager>"},
			patch.UserStoreDatasource{JNDI: "jdbc/U"},
			[]string{patch.UserManagement + ":1:14: the <Realm> has no <Configuration>"}},
		{"no Realm", map[string]string{patch.UserManagement: "<UserManager/>"},
			patch.UserStore{Class: patch.JDBCUserStore},
			[]string{patch.UserManagement + ":1:1: there is no <UserManager> with a <Realm>"}},
		{"AdminUser twice",
			map[string]string{patch.UserManagement: userMgt("      <AdminUser/>\n      <AdminUser/>\n", "")},
			patch.Administrator{UserName: &patch.Value{Text: "x"}},
			[]string{patch.UserManagement + ":5:7: duplicate <AdminUser> (also at line 6)"}},
		{"a block that no comment can hold", map[string]string{patch.UserManagement: userMgt("", block)},
			patch.UserStore{Class: patch.JDBCUserStore, Force: true},
			[]string{patch.UserManagement + ":7:27: the element <UserStoreManager> cannot become a comment: it contains --"}},
		{"two commented blocks", map[string]string{patch.UserManagement: userMgt("", twice+twice)},
			patch.UserStore{Class: patch.JDBCUserStore},
			[]string{patch.UserManagement + ":6:5: duplicate commented block of class " + patch.JDBCUserStore +
				" (also at line 7)"}},
		{"a new block of an unknown class", nil, patch.UserStore{Class: "x.Y"},
			[]string{patch.UserManagement + ":2:3: the user store x.Y would lack what its class requires: TenantManager"}},
		{"no wso2registry", map[string]string{patch.RegistryConfiguration: "<wso2registry/>"}, govern,
			[]string{patch.RegistryConfiguration + `:1:1: there is no <dbConfig name="wso2registry">`}},
		{"everything twice",
			map[string]string{patch.RegistryConfiguration: registry(strings.Repeat("  <dbConfig name=\"g\"/>\n"+
				"  <remoteInstance><id>i</id></remoteInstance>\n  <mount path=\"/p\"/>\n", 2))}, govern,
			[]string{patch.RegistryConfiguration + ":5:3: duplicate dbConfig g (also at line 8)",
				patch.RegistryConfiguration + ":6:3: duplicate remoteInstance i (also at line 9)",
				patch.RegistryConfiguration + ":7:3: duplicate mount /p (also at line 10)"}},
		{"file missing", nil, patch.Set{Place: patch.Place{Path: "repository/conf/none.xml", XPath: "/a"},
			Value: patch.Value{Text: "x"}},
			[]string{"repository/conf/none.xml: no such file"}},
		{"several matches", map[string]string{patch.RegistryConfiguration: registry("  <a/>\n  <a/>\n")},
			patch.Delete{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "//a"}},
			[]string{patch.RegistryConfiguration + ":5:3: path //a matches 2 times, at lines 5, 6"}},
		{"no match and no way to make one", nil,
			patch.Set{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "//a"}, Value: patch.Value{Text: "x"}},
			[]string{patch.RegistryConfiguration + ": path //a matches nothing"}},
		{"the root deleted", nil, patch.Delete{Place: patch.Place{Path: patch.RegistryConfiguration, XPath: "/wso2registry"}},
			[]string{patch.RegistryConfiguration + ":1:1: path /wso2registry matches the root element"}},
		{"a value that XML cannot hold", nil, patch.UserStoreDatasource{JNDI: "\x01"},
			[]string{patch.UserManagement + ":3:5: the value contains"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := home(test.files)
			plan, err := patch.NewPlan(fsys, []patch.Operation{test.op})
			var problems patch.Problems
			if plan != nil || !errors.As(err, &problems) {
				t.Fatalf("no problems, but %v", err)
			}
			if len(problems) != len(test.want) {
				t.Errorf("%d problems, want %d", len(problems), len(test.want))
			}
			for i, p := range problems {
				if i < len(test.want) && !strings.HasPrefix(p.Error(), test.want[i]) {
					t.Errorf("got  %s\nwant %s", p, test.want[i])
				}
			}
			// The documents are unchanged: nothing was left half done.
			docs := patch.NewDocuments(fsys)
			if _, err := test.op.Apply(docs); err == nil {
				return // found out when the bytes are made
			}
			for name := range fsys {
				if doc, err := docs.Open(name); err == nil && doc.Changed() {
					t.Errorf("%s was changed", name)
				}
			}
		})
	}
}

// TestAllProblemsAtOnce: a plan reports the problems of every file, and only
// once if several operations find the same.
func TestAllProblemsAtOnce(t *testing.T) {
	fsys := home(map[string]string{patch.MasterDatasources: "<a>", patch.UserManagement: "",
		patch.RegistryConfiguration: "<a>&x;</a>"})
	_, err := patch.NewPlan(fsys, page())
	var problems patch.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Fatalf("%v", err)
	}
}
