// Package problem defines the type of all reported problems: in a profile, an option, a
// file of the home, a database.
//
// Guarantees: a Problem prints on one line. Control characters, with which the name or
// content of a file could forge output, are escaped.
package problem

import (
	"errors"
	"fmt"
	"strings"
)

// A Severity says how a problem affects the server.
type Severity string

const (
	// Error means that the server, its logins, or the run fails. The zero Severity counts
	// as Error.
	Error Severity = "error"
	// Warning means that the server silently does something else.
	Warning Severity = "warning"
	// Note marks a finding that needs no action.
	Note Severity = "note"
)

// A Place is a line of a file.
type Place struct {
	// Home is the home that File is relative to. It is empty if there is only one home.
	Home string `json:"home,omitempty"`
	// File is relative to the home, with slashes. For a profile or a file outside a home
	// it is the name as the caller gave it. It is empty if there is no file.
	File string `json:"file"`
	// Line counts from 1; 0 means the file as a whole.
	Line int `json:"line"`
}

// String returns file:line, or the part that is known.
func (p Place) String() string {
	if p.Line == 0 || p.File == "" {
		return Printable(p.File)
	}
	return fmt.Sprintf("%s:%d", Printable(p.File), p.Line)
}

// A Problem is a reported problem: where it is, what is wrong, and how to fix it. It
// prints as file:line:column: message. It must not be changed once it has been returned.
type Problem struct {
	// Severity counts as Error if it is empty.
	Severity Severity
	// Code is the stable name of the kind of problem, such as "duplicate-jndi-name". It
	// is empty for errors that need not be told apart.
	Code string
	// File is the name to show: relative to the home for a file of the home, as it was
	// given for a profile. It may be empty.
	File string
	// Line and Column count from 1, Column in characters. 0 means unknown.
	Line, Column int
	// Message says what is wrong, in lower case, without a full stop.
	Message string
	// Hint says how to fix it; it may be empty.
	Hint string
	// Related are other places that matter, such as the first of two definitions.
	Related []Place
	// Err is the cause, for errors.Is; it may be nil and is never printed.
	Err error
}

// New returns a problem with a message and no place.
func New(hint, format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// At returns a problem at a place in a file. line and column may be 0.
func At(file string, line, column int, hint, format string, args ...any) *Problem {
	return &Problem{File: file, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Error returns file:line:column: message on one line, without the hint.
func (p *Problem) Error() string {
	place := Printable(p.File)
	if place != "" && p.Line > 0 {
		place += fmt.Sprintf(":%d", p.Line)
		if p.Column > 0 {
			place += fmt.Sprintf(":%d", p.Column)
		}
	}
	if place != "" {
		place += ": "
	}
	return place + Printable(p.Message)
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// Place returns the file and line.
func (p *Problem) Place() Place { return Place{File: p.File, Line: p.Line} }

// A List is a list of problems in the order of the input. A function that returns a List
// as an error never returns an empty List: see Err.
type List []*Problem

// Error returns one line per problem.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems.
func (l List) Unwrap() []error {
	all := make([]error, len(l))
	for i, p := range l {
		all[i] = p
	}
	return all
}

// Err returns the list as an error, or nil if it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// From splits an error into its problems, including those joined by errors.Join, in
// order. An error of any other type becomes a problem with its message. From(nil) is
// empty.
func From(err error) List {
	if err == nil {
		return nil
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e := e.(type) {
		case List:
			return e
		case *Problem:
			return List{e}
		case interface{ Problem() *Problem }:
			return List{e.Problem()}
		case interface{ Unwrap() []error }:
			var all List
			for _, one := range e.Unwrap() {
				all = append(all, From(one)...)
			}
			return all
		}
	}
	return List{{Message: err.Error(), Err: err}}
}
