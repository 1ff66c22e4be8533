package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"ispatch/internal/problem"
	"ispatch/internal/spelling"
)

// A typed is an option as it was typed.
type typed struct {
	word     string // "--output", "-o"
	value    string
	hasValue bool
}

// A line is a parsed command line. Options may be anywhere: before the
// command's name or after its arguments. After --, everything is an argument.
type line struct {
	app       *cli.App
	path      []*cli.Command // outermost first
	options   []typed
	arguments []string
	// open is the last option while its value is still missing.
	open *typed
	// ended reports whether there was a --.
	ended bool
}

// readLine parses the words after the program's name. It does not check that
// the command has these options: see check.
func readLine(app *cli.App, words []string) *line {
	l := &line{app: app}
	known := optionsOf(app)
	commands := app.Commands
	for i, word := range words {
		switch {
		case l.open != nil:
			l.options = append(l.options, typed{l.open.word, word, true})
			l.open = nil
		case l.ended:
			l.arguments = append(l.arguments, word)
		case word == "--":
			l.ended = true
		case len(word) > 1 && word[0] == '-' && !isNumber(word, known):
			l.option(word, known)
		default:
			at := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(word) })
			if at < 0 || len(l.arguments) > 0 {
				l.arguments, commands = append(l.arguments, words[i]), nil
				continue
			}
			l.path, commands = append(l.path, commands[at]), commands[at].Subcommands
		}
	}
	prepare(app, l.path)
	return l
}

// isNumber reports whether a word is a negative number, and so an argument.
func isNumber(word string, known map[string]cli.Flag) bool {
	_, err := strconv.ParseFloat(word, 64)
	return err == nil && known[word[1:2]] == nil
}

// option reads --name, --name=value, or single letters, of which the last may
// take a value: -nq, -nH DIR, -oDIR.
func (l *line) option(word string, known map[string]cli.Flag) {
	if strings.HasPrefix(word, "--") {
		name, value, has := strings.Cut(word, "=")
		if !has && takesValue(known[name[2:]]) {
			l.open = &typed{word: name}
			return
		}
		l.options = append(l.options, typed{name, value, has})
		return
	}
	for letters := word[1:]; letters != ""; {
		letter := letters[:1]
		letters = letters[1:]
		flag := known[letter]
		switch {
		case flag == nil && len(word) > 2:
			l.options = append(l.options, typed{word: word}) // -nonsense as a whole
			return
		case takesValue(flag) && letters == "":
			l.open = &typed{word: "-" + letter}
		case takesValue(flag) || strings.HasPrefix(letters, "="):
			l.options = append(l.options, typed{"-" + letter, strings.TrimPrefix(letters, "="), true})
			return
		default:
			l.options = append(l.options, typed{word: "-" + letter})
		}
	}
}

// command returns the command that the line names, or nil.
func (l *line) command() *cli.Command {
	if len(l.path) == 0 {
		return nil
	}
	return l.path[len(l.path)-1]
}

// has reports whether the line has one of these options.
func (l *line) has(words ...string) bool {
	return slices.ContainsFunc(l.options, func(o typed) bool { return slices.Contains(words, o.word) })
}

// check returns the words in the order that the library reads them: options,
// each by its main name, then arguments. The error is a usageError, or a
// problem with the value of an option.
func (l *line) check() ([]string, error) {
	if err := l.checkCommand(); err != nil {
		known := optionsOf(l.app)
		for _, o := range l.options {
			if known[strings.TrimLeft(o.word, "-")] == nil {
				return nil, unknownOption(o.word, l.app.Flags)
			}
		}
		return nil, err
	}
	var out []string
	flags := flagsByName(l.command().Flags)
	given, lists := map[string]typed{}, map[string][]string{}
	var bad problem.List
	for _, o := range l.options {
		flag := flags[strings.TrimLeft(o.word, "-")]
		if flag == nil || strings.HasPrefix(o.word, "--") != (len(strings.TrimLeft(o.word, "-")) > 1) {
			return nil, unknownOption(o.word, l.command().Flags)
		}
		name := flagNames(flag)[0]
		if !takesValue(flag) && !o.hasValue {
			o.value = "true"
		}
		if err := checkValue(o, flag); err != nil {
			if p, ok := err.(*problem.Problem); ok {
				bad = append(bad, p)
				continue
			}
			return nil, err
		}
		if before, twice := given[name]; twice && !addsUp(flag) && (takesValue(flag) || before.value != o.value) {
			return nil, twiceError(before, o)
		}
		given[name] = o
		if _, list := flag.(*cli.StringSliceFlag); list {
			lists[name] = append(lists[name], o.value)
			// As a list: the library splits a text at its commas.
			o.value = cli.NewStringSlice(lists[name]...).Serialize()
		}
		out = append(out, "--"+name+"="+o.value)
	}
	if l.open != nil {
		if flags[strings.TrimLeft(l.open.word, "-")] == nil {
			return nil, unknownOption(l.open.word, l.command().Flags)
		}
		return nil, usagef("option %s needs an argument", l.open.word)
	}
	if len(bad) > 0 {
		return nil, bad
	}
	return append(append(out, "--"), l.arguments...), nil
}

// checkCommand returns an error for a line without a command or with an unknown
// command.
func (l *line) checkCommand() error {
	known, what, needs := l.app.Commands, "command", ""
	if c := l.command(); c != nil {
		known, what = c.Subcommands, c.Name+" command"
		needs = c.Name
	}
	switch {
	case needs != "" && len(known) == 0:
		return nil
	case len(l.arguments) > 0:
		return unknown(what, l.arguments[0], known)
	case needs != "":
		return usagef("%s needs one of: %s", needs, strings.Join(names(known), ", "))
	}
	return errNoCommand
}

// errNoCommand is the error for a call without a command.
var errNoCommand = usagef("no command given")

func unknown(what, name string, known []*cli.Command) error {
	if near := spelling.Nearest(name, names(known)); near != "" {
		return usagef("unknown %s %q; did you mean %s?", what, name, near)
	}
	return usagef("unknown %s %q; known are: %s", what, name, strings.Join(names(known), ", "))
}

// names returns the names of commands, sorted.
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

func twiceError(a, b typed) error {
	if a.word == b.word {
		return usagef("%s was given twice", a.word)
	}
	return usagef("%s and %s are the same option, which was given twice", a.word, b.word)
}

// unknownOption is the error for an option that the command does not have. It
// names the most similar option of the command.
func unknownOption(word string, flags []cli.Flag) error {
	var known []string
	for name := range flagsByName(flags) {
		if len(name) > 1 {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	if near := spelling.Nearest(strings.TrimLeft(word, "-"), known); near != "" && len(word) > 2 {
		return usagef("unknown option %s; did you mean --%s?", problem.Printable(word), near)
	}
	return usagef("unknown option %s", problem.Printable(word))
}

// checkValue returns an error for an invalid value of an option. A value
// outside a fixed list is a usageError, any other is a problem.
func checkValue(o typed, flag cli.Flag) error {
	switch flag := flag.(type) {
	case *cli.BoolFlag:
		if _, err := strconv.ParseBool(o.value); err != nil {
			return usagef("%s: must be true or false, not %q", o.word, o.value)
		}
	case *cli.DurationFlag:
		if _, err := time.ParseDuration(o.value); err != nil {
			return problem.New("", "%s: invalid duration %q (want 10s, 1m30s)", o.word, o.value)
		}
	case *cli.IntFlag:
		if n, err := strconv.Atoi(o.value); err != nil || n < 1 {
			return problem.New("", "%s: invalid number %q (want 1 or more)", o.word, o.value)
		}
	case *cli.GenericFlag:
		if c, ok := flag.Value.(*choice); ok {
			return c.check(o.word, o.value)
		}
	}
	return nil
}

// optionsOf returns all options of all commands by their names. An option takes
// a value in all commands that have it or in none, so that an option before the
// command's name can be read.
func optionsOf(app *cli.App) map[string]cli.Flag {
	out := flagsByName(app.Flags)
	var walk func([]*cli.Command)
	walk = func(commands []*cli.Command) {
		for _, c := range commands {
			for name, flag := range flagsByName(c.Flags) {
				out[name] = flag
			}
			walk(c.Subcommands)
		}
	}
	walk(app.Commands)
	return out
}

func flagsByName(flags []cli.Flag) map[string]cli.Flag {
	out := map[string]cli.Flag{}
	for _, flag := range flags {
		for _, name := range flagNames(flag) {
			out[name] = flag
		}
	}
	return out
}

// takesValue reports whether an option takes a value; it is false for nil.
func takesValue(flag cli.Flag) bool {
	f, ok := flag.(cli.DocGenerationFlag)
	return ok && f.TakesValue()
}

// addsUp reports whether an option may be given several times.
func addsUp(flag cli.Flag) bool {
	switch flag := flag.(type) {
	case *cli.StringSliceFlag:
		return true
	case *cli.GenericFlag:
		_, one := flag.Value.(*choice)
		return !one
	}
	return false
}

// A choice is the value of an option that takes one of a fixed list of words.
type choice struct {
	value string
	known []string
}

// choiceFlag returns an option that takes one of the known words; the first is
// its default.
func choiceFlag(name string, aliases []string, usage string, known ...string) *cli.GenericFlag {
	return &cli.GenericFlag{Name: name, Aliases: aliases, Usage: usage, Value: &choice{known[0], known}}
}

// Set implements cli.Generic.
func (c *choice) Set(value string) error {
	c.value = value
	return nil
}

// String implements cli.Generic.
func (c *choice) String() string { return c.value }

func (c *choice) check(option, value string) error {
	if slices.Contains(c.known, value) {
		return nil
	}
	message := fmt.Sprintf("%s: must be %s, not %q", option, either(c.known), value)
	if near := spelling.Nearest(value, c.known); near != "" {
		message += fmt.Sprintf("; did you mean %s?", near)
	}
	return usageError{message: message}
}

// either lists words: "a, b or c".
func either(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// exclude returns a usage error if two options that exclude each other were
// given.
func exclude(c *cli.Context, options ...string) error {
	var given []string
	for _, name := range options {
		if c.IsSet(name) {
			given = append(given, "--"+name)
		}
	}
	if len(given) > 1 {
		return usagef("%s and %s exclude each other", given[0], given[1])
	}
	return nil
}
