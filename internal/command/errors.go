package command

import (
	"errors"
	"io"

	"ispatch/internal/apply"
	"ispatch/internal/driver"
	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// optionHints are the hints that name an option, by the problem's code. A
// library package does not know the names of the options.
var optionHints = map[string]string{
	apply.CodeGenerated:       "--force changes the file anyway",
	txn.CodeLocked:            "give a longer --lock-timeout",
	txn.CodeLinkOutside:       "allow it with --follow-links",
	driver.CodeOtherVersion:   "remove it with --replace",
	txn.CodeEdited:            "--force rolls it back anyway, and keeps the edit in a backup of its own",
	patch.SecretKept:          "--force writes the plain value",
	patch.PlaceholderReplaces: "let --force write the placeholders",
}

// hint returns what to do about a problem; it may be empty.
func hint(p *problem.Problem) string {
	option := optionHints[p.Code]
	if option == "" || p.Hint == "" {
		return p.Hint + option
	}
	return p.Hint + ", or " + option
}

// warning returns a warning on one line.
func warning(p *problem.Problem) string {
	if h := hint(p); h != "" {
		return p.Error() + " (" + problem.Printable(h) + ")"
	}
	return p.Error()
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

// isUsage reports whether an error is a usage error.
func isUsage(err error) bool {
	var usage usageError
	return errors.As(err, &usage)
}
