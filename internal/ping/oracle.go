package ping

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"regexp"

	goora "github.com/sijms/go-ora/v2"
	"github.com/sijms/go-ora/v2/configurations"
	oranet "github.com/sijms/go-ora/v2/network"

	"ispatch/internal/database"
)

// oracle opens Oracle, as the thin driver would.
type oracle struct{}

func (o *oracle) prepare(c *call) (Code, string) {
	if c.user == "" || c.password == "" {
		return BeyondPing, "without user and password Oracle's driver logs in by the operating system"
	}
	return "", ""
}

var descriptorName = regexp.MustCompile(`(?i)\(\s*(?:SERVICE_NAME|SID)\s*=\s*([\w.$#-]+)\s*\)`)

// readDescriptor returns the addresses of a (DESCRIPTION=…) and the service or
// SID that it asks for.
func readDescriptor(descriptor string) (hosts []host, name string, ok bool) {
	servers, err := configurations.ExtractServers(descriptor)
	if err != nil || len(servers) == 0 {
		return []host{{}}, "", false
	}
	for _, s := range servers {
		hosts = append(hosts, host{s.Addr, s.Port})
	}
	if match := descriptorName.FindStringSubmatch(descriptor); match != nil {
		name = match[1]
	}
	return hosts, name, true
}

// open goes below the driver's own pool and context, which gives the next
// connection the settings of the first one, and writes to a connection from
// elsewhere when the time is over. Time is kept by the network.
func (o *oracle) open(ctx context.Context, c *call) (session, error) {
	config, err := o.config(c)
	if err != nil {
		return nil, err
	}
	config.Dialer = dialer{ctx, c.net}
	conn, err := goora.NewConnection("", config)
	if err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	if err := conn.OpenWithContext(ctx); err != nil {
		return nil, err
	}
	s, err := newSQLSession(ctx, conn)
	if err != nil {
		return nil, err
	}
	return timeless{s}, nil
}

// A dialer dials in the time of ctx, whatever context it is given.
type dialer struct {
	ctx context.Context
	way *network
}

func (d dialer) DialContext(_ context.Context, kind, address string) (net.Conn, error) {
	return d.way.DialContext(d.ctx, kind, address)
}

// timeless keeps the context from the driver.
type timeless struct{ session }

func (t timeless) run(ctx context.Context, query string) error {
	return t.session.run(context.WithoutCancel(ctx), query)
}

// config is what Go's driver makes of a plain URL; the password is put in
// beside it.
func (o *oracle) config(c *call) (*configurations.ConnectionConfig, error) {
	plain := url.URL{Scheme: "oracle", User: url.UserPassword(c.user, "-"), Host: c.host.String()}
	query := url.Values{}
	switch {
	case c.descriptor != "":
		plain.Host = ":0"
		query.Set("connStr", c.descriptor)
	case c.sid:
		query.Set("SID", c.database)
	default:
		plain.Path = "/" + c.database
	}
	query.Set("DBA PRIVILEGE", "NONE") // SYS gets it otherwise
	plain.RawQuery = query.Encode()
	config, err := configurations.ParseConfig(plain.String())
	if err != nil {
		return nil, err
	}
	config.Password = c.password
	if c.descriptor == "" {
		config.ServiceName = "" // ParseConfig cuts at a slash
		if !c.sid {
			config.ServiceName = c.database
		}
	}
	config.TLSConfig, err = c.tlsConfig(security{use: true, verify: verifyChain})
	return config, err
}

var oracleCodes = map[int]Code{
	1017: WrongPassword,
	1045: LoginRefused, 28000: LoginRefused, 28001: LoginRefused, 12564: LoginRefused, 12506: LoginRefused,
	12514: UnknownDatabase, 12505: UnknownDatabase, 12521: UnknownDatabase,
	18: TooManyConnections, 20: TooManyConnections, 12516: TooManyConnections, 12519: TooManyConnections, 12520: TooManyConnections,
	1033: NotReady, 1034: NotReady, 1035: NotReady, 12528: NotReady, 12526: NotReady,
	942: TablesMissing, 1031: TablesDenied,
}

func (o *oracle) explain(err error) (Code, string) {
	var server *oranet.OracleError
	if errors.As(err, &server) {
		text := server.Error() // fills in the message where the server gives none
		if server.ErrMsg != "" {
			text = server.ErrMsg
		}
		if code := oracleCodes[server.ErrCode]; code != "" {
			return code, text
		}
		return DatabaseError, text
	}
	if errors.Is(err, oranet.ErrConnReset) || errors.Is(err, io.EOF) {
		return ConnectionLost, err.Error()
	}
	return "", ""
}

func (o *oracle) tlsParameter() string { return "(PROTOCOL=TCPS)" }

// quiet keeps Go's driver for Oracle from standard output, to which it prints a
// server's warnings, where a report in JSON may be going. They go to standard
// error until restore is called.
func quiet(targets []Target) (restore func()) {
	for _, t := range targets {
		if kind, _ := database.TypeOf(t.URL); kind == database.Oracle {
			out := os.Stdout
			os.Stdout = os.Stderr
			return func() { os.Stdout = out }
		}
	}
	return func() {}
}
