package export

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/patch"
)

// FuzzExport: for any files, there is a profile that loads and, applied to them, changes
// nothing, or there are problems with the files.
func FuzzExport(f *testing.F) {
	files := []string{patch.MasterDatasources, patch.UserManagement, patch.RegistryConfiguration}
	add := func(home fs.FS) {
		var content [3][]byte
		for i, name := range files {
			data, err := fs.ReadFile(home, name)
			if err != nil {
				f.Fatal(err)
			}
			content[i] = data
		}
		f.Add(content[0], content[1], content[2])
	}
	for _, name := range []string{"is-km-5.7.0", "configured-puppet", "configured-vault", "odd", "one-line"} {
		add(fixture(name))
	}
	add(changed(f))
	f.Fuzz(func(t *testing.T, master, users, registry []byte) {
		home := fstest.MapFS{}
		for i, content := range [][]byte{master, users, registry} {
			home[files[i]] = &fstest.MapFile{Data: content}
		}
		e, err := Of(read(home, "5.7.0"))
		if err != nil {
			var all problem.List
			if !errors.As(err, &all) || all[0].File == "exported profile" {
				t.Fatal(err)
			}
			return
		}
		made, err := plan(t, e, home, "5.7.0")
		if err != nil || len(e.Warnings) > 0 {
			return // what apply refuses, and what was left out
		}
		for _, file := range made.Files {
			if file.Changed() {
				t.Errorf("%s changes:\n%s\nto\n%s\nby\n%s", file.Path, file.Before, file.After, e.YAML)
			}
		}
	})
}

// Homes with values of every kind: the profile loads, changes nothing where it
// came from and makes the same of a stock home, except for what it says that it
// leaves out. No password is in it.
func TestExportOfAnyValues(t *testing.T) {
	odd := rapid.OneOf(rapid.SampledFrom([]string{"", " ", "a", "true", "TRUE", "1", "0", " 5 ", "-1", "99999999999",
		"fifty", "SELECT 1", "gov", "/a/b", "/a/../b", "jdbc/A", "A", "it's", `"`, `'"`, "&amp;", "a: b", "#", "a\nb"}),
		rapid.String())
	urls := rapid.OneOf(rapid.SampledFrom([]string{"jdbc:mysql://h:1/d?password=" + mark,
		"jdbc:mysql://u:" + mark + "@h/d", "jdbc:postgresql://h/d?a=b&c=d", "jdbc:oracle:thin:u/" + mark + "@h:1/s",
		"jdbc:oracle:thin:@h:1:s",
		"jdbc:sqlserver://h;databaseName=d;password={" + mark + "}", "jdbc:db2://h/d:password=" + mark + ";",
		"jdbc:h2:./repository/database/X;A=B", "jdbc:h2:mem:x;PASSWORD=" + mark, "jdbc:x:y", "jdbc:mysql://h:0/d"}), odd)
	settings := []string{"maxActive", "maxWait", "testOnBorrow", "validationQuery", "validationInterval",
		"defaultAutoCommit", "driverClassName", "jdbcInterceptors", "defaultTransactionIsolation", "unknown"}
	rapid.Check(t, func(t *rapid.T) {
		value := func(g *rapid.Generator[string]) string {
			var b strings.Builder
			for _, r := range g.Draw(t, "value") {
				if writable(r) {
					b.WriteRune(r)
				}
			}
			return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;", "\n", "&#10;",
				"\t", "&#9;").Replace(b.String())
		}
		maybe := func(tag string, g *rapid.Generator[string]) string {
			if rapid.IntRange(0, 3).Draw(t, tag) == 0 {
				return ""
			}
			return "<" + tag + ">" + value(g) + "</" + tag + ">"
		}
		names := rapid.SampledFrom([]string{"A", "B", "WSO2AM_DB", "WSO2_CARBON_DB", "it's", `q"`, "true", "a: b"})
		jndi := rapid.SampledFrom([]string{"jdbc/A", "jdbc/B", "jdbc/C", "D", "jdbc/it's", "jdbc/WSO2CarbonDB"})
		var master, users, registry string
		for range rapid.IntRange(1, 3).Draw(t, "datasources") {
			pool := maybe("url", urls) + maybe("username", odd) + "<password>" + mark + "</password>"
			for _, name := range settings {
				pool += maybe(name, odd)
			}
			master += "<datasource><name>" + value(rapid.OneOf(names, names, odd)) + "</name>" + maybe("description", odd) +
				"<jndiConfig><name>" + value(rapid.OneOf(jndi, jndi, odd)) +
				"</name></jndiConfig><definition type=\"RDBMS\"><configuration>" + pool +
				"</configuration></definition></datasource>\n"
		}
		for range rapid.IntRange(0, 4).Draw(t, "properties") {
			users += `<Property name="` + value(odd) + `">` + value(odd) + "</Property>\n"
		}
		for range rapid.IntRange(0, 2).Draw(t, "instances") {
			config, id := value(rapid.OneOf(rapid.SampledFrom([]string{"a", "b", "c"}), odd)),
				value(rapid.OneOf(rapid.SampledFrom([]string{"x", "y"}), odd))
			registry += `<dbConfig name="` + config + `"><dataSource>` + value(jndi) +
				"</dataSource></dbConfig>\n<remoteInstance><id>" + id + "</id>" +
				maybe("cacheId", rapid.OneOf(urls, odd)) + "<dbConfig>" + config + "</dbConfig>" + maybe("readOnly", odd) +
				maybe("enableCache", odd) + maybe("registryRoot", odd) + "</remoteInstance>\n" +
				`<mount path="` + value(odd) + `" overwrite="` + value(odd) + `"><instanceId>` + id +
				"</instanceId><targetPath>" + value(odd) + "</targetPath></mount>\n"
		}
		home := fstest.MapFS{
			patch.MasterDatasources: {Data: []byte("<datasources-configuration><providers><provider>" +
				server.RDBMSReader + "</provider></providers><datasources>\n" + master +
				"</datasources></datasources-configuration>")},
			patch.UserManagement: {Data: []byte("<UserManager><Realm><Configuration>\n" +
				"<AddAdmin>true</AddAdmin><AdminRole>a</AdminRole><EveryOneRoleName>e</EveryOneRoleName>\n" +
				"<AdminUser><UserName>" + value(odd) +
				"</UserName><Password>" + mark + "</Password></AdminUser>\n<Property " +
				"name=\"isCascadeDeleteEnabled\">true</Property><Property " +
				"name=\"initializeNewClaimManager\">true</Property>\n<Property name=\"dataSource\">" +
				value(rapid.OneOf(jndi, odd)) + "</Property></Configuration>\n<UserStoreManager " +
				"class=\"org.example.Store\">\n<Property name=\"TenantManager\">x</Property>\n" + users +
				"</UserStoreManager>\n<AuthorizationManager class=\"x\">" +
				"<Property name=\"AdminRoleManagementPermissions\">/permission</Property>" +
				"<Property name=\"AuthorizationCacheEnabled\">true</Property>" +
				"<Property name=\"GetAllRolesOfUserEnabled\">false</Property>" +
				"</AuthorizationManager></Realm></UserManager>")},
			patch.RegistryConfiguration: {Data: []byte("<wso2registry>\n<currentDBConfig>wso2registry</currentDBConfig>\n" +
				"<dbConfig name=\"wso2registry\"><dataSource>" + value(jndi) + "</dataSource></dbConfig>\n" + registry +
				"</wso2registry>")},
		}
		e, err := Of(read(home, "5.7.0"))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(e.YAML) + strings.Join(e.Warnings, "\n"); strings.Contains(text, mark) {
			t.Errorf("a password shows:\n%s", text)
		}
		made, err := plan(t, e, home, "5.7.0")
		if err != nil || len(e.Warnings) > 0 {
			return // what apply refuses, and what was left out
		}
		for _, file := range made.Files {
			if file.Changed() {
				t.Errorf("%s changes:\n%s\nto\n%s\nby\n%s", file.Path, file.Before, file.After, e.YAML)
			}
		}
		stock := fixture("is-5.8.0")
		sameView(t, e, viewOf(t, home), viewOf(t, applied(t, e, stock, "5.7.0")), viewOf(t, stock))
	})
}

// writable reports whether XML 1.0 can hold a character.
func writable(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r != utf8.RuneError &&
		r <= 0xfffd ||
		r >= 0x10000
}
