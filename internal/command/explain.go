package command

import (
	"fmt"
	"strings"

	"ispatch/internal/finding"
	"ispatch/internal/spelling"
)

// explainCommand is ispatch explain: it prints what a finding of verify means.
func explainCommand() *command {
	return &command{
		usage:     "explain a finding of verify: what it means, what the server does, how to fix it",
		arguments: "[CODE]",
		description: "It prints an entry of the table that docs/verify.md is made from, on standard\n" +
			"output: the meaning of a code, what the server does then and the source of that,\n" +
			"how to fix it, and a small example before and after. Without a CODE it lists\n" +
			"all of them.",
		shared:   printing,
		complete: []completer{codes},
		examples: []example{
			{"ispatch explain duplicate-jndi-name", "print what the finding means, and how to fix it"},
			{"ispatch explain mount-path --output json", "the same for a script"},
		},
		action: func(c call) error {
			if len(c.args) == 0 {
				return action(listFindings)(c)
			}
			return action(explain, "CODE")(c)
		},
	}
}

func explain(c call) error {
	groups := allFindings()
	f, known := finding.Lookup(groups, c.args[0])
	if !known {
		if near := spelling.Nearest(c.args[0], finding.Codes(groups)); near != "" {
			return usagef("there is no finding %q; did you mean %s?", c.args[0], near)
		}
		return usagef("there is no finding %q; ispatch explain lists them", c.args[0])
	}
	if c.options.json {
		return printJSON(c.env.Out, f)
	}
	return printText(c.env.Out, f.Text())
}

// listFindings prints a line for each finding, or as JSON an object.
func listFindings(c call) error {
	var out strings.Builder
	for _, g := range allFindings() {
		for _, f := range g.Findings {
			if c.options.json {
				if err := printJSONLine(c.env.Out, f); err != nil {
					return err
				}
				continue
			}
			out.WriteString(lineOf("%-28s %-8s %s", f.Code, f.Severity, f.Meaning))
		}
	}
	return printText(c.env.Out, out.String())
}

// codes completes the codes of findings.
func codes(completing) []candidate {
	var all []candidate
	for _, g := range allFindings() {
		for _, f := range g.Findings {
			all = append(all, candidate{word: f.Code, text: fmt.Sprintf("%s: %s", f.Severity, f.Meaning)})
		}
	}
	return all
}
