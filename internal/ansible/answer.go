package ansible

import (
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/verify"
)

// An answer is what the module returns to Ansible. Its keys are a promise: none
// is ever removed or renamed.
type answer struct {
	Changed  bool            `json:"changed"`
	Failed   bool            `json:"failed,omitempty"`
	Message  string          `json:"msg"`
	Home     string          `json:"home,omitempty"`
	Product  string          `json:"product,omitempty"`
	Version  string          `json:"version,omitempty"`
	Files    []apply.File    `json:"files,omitempty"`
	Backup   string          `json:"backup,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`
	Diff     []difference    `json:"diff,omitempty"`
	Problems []problemAnswer `json:"problems,omitempty"`
}

// A difference is a changed file as Ansible prints it with --diff.
type difference struct {
	BeforeHeader string `json:"before_header"`
	AfterHeader  string `json:"after_header"`
	Before       string `json:"before"`
	After        string `json:"after"`
}

type problemAnswer struct {
	Severity problem.Severity `json:"severity"`
	Code     string           `json:"code,omitempty"`
	File     string           `json:"file"`
	Line     int              `json:"line"`
	Message  string           `json:"message"`
	Hint     string           `json:"hint"`
}

// failure returns the answer to a run that failed.
func failure(err error) answer {
	a := answer{Failed: true}
	var lines []string
	for _, p := range problem.From(err) {
		line := p.Error()
		if p.Hint != "" {
			line += " (" + problem.Printable(p.Hint) + ")"
		}
		lines = append(lines, line)
		a.Problems = append(a.Problems, problemAnswer{problem.Error, p.Code, p.File, p.Line, p.Message, p.Hint})
	}
	a.Message = strings.Join(lines, "\n")
	return a
}

// warn adds warnings to the answer.
func (a *answer) warn(warnings problem.List) {
	for _, p := range warnings {
		a.Warnings = append(a.Warnings, p.Error())
	}
}

// applied returns the answer to a run that was done or, in check mode, would
// be.
func applied(r *apply.Result, o apply.DiffOptions, withDiff bool) answer {
	a := answer{Changed: r.Changed, Home: r.Home, Product: r.Product, Version: r.Version, Backup: r.Backup,
		Message: "nothing to do", Files: r.Files}
	changed := 0
	for _, f := range a.Files {
		if f.Changed {
			changed++
		}
		for i := range f.Operations { // the answer has no notes, and leaves out empty lists
			op := &f.Operations[i]
			op.Note = ""
			if len(op.Fields) == 0 {
				op.Fields = nil
			}
		}
	}
	if a.Changed {
		a.Message = plural(changed, "changed file")
	}
	a.warn(r.Warnings)
	a.warn(r.Overridden)
	if len(r.Placeholders) > 0 {
		a.Warnings = append(a.Warnings, strings.Join(r.Placeholders, ", ")+": the password is the documentation's "+
			"placeholder; give one with the argument set, or in the profile")
	}
	if withDiff {
		for _, c := range r.Contents(o) {
			a.Diff = append(a.Diff, difference{c.Path, c.Path,
				strings.ToValidUTF8(string(c.Before), "\uFFFD"), strings.ToValidUTF8(string(c.After), "\uFFFD")})
		}
	}
	return a
}

// verified returns the answer to a check of a home. It is a failure if the home
// has an error or, with strict, a warning.
func verified(r verify.Report, strict bool) answer {
	a := answer{Home: r.Home, Product: r.Product, Version: r.Version}
	for _, p := range r.Problems {
		a.Problems = append(a.Problems,
			problemAnswer{p.Severity, p.Code, p.File, p.Line, p.Message, p.Hint})
	}
	errors, warnings := r.Count(problem.Error), r.Count(problem.Warning)
	a.Failed = errors > 0 || strict && warnings > 0
	a.Message = plural(errors, "error") + ", " + plural(warnings, "warning")
	return a
}
