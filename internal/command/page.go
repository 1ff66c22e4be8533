package command

import (
	"slices"
	"strings"
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

// page returns the page of a command.
func (c *command) page() page {
	p := page{name: c.name, usage: c.usage, description: paragraphs(c.description), examples: c.examples}
	for _, e := range c.commands {
		p.commands = append(p.commands, term{e.name, c.sub(e.name).usage})
	}
	for _, f := range c.flags {
		switch {
		case f.hidden:
		case isCommon(f) && len(c.commands) == 0:
			p.shared = append(p.shared, f.term())
		default:
			p.options = append(p.options, f.term())
		}
	}
	p.synopsis = strings.TrimRight(c.name+" [options] "+c.arguments, " ")
	switch {
	case len(c.commands) > 0 && len(c.flags) > 0:
		p.synopsis = c.name + " [global options] command [options]"
	case len(c.commands) > 0:
		p.synopsis = c.name + " command [options]"
	}
	for i := range 2 {
		// A group has the examples of its commands: the first of each, then the
		// second of each.
		for _, e := range c.commands {
			if of := c.sub(e.name).examples; len(of) > i && len(p.examples) < 2 {
				p.examples = append(p.examples, of[i])
			}
		}
	}
	return p
}

// pages returns the page of the program and the pages of all commands, parents
// before their subcommands.
func (c *command) pages() []page {
	var all []page
	for _, one := range c.all() {
		all = append(all, one.page())
	}
	return all
}

// isCommon reports whether an option is one that all commands take.
func isCommon(f *flag) bool {
	return slices.ContainsFunc(commonFlags(), func(common *flag) bool { return common.name == f.name })
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

// term returns an option as help shows it: its names, its value (the word in
// back quotes in its usage), and its default.
func (f *flag) term() term {
	text, value := f.usage, ""
	if before, rest, ok := strings.Cut(text, "`"); ok {
		var after string
		value, after, _ = strings.Cut(rest, "`")
		text = before + value + after
	}
	if f.takesValue() && value == "" {
		value = "VALUE"
	}
	var words []string
	for _, name := range f.names() {
		words = append(words, strings.TrimRight(name+" "+value, " "))
	}
	if f.standard != "" {
		text += " (default: " + f.standard + ")"
	}
	return term{strings.Join(words, ", "), text}
}
