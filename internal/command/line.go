package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	root *command
	// at is the command that the line names. If it names only a group, at is the
	// group; if it names nothing, at is root.
	at        *command
	options   []typed
	arguments []string
	// open is the last option while its value is still missing.
	open *typed
	// ended reports whether there was a --.
	ended bool
}

// readLine parses the words after the program's name. It does not check that
// the command has these options: see check.
func readLine(root *command, words []string) *line {
	l := &line{root: root, at: root}
	for _, word := range words {
		switch {
		case l.open != nil:
			l.options = append(l.options, typed{l.open.word, word, true})
			l.open = nil
		case l.ended:
			l.arguments = append(l.arguments, word)
		case word == "--":
			l.ended = true
		case len(word) > 1 && word[0] == '-' && !l.isNumber(word):
			l.option(word)
		default:
			sub := l.at.sub(word)
			if sub == nil || len(l.arguments) > 0 {
				l.arguments = append(l.arguments, word)
				continue
			}
			l.at = sub
		}
	}
	return l
}

// flag returns the option with a name or letter: of the command so far, else of
// any command, because an option may come before the command's name. An option
// takes a value in all commands that have it or in none.
func (l *line) flag(name string) *flag {
	if f := l.at.flag(name); f != nil || len(l.at.commands) == 0 {
		return f
	}
	for _, c := range l.at.all() {
		if f := c.flag(name); f != nil {
			return f
		}
	}
	return nil
}

// isNumber reports whether a word is a negative number, and so an argument.
func (l *line) isNumber(word string) bool {
	_, err := strconv.ParseFloat(word, 64)
	return err == nil && l.flag(word[1:2]) == nil
}

// option reads --name, --name=value, or single letters, of which the last may
// take a value: -nq, -nH DIR, -oDIR.
func (l *line) option(word string) {
	if strings.HasPrefix(word, "--") {
		name, value, has := strings.Cut(word, "=")
		if !has && l.flag(name[2:]).takesValue() {
			l.open = &typed{word: name}
			return
		}
		l.options = append(l.options, typed{name, value, has})
		return
	}
	for letters := word[1:]; letters != ""; {
		letter := letters[:1]
		letters = letters[1:]
		flag := l.flag(letter)
		switch {
		case flag == nil && len(word) > 2:
			l.options = append(l.options, typed{word: word}) // -nonsense as a whole
			return
		case flag.takesValue() && letters == "":
			l.open = &typed{word: "-" + letter}
		case flag.takesValue() || strings.HasPrefix(letters, "="):
			l.options = append(l.options, typed{"-" + letter, strings.TrimPrefix(letters, "="), true})
			return
		default:
			l.options = append(l.options, typed{word: "-" + letter})
		}
	}
}

// has reports whether the line has one of these options.
func (l *line) has(words ...string) bool {
	return slices.ContainsFunc(l.options, func(o typed) bool { return slices.Contains(words, o.word) })
}

// check returns the options with their main names. The error is a usageError,
// or a problem with the value of an option.
func (l *line) check() ([]given, error) {
	if err := l.checkCommand(); err != nil {
		for _, o := range l.options {
			if l.flag(strings.TrimLeft(o.word, "-")) == nil {
				return nil, unknownOption(o.word, l.root)
			}
		}
		return nil, err
	}
	var out []given
	first := map[string]typed{}
	var bad problem.List
	for _, o := range l.options {
		flag := l.at.flag(strings.TrimLeft(o.word, "-"))
		if flag == nil || !slices.Contains(flag.names(), o.word) {
			return nil, unknownOption(o.word, l.at)
		}
		if !flag.takesValue() && !o.hasValue {
			o.value = "true"
		}
		if err := checkValue(o, flag); err != nil {
			if p, ok := err.(*problem.Problem); ok {
				bad = append(bad, p)
				continue
			}
			return nil, err
		}
		before, twice := first[flag.name]
		if twice && flag.kind != list && (flag.takesValue() || before.value != o.value) {
			return nil, twiceError(before, o)
		}
		first[flag.name] = o
		out = append(out, given{flag.name, o.value})
	}
	if l.open != nil {
		if l.at.flag(strings.TrimLeft(l.open.word, "-")) == nil {
			return nil, unknownOption(l.open.word, l.at)
		}
		return nil, usagef("option %s needs an argument", l.open.word)
	}
	return out, bad.Err()
}

// checkCommand returns an error for a line without a command or with an unknown
// command.
func (l *line) checkCommand() error {
	what, group := "command", l.at.short()
	if l.at != l.root {
		what = group + " command"
	}
	switch {
	case len(l.at.commands) == 0:
		return nil
	case len(l.arguments) > 0:
		return unknown(what, l.arguments[0], l.at.names())
	case l.at != l.root:
		return usagef("%s needs one of: %s", group, strings.Join(l.at.names(), ", "))
	}
	return errNoCommand
}

// errNoCommand is the error for a call without a command.
var errNoCommand = usageError{message: "no command given"}

func unknown(what, name string, known []string) error {
	if near := spelling.Nearest(name, known); near != "" {
		return usagef("unknown %s %q; did you mean %s?", what, name, near)
	}
	return usagef("unknown %s %q; known are: %s", what, name, strings.Join(known, ", "))
}

func twiceError(a, b typed) error {
	if a.word == b.word {
		return usagef("%s was given twice", a.word)
	}
	return usagef("%s and %s are the same option, which was given twice", a.word, b.word)
}

// unknownOption is the error for an option that the command does not have. It
// names the most similar option of the command.
func unknownOption(word string, c *command) error {
	var known []string
	for _, f := range c.flags {
		known = append(known, f.name)
	}
	slices.Sort(known)
	if near := spelling.Nearest(strings.TrimLeft(word, "-"), known); near != "" && len(word) > 2 {
		return usagef("unknown option %s; did you mean --%s?", problem.Printable(word), near)
	}
	return usagef("unknown option %s", problem.Printable(word))
}

// checkValue returns an error for an invalid value of an option. A value
// outside a fixed list is a usageError, any other is a problem.
func checkValue(o typed, flag *flag) error {
	switch flag.kind {
	case boolean:
		if _, err := strconv.ParseBool(o.value); err != nil {
			return usagef("%s: must be true or false, not %q", o.word, o.value)
		}
	case duration:
		if d, err := time.ParseDuration(o.value); err != nil || d < 0 {
			return problem.New("", "%s: invalid duration %q (want a duration such as 10s or 1m30s)", o.word, o.value)
		}
	case number:
		if n, err := strconv.Atoi(o.value); err != nil || n < 1 {
			return problem.New("", "%s: invalid number %q (want 1 or more)", o.word, o.value)
		}
	case choice:
		return checkChoice(o, flag.words)
	}
	return nil
}

func checkChoice(o typed, known []string) error {
	if slices.Contains(known, o.value) {
		return nil
	}
	message := fmt.Sprintf("%s: must be %s, not %q", o.word, either(known), o.value)
	if near := spelling.Nearest(o.value, known); near != "" {
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
