package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// A report is what a run says of itself. Its JSON form is a promise: keys are
// only ever added.
type report struct {
	Home     string        `json:"home"`
	Changed  bool          `json:"changed"`
	DryRun   bool          `json:"dryRun"`
	Files    []fileReport  `json:"files"`
	Backup   *string       `json:"backup"`
	Warnings []string      `json:"warnings"`
	Diff     *string       `json:"diff,omitempty"`
	Problems []problemLine `json:"problems,omitempty"`

	version string
	tree    string         // of the result, with --verbose
	lines   []patch.Report // in the order they ran

}

type fileReport struct {
	Path       string            `json:"path"`
	Changed    bool              `json:"changed"`
	Operations []operationReport `json:"operations"`
}

type operationReport struct {
	Name   string       `json:"name"`
	Action patch.Action `json:"action"`
	Line   int          `json:"line"`
	Fields []string     `json:"fields"`
}

// A problemLine is an error of a run that failed.
type problemLine struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// problemLines are the problems of an error.
func problemLines(err error) []problemLine {
	lines := []problemLine{}
	for _, p := range problem.From(err) {
		lines = append(lines, problemLine{p.File, p.Line, p.Column, p.Message, hint(p)})
	}
	return lines
}

func newReport(dir string, dryRun bool) *report {
	return &report{Home: dir, DryRun: dryRun, Files: []fileReport{}, Warnings: []string{}}
}

// planned adds what the run does, or would do.
func (r *report) planned(p planned) {
	r.Changed = len(p.changes) > 0
	r.lines = p.reports
	r.Warnings = append(r.Warnings, p.warnings...)
	for _, op := range p.reports {
		at := slices.IndexFunc(r.Files, func(f fileReport) bool { return f.Path == op.File })
		if at < 0 {
			at = len(r.Files)
			changed := slices.ContainsFunc(p.changes, func(c txn.Change) bool { return c.Path == op.File })
			r.Files = append(r.Files, fileReport{Path: op.File, Changed: changed})
		}
		r.Files[at].Operations = append(r.Files[at].Operations,
			operationReport{op.Name, op.Action, op.Line, append([]string{}, op.Fields...)})
	}
}

// outcome adds what the transaction did.
func (r *report) outcome(o *txn.Outcome) {
	if o == nil {
		return
	}
	if o.Backup != "" {
		r.Backup = &o.Backup
	}
	if o.Recovered != nil {
		r.Warnings = append(r.Warnings, o.Recovered.String())
	}
	r.Warnings = append(r.Warnings, o.Warnings...)
}

// finish prints diff and report, and turns the outcome into an exit code.
func (r *run) finish(err error) error {
	var usage usageError
	if errors.As(err, &usage) {
		return err
	}
	if err != nil {
		r.report.Problems = problemLines(err)
		r.report.Changed, r.diff = false, nil
	}
	unprinted := r.printOut(err == nil && (r.dryRun || r.options.diff))
	if !r.quiet {
		for _, warning := range r.report.Warnings {
			say(r.env.Err, "ispatch: warning: %s", warning)
		}
	}
	if err != nil {
		return err
	}
	if unprinted != nil {
		if r.dryRun || !r.report.Changed {
			return unprinted
		}
		// The change was made: an error status would say that it was not.
		printError(r.env.Err, fmt.Errorf("%w; the change was made all the same", unprinted))
	}
	if !r.json && !r.quiet {
		r.report.text(r.env.Err, r.verbose)
	}
	if r.exitCode && r.report.Changed {
		return exit(exitChanged)
	}
	return nil
}

// printOut prints what belongs on standard output: the report as JSON, with the
// diff in it where that is wanted, or else the diff.
func (r *run) printOut(withDiff bool) error {
	if !r.json {
		return printText(r.env.Out, string(r.diff))
	}
	if withDiff {
		text := string(r.diff)
		r.report.Diff = &text
	}
	return printJSON(r.env.Out, r.report)
}

// text prints a line an operation and a line of counts.
func (r *report) text(w io.Writer, verbose bool) {
	if verbose && r.Home != "" {
		version := r.version
		if version == "" {
			version = "of an unknown version"
		}
		say(w, "ispatch: home %s, Identity Server %s", r.Home, version)
	}
	counts := map[patch.Action]int{}
	for _, op := range r.lines {
		counts[op.Action]++
		fields := ""
		if verbose && len(op.Fields) > 0 {
			fields = " (" + strings.Join(op.Fields, ", ") + ")"
		}
		say(w, "%s  %s  %s%s", op.File, op.Name, op.Action, fields)
	}
	changed := 0
	for _, f := range r.Files {
		if f.Changed {
			changed++
		}
	}
	verb := "changed"
	if r.DryRun {
		verb = "would change"
	}
	var parts []string
	for _, action := range []patch.Action{patch.Inserted, patch.Updated, patch.Removed, patch.Unchanged} {
		if n := counts[action]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, action))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing to do"}
	}
	say(w, "ispatch: %s %s: %s", count(changed, "file"), verb, strings.Join(parts, ", "))
	if verbose && r.Backup != nil {
		say(w, "ispatch: backup %s", *r.Backup)
	}
	if verbose {
		_, _ = io.WriteString(w, r.tree)
	}
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
