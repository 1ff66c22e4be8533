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
	root := program()
	if len(args) > 0 {
		args = args[1:]
	}
	if len(args) > 0 && args[0] == completeCommand {
		printCompletions(root, env, args[1:])
		return exitDone
	}
	if known, err := forBuilds(root, env, args); known {
		return conclude(env, err)
	}
	return conclude(env, dispatch(env, readLine(root, args)))
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
func dispatch(env Environment, l *line) error {
	if l.at == l.root && l.has("--version") {
		l = readLine(l.root, []string{"version"})
	}
	asked := l.at == l.root && len(l.arguments) > 0 && (l.arguments[0] == "help" || l.arguments[0] == "h")
	if asked {
		l = readLine(l.root, l.arguments[1:])
	}
	if asked || l.has("--help", "-h") {
		if len(l.arguments) > 0 && len(l.at.commands) > 0 {
			return l.checkCommand()
		}
		return printText(env.Out, l.at.page().text())
	}
	given, err := l.check()
	if errors.Is(err, errNoCommand) {
		_ = printText(env.Err, l.root.page().text())
	}
	if err == nil {
		err = l.at.action(call{env: env, command: l.at, given: given, args: l.arguments})
	}
	var usage usageError
	if l.at != l.root && errors.As(err, &usage) {
		usage.command = l.at.short()
		return usage
	}
	return err
}

// program describes the whole command line.
func program() *command {
	return &command{
		name:  "ispatch",
		usage: "make an unpacked WSO2 Identity Server the Key Manager of WSO2 API Manager",
		description: "It edits the XML configuration below IS_HOME in place, from one profile, and " +
			"changes no byte that it was not asked to.\n\n" +
			"Exit status: 0 done or nothing to do; 1 error: nothing was written, or it was rolled back; " +
			"2 changes, only with --exit-code; " +
			"3 verify found an error; 64 wrong usage; 128+N ended by signal N, rolled back. Where only the report " +
			"could not be written after the change was made, the status is the one of the change.",
		flags: commonFlags(),
		examples: []example{
			{"ispatch apply --home IS_HOME --set-file database.password=pw.txt --dry-run", "see what a run would change"},
			{"ispatch verify --home IS_HOME --strict", "check a home"},
		},
		commands: []entry{
			{"apply", applyCommand},
			{"get", getCommand},
			{"set", setCommand},
			{"insert", insertCommand},
			{"delete", deleteCommand},
			{"comment", commentCommand},
			{"uncomment", uncommentCommand},
			{"datasource", datasourceCommand},
			{"userstore", userStoreCommand},
			{"admin", adminCommand},
			{"mount", mountCommand},
			{"driver", driverCommand},
			{"hosts", hostsCommand},
			{"rollback", rollbackCommand},
			{"profile", profileCommand},
			{"show", showCommand},
			{"verify", verifyCommand},
			{"explain", explainCommand},
			{"version", versionCommand},
			{"completion", completionCommand},
		},
	}
}
