package command

import (
	"fmt"
	"io"

	"ispatch/internal/problem"
	"ispatch/patch"
)

// printError prints each problem with its hint on a line of its own.
func printError(w io.Writer, err error) {
	for _, p := range problem.From(err) {
		fmt.Fprintf(w, "ispatch: error: %s\n", p.Error())
		hint := p.Hint
		if p.Code == patch.CommentHolds {
			hint += ", or let --force remove the block"
		}
		if hint != "" {
			fmt.Fprintf(w, "ispatch: hint: %s\n", problem.Printable(hint))
		}
	}
}
