package ping

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// postgreSQL opens PostgreSQL, as pgjdbc would. It goes below database/sql: the
// validationQuery may be several statements, which PostgreSQL takes in its
// simple protocol.
type postgreSQL struct {
	mode     string // sslmode, in lower case
	security security
	settings map[string]string // of the session, as search_path
}

func (p *postgreSQL) prepare(c *call) (Code, string) {
	u := c.parameters
	c.connectLimit = u.limit(time.Second, "connectTimeout")
	c.loginLimit = u.limit(time.Second, "loginTimeout")
	c.queryLimit = u.limit(time.Second, "socketTimeout")
	p.settings = map[string]string{"application_name": "ispatch"}
	for parameter, setting := range map[string]string{"currentSchema": "search_path", "ApplicationName": "application_name", "options": "options"} {
		if value, ok := u.get(parameter); ok {
			p.settings[setting] = value
		}
	}
	u.ignore(postgreSQLHarmless...)
	p.secure(c)
	return "", ""
}

// postgreSQLHarmless are parameters that have no say in whether a connection
// opens and a SELECT runs.
var postgreSQLHarmless = []string{
	"prepareThreshold", "preparedStatementCacheQueries", "preparedStatementCacheSizeMiB", "preferQueryMode", "defaultRowFetchSize", "binaryTransfer",
	"binaryTransferEnable", "binaryTransferDisable", "reWriteBatchedInserts", "stringtype", "tcpKeepAlive", "autosave", "cleanupSavepoints", "readOnly", "readOnlyMode",
	"loggerLevel", "loggerFile", "logUnclosedConnections", "logServerErrorDetail", "assumeMinServerVersion", "charSet", "allowEncodingChanges", "unknownLength",
	"databaseMetadataCacheFields", "databaseMetadataCacheFieldsMiB", "disableColumnSanitiser", "hostRecheckSeconds", "loadBalanceHosts", "cancelSignalTimeout",
	"sendBufferSize", "receiveBufferSize", "escapeSyntaxCallMode", "maxResultBuffer", "gssEncMode", "sslpassword",
}

// secure reads sslmode, or ssl where there is none. Certificates are checked in
// the verify modes alone.
func (p *postgreSQL) secure(c *call) {
	u := c.parameters
	mode, ok := u.get("sslmode")
	if p.mode = strings.ToLower(mode); !ok {
		p.mode = "prefer"
		if u.flag(false, "ssl") {
			p.mode = "verify-full"
		}
	} else {
		u.ignore("ssl")
	}
	roots, _ := u.get("sslrootcert")
	factory, _ := u.get("sslfactory")
	s := &p.security
	switch s.use = true; p.mode {
	case "disable", "allow", "prefer", "require":
	case "verify-ca":
		s.verify = verifyChain
	case "verify-full":
		s.verify = verifyName
	default:
		p.mode = "prefer"
		u.bad = append(u.bad, "sslmode")
	}
	switch {
	case s.verify == verifyNothing, strings.HasSuffix(factory, "DefaultJavaSSLFactory"):
	case strings.HasSuffix(factory, "NonValidatingFactory"):
		s.verify = verifyNothing
	case roots != "":
		s.roots = roots
	default:
		home, _ := os.UserHomeDir()
		s.roots = filepath.Join(home, ".postgresql", "root.crt")
	}
}

// open logs in with or without TLS, and the other way where the mode has
// pgjdbc do so.
func (p *postgreSQL) open(ctx context.Context, c *call) (session, error) {
	switch p.mode {
	case "disable":
		s, err := p.login(ctx, c, false)
		if err != nil && refusesAccount(err) {
			// Is it the account, or that there is no TLS?
			with, other := p.login(ctx, c, true)
			c.forget()
			if other == nil {
				with.close()
				return nil, c.problem(TLSRequired, c.quote(message(err)))
			}
		}
		return s, err
	case "allow":
		return p.either(ctx, c, false)
	case "prefer":
		return p.either(ctx, c, true)
	}
	return p.login(ctx, c, true)
}

func (p *postgreSQL) either(ctx context.Context, c *call, withTLS bool) (session, error) {
	s, err := p.login(ctx, c, withTLS)
	if err == nil || !refusesAccount(err) && !(withTLS && refusesTLS(err)) {
		return s, err
	}
	c.forget()
	other, otherErr := p.login(ctx, c, !withTLS)
	if otherErr == nil || refusesTLS(err) {
		return other, otherErr
	}
	c.forget()
	return nil, err
}

func (p *postgreSQL) login(ctx context.Context, c *call, withTLS bool) (session, error) {
	config, err := emptyConfig()
	if err != nil {
		return nil, err
	}
	config.Host, config.Port = c.host.name, uint16(c.host.port)
	config.User, config.Password, config.Database = c.user, c.password, c.database
	config.RuntimeParams = p.settings
	var open atomic.Bool
	config.DialFunc = func(ctx context.Context, kind, address string) (net.Conn, error) {
		if open.Load() {
			// The driver would ask the server, in its own time, to stop a query.
			return nil, errors.New("the ping is over")
		}
		return c.net.DialContext(ctx, kind, address)
	}
	config.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	if withTLS {
		if config.TLSConfig, err = c.tlsConfig(p.security); err != nil {
			return nil, err
		}
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	open.Store(true)
	if err != nil {
		return nil, err
	}
	c.result.Steps.Server = oneLine(conn.ParameterStatus("server_version"))
	return &postgreSQLSession{conn}, nil
}

// refusesAccount says whether the server knows no such account from here, which
// in pg_hba.conf may depend on TLS.
func refusesAccount(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == "28000"
}

// refusesTLS knows an error that the driver has no type for.
func refusesTLS(err error) bool {
	return err != nil && strings.Contains(err.Error(), "server refused TLS connection")
}

var postgreSQLCodes = map[string]Code{
	"28P01": WrongPassword, "28000": LoginRefused,
	"3D000": UnknownDatabase,
	"42501": TablesDenied, "42P01": TablesMissing,
	"53300": TooManyConnections,
	"57P03": NotReady, "55000": NotReady,
}

func (p *postgreSQL) explain(err error) (Code, string) {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		if code := postgreSQLCodes[server.Code]; code != "" {
			return code, message(err)
		}
		return DatabaseError, message(err)
	}
	if refusesTLS(err) {
		return TLSNotOffered, ""
	}
	return "", ""
}

// message is what the server says, without what the driver puts around it.
func message(err error) string {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return said(server.Message, "SQLSTATE", server.Code)
	}
	return err.Error()
}

func (p *postgreSQL) tlsParameter() string { return "sslmode=require" }

type postgreSQLSession struct{ conn *pgconn.PgConn }

func (s *postgreSQLSession) run(ctx context.Context, query string) error {
	results := s.conn.Exec(ctx, query)
	for results.NextResult() {
		rows := results.ResultReader()
		for rows.NextRow() {
		}
	}
	return results.Close()
}

func (s *postgreSQLSession) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.conn.Close(ctx)
}
