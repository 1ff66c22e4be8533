// Package command is the command line of ispatch: one file per command, the
// options that commands share, output, and exit codes.
//
// Standard output is only for what the caller asked for: a diff, a value, a
// profile, JSON. Reports, warnings and errors go to standard error. The program
// never asks a question.
package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"ispatch/internal/ansible"
)

// Exit codes.
const (
	exitDone    = 0  // done, or nothing to do
	exitError   = 1  // an error; nothing was written, or it was rolled back
	exitChanged = 2  // with --exit-code: something changed, or would
	exitUsage   = 64 // a call that cannot be understood
)

// An Environment is what a run sees of the machine.
type Environment struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) (string, bool)
	// Terminal reports whether a stream is a terminal, for colour.
	Terminal func(io.Writer) bool
}

// System returns the environment of the process. From then on, writing to a
// closed pipe returns an error and does not end the process.
func System() Environment {
	signal.Ignore(syscall.SIGPIPE)
	return Environment{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.LookupEnv, Terminal: isTerminal}
}

// isTerminal reports whether a stream is a character device, as terminals are.
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
type usageError struct {
	message string
	// command is the command whose help explains the usage; empty means the
	// program.
	command string
}

func (e usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return usageError{message: fmt.Sprintf(format, args...)}
}

// Run runs the command line and returns the exit code.
func Run(args []string, env Environment) int {
	if ansible.Called(args) {
		if ansible.Run(args[1], func(value any) error { return printJSONLine(env.Out, value) }) {
			return exitDone
		}
		return exitError
	}
	app := newApp(env)
	if len(args) > 0 {
		args = args[1:]
	}
	if len(args) > 0 && args[0] == completeCommand {
		printCompletions(app, env, args[1:])
		return exitDone
	}
	if known, err := forBuilds(app, env, args); known {
		return conclude(env, err)
	}
	return conclude(env, dispatch(app, env, readLine(app, args)))
}

// conclude prints an error and returns the exit code.
func conclude(env Environment, err error) int {
	var code exit
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		say(env.Err, "ispatch: error: %s", usage.message)
		say(env.Err, "ispatch: hint: %s", "see '"+strings.TrimSpace("ispatch help "+usage.command)+"'")
		return exitUsage
	}
	printError(env.Err, err)
	return exitError
}

// dispatch runs the parsed line. If help is asked for, it is printed whatever
// else is on the line.
func dispatch(app *cli.App, env Environment, l *line) error {
	if l.command() == nil && l.has("--version") {
		l = readLine(app, []string{"version"})
	}
	asked := len(l.path) == 0 && len(l.arguments) > 0 && (l.arguments[0] == "help" || l.arguments[0] == "h")
	if asked {
		l = readLine(app, l.arguments[1:])
	}
	if asked || l.has("--help", "-h") {
		if len(l.arguments) > 0 && (l.command() == nil || len(l.command().Subcommands) > 0) {
			return l.checkCommand()
		}
		return printText(env.Out, pageOf(app, l.path).text())
	}
	words, err := l.check()
	if errors.Is(err, errNoCommand) {
		_ = printText(env.Err, pageOf(app, nil).text())
	}
	if err == nil {
		err = l.invoke(words)
	}
	var usage usageError
	if c := l.command(); c != nil && errors.As(err, &usage) {
		usage.command = strings.TrimPrefix(c.HelpName, app.Name+" ")
		return usage
	}
	return err
}

// newApp describes the command line. Together with about, it is the only source
// of help, manual pages, completion and docs/commands.md.
func newApp(env Environment) *cli.App {
	return &cli.App{
		Name:  "ispatch",
		Usage: "make an unpacked WSO2 Identity Server the Key Manager of WSO2 API Manager",
		Description: "It edits the XML configuration below IS_HOME in place, from one profile, and " +
			"changes no byte that it was not asked to.\n\n" +
			"Exit status: 0 done or nothing to do; 1 error: nothing was written, or it was rolled back; " +
			"2 changes, only with --exit-code; " +
			"3 verify found an error; 64 wrong usage; 128+N ended by signal N, rolled back. Where only the report " +
			"could not be written after the change was made, the status is the one of the change.",
		Flags: commonFlags(),
		Commands: []*cli.Command{
			applyCommand(env),
			getCommand(env),
			setCommand(env),
			insertCommand(env),
			deleteCommand(env),
			commentCommand(env),
			uncommentCommand(env),
			datasourceCommand(env),
			userStoreCommand(env),
			adminCommand(env),
			mountCommand(env),
			driverCommand(env),
			hostsCommand(env),
			rollbackCommand(env),
			profileCommand(env),
			showCommand(env),
			verifyCommand(env),
			explainCommand(env),
			versionCommand(env),
			completionCommand(env),
		},
	}
}

// prepare gives the command at a path its full name and, if it has no
// subcommands, the common options. Those that it does not use are hidden.
// Calling prepare again does nothing.
func prepare(app *cli.App, path []*cli.Command) {
	name := app.Name
	for _, c := range path {
		name += " " + c.Name
		if c.HelpName != "" {
			continue
		}
		c.HelpName = name
		if len(c.Subcommands) > 0 {
			continue
		}
		for _, flag := range commonFlags() {
			if !about[name].shares(flagNames(flag)[0]) {
				hide(flag)
			}
			if flagNames(flag)[0] == optOutput && name == "ispatch verify" {
				flag = choiceFlag(optOutput, []string{"o"},
					"report as `text|json|sarif`; JSON and SARIF 2.1.0 go to standard output",
					"text", "json", sarifFormat)
			}
			c.Flags = append(c.Flags, flag)
		}
	}
}

// hide keeps an option out of help and completion.
func hide(flag cli.Flag) {
	switch flag := flag.(type) {
	case *cli.StringSliceFlag:
		flag.Hidden = true
	case *cli.BoolFlag:
		flag.Hidden = true
	case *cli.DurationFlag:
		flag.Hidden = true
	case *cli.IntFlag:
		flag.Hidden = true
	case *cli.GenericFlag:
		flag.Hidden = true
	}
}

// arguments returns the arguments of a command. Too few or too many are an
// error. names are the names of the arguments, for the message.
func arguments(c *cli.Context, names ...string) ([]string, error) {
	command := strings.TrimPrefix(c.Command.HelpName, "ispatch ")
	args := c.Args().Slice()
	if len(args) < len(names) {
		return nil, usagef("%s: missing argument %s", command, names[len(args)])
	}
	if len(args) > len(names) {
		return nil, usagef("%s: unexpected argument %q", command, args[len(names)])
	}
	return args, nil
}
