package command

import (
	"fmt"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
	"ispatch/internal/spelling"
)

// explainCommand is ispatch explain: it prints what a finding of verify means.
func explainCommand() *command {
	return &command{
		usage:     "explain a finding of verify: what it means, what the server does, how to fix it",
		arguments: "CODE",
		description: "It prints an entry of the table that docs/verify.md is made from, on standard\n" +
			"output: the meaning of a code, what the server does then and the source of that,\n" +
			"how to fix it, and a small example before and after.",
		shared:   printing,
		complete: []completer{codes},
		examples: []example{
			{"ispatch explain duplicate-jndi-name", "print what the finding means, and how to fix it"},
			{"ispatch explain mount-path --output json", "the same for a script"},
		},
		action: action(func(c call) error {
			groups := allFindings()
			f, known := finding.Lookup(groups, c.args[0])
			if !known {
				hint := "docs/verify.md lists them all"
				if near := spelling.Nearest(c.args[0], finding.Codes(groups)); near != "" {
					hint = "did you mean " + near + "?"
				}
				return problem.New(hint, "there is no finding %q", c.args[0])
			}
			if c.options.json {
				return printJSON(c.env.Out, f)
			}
			return printText(c.env.Out, f.Text())
		}, "CODE"),
	}
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
