package verify_test

// A breakage breaks the mended home in one way.
type breakage struct {
	// name is what is broken, in the words of the list of checks.
	name string
	// code is what must be reported, once and alone, at the line where the last
	// edit begins, or where the text at stands. none is a file as a whole.
	code string
	at   string
	// file is that of the report, where it is not the last edit's.
	file  string
	edits []edit
	// add and remove are whole files.
	add    map[string]string
	remove []string
	// version of the server, 5.7.0 where none is given.
	version string
}

const none = "(no line)"

// empty is a file of datasources without any.
const empty = `<datasources-configuration><datasources/></datasources-configuration>`

var breakages = []breakage{
	// Files.
	{name: "user-mgt.xml is gone", code: "missing-file", at: none, file: usermgt, remove: []string{usermgt}},
	{name: "registry.xml is gone", code: "missing-file", at: none, file: registry, remove: []string{registry}},
	{name: "master-datasources.xml is gone", code: "missing-file", at: none, file: master, remove: []string{master}},
	{name: "registry.xml is a folder", code: "unreadable-file", at: none, file: registry,
		remove: []string{registry}, add: map[string]string{registry + "/x": ""}},
	{name: "master not well-formed", code: "not-well-formed",
		edits: []edit{{master, inUM, "?autoReconnect=true", "?autoReconnect=true&useSSL=false"}}},
	{name: "another file of datasources not well-formed", code: "not-well-formed", edits: []edit{{bps, "", "</name>\n            </jndiConfig>", "</nam></jndiConfig>"}}},
	{name: "user-mgt.xml not well-formed", code: "not-well-formed", edits: []edit{{usermgt, "", "</AdminUser>", "</Adminuser>"}}},
	{name: "registry.xml not well-formed", code: "not-well-formed", edits: []edit{{registry, "", "how many resources", "how -- many resources"}}},
	{name: "identity.xml not well-formed", code: "not-well-formed", edits: []edit{{identity, "", "</TimeConfig>", "</Timeconfig>"}}},
	{name: "default namespace in master", code: "default-namespace",
		edits: []edit{{master, "", "<datasources-configuration ", `<datasources-configuration xmlns="http://example.com" `}}},
	{name: "default namespace in user-mgt.xml", code: "default-namespace", edits: []edit{{usermgt, "", "<UserManager>", `<UserManager xmlns="http://example.com">`}}},
	{name: "default namespace in registry.xml", code: "default-namespace", edits: []edit{{registry, "", "<wso2registry>", `<wso2registry xmlns="http://example.com">`}}},
	{name: "svns undeclared in master", code: "undeclared-prefix", edits: []edit{
		{master, "", ` xmlns:svns="http://org.wso2.securevault/configuration"`, ""},
		{master, inUM, "<password>", `<password svns:secretAlias="UM">`}}},
	{name: "svns undeclared in user-mgt.xml", code: "undeclared-prefix",
		edits: []edit{{usermgt, "", "<Password>", `<Password svns:secretAlias="UserManager.AdminUser.Password">`}}},
	{name: "svns undeclared in registry.xml", code: "undeclared-prefix",
		edits: []edit{{registry, inRemote, "<registryRoot>", `<registryRoot svns:secretAlias="x">`}}},
	{name: "an entity from a DTD in a value", code: "entity-in-value", edits: []edit{
		{master, "", "<datasources-configuration ", "<!DOCTYPE datasources-configuration [\n<!ENTITY h \"db.example.com\">]>\n<datasources-configuration "},
		{master, inUM, "carbondb.mysql-wso2.com", "&h;"}}},
	{name: "an entity in UTF-8 behind a byte order mark", code: "entity-in-value", edits: []edit{
		{usermgt, "", "<!--\n  ~ Written", "\ufeff<!DOCTYPE UserManager [<!ENTITY r \"everyone\">]><!--\n  ~ Written"},
		{usermgt, "", "</AdminRole>", "<!-- &r; --><![CDATA[&r;]]>\n&r;</AdminRole>"}}, at: "&r;</AdminRole>"},
	{name: "an entity on the line of the DTD", code: "entity-in-value", edits: []edit{
		{registry, "", "\r\n<wso2registry>", "\r\n<!DOCTYPE wso2registry [<!ENTITY r \"<!-- '>&é;\"><!ENTITY é \"\">]><!-- &no; é --><wso2registry>&r;"}}, at: "&r;"},
	{name: "} before ${", code: "brace-before-placeholder",
		edits: []edit{{usermgt, inStore, "^[\\S]{5,40}$</Property>", "^[\\S]{5,40}${</Property>"}}},
	{name: "} before ${ in a text of several lines", code: "brace-before-placeholder",
		edits: []edit{{registry, "", "<batchSize>40</batchSize>", "<batchSize>\n\n} ${x}</batchSize>"}}, at: "} ${x}"},
	{name: "} before ${ in a comment", code: "brace-before-placeholder",
		edits: []edit{{usermgt, "", "<!-- Whoever has", "<!-- } ${x} Whoever has"}}},

	// Elements.
	{name: "an unknown element", code: "unknown-element", edits: []edit{{master, inUM, "<maxWait>60000</maxWait>", "<maxWaiting>60000</maxWaiting>"}}},
	{name: "a misspelt element", code: "unknown-element", edits: []edit{{master, inUM, "<testOnBorrow>true</testOnBorrow>", "<testonborrow>true</testonborrow>"}}},
	{name: "an element of 5.8 in 5.7", code: "unknown-element", edits: []edit{{master, inUM, "<maxWait>", "<rollbackOnReturn>true</rollbackOnReturn><maxWait>"}}},
	{name: "useDataSourceFactory as an element", code: "unknown-element", edits: []edit{{master, inUM, "<jndiConfig>", "<jndiConfig><useDataSourceFactory>true</useDataSourceFactory>"}}},
	{name: "properties in jndiConfig", code: "unknown-element", edits: []edit{{master, inUM, "</jndiConfig>", "<properties/></jndiConfig>"}}},
	{name: "an unknown element in a datasource", code: "unknown-element", edits: []edit{{master, inMB, "<description>", "<type/><description>"}}},
	{name: "an unknown element in the list of properties", code: "unknown-element",
		edits: []edit{{master, inMB, "<maxWait>", `<databaseProps><Property name="a">b</Property></databaseProps><maxWait>`}}},
	{name: "an unknown element at the root", code: "unknown-element", edits: []edit{{bps, "", "</providers>", "</providers><Providers/>"}}, at: "<Providers/>"},
	{name: "property in lower case", code: "unknown-element", edits: []edit{
		{usermgt, inStore, `<Property name="kdcEnabled">false</Property>`, `<property name="kdcEnabled">false</property>`}}},
	{name: "a misspelt element of the realm", code: "unknown-element", edits: []edit{{usermgt, "", "<AuthorizationManager class", "<userStoreManager/><AuthorizationManager class"}}},
	{name: "an unknown element in a remoteInstance", code: "unknown-element", edits: []edit{{registry, inRemote, "<registryRoot>", "<cacheid/><registryRoot>"}}},
	{name: "an unknown element in a mount", code: "unknown-element", edits: []edit{{registry, inConfig, "<targetPath>", "<target/><targetPath>"}}},
	{name: "an unknown element in a dbConfig", code: "unknown-element", edits: []edit{{registry, inDefault, "<dataSource>", "<datasource/><dataSource>"}}},
	{name: "a misspelt element of the registry", code: "unknown-element", edits: []edit{{registry, "", "<versionResourcesOnChange>", `<Mount path="/x"/><versionResourcesOnChange>`}}},
	{name: "a repeated element", code: "repeated-element", edits: []edit{{master, inUM, "<maxWait>60000</maxWait>", "<maxWait>1</maxWait>\n<maxWait>2</maxWait>"}}, at: "<maxWait>2<"},
	{name: "a second jndiConfig", code: "repeated-element",
		edits: []edit{{master, inUM, "</jndiConfig>", "</jndiConfig>\n<jndiConfig><name>jdbc/WSO2UM_DB</name></jndiConfig>"}}, at: "<jndiConfig><name>"},
	{name: "a repeated element of the realm", code: "repeated-element", edits: []edit{{usermgt, "", "</AdminRole>", "</AdminRole>\n<AdminRole>x</AdminRole>"}}, at: "<AdminRole>x<"},
	{name: "a repeated element of a mount", code: "repeated-element", edits: []edit{{registry, inConfig, "</targetPath>", "</targetPath>\n<targetPath>/x</targetPath>"}}, at: "<targetPath>/x"},
	{name: "a second currentDBConfig", code: "repeated-element",
		edits: []edit{{registry, "", "</currentDBConfig>", "</currentDBConfig>\n<currentDBConfig>x</currentDBConfig>"}}, at: "<currentDBConfig>x<"},

	// The files of datasources as a whole.
	{name: "a leftover copy", code: "leftover-copy", at: none, file: "repository/conf/datasources/old-datasources.xml",
		add: map[string]string{"repository/conf/datasources/old-datasources.xml": empty}},
	{name: "a leftover copy of master", code: "leftover-copy", at: none, file: "repository/conf/datasources/5.3-master-datasources.xml",
		add: map[string]string{"repository/conf/datasources/5.3-master-datasources.xml": empty}},
	{name: "another root", code: "wrong-root", at: "<DataSources-configuration>", file: "repository/conf/datasources/our-datasources.xml",
		add: map[string]string{"repository/conf/datasources/our-datasources.xml": "\n<DataSources-configuration></DataSources-configuration>"}},
	{name: "no providers", code: "no-providers", at: "<datasources-configuration ", edits: []edit{
		{master, "", "<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider>", ""}}},
	{name: "no providers at all", code: "no-providers", at: "<datasources-configuration ", edits: []edit{
		{master, "", "<providers>", "<!--"}, {master, "", "</providers>", "-->"}}},
	{name: "blanks around the provider", code: "no-providers", at: "<datasources-configuration ", edits: []edit{{master, "", "<provider>", "<provider> "}}},
	{name: "no datasources", code: "no-datasources", at: "<datasources-configuration>", file: "repository/conf/datasources/our-datasources.xml",
		add: map[string]string{"repository/conf/datasources/our-datasources.xml": "\n<datasources-configuration></datasources-configuration>"}},
	{name: "datasources in another case", code: "no-datasources", at: "<datasources-configuration ", edits: []edit{
		{master, "", "<datasources>", "<Datasources>"}, {master, "", "</datasources>", "</Datasources>"}}},
	{name: "a second datasources", code: "second-datasources", edits: []edit{{master, inMB, "</datasource>", "</datasource></datasources>\n<datasources>"}}, at: "\n<datasources>"},
	{name: "a datasource outside datasources", code: "datasource-outside",
		edits: []edit{{master, "", "</datasources>", "</datasources>\n<datasource><name>X</name><jndiConfig><name>jdbc/X</name></jndiConfig></datasource>"}}, at: "<datasource><name>X"},
	{name: "a datasource in a datasource", code: "datasource-outside",
		edits: []edit{{master, inMB, "</definition>", "</definition>\n<datasource><name>X</name></datasource>"}}, at: "<datasource><name>X"},
	{name: "a duplicate name", code: "duplicate-datasource-name", at: "<datasource>\n<name>WSO2UM_DB</name>",
		edits: []edit{{master, "", "<datasource>\n            <name>WSO2_MB_STORE_DB</name>", "<datasource>\n<name>WSO2UM_DB</name>"},
			{master, "", "<datasource>\n            <name>WSO2UM_DB</name>", "<datasource>\n            <name>WSO2UM_DB2</name>"},
			{master, "", "<datasource>\n            <name>WSO2AM_DB</name>", "<datasource>\n            <name>WSO2UM_DB</name>"}}},
	{name: "a duplicate name in another file", code: "duplicate-datasource-name", at: "<datasource>",
		edits: []edit{{bps, "", "<name>BPS_DS</name>", "<name>WSO2AM_DB</name>"}}},
	{name: "two datasources on one JNDI name", code: "duplicate-jndi-name", edits: []edit{{master, "", "<name>WSO2MBStoreDB</name>", "<name>jdbc/WSO2AM_STATS_DB</name>"}},
		at: "<name>jdbc/WSO2AM_STATS_DB</name>\n            </jndiConfig>\n            <definition type=\"RDBMS\">\n                <configuration>\n                    <url>jdbc:h2:repository/database/WSO2MB_DB"},

	// One datasource.
	{name: "definition type in lower case", code: "definition-type", edits: []edit{{master, inUM, `type="RDBMS"`, `type="rdbms"`}}},
	{name: "definition type with a blank", code: "definition-type", edits: []edit{{master, inREG, `type="RDBMS"`, `type="RDBMS "`}}},
	{name: "no definition type", code: "definition-type", edits: []edit{{master, inMB, ` type="RDBMS"`, ""}}},
	{name: "definition in another case", code: "definition-type", edits: []edit{
		{master, inMB, "</definition>", "</Definition>"}, {master, inMB, "<definition", "<Definition"}}, at: "(datasource WSO2_MB_STORE_DB)"},
	{name: "configuration in another case", code: "no-configuration", edits: []edit{
		{master, inREG, "</configuration>", "</Configuration>"}, {master, inREG, "<configuration>", "<Configuration>"}}, at: "(definition of WSO2REG_DB)"},
	{name: "a second configuration", code: "second-configuration", edits: []edit{{master, inREG, "<configuration>", "<configuration/>\n<configuration>"}}, at: "<configuration>\n                    <url>jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb"},
	{name: "no jndiConfig", code: "missing-jndi-name", edits: []edit{{master, inUM, "<jndiConfig>\n                <name>jdbc/WSO2UM_DB</name>\n            </jndiConfig>", ""}}, at: "(datasource WSO2UM_DB)"},
	{name: "no name in jndiConfig", code: "missing-jndi-name", edits: []edit{{master, inREG, "<name>jdbc/WSO2REG_DB</name>", ""}}, at: "(datasource WSO2REG_DB)"},
	{name: "blanks around a JNDI name", code: "jndi-name-blanks", edits: []edit{{master, "", "<name>jdbc/WSO2UM_DB</name>", "<name>jdbc/WSO2UM_DB </name>"}}},
	{name: "blanks around a JNDI name in registry.xml", code: "jndi-name-blanks", edits: []edit{{registry, "", "<dataSource>jdbc/WSO2REG_DB", "<dataSource>\n            jdbc/WSO2REG_DB"}}},
	{name: "no url", code: "missing-url", edits: []edit{{master, inMB, "<url>jdbc:h2:repository/database/WSO2MB_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000</url>", ""}}, at: "(configuration of WSO2_MB_STORE_DB)"},
	{name: "an empty url", code: "missing-url", edits: []edit{{master, inMB, "<url>jdbc:h2:repository/database/WSO2MB_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000</url>", "<url/>"}}},
	{name: "no database in the URL", code: "no-database-in-url", edits: []edit{{master, inUM, "userdb", ""}}},
	{name: "no path in the URL of H2", code: "no-database-in-url", edits: []edit{{master, inMB, "repository/database/WSO2MB_DB", "<!-- here -->"}}},
	{name: "a newline in url", code: "blanks-in-value", edits: []edit{{master, inUM, "autoReconnect=true</url>", "autoReconnect=true\n   </url>"}}},
	{name: "a no-break space before url", code: "blanks-in-value", edits: []edit{{master, inUM, "<url>", "<url>\u00a0"}}},
	{name: "a blank in username", code: "blanks-in-value", edits: []edit{{master, inUM, "<username>user", "<username> user"}}},
	{name: "a blank in password", code: "blanks-in-value", edits: []edit{{master, inUM, "s3cret", "s3cret "}}},
	{name: "&amp;amp;", code: "double-escaped", edits: []edit{{master, inUM, "?autoReconnect=true", "?autoReconnect=true&amp;amp;useSSL=false"}}},
	{name: "the documentation's password", code: "placeholder-password", edits: []edit{{master, inUM, "s3cret", "password"}}},
	{name: "a boolean in upper case", code: "bad-boolean", edits: []edit{{master, inUM, "<testOnBorrow>true", "<testOnBorrow>TRUE"}}},
	{name: "a boolean in words", code: "bad-boolean", edits: []edit{{master, inAM, "<defaultAutoCommit>false", "<defaultAutoCommit>no"}}},
	{name: "a number in words", code: "bad-number", edits: []edit{{master, inUM, "<maxActive>50", "<maxActive>fifty"}}},
	{name: "an empty number", code: "bad-number", edits: []edit{{master, inUM, "<maxActive>50", "<maxActive>"}}},
	{name: "a bad long", code: "bad-number", edits: []edit{{master, inUM, "<validationInterval>30000", "<validationInterval>30s"}}},
	{name: "an unknown isolation level", code: "unknown-isolation-level",
		edits: []edit{{master, inUM, "<maxActive>", "<defaultTransactionIsolation>read_committed</defaultTransactionIsolation><maxActive>"}}},
	{name: "testOnBorrow without validationQuery", code: "no-validation-query", edits: []edit{
		{master, inUM, "<validationQuery>SELECT 1</validationQuery>", ""}, {master, inUM, "<testOnBorrow>", "<testOnBorrow>"}}},
	{name: "Db2's validationQuery on MySQL", code: "validation-query-mismatch", edits: []edit{{master, inUM, "SELECT 1<", "SELECT 1 FROM sysibm.sysdummy1<"}}},
	{name: "PostgreSQL's validationQuery on MySQL", code: "validation-query-mismatch", edits: []edit{{master, inUM, "SELECT 1<", "SELECT 1; COMMIT<"}}},
	{name: "MySQL's validationQuery on Oracle", code: "validation-query-mismatch", add: map[string]string{"repository/components/dropins/o.jar": "oracle/jdbc/OracleDriver.class"},
		edits: []edit{{master, inUM, "jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true", "jdbc:oracle:thin:@db.example.com:1521/userdb"},
			{master, inUM, "com.mysql.jdbc.Driver", "oracle.jdbc.OracleDriver"}, {master, inUM, "<validationQuery>", "<validationQuery>"}}},
	{name: "Oracle's validationQuery on PostgreSQL", code: "validation-query-mismatch", add: map[string]string{"repository/components/lib/p.jar": "org/postgresql/Driver.class"},
		edits: []edit{{master, inUM, "jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true", "jdbc:postgresql://db.example.com:5432/userdb"},
			{master, inUM, "com.mysql.jdbc.Driver", "org.postgresql.Driver"}, {master, inUM, "SELECT 1<", "select 1  from dual;<"}}},
	{name: "PostgreSQL with defaultAutoCommit false", code: "postgresql-auto-commit", add: map[string]string{"repository/components/lib/p.jar": "org/postgresql/Driver.class"},
		edits: []edit{{master, inUM, "jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true", "jdbc:postgresql://db.example.com:5432/userdb"},
			{master, inUM, "com.mysql.jdbc.Driver", "org.postgresql.Driver"}, {master, inUM, "<maxActive>", "<defaultAutoCommit>false</defaultAutoCommit><maxActive>"}}},

	// Drivers.
	{name: "blanks around driverClassName", code: "driver-class-blanks", edits: []edit{{master, inUM, "<driverClassName>", "<driverClassName> "}}},
	{name: "driver and URL don't fit", code: "driver-url-mismatch", add: map[string]string{"repository/components/lib/p.jar": "org/postgresql/Driver.class"},
		edits: []edit{{master, inUM, "com.mysql.jdbc.Driver", "org.postgresql.Driver"}}},
	{name: "a URL without jdbc:", code: "driver-url-mismatch", edits: []edit{{master, inUM, "jdbc:mysql:", "mysql:"}}, at: "(driver of WSO2UM_DB)"},
	{name: "no JAR with the driver", code: "missing-driver", at: "(driver of WSO2AM_DB)", file: master, remove: []string{mysqlJAR},
		add: map[string]string{"repository/components/lib/other.jar": "com/example/Driver.class"}},
	{name: "a driver of another version", code: "missing-driver", edits: []edit{{master, inUM, "com.mysql.jdbc.Driver", "com.mysql.cj.jdbc.Driver"}}},
	{name: "a JAR that is none", code: "missing-driver", at: "(driver of WSO2AM_DB)", file: master, remove: []string{mysqlJAR},
		add: map[string]string{"repository/components/lib/broken.jar": ""}},

	// References.
	{name: "user-mgt.xml names the datasource, not its JNDI name", code: "unknown-jndi-name", edits: []edit{{usermgt, "", ">jdbc/WSO2UM_DB<", ">WSO2UM_DB<"}}},
	{name: "user-mgt.xml names what nothing binds", code: "unknown-jndi-name", edits: []edit{{usermgt, "", ">jdbc/WSO2UM_DB<", ">jdbc/UserDB<"}}},
	{name: "a dbConfig names what nothing binds", code: "unknown-jndi-name", edits: []edit{{registry, "", ">jdbc/WSO2REG_DB<", ">jdbc/WSO2_REG_DB<"}}},
	{name: "a dbConfig names nothing", code: "unknown-jndi-name", edits: []edit{{registry, "", ">jdbc/WSO2REG_DB<", "><"}}},
	{name: "the JDBC user store names what nothing binds", code: "unknown-jndi-name",
		edits: []edit{{usermgt, "", "<Password>admin", "<Password>s3cret"},
			{usermgt, "", inStore, `<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"><Property name="dataSource">jdbc/X</Property>`}}},
	{name: "identity.xml names what nothing binds", code: "unknown-jndi-name", edits: []edit{{identity, "", ">jdbc/WSO2CarbonDB<", ">jdbc/WSO2IdentityDB<"}}},
	{name: "api-manager.xml names what nothing binds", code: "unknown-jndi-name", edits: []edit{{manager, "", ">jdbc/WSO2AM_DB<", ">jdbc/APIM_DB<"}}},
	{name: "consent-mgt-config.xml names what nothing binds", code: "unknown-jndi-name", at: "<Name>", file: "repository/conf/consent-mgt-config.xml",
		add: map[string]string{"repository/conf/consent-mgt-config.xml": "<ConsentManager xmlns=\"urn:x\"><DataSource>\n<Name>jdbc/X</Name></DataSource></ConsentManager>"}},
	{name: "thrift-authentication.xml names what nothing binds", code: "unknown-jndi-name", at: "<Name>", file: "repository/conf/identity/thrift-authentication.xml",
		add: map[string]string{"repository/conf/identity/thrift-authentication.xml": "<Server xmlns=\"urn:x\"><JDBCPersistenceManager><DataSource>\n<Name>jdbc/X</Name></DataSource></JDBCPersistenceManager></Server>"}},
	{name: "bps.xml names what nothing binds", code: "unknown-jndi-name-in-feature", at: "<t:DataSource", file: "repository/conf/bps.xml",
		add: map[string]string{"repository/conf/bps.xml": "<t:WSO2BPS xmlns:t=\"urn:x\"><t:DataBaseConfig>\n<t:DataSource name=\"bpsdb\"/></t:DataBaseConfig></t:WSO2BPS>"}},
	{name: "humantask.xml names what nothing binds", code: "unknown-jndi-name-in-feature", at: "<DataSource>", file: "repository/conf/humantask.xml",
		add: map[string]string{"repository/conf/humantask.xml": "<HumanTaskServerConfig xmlns=\"urn:x\"><PersistenceConfig>\n<DataSource>bpsdb</DataSource></PersistenceConfig></HumanTaskServerConfig>"}},
	{name: "metrics.xml names what nothing binds", code: "unknown-jndi-name-in-feature", at: "<DataSourceName>", file: "repository/conf/metrics.xml",
		add: map[string]string{"repository/conf/metrics.xml": "<Metrics xmlns=\"urn:x\"><Enabled>true</Enabled><Reporting><JDBC><Enabled>true</Enabled>\n<DataSourceName>jdbc/X</DataSourceName></JDBC></Reporting></Metrics>"}},

	// user-mgt.xml.
	{name: "configuration in lower case", code: "configuration-case", edits: []edit{
		{usermgt, "", "</Configuration>", "</configuration>"}, {usermgt, "", "<Configuration>", "<configuration>"}}},
	{name: "a second Configuration", code: "second-realm-configuration", edits: []edit{{usermgt, "", "</Configuration>", "</Configuration>\n<Configuration/>"}}, at: "<Configuration/>"},
	{name: "a second configuration in lower case", code: "second-realm-configuration", edits: []edit{{usermgt, "", "</Configuration>", "</Configuration>\n<configuration/>"}}, at: "<configuration/>"},
	{name: "a second Realm", code: "second-realm-configuration", edits: []edit{{usermgt, "", "</Realm>", "</Realm>\n<Realm/>"}}, at: "<Realm/>"},
	{name: "no Realm", code: "missing-realm-element", edits: []edit{{usermgt, "", "</Realm>", "</realm>"}, {usermgt, "", "<Realm>", "<realm>"}}, at: "<UserManager>"},
	{name: "no Configuration", code: "missing-realm-element", edits: []edit{{usermgt, "", "</Configuration>", "</Konfiguration>"}, {usermgt, "", "<Configuration>", "<Konfiguration>"}}, at: "<Realm>"},
	{name: "no AddAdmin", code: "missing-realm-element", edits: []edit{{usermgt, "", "<AddAdmin>true</AddAdmin>", ""}}, at: "<Configuration>"},
	{name: "AddAdmin empty", code: "missing-realm-element", edits: []edit{{usermgt, "", "<AddAdmin>true</AddAdmin>", "<AddAdmin> </AddAdmin>"}}},
	{name: "no AdminRole", code: "missing-realm-element", edits: []edit{{usermgt, "", "<AdminRole>admin</AdminRole>", ""}}, at: "<Configuration>"},
	{name: "no AdminUser", code: "missing-realm-element", edits: []edit{{usermgt, "", "</AdminUser>", "</Adminuser>"}, {usermgt, "", "<AdminUser>", "<Adminuser>"}}, at: "<Configuration>"},
	{name: "no UserName", code: "missing-realm-element", edits: []edit{{usermgt, "", "<UserName>admin</UserName>", ""}}, at: "<AdminUser>"},
	{name: "no Password", code: "missing-realm-element", edits: []edit{{usermgt, "", "<Password>admin</Password>", ""}}, at: "<AdminUser>"},
	{name: "no EveryOneRoleName", code: "missing-realm-element", edits: []edit{{usermgt, "", "<EveryOneRoleName>everyone</EveryOneRoleName>", ""}}, at: "<Configuration>"},
	{name: "no dataSource", code: "missing-realm-element", edits: []edit{{usermgt, "", `<Property name="dataSource">jdbc/WSO2UM_DB</Property>`, ""}}, at: "<Configuration>"},
	{name: "no AuthorizationManager", code: "missing-realm-element", edits: []edit{
		{usermgt, "", "</AuthorizationManager>", "</Authorizer>"}, {usermgt, "", "<AuthorizationManager class", "<Authorizer class"}}, at: "<Realm>"},
	{name: "no class of the AuthorizationManager", code: "missing-realm-element",
		edits: []edit{{usermgt, "", `<AuthorizationManager class="org.wso2.carbon.user.core.authorization.JDBCAuthorizationManager">`, "<AuthorizationManager>"}}},
	{name: "a Property without name", code: "property-without-name", edits: []edit{{usermgt, inRealm, `<Property name="isCascadeDeleteEnabled">`, "<Property>"}}},
	{name: "a Property without name in the store", code: "property-without-name", edits: []edit{{usermgt, inStore, `<Property name="AnonymousBind">`, `<Property Name="AnonymousBind">`}}},
	{name: "a Property without name in the AuthorizationManager", code: "property-without-name",
		edits: []edit{{usermgt, "", `<Property name="AuthorizationCacheEnabled">`, "<Property>"}}},
	{name: "dataSource set twice", code: "repeated-property", edits: []edit{
		{usermgt, "", `<Property name="isCascadeDeleteEnabled">`, `<Property name=" dataSource ">jdbc/WSO2CarbonDB</Property><Property name="isCascadeDeleteEnabled">`},
		{usermgt, "", `<Property name="dataSource">`, `<Property name="dataSource">`}}},
	{name: "a property with two values", code: "repeated-property", edits: []edit{
		{usermgt, inStore, `<Property name="ReadTimeout"/>`, "<Property name=\"ReadTimeout\"/>\n<Property name=\"ReadTimeout\">5</Property>"}}, at: `<Property name="ReadTimeout">5<`},
	{name: "an administrator of another domain", code: "admin-domain", edits: []edit{{usermgt, "", "<UserName>admin", "<UserName>LDAP/admin"}}},
	{name: "an administrator's role of another domain", code: "admin-domain", edits: []edit{{usermgt, "", "<AdminRole>admin", "<AdminRole>LDAP/admin"}}},
	{name: "an administrator of a domain that the store has not", code: "admin-domain", edits: []edit{
		{usermgt, inStore, "<Property", `<Property name="DomainName">DIRECTORY</Property><Property`}, {usermgt, "", "<UserName>admin", "<UserName>PRIMARY/admin"}}},
	{name: "admin/admin with a JDBC store", code: "default-admin", edits: []edit{
		{usermgt, "", inStore, `<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">`}}, at: "<Password>admin<"},
	{name: "no active UserStoreManager", code: "no-user-store", edits: []edit{
		{usermgt, inStore, "</UserStoreManager>", "</UserStoreManager-->"}, {usermgt, "", inStore, "<!--" + inStore[1:]}}, at: "<Realm>"},
	{name: "no TenantManager in the primary", code: "no-tenant-manager", edits: []edit{
		{usermgt, inStore, `<Property name="TenantManager">`, `<Property name="Tenantmanager">`}}, at: inStore},
	{name: "a second active store without DomainName", code: "store-without-domain", edits: []edit{{usermgt, "", "<AuthorizationManager class", `<UserStoreManager class="x"/><AuthorizationManager class`}}},
	{name: "the directory inside the server still primary", code: "embedded-user-store", edits: []edit{
		{usermgt, inStore, "ldaps://directory.example.com:636", "ldap://localhost:10389"}}, at: inStore},

	// registry.xml.
	{name: "wso2registry gone", code: "no-local-registry", edits: []edit{{registry, "", inDefault, `<dbConfig name="local">`}}, at: "<wso2registry>"},
	{name: "no currentDBConfig", code: "no-current-db-config", edits: []edit{{registry, "", "<currentDBConfig>wso2registry</currentDBConfig>", ""}}, at: "<wso2registry>"},
	{name: "currentDBConfig names nothing", code: "unknown-current-db-config", edits: []edit{{registry, "", "<currentDBConfig>wso2registry", "<currentDBConfig>WSO2Registry"}}},
	{name: "currentDBConfig with a blank", code: "unknown-current-db-config", edits: []edit{{registry, "", "<currentDBConfig>wso2registry", "<currentDBConfig>wso2registry "}}},
	{name: "a dbConfig without name", code: "db-config-without-name", edits: []edit{{registry, "", inDefault, "<dbConfig><dataSource>jdbc/WSO2REG_DB</dataSource></dbConfig>" + inDefault}}},
	{name: "a dbConfig without source", code: "db-config-without-source", edits: []edit{{registry, "", inDefault, `<dbConfig name="x"></dbConfig>` + inDefault}}},
	{name: "a duplicate dbConfig name", code: "duplicate-db-config",
		edits: []edit{{registry, "", inDefault, "\n<dbConfig name=\"wso2registry\"><url>jdbc:h2:x</url></dbConfig>\n" + inDefault}}, at: inDefault + "\r\n"},
	{name: "readOnly in another case", code: "registry-boolean", edits: []edit{{registry, inRemote, "<readOnly>false", "<readOnly>False"}}},
	{name: "enableCache with blanks", code: "registry-boolean", edits: []edit{{registry, inRemote, "<enableCache>true", "<enableCache> true "}}},
	{name: "the registry's own enableCache", code: "registry-boolean", edits: []edit{{registry, "<currentDBConfig>", "<enableCache>true", "<enableCache>yes"}}},
	{name: "a remoteInstance without id", code: "remote-instance-without-id",
		edits: []edit{{registry, "", inDefault, "<remoteInstance><dbConfig>govregistry</dbConfig></remoteInstance>" + inDefault}}},
	{name: "a duplicate remoteInstance id", code: "duplicate-remote-instance", edits: []edit{
		{registry, inRemote, "</remoteInstance>", "</remoteInstance>\n<remoteInstance><id>gov</id><dbConfig>govregistry</dbConfig></remoteInstance>"}}, at: "<remoteInstance><id>"},
	{name: "a remoteInstance to an unknown dbConfig", code: "unknown-db-config", edits: []edit{{registry, inRemote, "<dbConfig>govregistry", "<dbConfig>s"}}},
	{name: "a remoteInstance on the current dbConfig", code: "remote-instance-on-current", edits: []edit{
		{registry, "", "<cacheId>user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb</cacheId>", ""}, {registry, "", "<dbConfig>govregistry", "<dbConfig>wso2registry"}}},
	{name: "a cacheId of another database", code: "cache-id-mismatch", edits: []edit{{registry, "", "<cacheId>user@jdbc:mysql://carbondb", "<cacheId>user@jdbc:mysql://db"}}},
	{name: "a duplicate mount path", code: "duplicate-mount", edits: []edit{
		{registry, inConfig, "</mount>", "</mount>\n<mount path=\"/_system/config\"/>"}}, at: `<mount path="/_system/config"/>`},
	{name: "a mount without path", code: "skipped-mount", edits: []edit{{registry, "", inConfig, "<mount>\r\n"}}},
	{name: "a mount without instanceId", code: "skipped-mount", edits: []edit{{registry, inConfig, "<instanceId>gov</instanceId>", ""}}, at: inConfig},
	{name: "a mount without targetPath", code: "skipped-mount", edits: []edit{{registry, inConfig, "<targetPath>/_system/is_km/config</targetPath>", ""}}, at: inConfig},
	{name: "a mount to an unknown instance", code: "unknown-instance", edits: []edit{{registry, inConfig, "<instanceId>gov", "<instanceId>GOV"}}},
	{name: "a mount whose remoteInstance is only in a comment", code: "commented-remote-instance", edits: []edit{{registry, inConfig, "<instanceId>gov", "<instanceId>faraway"}}},
	{name: "overwrite that is no boolean", code: "mount-overwrite", edits: []edit{{registry, "", inConfig, `<mount path="/_system/config" overwrite="yes">` + "\r\n"}}},
	{name: "overwrite false on a path that exists", code: "mount-overwrite", edits: []edit{{registry, "", inConfig, `<mount path="/_system/config" overwrite="false">` + "\r\n"}}},
	{name: "no overwrite", code: "mount-overwrite", edits: []edit{{registry, "", inConfig, `<mount path="/_system/config">` + "\r\n"}}},
	{name: "the config target shared with API Manager", code: "shared-config-target", edits: []edit{{registry, inConfig, "/_system/is_km/config", "/_system/config"}}},

	// The home.
	{name: "a server of 5.9 without deployment.toml", code: "generated-home", at: none, version: "5.9.0"},
}
