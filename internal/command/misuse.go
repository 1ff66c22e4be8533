package command

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// onUsageError says in the words of this program what is wrong with an option;
// the flag package has no types for its errors. An unknown option or a missing
// argument is a usage error, a bad value is not.
func onUsageError(_ *cli.Context, err error, _ bool) error {
	message := err.Error()
	if name, ok := strings.CutPrefix(message, "flag provided but not defined: "); ok {
		return usagef("unknown option %s", dashed(name))
	}
	if name, ok := strings.CutPrefix(message, "flag needs an argument: "); ok {
		return usagef("option %s needs an argument", dashed(name))
	}
	// invalid value "soon" for flag -lock-timeout: parse error
	// invalid boolean value "maybe" for -dry-run: parse error
	rest, isBool := strings.CutPrefix(message, "invalid boolean value ")
	rest, isOther := strings.CutPrefix(rest, "invalid value ")
	at := strings.LastIndex(rest, " for ")
	if !isBool && !isOther || at < 0 {
		return usageError{message}
	}
	value, name := rest[:at], strings.TrimPrefix(rest[at+len(" for "):], "flag ")
	name = dashed(strings.TrimSuffix(name, ": parse error"))
	switch {
	case isBool:
		return fmt.Errorf("%s: %s is neither true nor false", name, value)
	case name == "--"+optLockTimeout:
		return fmt.Errorf("%s: %s is no duration such as 10s or 1m30s", name, value)
	}
	return fmt.Errorf("%s: %s cannot be read", name, value)
}

// dashed is the name of an option as it is typed.
func dashed(name string) string {
	name = strings.TrimLeft(name, "-")
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
