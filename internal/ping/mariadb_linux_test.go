package ping

import (
	"os/exec"
	"strings"
	"testing"
)

const mariaDBSetUp = `
CREATE DATABASE amdb; CREATE DATABASE emptydb; CREATE DATABASE otherdb;
CREATE TABLE amdb.REG_RESOURCE (a INT); CREATE TABLE amdb.UM_USER (a INT);
CREATE TABLE amdb.AM_SUBSCRIBER (a INT); CREATE TABLE amdb.IDN_OAUTH_CONSUMER_APPS (a INT);
CREATE USER 'wso2'@'127.0.0.1' IDENTIFIED BY {planted};
GRANT ALL ON amdb.* TO 'wso2'@'127.0.0.1'; GRANT ALL ON emptydb.* TO 'wso2'@'127.0.0.1';
CREATE USER 'all'@'127.0.0.1' IDENTIFIED BY {planted}; GRANT ALL ON *.* TO 'all'@'127.0.0.1' WITH GRANT OPTION;
CREATE USER 'some'@'127.0.0.1' IDENTIFIED BY {planted}; GRANT SELECT ON amdb.REG_RESOURCE TO 'some'@'127.0.0.1';
CREATE USER 'secure'@'127.0.0.1' IDENTIFIED BY {planted} REQUIRE SSL; GRANT ALL ON amdb.* TO 'secure'@'127.0.0.1';
CREATE USER 'locked'@'127.0.0.1' IDENTIFIED BY {planted} ACCOUNT LOCK;
`

// A mariaDB is a folder with a database in it.
type mariaDB struct {
	folder
	server, client, init string
}

func newMariaDB(t *testing.T) *mariaDB {
	t.Helper()
	m := &mariaDB{server: program(t, "mariadbd", "/usr/sbin", "/usr/libexec"), client: program(t, "mariadb")}
	install := program(t, "mariadb-install-db")
	m.folder = newFolder(t, "mysql")
	m.run(t, install, "--no-defaults", "--datadir="+m.dir+"/data", "--auth-root-authentication-method=normal",
		"--skip-test-db", "--skip-name-resolve")
	quoted := "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(planted) + "'"
	// An init file is a statement a line.
	setUp := strings.ReplaceAll(strings.ReplaceAll(mariaDBSetUp, "{planted}", quoted), "; ", ";\n")
	m.init = m.write(t, "init.sql", []byte(setUp))
	return m
}

// serve starts it; the first time with the accounts and databases.
func (m *mariaDB) start(t *testing.T, options ...string) (port string, stop func()) {
	t.Helper()
	return m.serve(t, m.ready, m.server, func(port string) []string {
		args := []string{"--no-defaults", "--datadir=" + m.dir + "/data", "--bind-address=127.0.0.1", "--port=" + port,
			"--socket=" + m.dir + "/s", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0",
			"--character-set-server=utf8mb4"}
		if m.init != "" {
			args = append(args, "--init-file="+m.init)
		}
		m.init = ""
		return append(args, options...)
	})
}

func (m *mariaDB) ready(string) bool { return m.sql("SELECT 1") == nil }

// sql runs statements as root, over the server's own socket.
func (m *mariaDB) sql(statements string) error {
	cmd := exec.Command(m.client, "--no-defaults", "--socket="+m.dir+"/s", "--user=root", "-e", statements)
	return cmd.Run()
}

func TestMariaDB(t *testing.T) {
	long(t)
	home, server := newHome(t), newMariaDB(t)
	port, stop := server.start(t)
	at := "jdbc:mariadb://127.0.0.1:" + port + "/"
	maria := func(name, user, password string) Target {
		return source("org.mariadb.jdbc.Driver", at+name, user, password)
	}
	all := []Role{Registry, UserManagement, APIManagement, Registry}
	user := func(name string) Target { return maria("amdb", name, planted) }
	query := func(text string) Target { return user("wso2").with(String, "validationQuery", text) }
	missing, denied := []Code{TablesMissing, TablesMissing, TablesMissing}, []Code{TablesDenied, TablesDenied}
	results := pingRows(t, home, []row{
		{"success", user("wso2").in(all...), nil, ""},
		{"no tables", maria("emptydb", "wso2", planted).in(all...), missing, `REG_RESOURCE of the registry`},
		{"some tables", user("some").in(all...), denied, `user "some" may not read UM_USER`},
		{"wrong password", maria("amdb", "wso2", "wr0ng"), []Code{WrongPassword}, `user "wso2"`},
		{"unknown user", maria("amdb", "nobody", "wr0ng"), []Code{WrongPassword}, `user "nobody"`},
		{"unknown database", maria("nodb", "all", planted), []Code{UnknownDatabase}, `has no database "nodb"`},
		{"somebody else's", maria("otherdb", "wso2", planted), []Code{DatabaseDenied}, `"otherdb"`},
		{"a locked account", user("locked"), []Code{LoginRefused}, "locked"},
		{"an account that has TLS", user("secure"), []Code{WrongPassword}, `user "secure"`},
		{"a query of PostgreSQL", query("SELECT 1; COMMIT"), []Code{QueryFailed}, "syntax"},
		{"a query of Oracle", query("SELECT 1 FROM NOTHING"), []Code{QueryFailed}, "doesn't exist"},
		{"a secret in the answer", query("SELECT pl4nted " + planted), []Code{QueryFailed}, "syntax"},
		{"TLS, not offered", maria("amdb?useSsl=true", "wso2", planted), []Code{TLSNotOffered}, ""},
		{"too slow", maria("amdb?socketTimeout=300", "wso2", planted).
			with(String, "validationQuery", "SELECT SLEEP(100)"), []Code{Timeout}, ""},
	})
	if r := results["success"]; !r.LoggedIn || !r.Queried || found(r, Found) != 4 ||
		!strings.Contains(r.Server, "MariaDB") || r.JAR != "mariadb-java-client.jar" || r.Pool != "tomcat-jdbc.jar" {
		t.Errorf("%+v", r)
	}
	stop()
	expect(t, pingOne(t, home, maria("amdb", "wso2", planted)), Refused)

	certificates := newCertificates(t)
	key, certificate := server.write(t, "key", certificates.key), server.write(t, "cert", certificates.server)
	write(t, home+"/authority.pem", certificates.authority)
	port, _ = server.start(t, "--ssl-key="+key, "--ssl-cert="+certificate, "--require-secure-transport=ON")
	at = "jdbc:mariadb://127.0.0.1:" + port + "/"
	pingRows(t, home, []row{
		{"TLS required", user("wso2"), []Code{WrongPassword}, "if it requires TLS"},
		{"TLS", maria("amdb?useSsl=true&trustServerCertificate=true", "wso2", planted), nil, ""},
		{"not trusted", maria("amdb?useSsl=true", "wso2", planted), []Code{Untrusted}, "trust store"},
		{"trusted", maria("amdb?useSsl=true&serverSslCert=authority.pem", "wso2", planted), nil, ""},
	})
	o := optionsFor(home)
	o.TrustStore = trustStore(t, certificates)
	expect(t, ping(t, o, maria("amdb?useSsl=true", "wso2", planted)).Results[0])
}
