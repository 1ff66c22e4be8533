package ping

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
)

const masterFile = `<datasources-configuration><providers>
<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider></providers><datasources>
<datasource><name>UM</name><jndiConfig><name>jdbc/UM</name></jndiConfig><definition type="RDBMS"><configuration>
<url>jdbc:mysql://h/um</url><username>u</username><password> p w </password>
<driverClassName>com.mysql.jdbc.Driver</driverClassName><maxActive> 50 </maxActive><maxWait>fifty</maxWait>
<testOnBorrow>TRUE</testOnBorrow><defaultAutoCommit>0</defaultAutoCommit><minIdle>3</minIdle><initSQL>x</initSQL>
<defaultTransactionIsolation>SERIALIZABLE</defaultTransactionIsolation><nonsense>1</nonsense>
<databaseProps><property name="a">b</property></databaseProps>
</configuration></definition></datasource>
<datasource><name>REG</name><jndiConfig><name>jdbc/REG</name></jndiConfig><definition type="RDBMS"><configuration>
<dataSourceClassName>org.h2.jdbcx.JdbcDataSource</dataSourceClassName>
<dataSourceProps><property name="url">jdbc:h2:tcp://h/reg</property></dataSourceProps>
</configuration></definition></datasource>
<datasource><name>VAULT</name><jndiConfig><name>jdbc/WSO2AM_DB</name></jndiConfig>
<definition type="RDBMS"><configuration><url>jdbc:mysql://h/am</url>
<password svns:secretAlias="A" xmlns:svns="http://org.wso2.securevault/configuration">x</password>
</configuration></definition></datasource>
<datasource><name>UNUSED</name><jndiConfig><name>jdbc/UNUSED</name></jndiConfig><definition type="RDBMS"><configuration>
<url>jdbc:mysql://h/unused</url></configuration></definition></datasource>
</datasources></datasources-configuration>`

const realmFile = `<UserManager><Realm><Configuration><Property name="dataSource">jdbc/UM</Property></Configuration>
<UserStoreManager class="org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager">
<Property name="ConnectionURL"> ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort} </Property>
<Property name="UserNameJavaRegEx">^x${1}$</Property></UserStoreManager>
<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">
<Property name="DomainName">SECOND</Property>
<Property name="driverName">org.postgresql.Driver</Property><Property name="url">jdbc:postgresql://h/second</Property>
<Property name="userName">u</Property><Property name="password">p</Property>
<Property name="maxActive">7</Property></UserStoreManager>
<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">
<Property name="url">jdbc:postgresql://h/skipped</Property></UserStoreManager></Realm></UserManager>`

const registryFile = `<wso2registry><currentDBConfig>own</currentDBConfig>
<dbConfig name="reg"><dataSource>jdbc/REG</dataSource></dbConfig>
<dbConfig name="own"><url>jdbc:h2:${carbon.home}/db</url><userName>u</userName><password>p</password>
<driverName>org.h2.Driver</driverName></dbConfig></wso2registry>`

const carbonFile = `<Server xmlns="http://wso2.org/projects/carbon/carbon.xml"><Name>WSO2 Identity Server</Name>
<Ports><Offset>2</Offset><EmbeddedLDAP><LDAPServerPort>10389</LDAPServerPort></EmbeddedLDAP></Ports>
<Security><TrustStore><Location>${carbon.home}/trust.jks</Location><Type>JKS</Type><Password>wso2carbon</Password>
</TrustStore></Security></Server>`

// TestTargets: what the server connects to, with the settings it reads: bad
// numbers and booleans are left out, other values are trimmed, strings are not.
func TestTargets(t *testing.T) {
	home := fstest.MapFS{}
	for path, text := range map[string]string{
		server.MasterDatasources: masterFile, server.UserManagement: realmFile, server.RegistryXML: registryFile,
		server.CarbonXML: carbonFile,
	} {
		home[path] = &fstest.MapFile{Data: []byte(text)}
	}
	config := server.Read(server.NewSource(home))
	var got []string
	for _, target := range Targets(config, "/home") {
		line := fmt.Sprintf("%s %v", target.Name, target.Roles)
		for _, s := range target.Settings {
			line += fmt.Sprintf(" %s.%s=%q", s.Kind, s.Name, s.Value)
		}
		if target.Alias {
			line += " alias"
		}
		if target.Embedded {
			line += " embedded"
		}
		if code, _, ok := target.unopened(); ok {
			line += " " + string(code)
		}
		got = append(got, line)
	}
	want := []string{
		`datasource UM [user-management] string.url="jdbc:mysql://h/um" string.username="u" string.password=" p w "` +
			` string.driverClassName="com.mysql.jdbc.Driver" boolean.defaultAutoCommit="false"` +
			` integer.defaultTransactionIsolation="8" integer.maxActive="50" integer.minIdle="3" string.initSQL="x"` +
			` database.a="b"`,
		`datasource REG [registry] string.dataSourceClassName="org.h2.jdbcx.JdbcDataSource"` +
			` source.url="jdbc:h2:tcp://h/reg"`,
		`datasource VAULT [api-management] string.url="jdbc:mysql://h/am" string.password="x" alias secret-alias`,
		`dbConfig own [registry] string.url="jdbc:h2:/home/db" string.driverClassName="org.h2.Driver"` +
			` string.username="u" string.password="p" embedded-database`,
		`user store PRIMARY [] ldap.ConnectionURL="ldap://localhost:10391" ldap.UserNameJavaRegEx="^x${1}$" embedded`,
		`user store SECOND [user-management] string.url="jdbc:postgresql://h/second"` +
			` string.driverClassName="org.postgresql.Driver" string.username="u" string.password="p" integer.maxActive="7"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := TrustStoreOf(config, "/home"); got != (TrustStore{"/home/trust.jks", "JKS", "wso2carbon"}) {
		t.Errorf("%+v", got)
	}
}

// TestUnopened: what is not opened, and what is.
func TestUnopened(t *testing.T) {
	for url, want := range map[string]Code{
		"jdbc:h2:./repository/database/X":            EmbeddedDatabase,
		"jdbc:h2:mem:x":                              EmbeddedDatabase,
		"jdbc:h2:file:/x;AUTO_SERVER=TRUE":           EmbeddedDatabase,
		"jdbc:p6spy:h2:./x":                          EmbeddedDatabase,
		"jdbc:derby:x;create=true":                   EmbeddedDatabase,
		"jdbc:hsqldb:file:x":                         EmbeddedDatabase,
		"jdbc:sqlite:x":                              EmbeddedDatabase,
		"jdbc:h2:tcp://h/x":                          "",
		"jdbc:derby://h/x":                           "",
		"jdbc:hsqldb:hsql://h/x":                     "",
		"jdbc:mysql://h2:3306/x":                     "",
		"jdbc:sqlserver://h;databaseName=h2":         "",
		"jdbc:oracle:thin:@h2:1521:derby":            "",
		"":                                           BadURL,
		"jdbc:mysql://${db.host}/x":                  SystemProperty,
		"jdbc:db2://h:50000/x:currentSchema=sqlite;": "",
	} {
		code, _, _ := source("a.Driver", url, "u", "p").unopened()
		if code != want {
			t.Errorf("%s: %q, not %q", url, code, want)
		}
	}
}

// TestCreated: the tables of a script, in the dialects of the server's own.
func TestCreated(t *testing.T) {
	script := strings.Join([]string{
		"CREATE TABLE IF NOT EXISTS REG_A (x INT);",
		"IF NOT EXISTS (SELECT * FROM SYS.OBJECTS WHERE OBJECT_ID = OBJECT_ID(N'[DBO].[REG_B]')) CREATE TABLE REG_B (x INT);",
		"-- CREATE TABLE REG_NO (x INT)", "/* CREATE TABLE\nREG_NEITHER (x INT) */",
		"create table\n  \"REG_C\" (x INT);", "CREATE TABLE [dbo].[REG_D] (x INT)", "CREATE TABLE `REG_E` (x INT)",
		"CREATE INDEX REG_INDEX ON REG_A (x);", "CREATE TABLE UM_USER (x INT)/", "CREATE TABLE REG_A (again INT)",
	}, "\n")
	want := []string{"REG_A", "REG_B", "REG_C", "REG_D", "REG_E"}
	if got := created(script, []string{"REG_"}); !cmp.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := created(script, nil); len(got) != 6 {
		t.Errorf("got %v", got)
	}
}
