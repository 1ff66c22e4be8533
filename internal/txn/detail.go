package txn

import "ispatch/internal/problem"

// Detail returns the error without its path, and the hint apart, for whoever
// prints them in a place of their own.
func (e *Error) Detail() (message, hint string) {
	bare := *e
	bare.Path, bare.Hint = "", ""
	return bare.Error(), e.Hint
}

// Problem returns the error as one, for whoever prints all that is wrong.
func (e *Error) Problem() *problem.Problem {
	message, hint := e.Detail()
	return &problem.Problem{File: e.Path, Message: message, Hint: hint, Err: e}
}
