package patch

import (
	"fmt"
	"strings"
)

// A Problem is something wrong in the input: a file of the home, a profile, an
// option. It prints as file:line:column: message; a file without a position
// prints as file: message.
type Problem struct {
	// File is the name to show: of a file of the home relative to it, of a
	// profile as it was given.
	File string
	// Line and Column count from 1, Column in characters. 0 is unknown.
	Line, Column int
	// Message says what is wrong, in lower case, without a full stop.
	Message string
	// Hint says what to do about it; it may be empty.
	Hint string
}

// Error returns file:line:column: message, without the hint.
func (p *Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
			if p.Column > 0 {
				fmt.Fprintf(&b, ":%d", p.Column)
			}
		}
		b.WriteString(": ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is every problem that was found, in the order of the input. A
// function that returns Problems as an error never returns an empty one.
type Problems []*Problem

// Error returns one line a problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns p as an error, nil where there is none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
