package ping

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/go-sql-driver/mysql"

	"ispatch/internal/database"
)

const classMySQL8 = "com.mysql.cj.jdbc.Driver"

// mySQL opens MySQL and MariaDB, as one of three JDBC drivers would.
type mySQL struct {
	connector connector
	security  security
	// byVersion says that the server's version decides about TLS.
	byVersion bool
	// fetchKey says that the server's public key may be fetched without TLS.
	fetchKey bool
	multi    bool
}

// A connector is a JDBC driver for MySQL.
type connector int

const (
	connectorJ5 connector = iota
	connectorJ8
	connectorMariaDB
)

func (m *mySQL) prepare(c *call) (Code, string) {
	switch {
	case c.target.Driver == classMySQL8:
		m.connector = connectorJ8
	case c.target.Driver == "org.mariadb.jdbc.Driver", c.kind == database.MariaDB:
		m.connector = connectorMariaDB
	}
	p := c.parameters
	c.connectLimit = p.limit(time.Millisecond, "connectTimeout")
	c.queryLimit = p.limit(time.Millisecond, "socketTimeout")
	m.multi = p.flag(false, "allowMultiQueries")
	m.fetchKey = p.flag(false, "allowPublicKeyRetrieval")
	m.secure(p)
	p.ignore(mySQLHarmless...)
	return "", ""
}

// mySQLHarmless are parameters that have no say in whether a connection opens
// and a SELECT runs.
var mySQLHarmless = []string{
	"autoReconnect", "autoReconnectForPools", "maxReconnects", "initialTimeout", "reconnectAtTxEnd", "failOverReadOnly",
	"serverTimezone", "useTimezone", "useLegacyDatetimeCode", "useJDBCCompliantTimezoneShift", "connectionTimeZone", "forceConnectionTimeZoneToSession",
	"characterEncoding", "characterSetResults", "connectionCollation", "useUnicode", "zeroDateTimeBehavior", "tinyInt1isBit", "yearIsDateType", "noDatetimeStringSync",
	"useServerPrepStmts", "cachePrepStmts", "prepStmtCacheSize", "prepStmtCacheSqlLimit", "useCursorFetch", "defaultFetchSize", "rewriteBatchedStatements",
	"useLocalSessionState", "useLocalTransactionState", "elideSetAutoCommits", "relaxAutoCommit", "cacheServerConfiguration", "cacheResultSetMetadata", "maintainTimeStats", "useReadAheadInput",
	"nullNamePatternMatchesAll", "nullCatalogMeansCurrent", "noAccessToProcedureBodies", "useInformationSchema", "useOldAliasMetadataBehavior", "useAffectedRows", "useCompression",
	"jdbcCompliantTruncation", "paranoid", "logger", "tcpKeepAlive", "tcpNoDelay", "useSSPSCompatibleTimezoneShift", "roundRobinLoadBalance", "secondsBeforeRetryMaster", "queriesBeforeRetryMaster",
}

// open logs in. MariaDB says to one who lacks the TLS that it or the account
// asks for what it says to one with a wrong password: there a login with TLS
// tells the two apart.
func (m *mySQL) open(ctx context.Context, c *call) (session, error) {
	s, hello, err := m.login(ctx, c, nil)
	var server *mysql.MySQLError
	if !errors.As(err, &server) || server.Number != 1045 || !hello.offersTLS || c.result.Steps.TLS != "" {
		return s, err
	}
	with, _, other := m.login(ctx, c, &security{use: true, require: true})
	c.forget()
	if other != nil {
		return nil, err
	}
	with.close()
	return nil, c.problem(TLSRequired, "with TLS it lets the user in")
}

// login connects and logs in, with TLS as told or, where told nothing, as the
// JDBC driver would.
func (m *mySQL) login(ctx context.Context, c *call, told *security) (session, greeting, error) {
	conn, err := c.net.DialContext(ctx, "tcp", c.host.String())
	if err != nil {
		return nil, greeting{}, err
	}
	hello, conn, err := greeted(ctx, c, conn)
	if err != nil {
		return nil, hello, err
	}
	c.result.Steps.Server = hello.release()
	security := m.security
	switch {
	case told != nil:
		security = *told
	case m.byVersion:
		security = security.forConnectorJ5(hello)
	}
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", c.host.String()
	config.User, config.Passwd, config.DBName = c.user, c.password, c.database
	config.MultiStatements = m.multi
	config.CheckConnLiveness = false
	config.Logger = &mysql.NopLogger{} // the standard one writes to standard error
	config.DialFunc = func(context.Context, string, string) (net.Conn, error) { return conn, nil }
	if security.use {
		config.AllowFallbackToPlaintext = !security.require
		if config.TLS, err = c.tlsConfig(security); err != nil {
			return nil, hello, err
		}
	} else if hello.plugin == "caching_sha2_password" && !m.fetchKey {
		c.note("without TLS, Connector/J logs in to an account of caching_sha2_password only with allowPublicKeyRetrieval=true, or while the server remembers an earlier login")
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, hello, err
	}
	opened, err := connector.Connect(ctx)
	if err != nil {
		return nil, hello, err
	}
	s, err := newSQLSession(ctx, opened)
	return s, hello, err
}

var mySQLCodes = map[uint16]Code{
	1045: WrongPassword, 1698: WrongPassword,
	1044: DatabaseDenied, 1049: UnknownDatabase, 1046: NoDatabase,
	1129: LoginRefused, 1130: LoginRefused, 1251: LoginRefused, 1820: LoginRefused, 1862: LoginRefused, 3118: LoginRefused, 4151: LoginRefused,
	1040: TooManyConnections, 1203: TooManyConnections, 1226: TooManyConnections,
	1053: NotReady,
	3159: TLSRequired,
	1146: TablesMissing,
	1142: TablesDenied, 1143: TablesDenied,
}

func (m *mySQL) explain(err error) (Code, string) {
	var server *mysql.MySQLError
	if errors.As(err, &server) {
		detail := said(server.Message, "error", server.Number)
		if code := mySQLCodes[server.Number]; code != "" {
			return code, detail
		}
		return DatabaseError, detail
	}
	switch {
	case errors.Is(err, mysql.ErrNoTLS):
		return TLSNotOffered, ""
	case errors.Is(err, mysql.ErrUnknownPlugin), errors.Is(err, mysql.ErrCleartextPassword), errors.Is(err, mysql.ErrOldPassword):
		return LoginRefused, "its way of logging in is one that ping doesn't speak"
	case errors.Is(err, mysql.ErrMalformPkt), errors.Is(err, mysql.ErrOldProtocol):
		return OtherProtocol, err.Error()
	case errors.Is(err, mysql.ErrInvalidConn):
		return ConnectionLost, err.Error()
	}
	return "", ""
}

func (m *mySQL) tlsParameter() string {
	if m.connector == connectorJ5 {
		return "useSSL=true (and verifyServerCertificate=false, unless the trust store knows who signed the database's certificate)"
	}
	if m.connector == connectorMariaDB {
		return "sslMode=trust, or a stricter one,"
	}
	return "sslMode=REQUIRED, or a stricter one,"
}
