package command

import (
	"flag"
	"io"

	"github.com/urfave/cli/v2"
)

// invoke runs the command that a line names, with the options and arguments
// that check returned. The library's own parser would parse the line again,
// which takes longer than a whole short command.
func (l *line) invoke(words []string) error {
	command := l.command()
	set := flag.NewFlagSet(command.Name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	for _, f := range command.Flags {
		if err := f.Apply(set); err != nil {
			return err
		}
	}
	if err := set.Parse(words); err != nil {
		return err
	}
	context := cli.NewContext(l.app, set, nil)
	context.Command = command
	return command.Action(context)
}

// flagNames returns the names of an option; the first is its main name. The
// result is that of Names, which matches a regular expression for each.
func flagNames(f cli.Flag) []string {
	switch f := f.(type) {
	case *cli.BoolFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.StringFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.StringSliceFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.DurationFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.IntFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.GenericFlag:
		return append([]string{f.Name}, f.Aliases...)
	}
	return f.Names()
}
