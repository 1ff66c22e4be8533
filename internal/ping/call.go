package ping

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"ispatch/internal/database"
)

// A driver is how one kind of database is opened. A value serves one call.
type driver interface {
	// prepare reads the URL's parameters. A code says why the database can't
	// be opened at all, with its detail.
	prepare(c *call) (Code, string)
	// open connects to a host and logs in.
	open(ctx context.Context, c *call) (session, error)
	// explain knows the errors that a server or the Go driver gives. The code
	// is empty where the error is none of them. The detail is foreign text.
	explain(err error) (code Code, detail string)
	// tlsParameter is what asks for TLS in the URL.
	tlsParameter() string
}

// A session is a database that is open.
type session interface {
	// run runs a text and reads all that it returns.
	run(ctx context.Context, query string) error
	close()
}

var drivers = map[database.Type]func() driver{
	database.MySQL:      func() driver { return &mySQL{} },
	database.MariaDB:    func() driver { return &mySQL{} },
	database.PostgreSQL: func() driver { return &postgreSQL{} },
	database.SQLServer:  func() driver { return &sqlServer{} },
	database.Oracle:     func() driver { return &oracle{} },
}

// noDriver is there before the kind of database is known.
type noDriver struct{ driver }

func (noDriver) tlsParameter() string { return "" }

// A call is one ping.
type call struct {
	source
	target Target
	driver driver
	// host is the one that is being asked.
	host   host
	result *Result
	net    *network
	// connectLimit, loginLimit and queryLimit are the URL's; 0 is none.
	connectLimit, loginLimit, queryLimit limit
	stage                                stage

	mu sync.Mutex
	// met is a problem that was met where only the driver could be told of it,
	// which may not tell.
	met *Problem
}

// A limit is a timeout of the URL, with the parameter that sets it.
type limit struct {
	time.Duration
	parameter string
}

// A stage is what is being done, and how long it may take.
type stage struct{ doing, within string }

// ping opens one target. Drivers are given servers that nobody vouches for: a
// panic in one is an error of this target.
func (p *pinger) ping(ctx context.Context, t Target) (result Result) {
	start := time.Now()
	result = Result{Target: t, Problems: []Problem{}, Notes: []string{},
		Steps: Steps{Resolved: []string{}, Tables: []Table{}}}
	c := &call{target: t, driver: noDriver{}, result: &result}
	defer func() {
		if v := recover(); v != nil {
			c.report(c.problem(DatabaseError, "the driver failed: "+c.quote(fmt.Sprint(v))))
		}
		if c.net != nil {
			c.net.close()
		}
		result.Duration = time.Since(start)
	}()
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	c.stage.within = p.timeout.String()
	s, code, detail := read(t)
	c.source = s
	if code == "" {
		c.driver = drivers[s.kind]()
		code, detail = c.driver.prepare(c)
	}
	c.result.Notes = append(c.result.Notes, c.notes...)
	if code != "" {
		c.report(c.problem(code, detail))
		return result
	}
	c.result.Notes = append(c.result.Notes, c.parameters.notes()...)
	opened, problem := c.open(ctx, p)
	if problem != nil {
		c.report(problem)
		return result
	}
	c.result.Steps.LoggedIn = true
	defer opened.close()
	if c.validate(ctx, opened) {
		c.lookForTables(ctx, opened)
	}
	return result
}

func (c *call) report(p *Problem) { c.result.Problems = append(c.result.Problems, *p) }

func (c *call) note(text string) { c.result.Notes = append(c.result.Notes, text) }

// open tries the hosts in their order, each for its share of the time that is
// left.
func (c *call) open(ctx context.Context, p *pinger) (session, *Problem) {
	c.net = newNetwork(ctx, c, p.resolver)
	for i, h := range c.hosts {
		c.host, c.met = h, nil
		c.net.begin()
		c.result.Steps = Steps{Address: h.String(), Resolved: []string{}, Tables: []Table{}}
		share := limit{}
		if left := len(c.hosts) - i; left > 1 && c.descriptor == "" {
			deadline, _ := ctx.Deadline()
			share = limit{(time.Until(deadline) / time.Duration(left)).Round(time.Millisecond), "list of hosts"}
		}
		hostCtx, cancelHost := c.begin(ctx, "", share)
		loginCtx, cancel := c.begin(hostCtx, "log in", c.loginLimit)
		opened, err := c.driver.open(loginCtx, c)
		var problem *Problem
		if err != nil {
			problem = c.explain(loginCtx, err)
		}
		cancel()
		cancelHost()
		if problem == nil {
			return opened, nil
		}
		last := i == len(c.hosts)-1 || c.descriptor != ""
		if last || !slices.Contains([]Code{UnknownHost, ConnectionRefused, Unreachable, Timeout, ConnectionLost, OtherProtocol}, problem.Code) {
			return nil, problem
		}
		c.note(problem.Message)
	}
	return nil, c.problem(BadURL, "names no host") // not reached: hosts are never empty
}

// validate runs the validationQuery. It returns false where the connection is
// of no more use.
func (c *call) validate(ctx context.Context, s session) bool {
	if strings.TrimSpace(c.target.ValidationQuery) == "" {
		return true
	}
	ctx, cancel := c.begin(ctx, "run the validationQuery", c.queryLimit)
	defer cancel()
	start := time.Now()
	err := s.run(ctx, c.target.ValidationQuery)
	c.result.Steps.QueryTime = time.Since(start)
	if err == nil {
		c.result.Steps.Queried = true
		return true
	}
	problem := c.explain(ctx, err)
	switch problem.Code {
	case Timeout, Interrupted, ConnectionLost, NoDatabase:
	default:
		detail := err.Error()
		if _, said := c.driver.explain(err); said != "" {
			detail = said
		}
		if detail = c.quote(detail); c.holdsSecret(c.target.ValidationQuery) {
			detail = withheld // the server may quote a part of it
		}
		problem = c.problem(ValidationQueryFailed, detail)
	}
	c.report(problem)
	return problem.Code == ValidationQueryFailed
}

// lookForTables reads nothing from each table of the roles. So the database
// itself says whether the datasource's user sees it by that name: its case, the
// schema and the privileges count as they do for the server.
func (c *call) lookForTables(ctx context.Context, s session) {
	var seen []Role
	states := map[TableState][]string{}
	for _, role := range c.target.Roles {
		if slices.Contains(seen, role) {
			continue
		}
		seen = append(seen, role)
		for _, table := range role.Tables() {
			state, problem := c.look(ctx, s, table)
			if problem != nil {
				c.report(problem)
				return
			}
			c.result.Steps.Tables = append(c.result.Steps.Tables, Table{role, table, state})
			states[state] = append(states[state], table+" of "+roles[role].title)
		}
	}
	if tables := states[Missing]; len(tables) > 0 {
		c.report(c.problem(TablesMissing, strings.Join(tables, " and ")))
	}
	if tables := states[Denied]; len(tables) > 0 {
		c.report(c.problem(TablesDenied, strings.Join(tables, " and ")))
	}
}

func (c *call) look(ctx context.Context, s session, table string) (TableState, *Problem) {
	ctx, cancel := c.begin(ctx, "look for the table "+table, c.queryLimit)
	defer cancel()
	err := s.run(ctx, "SELECT 1 FROM "+table+" WHERE 1 = 0")
	if err == nil {
		return Found, nil
	}
	switch problem := c.explain(ctx, err); problem.Code {
	case TablesMissing:
		return Missing, nil
	case TablesDenied:
		return Denied, nil
	default:
		return "", problem
	}
}

// begin starts a stage that may take no longer than l, and no longer than what
// it is a part of. When the time is over the connections are closed: a driver
// need not heed the context.
func (c *call) begin(ctx context.Context, doing string, l limit) (context.Context, context.CancelFunc) {
	if doing != "" {
		c.stage.doing = doing
	}
	deadline, ok := ctx.Deadline()
	if l.Duration <= 0 || ok && time.Until(deadline) <= l.Duration {
		return context.WithCancel(ctx)
	}
	c.stage.within = fmt.Sprintf("%v (the url's %s)", l.Duration, l.parameter)
	ctx, cancel := context.WithTimeout(ctx, l.Duration)
	stop := context.AfterFunc(ctx, c.net.hangUp)
	return ctx, func() { stop(); cancel() }
}

// explain makes a problem of an error: what was met on the way, what the driver
// knows, and what connections fail of.
func (c *call) explain(ctx context.Context, err error) *Problem {
	c.mu.Lock()
	met := c.met
	c.mu.Unlock()
	if met != nil {
		return met
	}
	if errors.As(err, &met) {
		return met
	}
	code, detail := c.driver.explain(err)
	if code == TablesDenied && !c.result.Steps.LoggedIn {
		code = DatabaseDenied
	}
	if code != "" && code != ConnectionLost {
		return c.problem(code, c.quote(detail))
	}
	if c.net.wasLate() {
		// The connection ends with a context, but not after it.
		<-ctx.Done()
	}
	var network net.Error
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return c.problem(Interrupted, "")
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return c.late()
	case errors.As(err, &record):
		return c.problem(OtherProtocol, c.quote(record.Msg))
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "TLS Handshake failed"):
		return c.problem(TLSFailed, c.quote(err.Error()))
	case code == ConnectionLost, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, net.ErrClosed), strings.HasSuffix(err.Error(), "EOF"):
		return c.problem(ConnectionLost, c.stage.doing)
	}
	return c.problem(DatabaseError, c.quote(err.Error()))
}

// late is the problem of a stage that took too long.
func (c *call) late() *Problem {
	steps := &c.result.Steps
	switch {
	case len(steps.Resolved) == 0:
		return c.problem(Timeout, fmt.Sprintf("the host %s was not resolved within %s", c.host.name, c.stage.within))
	case steps.Connected == "":
		return c.problem(Timeout, fmt.Sprintf("no connection to %s within %s", steps.Address, c.stage.within))
	}
	return c.problem(Timeout, fmt.Sprintf("%s took the connection but did not %s within %s", steps.Address, c.stage.doing, c.stage.within))
}

// meet keeps a problem that a driver can only be told of as an error.
func (c *call) meet(p *Problem) *Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.met = p
	return p
}

// forget drops what was met in an attempt that was only to tell causes apart.
func (c *call) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.met = nil
	c.result.Steps.TLS = ""
}
