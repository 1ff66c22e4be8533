package command

import (
	"context"
	"io"
	"slices"
	"strings"

	"ispatch/internal/home"
	"ispatch/internal/ping"
	"ispatch/internal/problem"
	"ispatch/internal/verify"
)

// Options of verify that are about databases.
const (
	optPing    = "ping"
	optTimeout = "timeout"
)

// ping opens all databases and directories of a home at the same time. It
// prints a line for each when it is done, and adds the problems to the report.
func (v *verification) ping(h *home.Home, result *verified) {
	config := result.Config
	options := ping.Options{Home: h.Dir(), Files: h.FS(), Timeout: v.timeout, Getenv: v.env.Getenv,
		TrustStore: ping.TrustStoreOf(config, h.Dir())}
	report := ping.Run(context.Background(), options, ping.Targets(config, h.Dir()), func(r ping.Result) {
		if !v.json && !v.sarif && !v.quiet {
			printPing(v.env.Err, r)
		}
	})
	result.Databases = report.Results
	result.addPing(report)
	for _, r := range report.Results {
		for _, note := range r.Notes {
			result.notes = append(result.notes, r.Name+": "+note)
		}
	}
	if java := report.Java; java.Path != "" {
		result.notes = append(result.notes, "asked the drivers with "+describe(java))
	}
	for _, line := range report.Output {
		result.notes = append(result.notes, "Java printed: "+line)
	}
}

// addPing adds the problems that a ping found, each cause once: if several
// targets fail for the same reason, that is one problem. A missing driver that
// verify already reported is not reported again. A note is not a problem.
func (r *verified) addPing(report ping.Report) {
	known := r.Problems
	for _, p := range report.Problems {
		r.Problems = append(r.Problems, pingProblem(nil, p))
	}
	type cause struct{ code, message, hint string }
	names, order := map[cause][]string{}, []*problem.Problem{}
	for _, result := range report.Results {
		for _, p := range result.Problems {
			if p.Severity == problem.Note || isKnown(known, p) {
				continue
			}
			c := cause{p.Code, p.Message, p.Hint}
			if names[c] == nil {
				order = append(order, p)
			}
			names[c] = append(names[c], result.Name)
		}
	}
	for _, p := range order {
		r.Problems = append(r.Problems, pingProblem(names[cause{p.Code, p.Message, p.Hint}], p))
	}
}

// isKnown reports whether verify already found the problem without a ping.
func isKnown(known verify.Problems, p *problem.Problem) bool {
	same := func(q *problem.Problem) bool { return q.Code == p.Code && q.File == p.File }
	return slices.ContainsFunc(known, same) && (p.Code == string(ping.MissingDriver) || p.Code == string(ping.WrongDriver))
}

func pingProblem(names []string, p *problem.Problem) *problem.Problem {
	named := *p
	named.Hint = hint(p)
	if len(names) > 0 {
		named.Message = strings.Join(names, ", ") + ": " + p.Message
	}
	return &named
}

// java notes which Java the server would be started with, if that can be
// determined.
func (v *verification) java(result *verified) {
	java, err := ping.FindJava(v.env.Getenv)
	if err != nil {
		return // another environment may have one
	}
	result.notes = append(result.notes, "by this environment the server would start with "+describe(java))
}

func describe(java ping.Java) string {
	text := "the Java at " + problem.Printable(java.Path)
	if java.Version != "" {
		text += ", version " + java.Version
	}
	if java.FromPath {
		text += " (JAVA_HOME, which the server's script asks for, is not set)"
	}
	return text
}

// printPing prints the line of one target: the server that answered, or the
// codes of its problems, which the findings explain.
func printPing(w io.Writer, r ping.Result) {
	var words []string
	for _, p := range r.Problems {
		if p.Severity == problem.Note {
			words = append(words, p.Message)
		} else {
			words = append(words, p.Code)
		}
	}
	if len(words) == 0 {
		words = append(words, "ok")
		if r.Server != "" {
			words = append(words, r.Server)
		}
		if r.Driver != "" {
			words = append(words, r.Driver)
		}
		if n := len(r.Tables); n > 0 {
			words = append(words, count(n, "table"))
		}
		if r.Users > 0 {
			words = append(words, count(r.Users, "user"))
		}
	}
	say(w, "ispatch: ping %s: %s (%d ms)", r.Name, strings.Join(words, ", "), r.Milliseconds)
}
