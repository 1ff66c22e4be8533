package ping

import (
	"strings"
	"testing"
)

// javaServer starts a server of one of Debian's JARs in a folder of the test.
func javaServer(t *testing.T, jars []string, class string, args func(port string) []string) (f folder, port string) {
	t.Helper()
	f = newFolder(t, "nobody")
	port, _ = f.serve(t, listening, program(t, "java"), func(port string) []string {
		return append(classPath(jars, class), args(port)...)
	})
	return f, port
}

// classPath are the options that run a class of Debian's JARs.
func classPath(jars []string, class string) []string {
	for i, jar := range jars {
		jars[i] = "/usr/share/java/" + jar
	}
	return []string{"-XX:TieredStopAtLevel=1", "-cp", strings.Join(jars, ":"), class}
}

const h2SetUp = `
CREATE USER WSO2 PASSWORD '` + "pl4nted" + `'; CREATE TABLE REG_RESOURCE (A INT); CREATE TABLE REG_LOG (A INT);
CREATE TABLE UM_USER (A INT); GRANT SELECT ON REG_RESOURCE TO WSO2; GRANT SELECT ON REG_LOG TO WSO2;
`

// TestH2: a real server with the home's pool, and all results that do not need
// a long run: the home's scripts, missing tables, missing rights, a wrong
// password, a missing database.
func TestH2(t *testing.T) {
	home := newHome(t)
	write(t, home+"/dbscripts/h2.sql", []byte(`
/* CREATE TABLE REG_NOT (A INT); */
CREATE TABLE IF NOT EXISTS REG_RESOURCE (A INT); -- CREATE TABLE REG_NEITHER (A INT);
create table REG_LOG (A INT); CREATE TABLE UM_USER (A INT); CREATE TABLE "UM_ROLE" (A INT);`))
	f, port := javaServer(t, []string{"h2.jar"}, "org.h2.tools.Server", func(port string) []string {
		return []string{"-tcp", "-tcpPort", port, "-ifNotExists", "-baseDir", "."}
	})
	at := "jdbc:h2:tcp://127.0.0.1:" + port + "/./db"
	setUp := f.write(t, "setup.sql", []byte(h2SetUp))
	f.run(t, "java", append(classPath([]string{"h2.jar"}, "org.h2.tools.RunScript"),
		"-url", at, "-user", "SA", "-password", "b0ss", "-script", setUp)...)
	h2 := func(user, password string) Target { return source("org.h2.Driver", at, user, password) }
	absent := h2("SA", "b0ss").with(String, "url", at+"none;IFEXISTS=TRUE")
	results := pingRows(t, home, []row{
		{"success", h2("SA", "b0ss").in(Registry, Registry), nil, ""},
		{"a table is missing", h2("SA", "b0ss").in(UserManagement, Registry), []Code{TablesMissing},
			"lacks 1 of 2 tables of user management: UM_ROLE\nrun dbscripts/h2.sql on it"},
		{"a table may not be read", h2("WSO2", "pl4nted").in(Registry, UserManagement),
			[]Code{TablesMissing, TablesDenied}, `user "WSO2" may not read 1 of 2 tables of user management: UM_USER`},
		{"no script", h2("SA", "b0ss").in(Identity), []Code{TablesMissing},
			"the home has no script for the tables of identity management: only IDN_OAUTH_CONSUMER_APPS was looked for"},
		{"wrong password", h2("SA", "wr0ng"), []Code{WrongPassword}, `user "SA"`},
		{"no such database", absent, []Code{UnknownDatabase}, ""},
		{"a bad query", h2("SA", "b0ss").with(String, "validationQuery", "SELECT 1 FROM NOTHING"),
			[]Code{QueryFailed}, "NOTHING"},
	})
	if r := results["success"]; !r.LoggedIn || !r.Queried || found(r, Found) != 2 || r.Pool != "tomcat-jdbc.jar" ||
		r.JAR != "h2.jar" || !strings.HasPrefix(r.Server, "H2 ") {
		t.Errorf("%+v", r)
	}
	t.Run("without the pool", func(t *testing.T) {
		bare := t.TempDir()
		copyJAR(t, "h2.jar", bare+"/repository/components/dropins/h2.jar")
		r := pingOne(t, bare, h2("SA", "b0ss"))
		expect(t, r)
		says(t, r, "the home has no tomcat-jdbc pool")
		if r.Pool != "" || !r.Queried {
			t.Errorf("%+v", r)
		}
		r = pingOne(t, bare, h2("SA", "b0ss").with(String, "driverClassName", "org.postgresql.Driver"))
		expect(t, r, MissingDriver)
	})
	t.Run("a dataSourceClassName", func(t *testing.T) {
		target := Target{Name: "x", Settings: []Setting{{String, "dataSourceClassName", "org.h2.jdbcx.JdbcDataSource"},
			{SourceProperty, "URL", at}, {SourceProperty, "user", "SA"}, {SourceProperty, "password", "b0ss"}}}
		expect(t, pingOne(t, home, target))
		expect(t, pingOne(t, home, target.with(SourceProperty, "password", "wr0ng")), WrongPassword)
		expect(t, pingOne(t, home, target.with(SourceProperty, "nothing", "1")), DriverFailed)
	})
}

// TestDrivers: problems with drivers that need no database.
func TestDrivers(t *testing.T) {
	home := newHome(t)
	// Class file version 99 is for a Java that does not exist yet.
	tooNew := append([]byte(nil), class...)
	tooNew[7] = 99
	write(t, home+"/repository/components/lib/new.jar", jarOf(t, "Ping.class", tooNew))
	write(t, home+"/repository/components/lib/broken.jar", []byte("no JAR"))
	port := closedPort(t)
	pingRows(t, home, []row{
		{"none", source("com.example.Driver", "jdbc:example://x", "u", "p4ssword"), []Code{MissingDriver},
			"the class com.example.Driver is in no JAR"},
		{"wrong", source("org.postgresql.Driver", "jdbc:mariadb://127.0.0.1:1/db", "u", "p4ssword"), []Code{WrongDriver},
			"the driver org.postgresql.Driver doesn't accept the url"},
		{"too new", source("Ping", "jdbc:example://x", "u", "p4ssword"), []Code{DriverTooNew}, "class file version 99.0"},
		{"no driver", source("java.lang.String", "jdbc:example://x", "u", "p4ssword"), []Code{DriverFailed}, "String"},
		{"refused", source("org.mariadb.jdbc.Driver", "jdbc:mariadb://127.0.0.1:"+port+"/db", "u", "p4ssword"),
			[]Code{Refused}, "127.0.0.1:" + port + " refuses"},
		{"PostgreSQL", source("org.postgresql.Driver", "jdbc:postgresql://127.0.0.1:"+port+"/db", "u", "p4ssword"),
			[]Code{Refused}, ""},
		{"H2", source("org.h2.Driver", "jdbc:h2:tcp://127.0.0.1:"+port+"/db", "u", "p4ssword"), []Code{Refused}, ""},
		{"Derby", source("org.apache.derby.jdbc.ClientDriver", "jdbc:derby://127.0.0.1:"+port+"/db", "u", "p4ssword"),
			[]Code{Refused}, ""},
		{"HSQLDB", source("org.hsqldb.jdbc.JDBCDriver", "jdbc:hsqldb:hsql://127.0.0.1:"+port+"/db", "u", "p4ssword"),
			[]Code{Refused}, ""},
		{"jTDS", source("net.sourceforge.jtds.jdbc.Driver", "jdbc:jtds:sqlserver://127.0.0.1:"+port+"/db", "u", "p4ssword"),
			[]Code{Refused}, ""},
	})
}

// TestUnknownHost: each driver's message for an unknown host. All run at the
// same time, because the name server may be slow.
func TestUnknownHost(t *testing.T) {
	home := newHome(t)
	const host = "nothing.invalid"
	var targets []Target
	for url, driver := range map[string]string{
		"jdbc:mariadb://" + host + "/db":         "org.mariadb.jdbc.Driver",
		"jdbc:postgresql://" + host + "/db":      "org.postgresql.Driver",
		"jdbc:h2:tcp://" + host + "/db":          "org.h2.Driver",
		"jdbc:derby://" + host + "/db":           "org.apache.derby.jdbc.ClientDriver",
		"jdbc:hsqldb:hsql://" + host + "/db":     "org.hsqldb.jdbc.JDBCDriver",
		"jdbc:jtds:sqlserver://" + host + "/db":  "net.sourceforge.jtds.jdbc.Driver",
		"jdbc:postgresql://" + host + ":1/other": "org.postgresql.Driver",
	} {
		target := source(driver, url, "u", "p4ssword")
		target.Name = url
		targets = append(targets, target)
	}
	for _, r := range ping(t, optionsFor(home), targets...).Results {
		expect(t, r, UnknownHost)
	}
}
