// Package command is the command line of ispatch: one file a command, the
// options they share, what they print and how they exit.
//
// Streams: standard output is for what the caller asked for and nothing else (a
// diff, a value, a profile, JSON); reports, warnings and errors go to standard
// error. Nothing ever asks a question.
package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"ispatch/internal/spelling"
)

// Exit codes.
const (
	exitDone    = 0  // done, or nothing to do
	exitError   = 1  // an error; nothing was written, or it was rolled back
	exitChanged = 2  // with --exit-code: something changed, or would
	exitUsage   = 64 // an unknown command or option, or a missing argument
)

// An Environment is what a run sees of the machine.
type Environment struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) (string, bool)
	// Terminal says whether a stream is a terminal, for colour.
	Terminal func(io.Writer) bool
}

// System returns the environment of the process.
func System() Environment {
	return Environment{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.LookupEnv, Terminal: isTerminal}
}

// isTerminal says whether a stream is a character device, as terminals are.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// An exit ends a run with a code other than 0 and without a message.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// A usageError is a call that cannot be understood.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// Run runs the command line and returns the exit code.
func Run(args []string, env Environment) int {
	app := newApp(env)
	err := app.Run(arrange(app, args))
	var code exit
	var usage usageError
	var topic cli.ExitCoder
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &topic):
		// The library's own, of help for a command that there is none of.
		usage = usageError{strings.Replace(err.Error(), "No help", "no help", 1)}
		fallthrough
	case errors.As(err, &usage):
		fmt.Fprintf(env.Err, "ispatch: error: %s\nispatch: hint: see 'ispatch help'\n", usage.message)
		return exitUsage
	}
	printError(env.Err, err)
	return exitError
}

// newApp describes the command line.
func newApp(env Environment) *cli.App {
	app := &cli.App{
		Name:      "ispatch",
		Usage:     "make an unpacked WSO2 Identity Server the Key Manager of WSO2 API Manager",
		UsageText: "ispatch [global options] command [options]",
		Description: "It edits the XML configuration below IS_HOME in place, from one profile, and\n" +
			"changes no byte that it was not asked to. Start with\n\n" +
			"   ispatch apply --home IS_HOME --dry-run\n\n" +
			"Exit status: 0 done or nothing to do; 1 error, nothing was written; 2 changes,\n" +
			"only with --exit-code; 3 verify found an error; 64 wrong usage.",
		Flags:       commonFlags(),
		HideVersion: true,
		// A value may hold commas.
		DisableSliceFlagSeparator: true,
		EnableBashCompletion:      true,
		Reader:                    env.In,
		Writer:                    env.Out,
		ErrWriter:                 env.Err,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              onUsageError,
		Commands: []*cli.Command{
			applyCommand(env),
			driverCommand(env),
			hostsCommand(env),
			rollbackCommand(env),
			profileCommand(env),
			showCommand(env),
			verifyCommand(env),
			versionCommand(env),
			completionCommand(env),
		},
	}
	app.Action = noCommand(app)
	for _, c := range app.Commands {
		prepare(c)
	}
	return app
}

// prepare gives a command and those below it the common options, and makes
// whatever is wrong with its call a usage error.
func prepare(c *cli.Command) {
	c.OnUsageError = onUsageError
	if len(c.Subcommands) > 0 {
		c.Action = unknownSubcommand(c)
		for _, sub := range c.Subcommands {
			prepare(sub)
		}
		return
	}
	c.Flags = append(c.Flags, commonFlags()...)
	if c.BashComplete == nil {
		c.BashComplete = cli.DefaultCompleteWithFlags(c)
	}
}

// noCommand answers a call without a command, or with an unknown one.
func noCommand(app *cli.App) cli.ActionFunc {
	return func(c *cli.Context) error {
		if !c.Args().Present() {
			cli.HelpPrinter(app.ErrWriter, cli.AppHelpTemplate, app)
			return usagef("no command given")
		}
		return unknown("command", c.Args().First(), app.Commands)
	}
}

func unknownSubcommand(parent *cli.Command) cli.ActionFunc {
	return func(c *cli.Context) error {
		if !c.Args().Present() {
			return usagef("%s needs one of: %s", parent.Name, strings.Join(names(parent.Subcommands), ", "))
		}
		return unknown(parent.Name+" command", c.Args().First(), parent.Subcommands)
	}
}

func unknown(what, name string, known []*cli.Command) error {
	if near := spelling.Nearest(name, names(known)); near != "" {
		return usagef("unknown %s %q; did you mean %s?", what, name, near)
	}
	return usagef("unknown %s %q; known are: %s", what, name, strings.Join(names(known), ", "))
}

func names(commands []*cli.Command) []string {
	var out []string
	for _, c := range commands {
		if !c.Hidden {
			out = append(out, c.Name)
		}
	}
	slices.Sort(out)
	return out
}

// arguments returns the arguments of a command, and refuses too few and too
// many of them. names is what they are, for the message.
func arguments(c *cli.Context, names ...string) ([]string, error) {
	args := c.Args().Slice()
	if len(args) < len(names) {
		return nil, usagef("%s: missing argument %s", c.Command.HelpName, names[len(args)])
	}
	if len(args) > len(names) {
		return nil, usagef("%s: unexpected argument %q", c.Command.HelpName, args[len(names)])
	}
	return args, nil
}
