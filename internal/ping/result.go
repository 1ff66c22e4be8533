package ping

import (
	"ispatch/internal/problem"
)

// A Result is what became of a Target. Its JSON form is a promise: keys are only
// added to.
type Result struct {
	Target Target `json:"-"`
	Name   string `json:"name"`
	JNDI   string `json:"jndi,omitempty"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	// Address is the host and port of the URL, as far as they can be read.
	Address string `json:"address"`
	// Milliseconds is how long all of it took.
	Milliseconds int `json:"milliseconds"`
	// LoggedIn reports that the connection was opened and the login accepted.
	LoggedIn bool `json:"loggedIn"`
	// Pool is the JAR of the pool that it was opened with; empty where the
	// driver was asked without one.
	Pool string `json:"pool,omitempty"`
	// Driver and Server are the names and versions that they give themselves,
	// JAR is the driver's.
	Driver string `json:"driver,omitempty"`
	JAR    string `json:"jar,omitempty"`
	Server string `json:"server,omitempty"`
	// Queried reports that the validationQuery succeeded.
	Queried bool `json:"queried"`
	// Tables are those that were looked for.
	Tables []Table `json:"tables,omitempty"`
	// Bases are a directory's search bases that exist; Users is how many users
	// the first page has, 100 at most.
	Bases []string `json:"bases,omitempty"`
	Users int      `json:"users,omitempty"`
	// Problems are in the order they were met. One of severity Note is why the
	// target was not opened.
	Problems problem.List `json:"-"`
	// Codes are those of the problems.
	Codes []Code `json:"codes"`
	// Notes are what else the reader should know.
	Notes []string `json:"notes"`
}

// A Table is one that was looked for.
type Table struct {
	Role  Role       `json:"role"`
	Name  string     `json:"name"`
	State TableState `json:"state"`
}

// A TableState is whether the user of the datasource sees a table.
type TableState string

// The states. Some databases call a table missing that the user may not see.
const (
	Found   TableState = "found"
	Missing TableState = "missing"
	Denied  TableState = "denied"
)

// A Report is what became of all targets of a home.
type Report struct {
	// Java is the JVM that was asked; its path is empty where none was needed.
	Java Java
	// Problems are those that no target could be opened for.
	Problems problem.List
	// Results has one for each target, in their order.
	Results []Result
	// Output is what the JVM printed on its own, in lines, without those that
	// hold a secret.
	Output []string
}

func (r *Result) add(p *problem.Problem) {
	p.File, p.Line = r.Target.Place.File, r.Target.Place.Line
	r.Problems = append(r.Problems, p)
	r.Codes = append(r.Codes, Code(p.Code))
}
