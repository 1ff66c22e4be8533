package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
)

// manualCommand writes the manual pages to a folder, referenceCommand prints
// docs/commands.md, and findingsCommand prints the explanations in
// docs/verify.md. They are used to build a release; no help shows them.
const (
	manualCommand    = "__manual"
	referenceCommand = "__reference"
	findingsCommand  = "__findings"
)

// forBuilds runs the commands that only builds use. It reports whether args
// names one of these commands.
func forBuilds(root *command, env Environment, args []string) (known bool, err error) {
	switch {
	case len(args) == 2 && args[0] == manualCommand:
		for _, p := range root.pages() {
			file := filepath.Join(args[1], p.file()+".1")
			if err := os.WriteFile(file, []byte(p.man(root.pages())), 0o644); err != nil {
				return true, problem.New("", "%v", err)
			}
		}
		return true, nil
	case len(args) == 1 && args[0] == referenceCommand:
		return true, printText(env.Out, reference(root))
	case len(args) == 1 && args[0] == findingsCommand:
		return true, printText(env.Out, finding.Markdown(allFindings()))
	}
	return false, nil
}

// file returns the name of the page's manual page, without its section.
func (p page) file() string { return strings.ReplaceAll(p.name, " ", "-") }

// man returns the page in the language of man(7). all are the pages of the
// whole manual, to which the page can refer.
func (p page) man(all []page) string {
	var b strings.Builder
	number, _ := version()
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"ispatch %s\" \"User Commands\"\n", strings.ToUpper(roff(p.file())), roff(number))
	b.WriteString(".nh\n.SH NAME\n" + roff(p.file()) + ` \- ` + roff(p.usage) + "\n")
	b.WriteString(".SH SYNOPSIS\n.B " + roff(p.name) + "\n" + roff(strings.TrimPrefix(p.synopsis, p.name+" ")) + "\n")
	for i, paragraph := range p.description {
		if i == 0 {
			b.WriteString(".SH DESCRIPTION\n")
		} else {
			b.WriteString(".PP\n")
		}
		b.WriteString(roff(paragraph) + "\n")
	}
	for _, list := range []struct {
		title string
		terms []term
	}{{"COMMANDS", p.commands}, {"OPTIONS", p.options}, {"GLOBAL OPTIONS", p.shared}} {
		if len(list.terms) == 0 {
			continue
		}
		b.WriteString(".SH " + list.title + "\n")
		for _, t := range list.terms {
			b.WriteString(".TP\n.B " + roff(t.term) + "\n" + roff(t.text) + "\n")
		}
	}
	for i, e := range p.examples {
		if i == 0 {
			b.WriteString(".SH EXAMPLES\n")
		} else {
			b.WriteString(".PP\n")
		}
		b.WriteString(roff(sentence(e.does)) + "\n.PP\n.EX\n" + roff(strings.TrimRight(wrapCall(e.call), "\n")) + "\n.EE\n")
	}
	if related := p.related(all); len(related) > 0 {
		b.WriteString(".SH SEE ALSO\n")
		for i, other := range related {
			end := ","
			if i == len(related)-1 {
				end = ""
			}
			b.WriteString(".BR " + roff(other.file()) + " (1)" + end + "\n")
		}
	}
	return b.String()
}

// related returns the pages of the parent command and of the subcommands.
func (p page) related(all []page) []page {
	var out []page
	for _, other := range all {
		above := strings.HasPrefix(p.name, other.name+" ")
		below := strings.HasPrefix(other.name, p.name+" ") && !strings.Contains(other.name[len(p.name)+1:], " ")
		if above || below {
			out = append(out, other)
		}
	}
	return out
}

// roff escapes text for man(7).
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", "\\(ga", `^`, `\(ha`, `~`, `\(ti`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

// sentence makes the explanation of an example a sentence.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + ":" }

// reference returns docs/commands.md.
func reference(root *command) string {
	var b strings.Builder
	b.WriteString("# Commands\n\n<!-- Made by `ispatch " + referenceCommand + "`, of what `--help` prints. -->\n\n")
	for _, p := range root.pages() {
		fmt.Fprintf(&b, "- [`%s`](#%s): %s\n", p.name, p.file(), p.usage)
	}
	for _, p := range root.pages() {
		fmt.Fprintf(&b, "\n## %s\n\n", p.name)
		b.WriteString(wrapWidth(sentence(p.usage)[:len(p.usage)]+".", 0, referenceWidth))
		for _, paragraph := range p.description {
			b.WriteString("\n" + wrapWidth(paragraph, 0, referenceWidth))
		}
		fmt.Fprintf(&b, "\n```text\n%s\n```\n", p.synopsis)
		for _, list := range []struct {
			title string
			terms []term
		}{{"command", p.commands}, {"option", p.options}, {"global option", p.shared}} {
			if len(list.terms) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n| %s | |\n|---|---|\n", list.title)
			for _, t := range list.terms {
				fmt.Fprintf(&b, "| `%s` | %s |\n", cell(t.term), cell(t.text))
			}
		}
		for i, e := range p.examples {
			if i == 0 {
				b.WriteString("\n```console\n")
			} else {
				b.WriteString("\n")
			}
			b.WriteString("# " + e.does + "\n")
			for _, line := range strings.Split(strings.TrimRight(wrapCall(e.call), "\n"), "\n") {
				b.WriteString(strings.TrimPrefix(line, strings.Repeat(" ", helpIndent)) + "\n")
			}
		}
		if len(p.examples) > 0 {
			b.WriteString("```\n")
		}
	}
	return b.String()
}

// referenceWidth is the length of a line of docs/commands.md.
const referenceWidth = 120

// cell escapes text for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`).Replace(text)
}
