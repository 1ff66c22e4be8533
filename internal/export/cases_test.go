package export

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
	"ispatch/internal/profile"
	"ispatch/patch"
)

// mark is every secret of the cases below.
const mark = "Zq7Yxw9V"

// changed is the Key Manager's fixture after the default profile, with texts of
// a file replaced: file, old, new, each once.
func changed(t testing.TB, edits ...string) fs.FS {
	t.Helper()
	home := fixture("is-km-5.7.0")
	made, err := patch.NewPlan(home, defaultProfile(t).Operations(profile.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range made.Files {
		files[f.Path] = f.After
	}
	for i := 0; i+2 < len(edits); i += 3 {
		content, ok := files[edits[i]]
		if !ok {
			if content, err = fs.ReadFile(home, edits[i]); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(string(content), edits[i+1]) {
			t.Fatalf("%s does not hold %q", edits[i], edits[i+1])
		}
		files[edits[i]] = []byte(strings.Replace(string(content), edits[i+1], edits[i+2], 1))
	}
	return homestest.Overlay(home, files)
}

// Settings for which no section has a key: each is restored by a patch, or the profile
// reports that it is left out.
func TestExportCases(t *testing.T) {
	const (
		master   = patch.MasterDatasources
		users    = patch.UserManagement
		registry = patch.RegistryConfiguration
		identity = "repository/conf/identity/identity.xml"
		regURL   = "jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb?autoReconnect=true"
		regUser  = "<url>" + regURL + "</url>\n                    <username>user</username>\n"
		regPass  = regUser + "                    <password>password</password>\n"
		regSet   = regPass + "                    <driverClassName>com.mysql.jdbc.Driver</driverClassName>\n"
		regAll   = regSet + "                    <maxActive>50</maxActive>\n                    <maxWait>60000</maxWait>\n"
	)
	reg := func(from, old, new string) []string { // edits a setting of WSO2REG_DB
		return []string{master, from, strings.Replace(from, old, new, 1)}
	}
	cases := []struct {
		name  string
		edits []string
		// holds are texts of the profile, warns of the warnings.
		holds, warns []string
		// differs means that the stock home cannot become the same, or that apply refuses
		// the home.
		differs, refused bool
	}{
		{name: "as the page has it", holds: []string{"\n  WSO2REG_DB:\n", "dataSource: WSO2UM_DB\n",
			"- datasource: WSO2REG_DB\n", "type: read-write-ldap"}},
		{name: "settings that are not there", edits: []string{master, regAll, "<url>" + regURL + "</url>\n"},
			holds: []string{"configuration/maxActive\"\n    delete: true", "configuration/username\"\n    delete: true",
				"configuration/driverClassName\"\n    delete: true"}},
		{name: "no validationQuery", edits: append(reg(regAll, "50</maxActive>", "50</maxActive>"), master,
			"<validationQuery>SELECT 1</validationQuery>\n                    "+
				"<validationInterval>30000</validationInterval>\n                </configuration>\n            "+
				"</definition>\n        </datasource>\n        <!--",
			"<!-- none --></configuration>\n            </definition>\n        </datasource>\n        <!--"),
			holds: []string{"validationQuery\"\n    delete: true"}},
		{name: "numbers and booleans in other writing", edits: reg(regAll, "<maxActive>50</maxActive>",
			"<maxActive> 050\n</maxActive><defaultAutoCommit> 1 </defaultAutoCommit>"),
			holds: []string{"maxActive: 50\n", "defaultAutoCommit: true\n"}},
		{name: "numbers and booleans that are none", edits: reg(regAll, "<maxActive>50</maxActive>",
			"<maxActive>fifty</maxActive><defaultAutoCommit>TRUE</defaultAutoCommit><maxIdle/>"),
			holds: []string{"value: fifty\n", `value: "TRUE"` + "\n", `value: ""` + "\n"}},
		{name: "strings with blanks", edits: reg(regAll, "com.mysql.jdbc.Driver", " com.mysql.jdbc.Driver "),
			holds: []string{`value: " com.mysql.jdbc.Driver "`}},
		{name: "what the server does not know", edits: reg(regAll, "<maxActive>",
			"<useDataSourceFactory>false</useDataSourceFactory><maxActive>"),
			warns: []string{"the server does not read <useDataSourceFactory> of datasource WSO2REG_DB"}},
		{name: "lists of properties", edits: reg(regAll, "<maxActive>",
			`<databaseProps><property name="useSSL">false</property><property name="trustPassword">`+mark+`</property><pr`+
				`operty name="u">a?password=`+mark+`</property></databaseProps><maxActive>`),
			holds: []string{"databaseProps/property[@name='useSSL']\"\n    value: \"false\"",
				"{env: WSO2REG_DB_TRUSTPASSWORD}"}},
		{name: "a password in the parameters of a URL", edits: reg(regAll, "?autoReconnect=true",
			"?user=u&amp;password="+mark), holds: []string{"url: jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb\n",
			"value: {env: WSO2REG_DB_URL}"}},
		{name: "a password before the host", edits: reg(regAll, "//carbondb", "//u:"+mark+"@carbondb"),
			holds: []string{"{env: WSO2REG_DB_URL}"}},
		{name: "a password in an unusual URL", edits: reg(regAll, "//carbondb.mysql-wso2.com:3306/",
			"//address=(host=h)(user=u)(password="+mark+")/"), holds: []string{"url: jdbc:mysql://address=(host=h)/"}},
		{name: "Oracle's user and password", edits: reg(regAll, regURL, "jdbc:oracle:thin:u/"+mark+"@db:1521/s"),
			holds: []string{"url: jdbc:oracle:thin:@db:1521/s\n"}},
		{name: "passwords in other settings", edits: reg(regAll, "<maxActive>",
			"<connectionProperties>password="+mark+";x=y</connectionProperties><initSQL>ALTER USER u IDENTIFIED BY "+mark+
				"</initSQL><maxActive>"),
			holds: []string{"{env: WSO2REG_DB_CONNECTIONPROPERTIES}", "{env: WSO2REG_DB_INITSQL}"}},
		{name: "an empty password", edits: reg(regPass, ">password<", "><"), holds: []string{"password: \"\"\n"}},
		{name: "a password of any characters", edits: reg(regPass, ">password<", "> "+mark+"&#10;&amp;\"'é <"),
			holds: []string{"{env: WSO2REG_DB_PASSWORD}"}},
		{name: "the user in the vault", edits: reg(regUser, "<username>user<", `<username svns:secretAlias="u">user<`),
			holds: []string{"username: {secretAlias: u}\n", "cacheId: user@"}},
		{name: "a user with blanks", edits: reg(regUser, ">user<", "> user <"), holds: []string{`value: " user "`}},
		{name: "Connector/J 8", edits: reg(regAll, "com.mysql.jdbc.Driver", "com.mysql.cj.jdbc.Driver"),
			holds: []string{"type: mysql8\n"}},
		{name: "PostgreSQL without defaultAutoCommit", edits: reg(regAll, regURL, "jdbc:postgresql://h/d"),
			holds: []string{"defaultAutoCommit\"\n    delete: true"}},
		{name: "a name that YAML would take for something else", edits: []string{master, "<name>WSO2REG_DB</name>",
			"<name>it's: #1 é</name>"}, holds: []string{"\n  \"it's: #1 é\":\n", "{env: IT_S_1_PASSWORD}"}},
		{name: "a JNDI name without jdbc/", edits: []string{master, "<name>jdbc/WSO2REG_DB<", "<name>REG<", registry,
			"<dataSource>jdbc/WSO2REG_DB<", "<dataSource>REG<"}, holds: []string{"jndi: REG\n"}},
		{name: "an unknown kind of URL", edits: reg(regAll, regURL, "jdbc:other:x"),
			holds: []string{"type: other\n    url: jdbc:other:x\n"}},
		{name: "an unknown kind of URL with a password", edits: reg(regAll, regURL, "jdbc:other:x?password="+mark),
			warns: []string{"datasource WSO2REG_DB is left out: its URL"}, differs: true},
		{name: "no JNDI name", edits: []string{master, "<jndiConfig>\n                <name>jdbc/WSO2REG_DB</name>\n   " +
			"         </jndiConfig>", ""}, warns: []string{"WSO2REG_DB is left out: it has no JNDI name"}, differs: true},
		{name: "another type", edits: []string{master, `<name>jdbc/WSO2REG_DB</name>` +
			"\n            </jndiConfig>\n            <definition type=\"RDBMS\">",
			`<name>jdbc/WSO2REG_DB</name>` + "\n            </jndiConfig>\n            <definition type=\"rdbms\">"},
			warns: []string{"is left out: its definition is not of the type RDBMS"}, differs: true},
		{name: "one JNDI name twice", edits: []string{master, "<name>jdbc/WSO2UM_DB<", "<name>jdbc/WSO2REG_DB<"},
			warns:   []string{"datasource WSO2UM_DB is left out: jdbc/WSO2REG_DB is bound again"},
			differs: true, refused: true},
		{name: "one name twice", edits: []string{master, "<name>WSO2REG_DB<", "<name>WSO2UM_DB<"},
			warns: []string{"datasource WSO2UM_DB is left out: duplicate name"}, differs: true, refused: true},
		{name: "a setting twice", edits: reg(regAll, "<maxActive>", "<maxActive>5</maxActive><maxActive>"),
			holds: []string{"maxActive: 50\n"}, warns: []string{"duplicate <maxActive> of datasource WSO2REG_DB"},
			refused: true},
		{name: "WSO2_CARBON_DB elsewhere", edits: []string{master, "repository/database/WSO2CARBON_DB;",
			"repository/database/OTHER;"}, holds: []string{"\n  WSO2_CARBON_DB:\n"}},
		{name: "WSO2_CARBON_DB with another setting", edits: []string{master,
			"<validationInterval>30000</validationInterval>\n",
			"<validationInterval>30000</validationInterval><minIdle>5</minIdle>\n"},
			holds: []string{"\n  WSO2_CARBON_DB:\n", "minIdle: 5\n"}},

		{name: "a mount that is virtual", edits: []string{registry, `path="/_system/config" overwrite="true"`,
			`path="/_system/config" overwrite="virtual"`}, holds: []string{"mount[@path='/_system/config']/@overwrite\"\n " +
			"   value: virtual"}},
		{name: "a mount that does not overwrite", edits: []string{registry, `path="/_system/config" overwrite="true"`,
			`path="/_system/config" overwrite="false"`}, holds: []string{`value: "false"`}},
		{name: "a mount that does not say", edits: []string{registry, `path="/_system/config" overwrite="true"`,
			`path="/_system/config"`}, holds: []string{"@overwrite\"\n    delete: true"}},
		{name: "a mount of nothing", edits: []string{registry, "<instanceId>gov<", "<instanceId>nobody<"},
			warns: []string{`the mount of "/_system/governance" is left out`}, differs: true},
		{name: "an odd path", edits: []string{registry, "<targetPath>/_system/config<",
			"<targetPath>/_system/../config/<"}, warns: []string{`the mount of "/_system/config" is left out`}, differs: true},
		{name: "no cacheId", edits: []string{registry, "<cacheId>user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb<" +
			"/cacheId>", ""}, holds: []string{"cacheId\"\n    delete: true"}},
		{name: "a cacheId of one's own", edits: []string{registry, "<cacheId>user@", "<cacheId>other@"},
			holds: []string{"cacheId: other@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb\n"}},
		{name: "a cacheId with a password", edits: []string{registry, "/regdb</cacheId>",
			"/regdb?password=" + mark + "</cacheId>"}, holds: []string{"{env: GOV_CACHE_ID}"}},
		{name: "a URL with a password", edits: []string{registry, "https://localhost:9443",
			"https://u:" + mark + "@localhost:9443"}, holds: []string{"{env: GOV_URL}"}},
		{name: "no URL", edits: []string{registry, ` url="https://localhost:9443/registry"`, ""}},
		{name: "booleans that are none", edits: []string{registry,
			"<dbConfig>govregistry</dbConfig>\r\n        <readOnly>false</readOnly>\r\n        " +
				"<enableCache>true</enableCache>\r\n        <registryRoot>/</registryRoot>",
			"<dbConfig>govregistry</dbConfig><enableCache> TRUE</enableCache>"},
			holds: []string{`value: " TRUE"`, "readOnly\"\n    delete: true", "registryRoot\"\n    delete: true"}},
		{name: "another local registry", edits: []string{registry, "<dataSource>jdbc/WSO2CarbonDB<",
			"<dataSource>jdbc/WSO2REG_DB<"}, holds: []string{"dbConfig[@name='wso2registry']/dataSource\"\n    value: " +
			"jdbc/WSO2REG_DB"}},
		{name: "an instance by web service", edits: []string{registry, "<dbConfig>govregistry</dbConfig>",
			"<username>u</username><password>" + mark + "</password>"},
			warns: []string{`remoteInstance "gov" is left out: it names no dbConfig`, "the mount of", "the mount of",
				`dbConfig "govregistry" is left out`}, differs: true},
		{name: "what an instance has besides", edits: []string{registry, "<dbConfig>govregistry</dbConfig>",
			"<dbConfig>govregistry</dbConfig><type>ws</type>"}, warns: []string{"<type> of remoteInstance gov is left out"},
			differs: true},
		{name: "an instance on the server's own database", edits: []string{registry, "<dbConfig>govregistry</dbConfig>",
			"<dbConfig>wso2registry</dbConfig>"}, warns: []string{"it uses the server's own dbConfig", "the mount",
			"the mount", "dbConfig"}, differs: true},

		{name: "another file's reference", edits: []string{identity, "<Name>jdbc/WSO2CarbonDB<", "<Name>jdbc/WSO2UM_DB<"},
			holds: []string{"\nidentityServer:\n  identityDataSource: WSO2UM_DB\n"}},
		{name: "passwords of the user store", edits: []string{users, `<Property name="ConnectionPassword">admin<`,
			`<Property name="ConnectionPassword">` + mark + `<`, users, `<Password>admin<`, `<Password>` + mark + `<`, users,
			`ldap://localhost:`, `ldap://u:` + mark + `@localhost:`},
			holds: []string{"ConnectionPassword: {env: USER_STORE_CONNECTION_PASSWORD}", "password: {env: ADMIN_PASSWORD}",
				"ConnectionURL: {env: USER_STORE_CONNECTION_URL}"}},
		{name: "a class of one's own", edits: []string{users,
			`<UserStoreManager class="org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager">`,
			`<UserStoreManager class=" org.example.Store ">`}, holds: []string{"class: org.example.Store\n"}, differs: true},
		// the blanks
		{name: "a property twice", edits: []string{users, `<Property name="SCIMEnabled">true<`,
			`<Property name="SCIMEnabled">false</Property><Property name="SCIMEnabled">true<`},
			warns: []string{"duplicate property SCIMEnabled of the user store"}},
		{name: "a value that no home takes", edits: []string{users, `<Property name="SCIMEnabled">true<`,
			`<Property name="Odd">}${x}</Property><Property name="SCIMEnabled">true<`}, differs: true,
			warns: []string{"the value of property Odd of the user store is not valid in a profile, and was left out"}},
		{name: "values of every kind", edits: []string{users, `<Property name="UserSearchBase">`,
			`<Property name="a">007</Property><Property name="b: c">a: b #c</Property><Property ` +
				`name="d">"'\&#10;é</Property><Property name="UserSearchBase">`}},
		{name: "two user stores", edits: []string{users, "<AuthorizationManager",
			`<UserStoreManager class="x"/><AuthorizationManager`}, warns: []string{"a user store besides the primary one " +
			"is left out"}},
		{name: "what else a realm has", edits: []string{users, "<AdminRole>admin<", "<AdminRole>km/admins<", users,
			"<AddAdmin>true<", "<AddAdmin>false<", users, "<EveryOneRoleName>everyone<", "<EveryOneRoleName>all<", users,
			`<Property name="isCascadeDeleteEnabled">true<`, `<Property name="isCascadeDeleteEnabled">false<`, users,
			`<Property name="dataSource">`, `<Property name="PasswordDigest">SHA-256</Property>` +
				`<Property name="someSecret">` + mark + `</Property><Property name="dataSource">`},
			holds: []string{"Configuration/AdminRole\n    value: km/admins\n", "Configuration/AddAdmin\n    value: \"false\"\n",
				"Configuration/EveryOneRoleName\n    value: all\n",
				"Configuration/Property[@name='isCascadeDeleteEnabled']\"\n    value: false\n",
				"Property[@name='PasswordDigest']\"\n    value: SHA-256\n", "value: {env: REALM_SOME_SECRET}"}},
		{name: "blanks that the server takes off", edits: []string{users, "<AdminRole>admin<", "<AdminRole> km <", users,
			"<AddAdmin>true<", "<AddAdmin>\nfalse<", users, `<Property name="dataSource">`,
			`<Odd> x </Odd><Property name="PasswordDigest"> SHA-256 </Property><Property name="dataSource">`},
			holds: []string{"Configuration/AdminRole\n    value: \" km \"\n",
				"Configuration/AddAdmin\n    value: \"\\nfalse\"\n",
				"Configuration/Odd\n    value: \" x \"\n"}},
		{name: "who may do what", edits: []string{users,
			`<Property name="AuthorizationCacheEnabled">true<`, `<Property name="AuthorizationCacheEnabled">false<`},
			holds: []string{"AuthorizationManager/Property[@name='AuthorizationCacheEnabled']\"\n    value: false\n"}},
		{name: "what no profile has for a realm", edits: []string{users, "<AuthorizationManager",
			"<Other/><AuthorizationManager"}, warns: []string{"<Other> of the realm is left out"}, differs: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			home, stock := changed(t, c.edits...), fixture("is-km-5.7.0")
			e := mustExport(t, home, "5.7.0")
			text := string(e.YAML)
			if strings.Contains(text, mark) || strings.Contains(strings.Join(e.Warnings, "\n"), mark) {
				t.Errorf("a secret shows:\n%s", text)
			}
			for _, want := range c.holds {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in\n%s", want, text)
				}
			}
			if len(e.Warnings) != len(c.warns) {
				t.Errorf("warnings: %q", e.Warnings)
			} else {
				for i, want := range c.warns {
					if !strings.Contains(e.Warnings[i], want) {
						t.Errorf("%q does not say %q", e.Warnings[i], want)
					}
				}
			}
			if t.Failed() {
				return
			}
			if result := applied(t, e, stock, "5.7.0"); !c.differs {
				sameView(t, e, viewOf(t, home), viewOf(t, result), viewOf(t, stock))
			}
			made, err := plan(t, e, home, "5.7.0")
			if (err != nil) != c.refused {
				t.Errorf("applied to the home itself: %v", err)
			}
			if err == nil {
				for _, f := range made.Files {
					if f.Changed() {
						t.Errorf("%s changes (-home +result):\n%s", f.Path, cmp.Diff(string(f.Before), string(f.After)))
					}
				}
			}
		})
	}
}
