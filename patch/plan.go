package patch

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
)

// A Plan is what operations would change in a home. Nothing is written.
type Plan struct {
	// Files are the files that the operations reported on, in the order of the
	// first report, unchanged ones included.
	Files []File
	// Reports are what the operations did, in the order they ran.
	Reports []Report
	// Warnings are for the person who runs the plan.
	Warnings []string
}

// A File is one file of a plan.
type File struct {
	// Path is relative to the home, with forward slashes.
	Path string
	// Before and After are its bytes; they are equal where nothing changed.
	Before, After []byte
}

// Changed says whether the operations change the file.
func (f File) Changed() bool { return !bytes.Equal(f.Before, f.After) }

// Changed says whether the plan changes any file.
func (p *Plan) Changed() bool { return slices.ContainsFunc(p.Files, File.Changed) }

// NewPlan applies operations, in order, to the documents of a home in memory.
// Where any of them fails there is no plan: the error is Problems, all that
// were found, each once.
func NewPlan(fsys fs.FS, operations []Operation) (*Plan, error) {
	docs := NewDocuments(fsys)
	plan := &Plan{}
	var problems Problems
	for _, op := range operations {
		reports, err := op.Apply(docs)
		if err != nil {
			problems = addProblems(problems, op.File(), err)
			continue
		}
		plan.Reports = append(plan.Reports, reports...)
	}
	for _, r := range plan.Reports {
		if slices.ContainsFunc(plan.Files, func(f File) bool { return f.Path == r.File }) {
			continue
		}
		doc := docs.open[r.File].doc
		result, err := doc.Result()
		if err != nil {
			problems = addProblems(problems, r.File, err)
			plan.Files = append(plan.Files, File{Path: r.File}) // so that it is reported once
			continue
		}
		plan.Files = append(plan.Files, File{Path: r.File, Before: doc.Source(), After: result.Bytes})
		for i := range plan.Reports {
			report := &plan.Reports[i]
			if report.File != r.File || report.Element == nil {
				continue
			}
			at, ok := result.Position(report.Element)
			if !ok {
				at, _ = doc.Position(report.Element)
			}
			report.Line = at.Line
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	plan.Warnings = docs.warnings
	return plan, nil
}

// addProblems collects an error, without one that is there already: several
// operations stumble over one malformed file.
func addProblems(all Problems, file string, err error) Problems {
	var list Problems
	if !errors.As(err, &list) {
		list = Problems{asProblem(file, err)}
	}
	for _, p := range list {
		if !slices.ContainsFunc(all, func(other *Problem) bool { return other.Error() == p.Error() }) {
			all = append(all, p)
		}
	}
	return all
}
