package command

import (
	"fmt"
	"io"

	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/patch"
)

// printError prints each problem with its hint on a line of its own.
func printError(w io.Writer, err error) {
	for _, p := range problem.From(err) {
		fmt.Fprintf(w, "ispatch: error: %s\n", safe(p.Error()))
		hint := p.Hint
		if p.Code == patch.CommentHolds {
			hint += ", or let --force remove the block"
		}
		if hint != "" {
			fmt.Fprintf(w, "ispatch: hint: %s\n", safe(hint))
		}
	}
}

// safe returns a text as it may be printed: on one line, without a secret in it.
// Every text passes it that is not data itself, as a diff or a file is.
func safe(text string) string { return secret.Text(problem.Printable(text)) }
