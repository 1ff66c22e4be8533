package command

import (
	"fmt"
	"io"

	"ispatch/internal/problem"
)

// printError prints each problem with its hint on a line of its own.
func printError(w io.Writer, err error) {
	for _, p := range problem.From(err) {
		fmt.Fprintf(w, "ispatch: error: %s\n", p.Error())
		if p.Hint != "" {
			fmt.Fprintf(w, "ispatch: hint: %s\n", problem.Printable(p.Hint))
		}
	}
}
