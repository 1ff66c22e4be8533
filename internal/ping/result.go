package ping

import (
	"ispatch/internal/problem"
)

// A Result is what became of a Target. Its JSON form is a promise: no key is
// ever removed or renamed.
type Result struct {
	Target Target `json:"-"`
	Name   string `json:"name"`
	JNDI   string `json:"jndi,omitempty"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	// Address is the host and port of the URL, as far as they could be parsed.
	Address string `json:"address"`
	// Milliseconds is the time from start to end.
	Milliseconds int `json:"milliseconds"`
	// LoggedIn reports that the connection was opened and the login accepted.
	LoggedIn bool `json:"loggedIn"`
	// Pool is the JAR of the connection pool; empty if the driver was used
	// without one.
	Pool string `json:"pool,omitempty"`
	// Driver and Server are the names and versions that they report, JAR is the
	// driver's file.
	Driver string `json:"driver,omitempty"`
	JAR    string `json:"jar,omitempty"`
	Server string `json:"server,omitempty"`
	// Queried reports that the validationQuery succeeded.
	Queried bool `json:"queried"`
	// Tables are the tables that were looked for.
	Tables []Table `json:"tables,omitempty"`
	// Bases are a directory's search bases that exist. Users is the number of
	// users on the first page, 100 at most.
	Bases []string `json:"bases,omitempty"`
	Users int      `json:"users,omitempty"`
	// Problems are in the order in which they were found. One of severity Note
	// says why the target was not opened.
	Problems problem.List `json:"-"`
	// Codes are the codes of the problems.
	Codes []Code `json:"codes"`
	// Notes are other remarks for the reader.
	Notes []string `json:"notes"`
}

// A Table is a table that was looked for.
type Table struct {
	Role  Role       `json:"role"`
	Name  string     `json:"name"`
	State TableState `json:"state"`
}

// A TableState is what the datasource's user sees of a table.
type TableState string

// The states. Some databases report a table as missing if the user may not see
// it.
const (
	Found   TableState = "found"
	Missing TableState = "missing"
	Denied  TableState = "denied"
)

// A Report is what became of all targets of a home.
type Report struct {
	// Java is the JVM that was used; its path is empty if none was needed.
	Java Java
	// Problems are reasons why no target could be opened.
	Problems problem.List
	// Results has one for each target, in their order.
	Results []Result
	// Output is what else the JVM printed, in lines, without those that hold a
	// secret.
	Output []string
}

func (r *Result) add(p *problem.Problem) {
	p.File, p.Line = r.Target.Place.File, r.Target.Place.Line
	r.Problems = append(r.Problems, p)
	r.Codes = append(r.Codes, Code(p.Code))
}
