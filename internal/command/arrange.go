package command

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts the arguments of a call into the order that the library reads:
// program, command, options, arguments. Options may so stand anywhere, before
// the command's name and behind its arguments. Behind -- everything is an
// argument.
func arrange(app *cli.App, args []string) []string {
	if len(args) == 0 {
		return []string{app.Name}
	}
	path, options, rest := []string{args[0]}, []string(nil), []string(nil)
	commands := app.Commands
	known := knownOptions(app)
	open := len(args) // from here on everything is an argument
	for i := 1; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			open = i + 1
			i = len(args)
		case arg == completionFlag && i == len(args)-1:
			return args // completion looks at the words as they were typed
		case arg == "--version" && len(path) == 1:
			path = append(path, "version")
		case len(arg) > 1 && arg[0] == '-':
			name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			option, known := known[name]
			if known {
				// One name for each option: the library wants it to stand by the
				// same name everywhere.
				arg = "--" + option.name
				if hasValue {
					arg += "=" + value
				}
			}
			options = append(options, arg)
			if !hasValue && option.takesValue && i+1 < len(args) {
				i++
				options = append(options, args[i])
			}
		default:
			at := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(arg) })
			switch {
			case len(rest) == 0 && at >= 0:
				path, commands = append(path, arg), commands[at].Subcommands
			case len(path) == 1 && len(rest) == 0 && (arg == "help" || arg == "h"):
				path, commands = append(path, "help"), nil
			default:
				commands = nil
				rest = append(rest, arg)
			}
		}
	}
	rest = append(rest, args[min(open, len(args)):]...)
	if len(path) == 2 && path[1] == "help" {
		return helpFor(app, path[0], rest)
	}
	out := append(path, options...)
	if len(rest) > 0 && len(path) > 1 {
		out = append(out, "--")
	}
	return append(out, rest...)
}

// helpFor turns help COMMAND SUBCOMMAND into COMMAND SUBCOMMAND --help, because
// the library's own help knows the first word only. An unknown command is
// called as it is, to be refused like any other.
func helpFor(app *cli.App, program string, words []string) []string {
	out, commands := []string{program}, app.Commands
	for _, word := range words {
		at := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(word) })
		if at < 0 && len(commands) > 0 {
			return append(out, "--", word)
		}
		if at < 0 {
			break // an argument of the command
		}
		out, commands = append(out, word), commands[at].Subcommands
	}
	return append(out, "--help")
}

// A knownOption is an option by any of its names.
type knownOption struct {
	name       string // the long one
	takesValue bool
}

// knownOptions returns all options of all commands by their names.
func knownOptions(app *cli.App) map[string]knownOption {
	out := map[string]knownOption{}
	note := func(flags []cli.Flag) {
		for _, f := range flags {
			doc, ok := f.(cli.DocGenerationFlag)
			for _, name := range f.Names() {
				out[name] = knownOption{f.Names()[0], ok && doc.TakesValue()}
			}
		}
	}
	var walk func([]*cli.Command)
	walk = func(commands []*cli.Command) {
		for _, c := range commands {
			note(c.Flags)
			walk(c.Subcommands)
		}
	}
	note(app.Flags)
	walk(app.Commands)
	return out
}
