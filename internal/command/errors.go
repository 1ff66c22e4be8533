package command

import (
	"errors"
	"fmt"
	"io"

	"ispatch/internal/home"
	"ispatch/patch"
)

// problems takes an error apart into the problems that it reports: all of
// those that errors.Join put together.
func problems(err error) patch.Problems {
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e := e.(type) {
		case patch.Problems:
			return e
		case *patch.Problem:
			return patch.Problems{e}
		case *home.Error:
			message, hint := e.Detail()
			return patch.Problems{{File: e.Path, Message: message, Hint: hint}}
		case interface{ Unwrap() []error }:
			var all patch.Problems
			for _, one := range e.Unwrap() {
				all = append(all, problems(one)...)
			}
			return all
		}
	}
	return patch.Problems{{Message: err.Error()}}
}

// printError prints each problem with its hint on a line of its own.
func printError(w io.Writer, err error) {
	for _, p := range problems(err) {
		fmt.Fprintf(w, "ispatch: error: %s\n", p.Error())
		if p.Hint != "" {
			fmt.Fprintf(w, "ispatch: hint: %s\n", p.Hint)
		}
	}
}
