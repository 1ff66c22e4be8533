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
			case len(path) == 1 && arg == "help":
				path = append(path, arg)
			default:
				commands = nil
				rest = append(rest, arg)
			}
		}
	}
	rest = append(rest, args[min(open, len(args)):]...)
	out := append(path, options...)
	if len(rest) > 0 && len(path) > 1 && path[len(path)-1] != "help" {
		out = append(out, "--")
	}
	return append(out, rest...)
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
