package show_test

import (
	"ispatch/internal/server"
	"strings"
	"testing/fstest"
)

const (
	master   = "repository/conf/datasources/master-datasources.xml"
	other    = "repository/conf/datasources/other-datasources.xml"
	userMgt  = "repository/conf/user-mgt.xml"
	registry = "repository/conf/registry.xml"
	identity = "repository/conf/identity/identity.xml"
	manager  = "repository/conf/api-manager.xml"
)

// files is a home of these files.
func files(nameContent ...string) fstest.MapFS {
	home := fstest.MapFS{}
	for i := 0; i < len(nameContent); i += 2 {
		home[nameContent[i]] = &fstest.MapFile{Data: []byte(nameContent[i+1])}
	}
	return home
}

// datasource is one of a file of datasources.
func datasource(name, jndi, url string) string {
	return "<datasource><name>" + name + "</name><jndiConfig><name>" + jndi + "</name></jndiConfig>" +
		"<definition type=\"RDBMS\"><configuration><url>" + url +
		"</url><username>km</username><password>km-pass</password>" +
		"</configuration></definition></datasource>\n"
}

func datasources(all ...string) string {
	text := "<datasources-configuration><providers><provider>" + server.RDBMSReader +
		"</provider></providers><datasources>\n"
	for _, d := range all {
		text += d
	}
	return text + "</datasources></datasources-configuration>\n"
}

func realm(jndi string) string {
	return `<UserManager><Realm><Configuration>
<Property name="dataSource">` + jndi + `</Property>
</Configuration>
<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"/>
</Realm></UserManager>
`
}

func registryOf(content string) string {
	return "<wso2registry><currentDBConfig>wso2registry</currentDBConfig>\n" + content + "</wso2registry>\n"
}

func dbConfig(name, jndi string) string {
	return `<dbConfig name="` + name + `"><dataSource>` + jndi + "</dataSource></dbConfig>\n"
}

func instance(id, config string) string {
	return `<remoteInstance url="https://localhost:9443/registry"><id>` + id + "</id><dbConfig>" + config +
		"</dbConfig></remoteInstance>\n"
}

func mount(path, id string) string {
	return `<mount path="` + path + `" overwrite="true"><instanceId>` + id + "</instanceId><targetPath>" + path +
		"</targetPath></mount>\n"
}

// brokenHome has every kind of broken link, and names that are not plain.
func brokenHome() fstest.MapFS {
	return files(
		master, datasources(
			datasource("WSO2_CARBON_DB", "jdbc/WSO2CarbonDB", "jdbc:h2:./repository/database/WSO2CARBON_DB;LOCK_TIMEOUT=60000"),
			datasource("REG", "jdbc/REG", "jdbc:mysql://km:km-pass@first.example.com:3306/regdb?password=km-pass"),
			datasource("REG_AGAIN", "jdbc/REG", "jdbc:postgresql://[2001:db8::1]:5432/regdb"),
			datasource("GREEN [é] &quot;#1;&quot;", "jdbc/Gr&#xfc;n &lt;b&gt;",
				"jdbc:oracle:thin:km/km-pass@//db.example.com:1521/ORCL"),
			datasource("NO_URL", "jdbc/NO_URL", ""),
			strings.Replace(datasource("ODD", "jdbc/ODD", "jdbc:odd:x:password=km-pass"), "RDBMS", "rdbms", 1),
			strings.Replace(datasource("UNNAMED", "", "jdbc:mysql://address=(host=h)(user=km)(password=km-pass)/db"),
				"<name></name>", "", 1),
			datasource("TWICE", "jdbc/ONE", "jdbc:db2://h:50000/D:user=km;password=km-pass;"),
			datasource("TWICE", "jdbc/TWO", "jdbc:sqlserver://h;databaseName=d;user=km;password=km-pass"),
			datasource("BEHIND", "jdbc/BEHIND", "jdbc:mariadb://h/d"),
		),
		other, "<datasources-configuration><datasources></datasources-configuration>",
		userMgt, `<UserManager><Realm><Configuration>
<Property name="dataSource"> REG_AGAIN </Property>
</Configuration>
<UserStoreManager class="org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager">
<Property name="ConnectionURL">ldap://km:km-pass@ldap.example.com:389</Property>
<Property name="ConnectionPassword">km-pass</Property>
</UserStoreManager>
<UserStoreManager class="org.example.Store"><Property name="DomainName">SECOND</Property>`+
			`<Property name="dataSource">jdbc/ODD</Property></UserStoreManager>
<UserStoreManager class="org.example.Third">`+
			`<Property name="url">jdbc:mysql://h/d?password=km-pass</Property></UserStoreManager>
</Realm></UserManager>
`,
		registry, registryOf(
			dbConfig("wso2registry", "jdbc/WSO2CarbonDB")+
				dbConfig("govregistry", "jdbc/REG")+
				dbConfig("configregistry", "jdbc/BEHIND")+
				dbConfig("unused", "jdbc/NOWHERE")+
				"<dbConfig name=\"empty\"/>\n<dbConfig "+
				"name=\"own\"><url>jdbc:mysql://own.example.com/own</url>"+
				"<userName>km</userName><password>km-pass</password></dbConfig>\n"+
				dbConfig("unused", "jdbc/Gr&#xfc;n &lt;b&gt;")+
				instance("gov", "govregistry")+instance("config", "configregistry")+instance("lost",
				"nowhere")+instance("idle", "own")+instance("gov", "own")+
				"<remoteInstance url=\"https://km:km-pass@far.example.com/registry\"><id>far</id>"+
				"<username>km</username><password>km-pass</password></remoteInstance>\n"+
				mount("/_system/governance", "gov")+mount("/_system/config", "config")+mount("/a", "lost")+mount("/b",
				"nobody")+mount("/b", "far")+mount("/c", "far")+
				"<mount path=\"/d\"/>\n"),
		identity, "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\"><JDBCPersistenceManager><DataSource>\n"+
			"<Name>jdbc/NO_URL</Name>\n</DataSource></JDBCPersistenceManager></Server>",
		manager, "<APIManager>\n<DataSourceName>jdbc/reg</DataSourceName></APIManagr>",
		"repository/conf/metrics.xml", "<Metrics><Enabled>false</Enabled><Reporting><JDBC><Enabled>true</Enabled>"+
			"<DataSourceName>jdbc/WSO2MetricsDB</DataSourceName></JDBC></Reporting></Metrics>",
		"repository/conf/bps.xml", "<WorkflowServerConfig><DataBaseConfig><DataSource "+
			"name=\"bpsds\"/></DataBaseConfig></WorkflowServerConfig>",
		"repository/conf/humantask.xml", "<h:HumanTaskServerConfig "+
			"xmlns:h='u'><h:PersistenceConfig><h:DataSource>bpsds</h:DataSource>"+
			"</h:PersistenceConfig></h:HumanTaskServerConfig>",
	)
}
