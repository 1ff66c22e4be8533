package ping

import (
	"testing"
)

func TestDerby(t *testing.T) {
	long(t)
	home := newHome(t)
	jars := []string{"derby.jar", "derbynet.jar"}
	f := newFolder(t, "nobody")
	f.write(t, "derby.properties", []byte("derby.connection.requireAuthentication=true\n"+
		"derby.authentication.provider=BUILTIN\nderby.user.wso2=p4ssword\nderby.user.other=p4ssword\n"+
		"derby.database.sqlAuthorization=true\n"))
	port, _ := f.serve(t, listening, program(t, "java"), func(port string) []string {
		return append(classPath(jars, "org.apache.derby.drda.NetworkServerControl"),
			"start", "-h", "127.0.0.1", "-p", port, "-noSecurityManager")
	})
	derby := func(user, name string) Target {
		url := "jdbc:derby://127.0.0.1:" + port + "/" + name
		return source("org.apache.derby.jdbc.ClientDriver", url, user, "p4ssword").
			with(String, "validationQuery", "VALUES 1")
	}
	// The first login makes the database, and a script fills it.
	expect(t, pingOne(t, home, derby("wso2", "db;create=true").
		with(String, "validationQuery", "CREATE TABLE REG_RESOURCE (A INT)")))
	pingRows(t, home, []row{
		{"success", derby("wso2", "db").in(Registry), nil, ""},
		{"no table", derby("wso2", "db").in(UserManagement), []Code{TablesMissing}, "UM_USER"},
		{"another's schema", derby("other", "db").in(Registry), []Code{TablesMissing}, "REG_RESOURCE"},
		{"wrong password", derby("wso2", "db").with(String, "password", "wr0ng"), []Code{WrongPassword}, ""},
		{"unknown database", derby("wso2", "none"), []Code{UnknownDatabase}, ""},
		{"a bad query", derby("wso2", "db").with(String, "validationQuery", "SELECT 1"), []Code{QueryFailed}, ""},
	})
}

func TestHSQLDB(t *testing.T) {
	long(t)
	home := newHome(t)
	_, port := javaServer(t, []string{"hsqldb.jar"}, "org.hsqldb.server.Server", func(port string) []string {
		return []string{"--address", "127.0.0.1", "--port", port, "--database.0", "mem:db", "--dbname.0", "db"}
	})
	hsqldb := func(name, password string) Target {
		return source("org.hsqldb.jdbc.JDBCDriver", "jdbc:hsqldb:hsql://127.0.0.1:"+port+"/"+name, "SA", password).
			with(String, "validationQuery", "VALUES 1")
	}
	expect(t, pingOne(t, home, hsqldb("db", "").with(String, "validationQuery", "CREATE TABLE REG_RESOURCE (A INT)")))
	pingRows(t, home, []row{
		{"success", hsqldb("db", "").in(Registry), nil, ""},
		{"no table", hsqldb("db", "").in(UserManagement), []Code{TablesMissing}, "UM_USER"},
		{"wrong password", hsqldb("db", "wr0ng"), []Code{WrongPassword}, ""},
		{"unknown database", hsqldb("none", ""), []Code{UnknownDatabase}, ""},
		{"a bad query", hsqldb("db", "").with(String, "validationQuery", "SELECT 1"), []Code{QueryFailed}, ""},
	})
}
