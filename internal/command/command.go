package command

import (
	"slices"
	"strings"
)

// A command describes a command or, if it has commands itself, a group of them.
// Help, manual pages, completion and docs/commands.md are made from these
// descriptions.
type command struct {
	// name is the full name: "ispatch datasource set". It is set by sub.
	name        string
	usage       string // one line
	arguments   string // as the synopsis shows them
	description string // paragraphs, with an empty line between them
	// flags are the command's own options. sub adds the common ones.
	flags []*flag
	// shared are the common options that mean something for the command. Help
	// leaves the others out.
	shared []string
	// output, if not nil, is the command's own --output.
	output *flag
	// examples work as they are, except for the paths.
	examples []example
	// complete has a completer for each argument.
	complete []completer
	// action runs the command. It is nil for a group.
	action func(call) error
	// commands are the commands of a group.
	commands []entry
}

// An entry is a command of a group. It is described when it is needed: a run
// needs one command.
type entry struct {
	name     string
	describe func() *command
}

// An example is a call and what it does.
type example struct{ call, does string }

// sub returns the command with a name in a group, or nil if the group has no such
// command.
func (c *command) sub(name string) *command {
	at := slices.IndexFunc(c.commands, func(e entry) bool { return e.name == name })
	if at < 0 {
		return nil
	}
	s := c.commands[at].describe()
	s.name = c.name + " " + name
	if len(s.commands) == 0 {
		for _, f := range commonFlags() {
			if f.name == optOutput && s.output != nil {
				f = s.output
			}
			f.hidden = !s.shares(f.name)
			s.flags = append(s.flags, f)
		}
	}
	return s
}

// short returns the name of the command without the program's.
func (c *command) short() string { return strings.TrimPrefix(c.name, "ispatch ") }

// shares reports whether a common option means something for the command.
func (c *command) shares(option string) bool {
	return option == optHelp || slices.Contains(c.shared, option)
}

// names returns the names of the commands of a group, sorted.
func (c *command) names() []string {
	var out []string
	for _, e := range c.commands {
		out = append(out, e.name)
	}
	slices.Sort(out)
	return out
}

// all returns the command and the commands below it, parents first.
func (c *command) all() []*command {
	out := []*command{c}
	for _, e := range c.commands {
		out = append(out, c.sub(e.name).all()...)
	}
	return out
}

// flag returns the option with a name or letter, or nil.
func (c *command) flag(name string) *flag {
	for _, f := range c.flags {
		if f.name == name || f.letter == name && name != "" {
			return f
		}
	}
	return nil
}
