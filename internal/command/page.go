package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A page is the description of a command for help, the manual and
// docs/commands.md.
type page struct {
	name, usage, synopsis string
	description           []string // paragraphs
	commands              []term
	options, shared       []term
	examples              []example
}

// A term is a command or an option with its explanation.
type term struct{ term, text string }

// pageOf returns the page of the command at a path. An empty path is the
// program itself.
func pageOf(app *cli.App, path []*cli.Command) page {
	if len(path) == 0 {
		p := page{name: app.Name, usage: app.Usage, synopsis: app.Name + " [global options] command [options]",
			description: paragraphs(app.Description), commands: commandTerms(app.Commands)}
		for _, flag := range app.Flags {
			p.options = append(p.options, optionTerm(flag))
		}
		p.examples = examplesOf(p.name)
		return p
	}
	c := path[len(path)-1]
	p := page{name: c.HelpName, usage: c.Usage, description: paragraphs(c.Description),
		commands: commandTerms(c.Subcommands)}
	p.synopsis = strings.TrimRight(c.HelpName+" [options] "+c.ArgsUsage, " ")
	if len(c.Subcommands) > 0 {
		p.synopsis = c.HelpName + " command [options]"
	}
	for _, flag := range c.Flags {
		visible, ok := flag.(cli.VisibleFlag)
		switch {
		case ok && !visible.IsVisible():
		case isCommon(flag):
			p.shared = append(p.shared, optionTerm(flag))
		default:
			p.options = append(p.options, optionTerm(flag))
		}
	}
	p.examples = examplesOf(p.name)
	for i := range 2 {
		// Add examples of the subcommands: the first of each, then the second
		// of each.
		for _, sub := range c.Subcommands {
			if of := examplesOf(p.name + " " + sub.Name); len(of) > i && len(p.examples) < 2 {
				p.examples = append(p.examples, of[i])
			}
		}
	}
	return p
}

// pages returns the page of the program and the pages of all commands, parents
// before their subcommands.
func pages(app *cli.App) []page {
	all := []page{pageOf(app, nil)}
	var walk func(path, commands []*cli.Command)
	walk = func(path, commands []*cli.Command) {
		for _, c := range commands {
			if !c.Hidden {
				here := append(slices.Clone(path), c)
				prepare(app, here)
				all = append(all, pageOf(app, here))
				walk(here, c.Subcommands)
			}
		}
	}
	walk(nil, app.Commands)
	return all
}

func examplesOf(name string) []example {
	var out []example
	for _, e := range about[name].examples {
		if e.call != "" {
			out = append(out, e)
		}
	}
	return out
}

// isCommon reports whether an option is one that all commands take.
func isCommon(flag cli.Flag) bool {
	return slices.ContainsFunc(commonFlags(), func(f cli.Flag) bool { return flagNames(f)[0] == flagNames(flag)[0] })
}

func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	var out []string
	for _, paragraph := range strings.Split(text, "\n\n") {
		out = append(out, strings.Join(strings.Fields(paragraph), " "))
	}
	return out
}

func commandTerms(commands []*cli.Command) []term {
	var out []term
	for _, c := range commands {
		if !c.Hidden {
			out = append(out, term{c.Name, c.Usage})
		}
	}
	return out
}

// optionTerm returns an option as help shows it: its names, its value (the word
// in back quotes in its usage), and its default.
func optionTerm(flag cli.Flag) term {
	doc, _ := flag.(cli.DocGenerationFlag)
	text, value := doc.GetUsage(), ""
	if before, rest, ok := strings.Cut(text, "`"); ok {
		var after string
		value, after, _ = strings.Cut(rest, "`")
		text = before + value + after
	}
	if takesValue(flag) && value == "" {
		value = "VALUE"
	}
	var words []string
	for _, name := range flagNames(flag) {
		words = append(words, strings.TrimRight(dashed(name)+" "+value, " "))
	}
	if std := defaultOf(flag); std != "" {
		text += " (default: " + std + ")"
	}
	return term{strings.Join(words, ", "), text}
}

// defaultOf returns the default of an option for help, empty for none.
func defaultOf(flag cli.Flag) string {
	switch flag := flag.(type) {
	case *cli.DurationFlag:
		return flag.Value.String()
	case *cli.StringFlag:
		return flag.Value
	case *cli.IntFlag:
		if flag.DefaultText != "" {
			return flag.DefaultText
		}
		return fmt.Sprint(flag.Value)
	case *cli.GenericFlag:
		if c, ok := flag.Value.(*choice); ok {
			return c.value
		}
	}
	return ""
}

// dashed returns the name of an option with its dashes.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
