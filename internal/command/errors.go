package command

import (
	"errors"
	"fmt"
	"io"

	"ispatch/internal/home"
	"ispatch/patch"
)

// problems takes an error apart into the problems that it reports.
func problems(err error) patch.Problems {
	var joined interface{ Unwrap() []error }
	var list patch.Problems
	var one *patch.Problem
	var ofHome *home.Error
	switch {
	case errors.As(err, &list):
		return list
	case errors.As(err, &joined):
		var all patch.Problems
		for _, e := range joined.Unwrap() {
			all = append(all, problems(e)...)
		}
		return all
	case errors.As(err, &one):
		return patch.Problems{one}
	case errors.As(err, &ofHome):
		plain := *ofHome
		plain.Hint = ""
		return patch.Problems{{Message: plain.Error(), Hint: ofHome.Hint}}
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
