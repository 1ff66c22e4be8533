package ping

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

const postgreSQLSetUp = `
CREATE DATABASE amdb;
CREATE DATABASE emptydb;
CREATE DATABASE securedb;
CREATE DATABASE closeddb;
CREATE ROLE wso2 LOGIN PASSWORD {planted}; CREATE ROLE partly LOGIN PASSWORD {planted};
CREATE ROLE one LOGIN PASSWORD {planted} CONNECTION LIMIT 0; CREATE ROLE nologin PASSWORD {planted};
REVOKE CONNECT ON DATABASE closeddb FROM PUBLIC;
`

const postgreSQLTables = `
CREATE TABLE REG_RESOURCE (a INT); CREATE TABLE UM_USER (a INT); CREATE TABLE AM_SUBSCRIBER (a INT);
CREATE TABLE IDN_OAUTH_CONSUMER_APPS (a INT);
GRANT ALL ON ALL TABLES IN SCHEMA public TO wso2; GRANT SELECT ON UM_USER TO partly;
`

// postgreSQLHosts lets everyone in, but into one of the databases only with TLS.
const postgreSQLHosts = `
local all all trust
hostssl securedb all 127.0.0.1/32 scram-sha-256
host amdb,emptydb,closeddb,postgres,nodb all 127.0.0.1/32 scram-sha-256
`

// A postgreSQL is a folder with a database in it.
type postgreSQL struct {
	folder
	server, client string
}

func newPostgreSQL(t *testing.T) *postgreSQL {
	t.Helper()
	const installed = "/usr/lib/postgresql/*/bin"
	p := &postgreSQL{server: program(t, "postgres", installed), client: program(t, "psql")}
	initdb := program(t, "initdb", installed)
	p.folder = newFolder(t, "postgres")
	p.run(t, initdb, "--pgdata="+p.dir+"/data", "--username=boss", "--auth=trust", "--no-sync",
		"--encoding=UTF8", "--locale=C")
	p.write(t, "data/pg_hba.conf", []byte(postgreSQLHosts))
	return p
}

func (p *postgreSQL) start(t *testing.T, options ...string) (port string, stop func()) {
	t.Helper()
	return p.serve(t, func(port string) bool { return p.sql(port, "postgres", "SELECT 1") == nil }, p.server,
		func(port string) []string {
			return append([]string{"-D", p.dir + "/data", "-c", "listen_addresses=127.0.0.1", "-c", "port=" + port,
				"-c", "unix_socket_directories=" + p.dir, "-c", "fsync=off", "-c", "shared_buffers=16MB"}, options...)
		})
}

// sql runs a script as the administrator, over the server's own socket.
func (p *postgreSQL) sql(port, database, script string) error {
	cmd := exec.Command(p.client, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", p.dir, "-p", port, "-U", "boss", database)
	cmd.Stdin, cmd.Stderr = strings.NewReader(script), os.Stderr
	if script == "SELECT 1" {
		cmd.Stderr = nil
	}
	return cmd.Run()
}

// literal is a text in SQL's quotes, for databases that take a backslash as it
// is.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func TestPostgreSQL(t *testing.T) {
	long(t)
	home, server := newHome(t), newPostgreSQL(t)
	port, stop := server.start(t)
	setUp := strings.ReplaceAll(postgreSQLSetUp, "{planted}", literal(planted))
	if err := server.sql(port, "postgres", setUp); err != nil {
		t.Fatal(err)
	}
	if err := server.sql(port, "amdb", postgreSQLTables); err != nil {
		t.Fatal(err)
	}
	postgres := func(user, name string) Target {
		return source("org.postgresql.Driver", "jdbc:postgresql://127.0.0.1:"+port+"/"+name, user, planted).
			with(String, "validationQuery", "SELECT 1; COMMIT")
	}
	all := []Role{Registry, UserManagement, APIManagement}
	missing := []Code{TablesMissing, TablesMissing, TablesMissing}
	manual := func(t Target) Target { return t.with(Boolean, "defaultAutoCommit", "false") }
	results := pingRows(t, home, []row{
		{"success", postgres("wso2", "amdb").in(all...), nil, ""},
		{"without autocommit", manual(postgres("wso2", "amdb")).in(all...), nil, ""},
		{"no tables", postgres("wso2", "emptydb").in(all...), missing, `the database "emptydb" lacks REG_RESOURCE`},
		{"some tables", manual(postgres("partly", "amdb")).in(all...), []Code{TablesDenied, TablesDenied}, `user "partly"`},
		{"wrong password", postgres("wso2", "amdb").with(String, "password", "wr0ng"), []Code{WrongPassword}, ""},
		{"unknown user", postgres("nobody", "amdb"), []Code{WrongPassword}, `user "nobody"`},
		{"unknown database", postgres("wso2", "nodb"), []Code{UnknownDatabase}, `has no database "nodb"`},
		{"somebody else's", postgres("wso2", "closeddb"), []Code{DatabaseDenied}, `"closeddb"`},
		{"may not log in", postgres("nologin", "amdb"), []Code{LoginRefused}, "not permitted to log in"},
		{"too many", postgres("one", "amdb"), []Code{TooMany}, ""},
		{"a bad query", postgres("wso2", "amdb").with(String, "validationQuery", "SELECT 1 FROM DUAL"),
			[]Code{QueryFailed}, `relation "dual" does not exist`},
		{"TLS, not offered", postgres("wso2", "amdb?sslmode=require"), []Code{TLSNotOffered}, ""},
		{"TLS, needed", postgres("wso2", "securedb"), []Code{LoginRefused}, "pg_hba.conf"},
	})
	if r := results["success"]; !r.Queried || found(r, Found) != 4 || !strings.HasPrefix(r.Server, "PostgreSQL 1") {
		t.Errorf("%+v", r)
	}
	stop()
	expect(t, pingOne(t, home, postgres("wso2", "amdb")), Refused)

	certificates := newCertificates(t)
	key, certificate := server.write(t, "key", certificates.key), server.write(t, "cert", certificates.server)
	authority := home + "/authority.pem"
	write(t, authority, certificates.authority)
	port, _ = server.start(t, "-c", "ssl=on", "-c", "ssl_key_file="+key, "-c", "ssl_cert_file="+certificate)
	pingRows(t, home, []row{
		{"TLS where it is offered", postgres("wso2", "securedb"), nil, ""},
		{"TLS refused", postgres("wso2", "securedb?sslmode=disable"), []Code{LoginRefused}, "no encryption"},
		{"not trusted", postgres("wso2", "amdb?sslmode=verify-ca&sslrootcert="+home+"/none.pem"), []Code{DatabaseError}, ""},
		{"trusted", postgres("wso2", "amdb?sslmode=verify-full&sslrootcert=authority.pem"), nil, ""},
		{"another host", postgres("wso2", "amdb?sslmode=verify-full&sslrootcert=authority.pem").
			with(String, "url", "jdbc:postgresql://localhost:"+port+"/amdb?sslmode=verify-full&sslrootcert=authority.pem"),
			[]Code{Untrusted}, ""},
	})
}
