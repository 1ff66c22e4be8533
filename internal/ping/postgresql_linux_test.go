package ping

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const postgreSQLSetUp = `
CREATE DATABASE amdb; CREATE DATABASE emptydb; CREATE DATABASE securedb; CREATE DATABASE plaindb; CREATE DATABASE closeddb;
CREATE ROLE wso2 LOGIN PASSWORD {planted}; CREATE ROLE partly LOGIN PASSWORD {planted}; CREATE ROLE one LOGIN PASSWORD {planted} CONNECTION LIMIT 0;
CREATE ROLE nologin PASSWORD {planted};
REVOKE CONNECT ON DATABASE closeddb FROM PUBLIC;
`

const postgreSQLTables = `
CREATE TABLE REG_RESOURCE (a INT); CREATE TABLE UM_USER (a INT); CREATE TABLE AM_SUBSCRIBER (a INT); CREATE TABLE IDN_OAUTH_CONSUMER_APPS (a INT);
GRANT ALL ON ALL TABLES IN SCHEMA public TO wso2; GRANT SELECT ON UM_USER TO partly;
CREATE SCHEMA wso2schema AUTHORIZATION wso2; CREATE TABLE wso2schema.ONLY_HERE (a INT); GRANT ALL ON wso2schema.ONLY_HERE TO wso2
`

// postgreSQLHosts lets everyone in, but into two of the databases only with
// TLS, or only without.
const postgreSQLHosts = `
hostssl   securedb all 127.0.0.1/32 scram-sha-256
hostnossl plaindb  all 127.0.0.1/32 scram-sha-256
host amdb,emptydb,closeddb,postgres all 127.0.0.1/32 scram-sha-256
host nodb          all 127.0.0.1/32 scram-sha-256
`

// realPostgreSQL is a folder with a database in it, and how to serve it.
func realPostgreSQL(t *testing.T) (serve func(options ...string) (port string, stop func())) {
	const installed = "/usr/lib/postgresql/*/bin"
	initdb, server := program(t, "initdb", installed), program(t, "postgres", installed)
	f := newFolder(t, "postgres")
	data := f.dir + "/data"
	f.run(t, initdb, "--pgdata="+data, "--username=boss", "--auth=scram-sha-256", "--pwfile="+f.write(t, "password", []byte("b0ss\n")), "--no-sync", "--encoding=UTF8", "--locale=C")
	f.write(t, "data/pg_hba.conf", []byte(postgreSQLHosts))
	first := true
	return func(options ...string) (string, func()) {
		t.Helper()
		port, stop := f.serve(t, func(port string) bool { return boss(port, "postgres") == nil }, server, func(port string) []string {
			return append([]string{"-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "port=" + port,
				"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=16MB"}, options...)
		})
		if first {
			setUp := strings.ReplaceAll(postgreSQLSetUp, "{planted}", literal(planted))
			for statement := range strings.SplitSeq(setUp, ";\n") {
				// CREATE DATABASE stands alone.
				for one := range strings.SplitSeq(statement, "; ") {
					if err := boss(port, "postgres", one); err != nil {
						t.Fatal(one, err)
					}
				}
			}
			if err := boss(port, "amdb", postgreSQLTables); err != nil {
				t.Fatal(err)
			}
		}
		first = false
		return port, stop
	}
}

// boss runs statements as the database's administrator.
func boss(port, database string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, "host=127.0.0.1 user=boss password=b0ss sslmode=disable port="+port+" dbname="+database)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if err := (&postgreSQLSession{conn}).run(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func TestPostgreSQL(t *testing.T) {
	serve := realPostgreSQL(t)
	port, stop := serve()
	at := "jdbc:postgresql://127.0.0.1:" + port + "/"
	usual := func(url string) Target {
		target := allRoles(url)
		target.ValidationQuery = "SELECT 1; COMMIT"
		return target
	}

	t.Run("success", func(t *testing.T) {
		r := pingOne(t, usual(at+"amdb"))
		expect(t, r)
		if !r.OK() || found(r, Found) != 4 || !r.Steps.Queried || r.Steps.TLS != "" || r.Steps.Server == "" || len(r.Notes) > 0 {
			t.Errorf("%+v", r)
		}
	})
	t.Run("user and password in the url", func(t *testing.T) {
		target := usual(at + "amdb?user=wso2&password=pl4nted%20%22s%7Dcr%E2%82%ACt%27%2541%3B%40%2F%26%3D%3F%23%2B")
		target.Username, target.Password = "", ""
		r := pingOne(t, target)
		expect(t, r)
		target.Username, target.Password = "nobody", "wr0ng" // the url wins
		r = pingOne(t, target)
		expect(t, r)
		says(t, r, "the url's own user and password win")
	})
	t.Run("no tables", func(t *testing.T) {
		r := pingOne(t, usual(at+"emptydb"))
		expect(t, r, TablesMissing)
		says(t, r, `the database "emptydb" lacks REG_RESOURCE of the registry`)
	})
	for name, row := range map[string]struct {
		user, password, url, query string
		codes                      []Code
		words                      string
	}{
		"wrong password":            {"wso2", "wr0ng", at + "amdb", "", []Code{WrongPassword}, `user "wso2"`},
		"unknown user":              {"nobody", "wr0ng", at + "amdb", "", []Code{WrongPassword}, `user "nobody"`},
		"may not log in":            {"nologin", planted, at + "amdb", "", []Code{LoginRefused}, "not permitted to log in"},
		"unknown database":          {"wso2", planted, at + "nodb", "", []Code{UnknownDatabase}, `no database "nodb"`},
		"someone else's database":   {"wso2", planted, at + "closeddb", "", []Code{DatabaseDenied}, `"closeddb"`},
		"not in pg_hba.conf":        {"wso2", planted, at + "otherdb", "", []Code{LoginRefused}, "pg_hba.conf"},
		"too many":                  {"one", planted, at + "amdb", "", []Code{TooManyConnections}, "too many connections"},
		"some tables":               {"partly", planted, at + "amdb", "", []Code{TablesDenied}, `user "partly" may not read REG_RESOURCE of the registry, AM_SUBSCRIBER`},
		"a schema without them":     {"wso2", planted, at + "amdb?currentSchema=wso2schema", "SELECT * FROM only_here", []Code{TablesMissing}, "or its schema, in the url"},
		"no such schema":            {"wso2", planted, at + "amdb?currentSchema=none", "SELECT 1", []Code{TablesMissing}, ""},
		"two schemas":               {"wso2", planted, at + "amdb?currentSchema=wso2schema,public", "SELECT * FROM only_here", nil, ""},
		"validationQuery of Oracle": {"wso2", planted, at + "amdb", "SELECT 1 FROM DUAL", []Code{ValidationQueryFailed}, `relation "dual" does not exist`},
		"second statement fails":    {"wso2", planted, at + "amdb", "SELECT 1; COMMOT", []Code{ValidationQueryFailed}, "syntax error"},
		"a password in the answer":  {"wso2", planted, at + "amdb", `SELECT 1 FROM "` + strings.ReplaceAll(planted, `"`, `""`) + `"`, []Code{ValidationQueryFailed}, "left out"},
		"TLS, which is not offered": {"wso2", planted, at + "amdb?sslmode=require", "", []Code{TLSNotOffered}, "insists on TLS"},
		"ssl=true":                  {"wso2", planted, at + "amdb?ssl=true", "", []Code{CertificateUntrusted}, ""},
		"only with TLS":             {"wso2", planted, at + "securedb", "", []Code{LoginRefused}, "no encryption"},
		"only without":              {"wso2", planted, at + "plaindb", "", []Code{TablesMissing}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HOME", t.TempDir()) // where ssl=true looks for root.crt
			target := allRoles(row.url)
			target.Username, target.Password, target.ValidationQuery = row.user, row.password, row.query
			r := pingOne(t, target)
			expect(t, r, row.codes...)
			says(t, r, row.words)
		})
	}
	t.Run("a query that takes too long", func(t *testing.T) {
		target := usual(at + "amdb?socketTimeout=1")
		target.ValidationQuery = "SELECT pg_sleep(100)"
		r := pingOne(t, target)
		expect(t, r, Timeout)
		says(t, r, "did not run the validationQuery within 1s (the url's socketTimeout)")
	})
	t.Run("the environment is not the server's", func(t *testing.T) {
		for name, value := range map[string]string{"PGSERVICE": "none", "PGPASSWORD": "wr0ng", "PGHOST": "192.0.2.1", "PGPORT": "x", "PGSSLMODE": "verify-full",
			"PGSSLROOTCERT": "/nonexistent", "PGOPTIONS": "-c search_path=none", "PGUSER": "nobody", "PGTARGETSESSIONATTRS": "standby", "PGCONNECT_TIMEOUT": "x"} {
			t.Setenv(name, value)
		}
		expect(t, pingOne(t, usual(at+"amdb")))
		if os.Getenv("PGSERVICE") != "none" || os.Getenv("PGSSLMODE") != "verify-full" {
			t.Error("the environment was changed")
		}
	})
	t.Run("several", func(t *testing.T) {
		targets := []Target{usual(at + "amdb"), usual(at + "emptydb"), usual(at + "nodb"), usual("jdbc:h2:x"), usual(at + "amdb")}
		for i := range targets {
			targets[i].Name = string(rune('a' + i))
		}
		got := map[string][]Code{}
		Run(context.Background(), targets, patience, func(r Result) { got[r.Target.Name] = codes(r) })
		if len(got) != 5 || len(got["a"])+len(got["e"]) != 0 || got["b"][0] != TablesMissing || got["c"][0] != UnknownDatabase || got["d"][0] != BeyondPing {
			t.Errorf("%v", got)
		}
	})
	stop()
	t.Run("TLS", func(t *testing.T) { postgreSQLWithTLS(t, serve) })
}

func postgreSQLWithTLS(t *testing.T, serve func(...string) (string, func())) {
	certificates := newCertificates(t)
	files := newFolder(t, "postgres")
	key, cert := files.write(t, "key", certificates.key), files.write(t, "cert", certificates.server)
	authority := files.write(t, "authority", certificates.authority)
	port, _ := serve("-c", "ssl=on", "-c", "ssl_key_file="+key, "-c", "ssl_cert_file="+cert)
	at := "jdbc:postgresql://127.0.0.1:" + port + "/"
	named := "jdbc:postgresql://localhost:" + port + "/"
	home := t.TempDir()
	t.Setenv("HOME", home)
	for _, row := range []struct {
		url  string
		tls  bool
		code []Code
	}{
		{at + "securedb", true, nil}, // sslmode=prefer
		{at + "securedb?sslmode=require", true, nil},
		{at + "securedb?sslmode=allow", true, nil},
		{at + "securedb?sslmode=disable", false, []Code{TLSRequired}},
		{at + "securedb?ssl=true", false, []Code{CertificateUntrusted}},
		{at + "securedb?ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory", true, nil},
		{at + "securedb?sslmode=verify-ca", false, []Code{CertificateUntrusted}},
		{at + "securedb?sslmode=verify-full&sslrootcert=" + authority, true, nil},
		{at + "securedb?sslmode=require&sslrootcert=/nonexistent", true, nil}, // unlike libpq
		{named + "securedb?sslmode=verify-ca&sslrootcert=" + authority, true, nil},
		{named + "securedb?sslmode=verify-full&sslrootcert=" + authority, false, []Code{CertificateUntrusted}},
		{at + "securedb?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory", false, []Code{CertificateUntrusted}},
		{at + "plaindb", false, nil}, // TLS is tried first, and refused by pg_hba.conf
		{at + "plaindb?sslmode=require", true, []Code{LoginRefused}},
		{at + "emptydb", true, nil},
		{at + "emptydb?sslmode=disable", false, nil},
		{at + "otherdb", true, []Code{LoginRefused}},
		{at + "otherdb?sslmode=disable", true, []Code{LoginRefused}},
	} {
		target := allRoles(row.url)
		target.Roles = nil
		r := pingOne(t, target)
		expect(t, r, row.code...)
		if len(row.code) == 0 && (r.Steps.TLS != "") != row.tls {
			t.Errorf("%s: TLS %q", row.url, r.Steps.TLS)
		}
	}
	// The default place of pgjdbc's root certificates.
	if err := os.Mkdir(home+"/.postgresql", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(home+"/.postgresql/root.crt", certificates.authority, 0o600); err != nil {
		t.Fatal(err)
	}
	target := allRoles(at + "securedb?ssl=true")
	target.Roles = nil
	expect(t, pingOne(t, target))
}
