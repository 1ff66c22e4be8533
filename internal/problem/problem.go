// Package problem has the one type for everything that is wrong: in a profile,
// an option, a file of the home, a database.
//
// What it promises: a Problem prints on one line. Control characters in it, with
// which a file's name or content could forge a line of output, are made visible.
package problem

import (
	"errors"
	"fmt"
	"strings"
)

// A Severity is what a problem does to the server.
type Severity string

const (
	// Error means that the server, its logins, or the run fails. The zero
	// Severity is an Error too.
	Error Severity = "error"
	// Warning means that the server silently does something else.
	Warning Severity = "warning"
	// Note means that the finding is true and no reason to act.
	Note Severity = "note"
)

// A Place is a line of a file.
type Place struct {
	// Home is the home that File is relative to. It is empty where only one home
	// is looked at.
	Home string `json:"home,omitempty"`
	// File is relative to the home, with slashes; of a profile or a file outside
	// a home it is as the caller gave it. It is empty where there is no file.
	File string `json:"file"`
	// Line counts from 1; 0 is the file as a whole.
	Line int `json:"line"`
}

// String returns file:line, or what is known of it.
func (p Place) String() string {
	if p.Line == 0 || p.File == "" {
		return Printable(p.File)
	}
	return fmt.Sprintf("%s:%d", Printable(p.File), p.Line)
}

// A Problem is one thing that is wrong: where, what, and what to do about it. It
// prints as file:line:column: message. It must not be changed once it is handed
// out.
type Problem struct {
	// Severity is an Error where it is empty.
	Severity Severity
	// Code is the stable name of the kind of problem, such as
	// "duplicate-jndi-name". It is empty for errors that nobody tells apart.
	Code string
	// File is the name to show: of a file of the home relative to it, of a
	// profile as it was given. It may be empty.
	File string
	// Line and Column count from 1, Column in characters. 0 is unknown.
	Line, Column int
	// Message is what is wrong, in lower case, without a full stop.
	Message string
	// Hint is what to do about it; it may be empty.
	Hint string
	// Related are other places that have to do with it, such as the first of two
	// definitions.
	Related []Place
	// Err is the cause, for errors.Is; it may be nil and is never printed.
	Err error
}

// New returns a problem with a message and no place.
func New(hint, format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// At returns a problem of a file. line and column may be 0.
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

// A List is every problem that was found, in the order of the input. A function
// that returns a List as an error never returns an empty one: see Err.
type List []*Problem

// Error returns one line a problem.
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

// Err returns the list as an error, nil where it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// From takes an error apart into its problems: all that errors.Join put
// together, in order. An error that is of no known type becomes a problem with
// its message. From(nil) is empty.
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
