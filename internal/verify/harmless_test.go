package verify_test

import (
	"testing"
	"testing/fstest"
)

// TestHarmless: legal but odd configurations are not reported.
func TestHarmless(t *testing.T) {
	toPostgreSQL := func(more ...edit) []edit {
		return append([]edit{
			{master, inUM, "jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true",
				"jdbc:postgresql://db.example.com:5432/userdb"},
			{master, inUM, "com.mysql.jdbc.Driver", "org.postgresql.Driver"}}, more...)
	}
	postgresJAR := map[string]string{"repository/components/lib/p.jar": "org/postgresql/Driver.class"}
	for _, b := range []breakage{
		{name: "an element of 5.8 in 5.8", version: "5.8.0", edits: []edit{{master, inUM, "<maxWait>",
			"<rollbackOnReturn>true</rollbackOnReturn><maxWait>"}}},
		{name: "an element of 5.8 in a version not known", version: "unknown", edits: []edit{{master, inUM, "<maxWait>",
			"<commitOnReturn>true</commitOnReturn><maxWait>"}}},
		{name: "placeholders", edits: []edit{
			{master, inUM, "<maxActive>50", "<maxActive>${pool.size}"}, {master, inUM, "<testOnBorrow>true",
				"<testOnBorrow>${test}"},
			{master, inUM, "com.mysql.jdbc.Driver", "${driver}"}, {master, inUM, "jdbc:mysql://carbondb", "${scheme}//carbondb"},
			{master, inUM, "SELECT 1", "${query}"}}},
		{name: "a placeholder as JNDI name", edits: []edit{{usermgt, "", ">jdbc/WSO2UM_DB<", ">${um.jndi}<"}, {registry,
			"", ">jdbc/WSO2REG_DB<", ">${reg.jndi}<"}}},
		{name: "a placeholder before a brace", edits: []edit{{usermgt, "", "<!-- Whoever", "<!-- ${a} } Whoever"}}},
		{name: "comments and CDATA in values", edits: []edit{
			{master, inUM, "<username>user", "<username>us<!-- x -->er"}, {master, inUM, "<testOnBorrow>true",
				"<testOnBorrow>tr<![CDATA[ue]]>"},
			{usermgt, "", ">jdbc/WSO2UM_DB<", ">jdbc/<!-- x --><![CDATA[WSO2UM_DB]]><"}, {registry, inConfig,
				"<instanceId>gov", "<instanceId>g<!-- x -->ov"}}},
		{name: "blanks around what is trimmed", edits: []edit{
			{master, inUM, "<maxActive>50", "<maxActive>\n 50 "}, {master, inUM, "<testOnBorrow>true", "<testOnBorrow> 1 "},
			{usermgt, "", ">jdbc/WSO2UM_DB<", ">\n jdbc/WSO2UM_DB\n<"}, {usermgt, inStore, `name="TenantManager"`,
				`name=" TenantManager "`}}},
		{name: "another order", edits: []edit{
			{master, inUM, "<username>user</username>", ""}, {master, inUM, "</configuration>",
				"<username>user</username></configuration>"}}},
		{name: "stray text", edits: []edit{{usermgt, "", "</EveryOneRoleName>", "</EveryOneRoleName> !-- text -->"},
			{master, inUM, "<maxWait>", "x<maxWait>"}}},
		{name: "no JNDI name where nothing asks for one", edits: []edit{{master, inMB,
			"<jndiConfig>\n                <name>WSO2MBStoreDB</name>\n            </jndiConfig>", ""}}},
		{name: "no name", edits: []edit{{master, "", inMB, ""}}},
		{name: "a vaulted password", edits: []edit{{master, inUM, "<password>s3cret",
			`<password svns:secretAlias="UM">password`}}},
		{name: "a vaulted password with another prefix", edits: []edit{
			{master, inUM, "<password>s3cret",
				`<password xmlns:v="http://org.wso2.securevault/configuration" v:secretAlias="UM">password`}}},
		{name: "a datasource class instead of a URL", edits: []edit{{master, inMB,
			"<url>jdbc:h2:repository/database/WSO2MB_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000</url>",
			`<dataSourceClassName>com.example.XADataSource</dataSourceClassName><dataSourceProps><property ` +
				`name="url">jdbc:x</property></dataSourceProps>`}}},
		{name: "a validator class instead of a query", edits: []edit{{master, inUM,
			"<validationQuery>SELECT 1</validationQuery>", "<validatorClassName>com.example.V</validatorClassName>"}}},
		{name: "no test, no query", edits: []edit{{master, inUM, "<validationQuery>SELECT 1</validationQuery>", ""},
			{master, inUM, "<testOnBorrow>true", "<testOnBorrow>false"}}},
		{name: "5.9 tests without a query, and the rest of it", version: "5.8.9", edits: nil},
		{name: "a validationQuery that MySQL knows too", edits: []edit{{master, inUM, "SELECT 1<", "SELECT 1 FROM DUAL<"}}},
		{name: "several queries that MySQL is told to take", edits: []edit{{master, inUM, "SELECT 1<",
			"SELECT 1; COMMIT<"}, {master, inUM, "autoReconnect=true", "allowMultiQueries=true"}}},
		{name: "a query of somebody's own", edits: []edit{{master, inUM, "SELECT 1<",
			"/* ping */ SELECT 1 FROM UM_TENANT<"}}},
		{name: "PostgreSQL", add: postgresJAR, edits: toPostgreSQL(edit{master, inUM, "SELECT 1<", "SELECT 1; COMMIT<"},
			edit{master, inUM, "<maxActive>", "<defaultAutoCommit>true</defaultAutoCommit><maxActive>"})},
		{name: "PostgreSQL before 5.7", version: "5.6.0", add: postgresJAR, edits: toPostgreSQL(edit{master, inUM,
			"<maxActive>", "<defaultAutoCommit>false</defaultAutoCommit><maxActive>"})},
		{name: "PostgreSQL in a version not known", version: "unknown", add: postgresJAR, edits: toPostgreSQL(edit{master,
			inUM, "<maxActive>", "<defaultAutoCommit>false</defaultAutoCommit><maxActive>"})},
		{name: "MariaDB's driver with MySQL's URL",
			add:   map[string]string{"repository/components/dropins/m.jar": "org/mariadb/jdbc/Driver.class"},
			edits: []edit{{master, inUM, "com.mysql.jdbc.Driver", "org.mariadb.jdbc.Driver"}}},
		{name: "a database not known here",
			add: map[string]string{"repository/components/lib/x.jar": "com/example/Driver.class"},
			edits: []edit{{master, inUM, "jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true",
				"jdbc:example:db"}, {master, inUM, "com.mysql.jdbc.Driver", "com.example.Driver"},
				{registry, "", "<cacheId>user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb</cacheId>", ""}}},
		{name: "several hosts", edits: []edit{{master, inUM, "carbondb.mysql-wso2.com:3306", "a:3306,b:3306"}}},
		{name: "a driver in plugins", remove: []string{mysqlJAR},
			add: map[string]string{"repository/components/plugins/m.JAR.jar": "com/mysql/jdbc/Driver.class"}},
		{name: "a cacheId with parameters", edits: []edit{{registry, "", "3306/regdb</cacheId>",
			"3306/regdb?autoReconnect=true</cacheId>"}}},
		{name: "no cacheId", edits: []edit{{registry, "",
			"<cacheId>user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb</cacheId>", ""}}},
		{name: "another type of datasource with a provider of its own", edits: []edit{
			{master, "", "</providers>", "<provider>com.example.Reader</provider></providers>"}, {master, inMB,
				`type="RDBMS"`, `type="EXAMPLE"`}}},
		{name: "providers only in the first file", edits: []edit{{bps, "",
			"<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider>", ""}}},
		{name: "a file of datasources of somebody's own",
			add: map[string]string{"repository/conf/datasources/analytics-datasources.xml": empty,
				"repository/conf/datasources/threshold-datasources.xml":  empty,
				"repository/conf/datasources/master-datasources.xml.bak": "<"}},
		{name: "another case of PRIMARY", edits: []edit{{usermgt, "", "<UserName>admin", "<UserName>primary/admin"}}},
		{name: "a second store with a domain", edits: []edit{{usermgt, "", "<AuthorizationManager class",
			`<UserStoreManager class="x"><Property name="DomainName">X</Property></UserStoreManager>` +
				`<AuthorizationManager class`}}},
		{name: "a property twice with one value", edits: []edit{{usermgt, inStore, `<Property name="ReadTimeout"/>`,
			`<Property name="ReadTimeout"/><Property name="ReadTimeout"> </Property>`}}},
		{name: "the embedded directory with the embedded database", edits: []edit{
			{usermgt, inStore, "ldaps://directory.example.com:636", "ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}"},
			{usermgt, "", ">jdbc/WSO2UM_DB<", ">jdbc/WSO2CarbonDB<"}}},
		{name: "a JDBC store with another password", edits: []edit{{usermgt, "", inStore,
			`<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">`},
			{usermgt, "", "<Password>admin", "<Password>other"}}},
		{name: "a JDBC store without a new administrator", edits: []edit{{usermgt, "", inStore,
			`<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">`},
			{usermgt, "", "<AddAdmin>true", "<AddAdmin>false"}}},
		{name: "a directory of the same machine", edits: []edit{{usermgt, inStore, "ldaps://directory.example.com:636",
			"ldap://localhost:389"}}},
		{name: "a directory on another port near that of the server's own", edits: []edit{{usermgt, inStore,
			"ldaps://directory.example.com:636", "ldap://localhost:10390"}}},
		{name: "aliases as Java escapes them", edits: []edit{
			{master, inUM, "<password>s3cret", `<password svns:secretAlias="carbon:db">password`},
			{master, inMB, "<password>wso2carbon", `<password svns:secretAlias="café">password`}},
			add: map[string]string{"repository/conf/security/cipher-tool.properties": "carbon\\:db=repository/conf/x.xml" +
				"//x,false\ncaf\\u00e9=repository/conf/x.xml//y,false\n"}},
		{name: "a directory that has a datasource", edits: []edit{{usermgt, inStore, "<Property",
			`<Property name="dataSource">jdbc/X</Property><Property`}}},
		{name: "overwrite in another case", edits: []edit{{registry, "", inConfig,
			`<mount path="/_system/config" overwrite="TRUE">` + "\r\n"}}},
		{name: "a virtual mount", edits: []edit{{registry, "", inConfig,
			`<mount path="/_system/config" overwrite="Virtual">` + "\r\n"}}},
		{name: "overwrite false on a new path", edits: []edit{{registry, "", inConfig,
			`<mount path="/shared" overwrite="false">` + "\r\n"}}},
		{name: "config shared in a database inside the server", edits: []edit{{registry, "", ">jdbc/WSO2REG_DB<",
			">jdbc/WSO2AM_STATS_DB<"},
			{registry, "", "<cacheId>user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb</cacheId>", ""}, {registry,
				inConfig, "/_system/is_km/config", "/_system/config"}}},
		{name: "metrics that are off", add: map[string]string{
			"repository/conf/metrics.xml": "<Metrics><Enabled>false</Enabled><Reporting><JDBC><Enabled>true</Enabled>" +
				"<DataSourceName>jdbc/X</DataSourceName></JDBC></Reporting></Metrics>"}},
		{name: "a workflow engine with a repository of its own", add: map[string]string{
			"repository/conf/bps.xml": `<WSO2BPS><DataBaseConfig><DataSource name="x"><JNDI contextFactory="a" ` +
				`providerURL="b"/></DataSource></DataBaseConfig></WSO2BPS>`,
			"repository/conf/humantask.xml": `<HumanTaskServerConfig><PersistenceConfig><DataSource>x</DataSource>` +
				`<JNDIInitialContextFactory>a</JNDIInitialContextFactory></PersistenceConfig></HumanTaskServerConfig>`}},
		{name: "thrift sessions in memory",
			add: map[string]string{"repository/conf/identity/thrift-authentication.xml": "<Server><JDBCPersistenceManager>" +
				"<DataSource><Name>jdbc/X</Name></DataSource></JDBCPersistenceManager><ThriftSessionDAO>" +
				"a.InMemoryThriftSessionDAO</ThriftSessionDAO></Server>"}},
		{name: "names that resolve", add: map[string]string{
			"repository/conf/consent-mgt-config.xml": "<ConsentManager><DataSource><Name> jdbc/WSO2CarbonDB " +
				"</Name></DataSource></ConsentManager>",
			"repository/conf/bps.xml": `<WSO2BPS><DataBaseConfig><DataSource ` +
				`name="bpsds"/></DataBaseConfig></WSO2BPS>`}},
		{name: "an entity in an attribute", edits: []edit{
			{registry, "", "\r\n<wso2registry>", "\r\n<!DOCTYPE wso2registry [<!ENTITY x \"y\">]>\r\n<wso2registry>"},
			{registry, "", "<batchSize>", "<batchSize a='>&x;'>&#32;&lt;"}}},
	} {
		t.Run(b.name, func(t *testing.T) {
			if b.version == "" {
				b.version = "5.7.0"
			}
			home := fixedHome(t)
			b.at = none
			b.breakHome(t, home)
			for _, p := range report(home, b.version).Problems {
				t.Errorf("%s", p)
			}
		})
	}
}

// TestWrappedDriver: the server wraps a JAR in lib in a bundle, which stays in dropins.
func TestWrappedDriver(t *testing.T) {
	home := fixedHome(t)
	bundle := jarOf(t,
		map[string][]byte{"META-INF/MANIFEST.MF": []byte("Manifest-Version: 1.0\r\nBundle-SymbolicName: " +
			"mysql\r\nBundle-ClassPath: .,mysql.jar\r\n"), "mysql.jar": home[mysqlJAR].Data, "broken.jar": []byte("x")})
	delete(home, mysqlJAR)
	home["repository/components/dropins/mysql_1.0.0.jar"] = &fstest.MapFile{Data: bundle}
	if problems := check(home, "5.7.0"); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestPartOfAServer: in a home without any folder of JARs no driver is reported as
// missing, and the report says that drivers were not checked.
func TestPartOfAServer(t *testing.T) {
	home := fixedHome(t)
	delete(home, mysqlJAR)
	found := report(home, "5.7.0")
	if len(found.Problems) > 0 || len(found.Unchecked) != 1 {
		t.Errorf("%v, notes %q", found.Problems, found.Unchecked)
	}
}
