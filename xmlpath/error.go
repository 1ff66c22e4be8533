package xmlpath

import (
	"fmt"

	"ispatch/internal/problem"
)

// A Position is a place in a document. Line and Column count from 1; a line
// ends with a line feed, a column is a character.
type Position struct {
	Line, Column int
}

// String returns line:column.
func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// UndeclaredPrefix is the Code of the Error of a document that is well-formed,
// but for a prefix that it does not declare.
const UndeclaredPrefix = "undeclared-prefix"

// An Error is a document that cannot be read, a path that does not match as it
// must, or a change that cannot be made. It prints as line:column: message;
// whoever knows the file's name puts it in front.
type Error struct {
	Position
	// Message is what is wrong, in lower case and without a full stop.
	Message string
	// Hint is what to do about it; it may be empty.
	Hint string
	// Code is UndeclaredPrefix, or empty for what nobody tells apart.
	Code string

	cause error
}

// Error returns line:column: message, or the message alone where there is no
// position.
func (e *Error) Error() string {
	if e.Line == 0 {
		return problem.Printable(e.Message)
	}
	return e.Position.String() + ": " + problem.Printable(e.Message)
}

// Unwrap returns ErrNoMatch or ErrManyMatches, where it is one of these.
func (e *Error) Unwrap() error { return e.cause }

// Problem returns the error as a problem of a file whose name is not known yet.
func (e *Error) Problem() *problem.Problem {
	return &problem.Problem{Code: e.Code, Line: e.Line, Column: e.Column, Message: e.Message, Hint: e.Hint, Err: e}
}
