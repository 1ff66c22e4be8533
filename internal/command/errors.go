package command

import (
	"io"

	"ispatch/internal/problem"
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
		say(w, "ispatch: error: %s", p)
		if hint := hint(p); hint != "" {
			say(w, "ispatch: hint: %s", hint)
		}
	}
}
