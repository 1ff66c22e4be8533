package command

import (
	"fmt"
	"io"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/patch"
)

// A report is the JSON form of the result of a run. The format is stable: keys
// are added, but never removed or renamed.
type report struct {
	Home     string        `json:"home"`
	Product  string        `json:"product"`
	Version  string        `json:"version"`
	Changed  bool          `json:"changed"`
	DryRun   bool          `json:"dryRun"`
	Files    []apply.File  `json:"files"`
	Backup   *string       `json:"backup"`
	Warnings []string      `json:"warnings"`
	Diff     *string       `json:"diff,omitempty"`
	Problems []problemLine `json:"problems,omitempty"`
}

// A problemLine is an error of a run that failed.
type problemLine struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// problemLines returns the problems of an error.
func problemLines(err error) []problemLine {
	lines := []problemLine{}
	for _, p := range problem.From(err) {
		lines = append(lines, problemLine{p.File, p.Line, p.Column, p.Message, hint(p)})
	}
	return lines
}

// newReport returns the report of a result, which may be nil.
func (r *run) newReport(result *apply.Result) *report {
	rep := &report{Home: r.dir, DryRun: r.dryRun, Files: []apply.File{}, Warnings: []string{}}
	if result == nil {
		return rep
	}
	rep.Home, rep.Product, rep.Version, rep.Changed = result.Home, result.Product, result.Version, result.Changed
	if result.Backup != "" {
		rep.Backup = &result.Backup
	}
	rep.Files = append(rep.Files, result.Files...)
	for _, w := range result.Warnings {
		rep.Warnings = append(rep.Warnings, warning(w))
	}
	for _, p := range result.Overridden {
		rep.Warnings = append(rep.Warnings, "--"+optForce+" overrode: "+p.Error())
	}
	if len(result.Placeholders) > 0 {
		rep.Warnings = append(rep.Warnings, strings.Join(result.Placeholders, ", ")+
			": the password is the documentation's placeholder; give one with --set-file, --set-env or a profile")
	}
	return rep
}

// text prints one line per operation and a line of counts.
func (rep *report) text(w io.Writer, reports []patch.Report, verbose bool) {
	if verbose && rep.Home != "" {
		say(w, "ispatch: home %s, %s", rep.Home, productName(rep.Product, rep.Version))
	}
	counts := map[patch.Action]int{}
	for _, op := range reports {
		counts[op.Action]++
		fields := ""
		if verbose && len(op.Fields) > 0 {
			fields = " (" + strings.Join(op.Fields, ", ") + ")"
		}
		if op.Note != "" {
			fields += " (" + op.Note + ")"
		}
		say(w, "%s  %s  %s%s", op.File, op.Name, op.Action, fields)
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
	say(w, "ispatch: %s: %s", rep.summary(), strings.Join(parts, ", "))
	if verbose && rep.Backup != nil {
		say(w, "ispatch: backup %s", *rep.Backup)
	}
}

// summary returns how many files were changed, or would be changed.
func (rep *report) summary() string {
	changed := 0
	for _, f := range rep.Files {
		if f.Changed {
			changed++
		}
	}
	if rep.DryRun {
		return count(changed, "file") + " would change"
	}
	return count(changed, "file") + " changed"
}

// productName returns the product and its version for people.
func productName(product, version string) string {
	if product == "" {
		product = "unknown product"
	}
	if version == "" {
		version = "of an unknown version"
	}
	return product + " " + version
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
