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
	takesValue := valued(app)
	open := len(args) // from here on everything is an argument
	for i := 1; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			open = i + 1
			i = len(args)
		case arg == completionFlag && i == len(args)-1:
			return args // completion looks at the words as they were typed
		case len(arg) > 1 && arg[0] == '-':
			options = append(options, arg)
			name, _, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			if !hasValue && takesValue[name] && i+1 < len(args) {
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

// valued returns the names of all options that take a value.
func valued(app *cli.App) map[string]bool {
	out := map[string]bool{}
	note := func(flags []cli.Flag) {
		for _, f := range flags {
			if doc, ok := f.(cli.DocGenerationFlag); ok && doc.TakesValue() {
				for _, name := range f.Names() {
					out[name] = true
				}
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
