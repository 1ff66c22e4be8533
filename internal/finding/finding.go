// Package finding defines how each kind of problem is explained: what it means, what the
// server does, the source of that fact, how to fix it, and an example. It prints an
// explanation as text and the whole table as Markdown, so that the command and the
// documentation say the same.
package finding

import (
	"fmt"
	"strings"

	"ispatch/internal/problem"
)

// A Finding explains one kind of problem. Its JSON form is a promise: keys are only ever
// added.
type Finding struct {
	// Code is stable, in lower case with hyphens.
	Code string `json:"code"`
	// Severity is the usual severity. A problem may have another if the explanation says
	// so.
	Severity problem.Severity `json:"severity"`
	// Meaning says what is wrong: a sentence without its full stop, like the next two.
	Meaning string `json:"meaning"`
	// Server says what the server does then, beginning with a verb.
	Server string `json:"server"`
	// Fix says how to fix it.
	Fix string `json:"mend"`
	// Source is the source of these facts.
	Source string `json:"source"`
	// Before and After are an example: a piece of a file with the problem, and the same
	// piece fixed. Both are empty if there is nothing to show. Only After is empty if
	// Before is a message.
	Before string `json:"before"`
	After  string `json:"after"`
}

// A Group is a list of findings on one subject.
type Group struct {
	Title    string
	Findings []Finding
}

// Lookup returns the finding with the given code, or false if there is none.
func Lookup(groups []Group, code string) (Finding, bool) {
	for _, g := range groups {
		for _, f := range g.Findings {
			if f.Code == code {
				return f, true
			}
		}
	}
	return Finding{}, false
}

// Codes returns all codes, in order.
func Codes(groups []Group) (codes []string) {
	for _, g := range groups {
		for _, f := range g.Findings {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// Text returns the explanation of a finding for a terminal.
func (f Finding) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\n", f.Code, f.Severity)
	part := func(name, text string) {
		if text != "" {
			b.WriteString(fill(name+": "+plainMarks(text)+".", 78) + "\n")
		}
	}
	part("meaning", f.Meaning)
	part("the server", f.Server)
	part("fix", f.Fix)
	part("source", f.Source)
	switch {
	case f.After != "":
		b.WriteString("\nbefore:\n" + indent(f.Before) + "\nafter:\n" + indent(f.After))
	case f.Before != "":
		b.WriteString("\nexample:\n" + indent(f.Before))
	}
	return b.String()
}

// Markdown returns the table and the explanations of all groups as Markdown.
func Markdown(groups []Group) string {
	var b strings.Builder
	b.WriteString("| code | severity | meaning |\n|---|---|---|\n")
	for _, g := range groups {
		for _, f := range g.Findings {
			fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s |\n", f.Code, f.Code, f.Severity, strings.ReplaceAll(f.Meaning, "|", `\|`))
		}
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n", g.Title)
		for _, f := range g.Findings {
			f.markdown(&b)
		}
	}
	return b.String()
}

func (f Finding) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n### `%s`\n\n", f.Code)
	fmt.Fprintf(b, "%s: %s.\n", strings.ToUpper(string(f.Severity[:1]))+string(f.Severity[1:]), f.Meaning)
	if f.Server != "" {
		fmt.Fprintf(b, "The server %s.", f.Server)
		if f.Source != "" {
			fmt.Fprintf(b, " (%s)", f.Source)
		}
		b.WriteString("\n")
	}
	if f.Fix != "" {
		fmt.Fprintf(b, "To fix it: %s.\n", f.Fix)
	}
	switch {
	case f.Before != "" && f.After != "":
		fmt.Fprintf(b, "\n```xml\n<!-- before -->\n%s\n<!-- after -->\n%s\n```\n", f.Before, f.After)
	case f.Before != "":
		fmt.Fprintf(b, "\n```\n%s\n```\n", f.Before)
	}
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ") + "\n"
}

// plainMarks removes Markdown's code marks.
func plainMarks(text string) string { return strings.ReplaceAll(text, "`", "") }

// fill wraps a text at a width and indents the second and later lines.
func fill(text string, width int) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case column+1+n > width:
			b.WriteString("\n  ")
			column = 2
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
