package ping

import (
	"context"
	"fmt"
	"slices"
	"sync"
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
	// doing is what the server is being waited for, as in: did not log in.
	doing string

	mu sync.Mutex
	// met is a problem that was met where only the driver could be told of it,
	// which may not tell.
	met *Problem
}

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
	ctx = context.WithValue(ctx, limitOf{}, p.timeout.String())
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
		c.host = h
		c.meet(nil)
		c.net.begin()
		c.result.Steps = Steps{Address: h.String(), Resolved: []string{}, Tables: []Table{}}
		share := limit{}
		if left := len(c.hosts) - i; left > 1 && c.descriptor == "" {
			deadline, _ := ctx.Deadline()
			share = limit{(time.Until(deadline) / time.Duration(left)).Round(time.Millisecond), "its share, the url has several hosts"}
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
