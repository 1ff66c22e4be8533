package command

import (
	"errors"
	"io"

	"ispatch/internal/apply"
	"ispatch/internal/driver"
	"ispatch/internal/finding"
	"ispatch/internal/ping"
	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// optionHint returns the hint that names an option, by the problem's code; it may
// be empty. A library package does not know the names of the options.
func optionHint(code string) string {
	switch code {
	case apply.CodeGenerated:
		return "--force changes the file anyway"
	case txn.CodeLocked:
		return "give a longer --lock-timeout"
	case txn.CodeLinkOutside:
		return "allow it with --follow-links"
	case driver.CodeOtherVersion:
		return "remove it with --replace"
	case txn.CodeEdited:
		return "--force rolls it back anyway, and keeps the edit in a backup of its own"
	case finding.CodeBaseline:
		return "make one with: ispatch verify --output json > FILE"
	case string(ping.JavaFailed):
		return "run with --verbose to see what it printed"
	case string(ping.UnknownHost):
		return "give its address in the hosts file (ispatch hosts set HOST ADDRESS)"
	case string(ping.Timeout):
		return "give it longer with --timeout"
	case xmlpath.UndeclaredPathPrefix:
		return "declare it with --" + optNamespace + " PREFIX=URI"
	case patch.SecretKept:
		return "--force writes the plain value"
	case patch.PlaceholderReplaces:
		return "let --force write the placeholders"
	}
	return ""
}

// hint returns what to do about a problem; it may be empty.
func hint(p *problem.Problem) string {
	option := optionHint(p.Code)
	if to := (*txn.RollbackTo)(nil); errors.As(p.Err, &to) {
		return p.Hint + ": rollback --" + optTo + " " + to.ID
	}
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
