package ping

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
)

const mariaDBSetUp = `
CREATE DATABASE amdb; CREATE DATABASE emptydb; CREATE DATABASE lowerdb; CREATE DATABASE otherdb;
CREATE TABLE amdb.REG_RESOURCE (a INT); CREATE TABLE amdb.UM_USER (a INT);
CREATE TABLE amdb.AM_SUBSCRIBER (a INT); CREATE TABLE amdb.IDN_OAUTH_CONSUMER_APPS (a INT);
CREATE TABLE lowerdb.reg_resource (a INT); CREATE TABLE lowerdb.UM_USER (a INT);
CREATE USER 'wso2'@'127.0.0.1' IDENTIFIED BY {planted};
GRANT ALL ON amdb.* TO 'wso2'@'127.0.0.1'; GRANT ALL ON emptydb.* TO 'wso2'@'127.0.0.1'; GRANT ALL ON lowerdb.* TO 'wso2'@'127.0.0.1';
CREATE USER 'all'@'127.0.0.1' IDENTIFIED BY {planted}; GRANT ALL ON *.* TO 'all'@'127.0.0.1';
CREATE USER 'some'@'127.0.0.1' IDENTIFIED BY {planted}; GRANT SELECT ON amdb.REG_RESOURCE TO 'some'@'127.0.0.1';
CREATE USER 'secure'@'127.0.0.1' IDENTIFIED BY {planted} REQUIRE SSL; GRANT ALL ON amdb.* TO 'secure'@'127.0.0.1';
CREATE USER 'locked'@'127.0.0.1' IDENTIFIED BY {planted} ACCOUNT LOCK;
CREATE USER 'elsewhere'@'192.0.2.1' IDENTIFIED BY {planted};
`

// mariaDB is a folder with a database in it, and how to serve it.
func mariaDB(t *testing.T) (serve func(options ...string) (port string, stop func())) {
	server := program(t, "mariadbd", "/usr/sbin", "/usr/libexec")
	install := program(t, "mariadb-install-db")
	f := newFolder(t, "mysql")
	data := f.dir + "/data"
	f.run(t, install, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
	quotedPassword := "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(planted) + "'"
	// An init file is a statement a line.
	setUp := strings.ReplaceAll(strings.ReplaceAll(mariaDBSetUp, "{planted}", quotedPassword), "; ", ";\n")
	init := f.write(t, "init.sql", []byte(setUp))
	first := true
	return func(options ...string) (string, func()) {
		t.Helper()
		return f.serve(t, mariaDBReady, server, func(port string) []string {
			args := []string{"--no-defaults", "--datadir=" + data, "--bind-address=127.0.0.1", "--port=" + port,
				"--socket=" + f.dir + "/s", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"}
			if first {
				args = append(args, "--init-file="+init)
			}
			first = false
			return append(args, options...)
		})
	}
}

func mariaDBAdmin(port string) *sql.DB {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr, config.DBName = "all", planted, "tcp", "127.0.0.1:"+port, "amdb"
	config.Logger = &mysql.NopLogger{}
	connector, _ := mysql.NewConnector(config)
	return sql.OpenDB(connector)
}

func mariaDBReady(port string) bool {
	db := mariaDBAdmin(port)
	defer db.Close()
	return db.Ping() == nil
}

func TestMariaDB(t *testing.T) {
	serve := mariaDB(t)
	port, stop := serve()
	at := "jdbc:mysql://127.0.0.1:" + port + "/"

	t.Run("success", func(t *testing.T) {
		for _, url := range []string{at + "amdb?autoReconnect=true", "jdbc:mariadb://127.0.0.1:" + port + "/amdb"} {
			r := pingOne(t, allRoles(url))
			expect(t, r)
			if !r.OK() || found(r, Found) != 4 || len(r.Steps.Tables) != 4 || !r.Steps.Queried || r.Steps.TLS != "" ||
				!strings.Contains(r.Steps.Server, "MariaDB") || strings.HasPrefix(r.Steps.Server, "5.5.5-") ||
				r.Steps.Connected != "127.0.0.1:"+port || r.Duration <= 0 || len(r.Notes) > 0 {
				t.Errorf("%+v", r)
			}
		}
	})
	t.Run("user and password in the url", func(t *testing.T) {
		target := allRoles(at + "amdb?user=wso2&password=pl4nted%20%22s%7Dcr%E2%82%ACt%27%2541%3B%40%2F%26%3D%3F%23%2B")
		target.Username, target.Password = "", ""
		expect(t, pingOne(t, target))
		target.Username, target.Password = "wso2", "wr0ng" // it wins
		expect(t, pingOne(t, target), WrongPassword)
	})
	t.Run("no tables", func(t *testing.T) {
		r := pingOne(t, allRoles(at+"emptydb"))
		expect(t, r, TablesMissing)
		says(t, r, `the database "emptydb" lacks REG_RESOURCE of the registry, UM_USER of user management, AM_SUBSCRIBER of API management and IDN_OAUTH_CONSUMER_APPS of API management`)
		if !r.Steps.LoggedIn || found(r, Missing) != 4 || r.OK() {
			t.Errorf("%+v", r.Steps)
		}
	})
	t.Run("tables in another case", func(t *testing.T) {
		target := allRoles(at + "lowerdb")
		target.Roles = []Role{Registry, UserManagement}
		r := pingOne(t, target)
		expect(t, r, TablesMissing)
		if found(r, Found) != 1 {
			t.Errorf("%+v", r.Steps)
		}
	})
	t.Run("no role, no validationQuery", func(t *testing.T) {
		target := allRoles(at + "emptydb")
		target.Roles, target.ValidationQuery = nil, ""
		if r := pingOne(t, target); !r.OK() || r.Steps.Queried {
			t.Errorf("%+v", r)
		}
	})
	for name, row := range map[string]struct {
		user, password, url, query string
		codes                      []Code
		words                      string
	}{
		"wrong password":                {"wso2", "wr0ng", at + "amdb", "", []Code{WrongPassword}, `user "wso2"`},
		"unknown user":                  {"nobody", "wr0ng", at + "amdb", "", []Code{WrongPassword}, `user "nobody"`},
		"unknown database, may":         {"all", planted, at + "nodb", "", []Code{UnknownDatabase}, `has no database "nodb"`},
		"unknown database":              {"wso2", planted, at + "nodb", "", []Code{DatabaseDenied}, `"nodb"`},
		"someone else's database":       {"wso2", planted, at + "otherdb", "", []Code{DatabaseDenied}, `"otherdb"`},
		"no database":                   {"wso2", planted, at, "SELECT 1", []Code{NoDatabase}, "names no database"},
		"a locked account":              {"locked", planted, at + "amdb", "", []Code{LoginRefused}, "locked"},
		"an account of elsewhere":       {"elsewhere", planted, at + "amdb", "", []Code{WrongPassword}, "this machine's address"},
		"an account that has TLS":       {"secure", planted, at + "amdb", "", []Code{WrongPassword}, `user "secure"`},
		"some tables":                   {"some", planted, at + "amdb", "", []Code{TablesDenied}, `user "some" may not read UM_USER of user management, AM_SUBSCRIBER`},
		"validationQuery of Oracle":     {"wso2", planted, at + "amdb", "SELECT 1 FROM NOTHING", []Code{ValidationQueryFailed}, "doesn't exist"},
		"validationQuery of PostgreSQL": {"wso2", planted, at + "amdb", "SELECT 1; COMMIT", []Code{ValidationQueryFailed}, "syntax"},
		"two statements allowed":        {"wso2", planted, at + "amdb?allowMultiQueries=true", "SELECT 1; COMMIT", nil, ""},
		"a password in the answer":      {"wso2", planted, at + "amdb", "SELECT pl4nted " + planted, []Code{ValidationQueryFailed}, "left out"},
		"TLS, which is not offered":     {"wso2", planted, at + "amdb?useSSL=true&requireSSL=true", "", []Code{TLSNotOffered}, "insists on TLS"},
		"TLS if offered":                {"wso2", planted, at + "amdb?useSSL=true", "", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			target := allRoles(row.url)
			target.Username, target.Password, target.ValidationQuery = row.user, row.password, row.query
			r := pingOne(t, target)
			if name == "no database" {
				// Each step would say the same.
				target.ValidationQuery = ""
				expect(t, pingOne(t, target), NoDatabase)
				if r.OK() {
					t.Errorf("%+v", r)
				}
				return
			}
			expect(t, r, row.codes...)
			says(t, r, row.words)
		})
	}
	t.Run("a query that takes too long", func(t *testing.T) {
		target := allRoles(at + "amdb?socketTimeout=300")
		target.ValidationQuery = "SELECT SLEEP(100)"
		r := pingOne(t, target)
		expect(t, r, Timeout)
		says(t, r, "did not run the validationQuery within 300ms (the url's socketTimeout)")
	})
	t.Run("too many", func(t *testing.T) {
		db := mariaDBAdmin(port)
		defer db.Close()
		if _, err := db.Exec("ALTER USER 'wso2'@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1"); err != nil {
			t.Fatal(err)
		}
		defer db.Exec("ALTER USER 'wso2'@'127.0.0.1' WITH MAX_USER_CONNECTIONS 0")
		config := mysql.NewConfig()
		config.User, config.Passwd, config.Net, config.Addr = "wso2", planted, "tcp", "127.0.0.1:"+port
		connector, _ := mysql.NewConnector(config)
		held := sql.OpenDB(connector)
		defer held.Close()
		if err := held.Ping(); err != nil {
			t.Fatal(err)
		}
		expect(t, pingOne(t, allRoles(at+"amdb")), TooManyConnections)
	})
	stop()
	expect(t, pingOne(t, allRoles(at+"amdb")), ConnectionRefused)

	certificates := newCertificates(t)
	t.Run("TLS", func(t *testing.T) { mariaDBWithTLS(t, serve, certificates) })
}

// mariaDBWithTLS restarts the server with TLS, and later insists on it.
func mariaDBWithTLS(t *testing.T, serve func(...string) (string, func()), certificates certificates) {
	files := newFolder(t, "mysql")
	key, cert := files.write(t, "key", certificates.key), files.write(t, "cert", certificates.server)
	authority := files.write(t, "authority", certificates.authority)
	port, _ := serve("--ssl-key="+key, "--ssl-cert="+cert)
	at := "jdbc:mysql://127.0.0.1:" + port + "/amdb"
	mariaAt := "jdbc:mariadb://127.0.0.1:" + port + "/amdb"
	const j8, maria = classMySQL8, "org.mariadb.jdbc.Driver"

	insist := func(how string) {
		db := mariaDBAdminTLS(port)
		defer db.Close()
		if _, err := db.Exec("SET GLOBAL require_secure_transport = " + how); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		url, driver string
		tls         bool
		offered     []Code // what is wrong while TLS is only offered
		required    []Code // and when the server insists
	}{
		// Connector/J 5 takes MariaDB 10 for version 5.5.5.
		{at, "com.mysql.jdbc.Driver", false, nil, []Code{TLSRequired}},
		{at + "?useSSL=false", "com.mysql.jdbc.Driver", false, nil, []Code{TLSRequired}},
		{at + "?useSSL=true&verifyServerCertificate=false", "com.mysql.jdbc.Driver", true, nil, nil},
		{at + "?useSSL=true", "com.mysql.jdbc.Driver", true, []Code{CertificateUntrusted}, []Code{CertificateUntrusted}},
		{at, j8, true, nil, nil},
		{at + "?useSSL=false", j8, false, nil, []Code{TLSRequired}},
		{at + "?sslMode=DISABLED", j8, false, nil, []Code{TLSRequired}},
		{at + "?sslMode=REQUIRED", j8, true, nil, nil},
		{at + "?sslMode=VERIFY_CA", j8, true, []Code{CertificateUntrusted}, []Code{CertificateUntrusted}},
		{mariaAt, maria, false, nil, []Code{TLSRequired}},
		{mariaAt + "?sslMode=trust", maria, true, nil, nil},
		{mariaAt + "?sslMode=verify-full", maria, true, []Code{CertificateUntrusted}, []Code{CertificateUntrusted}},
		{mariaAt + "?sslMode=verify-full&serverSslCert=" + authority, maria, true, nil, nil},
		{mariaAt + "?useSsl=true&trustServerCertificate=true", maria, true, nil, nil},
		{"jdbc:mariadb://localhost:" + port + "/amdb?sslMode=verify-ca&serverSslCert=" + authority, maria, true, nil, nil},
		{"jdbc:mariadb://localhost:" + port + "/amdb?sslMode=verify-full&serverSslCert=" + authority, maria, true, []Code{CertificateUntrusted}, []Code{CertificateUntrusted}},
		{mariaAt + "?sslMode=verify-ca&serverSslCert=/nonexistent", maria, false, []Code{CertificateUntrusted}, []Code{CertificateUntrusted}},
	} {
		for _, how := range []string{"OFF", "ON"} {
			insist(how)
			want := row.offered
			if how == "ON" {
				want = row.required
			}
			target := allRoles(row.url)
			target.Driver = row.driver
			r := pingOne(t, target)
			expect(t, r, want...)
			if len(want) == 0 && (r.Steps.TLS != "") != row.tls {
				t.Errorf("%s %s: TLS %q", row.url, row.driver, r.Steps.TLS)
			}
		}
	}
	insist("OFF")
	// An account that must have it.
	target := allRoles(at)
	target.Username, target.Driver = "secure", j8
	expect(t, pingOne(t, target))
	target.Driver = "com.mysql.jdbc.Driver"
	r := pingOne(t, target)
	expect(t, r, TLSRequired)
	says(t, r, "add useSSL=true")
	// Who has no TLS and the wrong password has the wrong password.
	target.Password = "wr0ng"
	expect(t, pingOne(t, target), WrongPassword)
	// The authority of this machine's variable counts too; x509 reads it once,
	// so it is not tried here.
}

func mariaDBAdminTLS(port string) *sql.DB {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr, config.TLSConfig = "all", planted, "tcp", "127.0.0.1:"+port, "skip-verify"
	connector, _ := mysql.NewConnector(config)
	return sql.OpenDB(connector)
}
