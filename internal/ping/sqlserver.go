package ping

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/msdsn"

	"ispatch/internal/database"
)

// sqlServer opens Microsoft SQL Server, as mssql-jdbc would.
type sqlServer struct {
	encrypt  msdsn.Encryption
	security security
	instance string
	intent   string
	app      string
}

func (s *sqlServer) prepare(c *call) (Code, string) {
	p := c.parameters
	if code, detail := s.login(p); code != "" {
		return code, detail
	}
	// The host may stand in a property.
	if name, ok := p.get("serverName", "server"); ok && name != "" && c.hosts[0].name == "localhost" {
		name, instance, found := strings.Cut(name, `\`)
		if c.hosts[0].name = name; found {
			s.instance = instance
		}
	}
	s.instance = first(s.instance, value(p, "instanceName"))
	port, hasPort := p.get("portNumber", "port")
	if n, err := strconv.ParseUint(port, 10, 16); hasPort && err == nil && n > 0 {
		c.hosts[0].port = int(n)
	}
	if c.hosts[0].port == 0 && s.instance == "" {
		preset, _ := database.Lookup(database.SQLServer)
		c.hosts[0].port = preset.Port
	}
	s.app, s.intent = first(value(p, "applicationName"), "ispatch"), value(p, "applicationIntent")
	c.loginLimit = p.limit(time.Second, "loginTimeout")
	c.queryLimit = p.limit(time.Second, "queryTimeout")
	if socket := p.limit(time.Millisecond, "socketTimeout"); c.queryLimit.Duration <= 0 || socket.Duration > 0 && socket.Duration < c.queryLimit.Duration {
		c.queryLimit = socket
	}
	s.secure(c)
	p.ignore("sendStringParametersAsUnicode", "sendTimeAsDatetime", "lockTimeout", "packetSize", "selectMethod", "responseBuffering", "xopenStates",
		"disableStatementPooling", "statementPoolingCacheSize", "enablePrepareOnFirstPreparedStatementCall", "serverPreparedStatementDiscardThreshold",
		"multiSubnetFailover", "transparentNetworkIPResolution", "workstationID", "lastUpdateCount", "columnEncryptionSetting", "useBulkCopyForBatchInsert",
		"cancelQueryTimeout", "delayLoadingLobs", "useFmtOnly", "connectRetryCount", "connectRetryInterval", "fips")
	return "", ""
}

// login refuses the ways to log in that are not user and password.
func (s *sqlServer) login(p *parameters) (Code, string) {
	if p.flag(false, "integratedSecurity") {
		return BeyondPing, "the url has the server log in with its own Windows or Kerberos account (integratedSecurity)"
	}
	for _, name := range []string{"authentication", "authenticationScheme"} {
		switch v := value(p, name); strings.ToLower(v) {
		case "", "notspecified", "sqlpassword", "nativeauthentication":
		default:
			return BeyondPing, "the url asks for a way to log in that ping doesn't speak (" + name + ")"
		}
	}
	return "", ""
}

// secure: encrypt=true or strict encrypts all and checks the certificate unless
// told to trust it; otherwise the login is encrypted, and nothing checked.
func (s *sqlServer) secure(c *call) {
	p := c.parameters
	encrypt, asked := p.get("encrypt")
	trust := p.flag(false, "trustServerCertificate")
	s.security = security{use: true, name: value(p, "hostNameInCertificate")}
	p.ignore("trustStore", "trustStoreType", "trustStorePassword")
	switch strings.ToLower(encrypt) {
	case "true", "mandatory", "yes":
		s.encrypt = msdsn.EncryptionRequired
		if !trust {
			s.security.verify = verifyName
		}
	case "strict":
		s.encrypt, s.security.verify = msdsn.EncryptionStrict, verifyName
	case "false", "optional", "no":
		s.encrypt = msdsn.EncryptionOff
	default:
		s.encrypt = msdsn.EncryptionOff
		if asked {
			p.bad = append(p.bad, "encrypt")
		} else {
			c.notes = append(c.notes, "the url has no encrypt: version 10 and later of the driver encrypt and check the certificate, earlier ones, as ping does here, encrypt the login alone")
		}
	}
}

func value(p *parameters, name string) string {
	v, _ := p.get(name)
	return v
}

func (s *sqlServer) open(ctx context.Context, c *call) (session, error) {
	config, err := s.config(c)
	if err != nil {
		return nil, err
	}
	connector := mssql.NewConnectorConfig(config)
	connector.Dialer = c.net
	opened, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return newSQLSession(ctx, opened)
}

// config is what Go's driver makes of a plain URL, with the rest put in beside
// it: so no text of ours is parsed that holds a password.
func (s *sqlServer) config(c *call) (msdsn.Config, error) {
	plain := url.URL{Scheme: "sqlserver", Host: c.host.String()}
	if strings.Contains(c.host.name, ":") && c.host.port == 0 {
		plain.Host = "[" + c.host.name + "]"
	}
	config, err := msdsn.Parse(plain.String())
	if err != nil {
		return config, err
	}
	config.Host, config.Port, config.Instance = c.host.name, uint64(c.host.port), s.instance
	config.Database, config.User, config.Password = c.database, c.user, c.password
	config.AppName, config.ReadOnlyIntent = s.app, strings.EqualFold(s.intent, "ReadOnly")
	config.Encryption, config.TrustServerCertificate = s.encrypt, s.security.verify == verifyNothing
	config.DisableRetry = true
	config.TLSConfig, err = c.tlsConfig(s.security)
	return config, err
}

var sqlServerCodes = map[int32]Code{
	4060: UnknownDatabase, 911: UnknownDatabase, 916: DatabaseDenied,
	18456: WrongPassword, 18452: LoginRefused, 18470: LoginRefused, 18486: LoginRefused, 18487: LoginRefused, 18488: LoginRefused,
	208: TablesMissing, 229: TablesDenied, 230: TablesDenied,
	17809: TooManyConnections, 18401: NotReady, 17142: NotReady,
}

func (s *sqlServer) explain(err error) (Code, string) {
	var server mssql.Error
	if errors.As(err, &server) {
		// An unknown database is told first, then the login that fails of it.
		for _, one := range append(server.All, server) {
			if code := sqlServerCodes[one.Number]; code != "" {
				return code, said(one.Message, "error", one.Number)
			}
		}
		return DatabaseError, said(server.Message, "error", server.Number)
	}
	switch text := err.Error(); {
	case strings.Contains(text, "server does not support encryption"):
		return TLSNotOffered, ""
	case strings.Contains(text, "no instance matching"):
		return UnknownInstance, s.instance
	}
	return "", ""
}

func (s *sqlServer) tlsParameter() string { return "encrypt=true" }
