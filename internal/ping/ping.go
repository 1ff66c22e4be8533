package ping

import (
	"context"
	"net"
	"sync"
	"time"
)

// DefaultTimeout is how long one database may take, from the look-up of its
// host to the last table.
const DefaultTimeout = 5 * time.Second

// A Role is what the server keeps in a database.
type Role string

// The roles.
const (
	Registry       Role = "registry"
	UserManagement Role = "user-management"
	APIManagement  Role = "api-management"
)

var roles = map[Role]struct {
	title  string
	tables []string
}{
	Registry:       {"the registry", []string{"REG_RESOURCE"}},
	UserManagement: {"user management", []string{"UM_USER"}},
	APIManagement:  {"API management", []string{"AM_SUBSCRIBER", "IDN_OAUTH_CONSUMER_APPS"}},
}

// Tables returns the tables by which a schema of the role is known; none where
// the role is unknown.
func (r Role) Tables() []string { return append([]string(nil), roles[r].tables...) }

// A Target is a datasource to open, its texts as the server reads them.
type Target struct {
	// Name and JNDI say which datasource it is. They are not used here.
	Name string `json:"name"`
	JNDI string `json:"jndi"`
	// URL is the JDBC URL. It may hold user and password as parameters.
	URL string `json:"-"`
	// Driver is the class of the JDBC driver. Where a URL's scheme serves
	// several (mysql), its defaults are those of the class.
	Driver string `json:"driver"`
	// Username and Password are empty where there is no such element: then
	// the URL's count.
	Username string `json:"username"`
	Password string `json:"-"`
	// Alias says that the user or the password is a secret's alias, whose
	// value only the server knows.
	Alias bool `json:"alias"`
	// ValidationQuery is run as it stands; an empty one is not.
	ValidationQuery string `json:"validationQuery"`
	// Roles are those of the database. One given twice counts once, an
	// unknown one has no tables.
	Roles []Role `json:"roles"`
	// File and Line say where the datasource stands. They are not used here.
	File string `json:"file"`
	Line int    `json:"line"`
}

// String returns the name: a Target that is printed shows no password.
func (t Target) String() string { return t.Name }

// GoString is String.
func (t Target) GoString() string { return t.Name }

// A Result is what became of a Target.
type Result struct {
	Target   Target        `json:"target"`
	Duration time.Duration `json:"duration"`
	Steps    Steps         `json:"steps"`
	// Problems are in the order they were met. One of severity Note says why
	// the database was not opened.
	Problems []Problem `json:"problems"`
	// Notes are what else the reader should know: parameters of the URL that
	// were left out, hosts that were passed over.
	Notes []string `json:"notes"`
}

// OK says whether the database was opened and nothing is wrong with it.
func (r Result) OK() bool { return r.Steps.LoggedIn && len(r.Problems) == 0 }

// Steps is how far a ping came.
type Steps struct {
	// Address is the host and port that was asked for last; empty where
	// nothing was.
	Address string `json:"address"`
	// Resolved are the host's addresses.
	Resolved []string `json:"resolved"`
	// Connected is the address that took the connection.
	Connected string `json:"connected"`
	// TLS is the version of an encrypted connection, as TLS 1.3. With SQL
	// Server it may be that of the login alone.
	TLS string `json:"tls"`
	// Server is the version the server says it is; empty where it isn't told.
	Server string `json:"server"`
	// LoggedIn says that user, password and database were accepted.
	LoggedIn bool `json:"loggedIn"`
	// Queried says that the validationQuery succeeded, QueryTime how long it
	// took.
	Queried   bool          `json:"queried"`
	QueryTime time.Duration `json:"queryTime"`
	// Tables are those of the target's roles that were looked for.
	Tables []Table `json:"tables"`
}

// A Table is one that was looked for.
type Table struct {
	Role  Role       `json:"role"`
	Name  string     `json:"name"`
	State TableState `json:"state"`
}

// A TableState says whether the user of the datasource sees a table.
type TableState string

// The states. Some databases call a table missing that the user may not see.
const (
	Found   TableState = "found"
	Missing TableState = "missing"
	Denied  TableState = "denied"
)

// Run opens all targets at once and calls report with each one's result as it
// is finished, never twice at the same time, and returns after the last. A
// timeout of 0 or less is DefaultTimeout. When ctx is cancelled the unfinished
// ones are reported as interrupted.
//
// While it opens an Oracle database the variable os.Stdout is os.Stderr, since
// the driver prints: report writes to a file it got before.
func Run(ctx context.Context, targets []Target, timeout time.Duration, report func(Result)) {
	(&pinger{timeout: timeout, resolver: net.DefaultResolver}).run(ctx, targets, report)
}

// A pinger is the world that targets are opened in.
type pinger struct {
	timeout  time.Duration
	resolver *net.Resolver
}

func (p *pinger) run(ctx context.Context, targets []Target, report func(Result)) {
	if p.timeout <= 0 {
		p.timeout = DefaultTimeout
	}
	defer quiet(targets)()
	results := make(chan Result)
	var all sync.WaitGroup
	for _, t := range targets {
		all.Go(func() { results <- p.ping(ctx, t) })
	}
	go func() {
		all.Wait()
		close(results)
	}()
	for result := range results {
		report(result)
	}
}
