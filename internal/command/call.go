package command

import (
	"slices"
	"strconv"
	"time"
)

// A call is what a command is called with. Its values are valid: see line.check.
type call struct {
	env     Environment
	command *command
	given   []given
	args    []string
	options options
}

// A given is an option that was given, by its main name.
type given struct{ name, value string }

// isSet reports whether an option was given.
func (c call) isSet(name string) bool {
	return slices.ContainsFunc(c.given, func(g given) bool { return g.name == name })
}

// text returns the last value of an option, or its default.
func (c call) text(name string) string {
	for _, g := range slices.Backward(c.given) {
		if g.name == name {
			return g.value
		}
	}
	if f := c.command.flag(name); f != nil {
		return f.standard
	}
	return ""
}

// list returns all values of an option.
func (c call) list(name string) []string {
	var out []string
	for _, g := range c.given {
		if g.name == name {
			out = append(out, g.value)
		}
	}
	return out
}

// is reports whether an option without a value was given, and not as false.
func (c call) is(name string) bool {
	set, _ := strconv.ParseBool(c.text(name))
	return set
}

// number returns the value of an option that is a number, or 0.
func (c call) number(name string) int {
	n, _ := strconv.Atoi(c.text(name))
	return n
}

// duration returns the value of an option that is a duration.
func (c call) duration(name string) time.Duration {
	d, _ := time.ParseDuration(c.text(name))
	return d
}

// checkArguments returns a usage error if a call has too few or too many
// arguments. names are the names of the arguments, for the message.
func (c call) checkArguments(names ...string) error {
	if len(c.args) < len(names) {
		return usagef("%s: missing argument %s", c.command.short(), names[len(c.args)])
	}
	if len(c.args) > len(names) {
		return usagef("%s: unexpected argument %q", c.command.short(), c.args[len(names)])
	}
	return nil
}

// exclude returns a usage error if two options that exclude each other were
// given.
func (c call) exclude(options ...string) error {
	var given []string
	for _, name := range options {
		if c.isSet(name) {
			given = append(given, "--"+name)
		}
	}
	if len(given) > 1 {
		return usagef("%s and %s exclude each other", given[0], given[1])
	}
	return nil
}
