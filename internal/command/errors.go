package command

import (
	"fmt"
	"io"

	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// optionHints are the options that help with a problem, by its code. A library
// doesn't know how it is called.
var optionHints = map[string]string{
	txn.CodeLocked:      "give a longer --lock-timeout",
	txn.CodeLinkOutside: "allow it with --follow-links",
	patch.CommentHolds:  "let --force remove the block",
	txn.CodeEdited:      "--force rolls it back all the same, and keeps the edit in a backup of its own",
}

// hint is what to do about a problem; it may be empty.
func hint(p *problem.Problem) string {
	option := optionHints[p.Code]
	if option == "" || p.Hint == "" {
		return p.Hint + option
	}
	return p.Hint + ", or " + option
}

// printError prints each problem with its hint on a line of its own.
func printError(w io.Writer, err error) {
	for _, p := range problem.From(err) {
		fmt.Fprintf(w, "ispatch: error: %s\n", safe(p.Error()))
		if hint := hint(p); hint != "" {
			fmt.Fprintf(w, "ispatch: hint: %s\n", safe(hint))
		}
	}
}

// safe returns a text as it may be printed: on one line, without a secret in it.
// Every text passes it that is not data itself, as a diff or a file is.
func safe(text string) string { return secret.Text(problem.Printable(text)) }
