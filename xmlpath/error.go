package xmlpath

import (
	"fmt"

	"ispatch/internal/problem"
)

// A Position is a place in a document. Line and Column count from 1. A line
// ends with a line feed; a column is a character, not a byte.
type Position struct {
	Line, Column int
}

// String returns the position as line:column.
func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// UndeclaredPrefix is the Code of an Error for a document that is well-formed
// except for a prefix that is not declared.
const UndeclaredPrefix = "undeclared-prefix"

// UndeclaredPathPrefix is the Code of an Error for a path with a prefix that is
// declared neither in the document nor by the option Namespace.
const UndeclaredPathPrefix = "undeclared-path-prefix"

// An Error reports a document that cannot be parsed, a path that does not match
// as it must, or a change that cannot be made. It prints as line:column:
// message. A caller that knows the file's name puts it in front.
type Error struct {
	Position
	// Message says what is wrong, in lower case and without a full stop.
	Message string
	// InFragment is true if the position is in the fragment to insert, not in the
	// document. The error then prints as fragment:line:column: message.
	InFragment bool
	// Hint says what to do about it; it may be empty.
	Hint string
	// Code is UndeclaredPrefix or UndeclaredPathPrefix, or empty for all other
	// errors.
	Code string

	cause error
}

// Error returns line:column: message, or only the message if there is no
// position.
func (e *Error) Error() string {
	if e.InFragment {
		return e.Problem().Error()
	}
	if e.Line == 0 {
		return problem.Printable(e.Message)
	}
	return e.Position.String() + ": " + problem.Printable(e.Message)
}

// Unwrap returns ErrNoMatch, ErrManyMatches or nil.
func (e *Error) Unwrap() error { return e.cause }

// Problem returns the error as a problem without a file name or, for an error in a
// fragment, with the name "fragment".
func (e *Error) Problem() *problem.Problem {
	file := ""
	if e.InFragment {
		file = "fragment"
	}
	return &problem.Problem{File: file, Code: e.Code, Line: e.Line, Column: e.Column, Message: e.Message,
		Hint: e.Hint, Err: e}
}
