package command

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	helpWidth  = 80 // of a terminal
	helpIndent = 3
	helpColumn = 30 // where explanations begin
)

// text returns the page as --help prints it.
func (p page) text() string {
	var b strings.Builder
	section := func(title string) { fmt.Fprintf(&b, "\n%s:\n", title) }
	b.WriteString("NAME:\n" + wrap(p.name+" - "+p.usage, helpIndent))
	section("USAGE")
	b.WriteString(wrap(p.synopsis, helpIndent))
	for i, paragraph := range p.description {
		if i == 0 {
			section("DESCRIPTION")
		} else {
			b.WriteString("\n")
		}
		b.WriteString(wrap(paragraph, helpIndent))
	}
	for _, list := range []struct {
		title string
		terms []term
	}{{"COMMANDS", p.commands}, {"OPTIONS", p.options}, {"GLOBAL OPTIONS", p.shared}} {
		if len(list.terms) == 0 {
			continue
		}
		section(list.title)
		for _, t := range list.terms {
			b.WriteString(t.entry())
		}
	}
	for i, e := range p.examples {
		if i == 0 {
			section("EXAMPLES")
		} else {
			b.WriteString("\n")
		}
		for line := range strings.Lines(wrapWidth(e.does, 0, helpWidth-helpIndent-len("# "))) {
			b.WriteString(strings.Repeat(" ", helpIndent) + "# " + line)
		}
		b.WriteString(wrapCall(e.call))
	}
	return b.String()
}

// entry returns a term with its explanation: next to it, or below it if the
// term is long.
func (t term) entry() string {
	head := strings.Repeat(" ", helpIndent) + t.term
	text := wrap(t.text, helpColumn)
	if utf8.RuneCountInString(head) > helpColumn-2 {
		return head + "\n" + text
	}
	return head + strings.TrimPrefix(text, strings.Repeat(" ", utf8.RuneCountInString(head)))
}

// wrap breaks a text into indented lines of the width of a terminal.
func wrap(text string, indent int) string { return wrapWidth(text, indent, helpWidth) }

func wrapWidth(text string, indent, width int) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && indent+utf8.RuneCountInString(line+" "+word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	var b strings.Builder
	for _, line := range append(lines, line) {
		b.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
	return b.String()
}

// wrapCall breaks a call as a shell reads it: a backslash ends a line that goes
// on. An option stays with its value.
func wrapCall(call string) string {
	const more = helpIndent + 4
	var b strings.Builder
	indent, line := helpIndent, ""
	for _, word := range callWords(call) {
		if line != "" && indent+utf8.RuneCountInString(line+" "+word)+2 > helpWidth {
			b.WriteString(strings.Repeat(" ", indent) + line + " \\\n")
			indent, line = more, ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	b.WriteString(strings.Repeat(" ", indent) + line + "\n")
	return b.String()
}

// callWords returns the parts that a call may be broken between: words, and
// options together with their values.
func callWords(call string) []string {
	var words []string
	quoted := rune(0)
	start := 0
	for i, r := range call + " " {
		switch {
		case quoted != 0:
			if r == quoted {
				quoted = 0
			}
		case r == '\'' || r == '"':
			quoted = r
		case r == ' ':
			word := call[start:i]
			start = i + 1
			if last := len(words) - 1; last >= 0 && strings.HasPrefix(words[last], "--") &&
				!strings.Contains(words[last], " ") && !strings.HasPrefix(word, "-") {
				words[last] += " " + word
				continue
			}
			words = append(words, word)
		}
	}
	return words
}
