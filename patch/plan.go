package patch

import (
	"bytes"
	"io/fs"
	"slices"

	"ispatch/internal/problem"
)

// A Plan is the set of changes that operations would make to a home. It writes
// nothing.
type Plan struct {
	// Files are the files that the operations changed or reported on, including
	// unchanged files. The files with reports come first, in the order of the
	// reports, then the others in the order in which they were opened.
	Files []File
	// Reports are what the operations did, in the order they ran.
	Reports []Report
	// Warnings are for the person who runs the plan.
	Warnings Problems
}

// A File is one file of a plan.
type File struct {
	// Path is relative to the home, with forward slashes.
	Path string
	// Before and After are the bytes of the file; they are equal if nothing
	// changed. Before is nil if the file does not exist yet.
	Before, After []byte
}

// Changed reports whether the operations change the file.
func (f File) Changed() bool { return !bytes.Equal(f.Before, f.After) }

// Changed reports whether the plan changes any file.
func (p *Plan) Changed() bool { return slices.ContainsFunc(p.Files, File.Changed) }

// NewPlan applies operations, in order, to the documents of a home in memory.
// If any of them fails, there is no plan: the error is of type Problems and has
// all problems, each once.
//
// A file counts as changed if its document changed, whatever the reports say. A
// file that an operation changed without a report is in the plan, with a report
// of its own. A report on a file that was never opened has no line.
func NewPlan(fsys fs.FS, operations []Operation) (*Plan, error) {
	docs := NewDocuments(fsys)
	plan := &Plan{}
	var problems Problems
	for i, op := range operations {
		reports, err := op.Apply(docs)
		if err != nil {
			problems = addProblems(problems, op.File(), err)
			continue
		}
		for _, report := range reports {
			report.Operation = i
			plan.Reports = append(plan.Reports, report)
		}
	}
	plan.Reports = append(plan.Reports, docs.addAliases()...)
	plan.reportRest(docs)
	for _, path := range plan.paths() {
		if err := plan.add(docs, path); err != nil {
			problems = addProblems(problems, path, err)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	docs.changing()
	for _, check := range docs.checks {
		check()
	}
	plan.Warnings = docs.warnings
	return plan, nil
}

// reportRest reports on changed files that no operation reported on.
func (p *Plan) reportRest(docs *Documents) {
	reported := p.paths()
	for _, path := range docs.order {
		if !slices.Contains(reported, path) && docs.changed(path) {
			root := docs.open[path].doc.Root()
			p.Reports = append(p.Reports, Report{File: path, Name: "file", Action: Updated, Element: root,
				Operation: -1})
		}
	}
}

// paths returns the files that have reports, each once.
func (p *Plan) paths() []string {
	var paths []string
	for _, r := range p.Reports {
		if !slices.Contains(paths, r.File) {
			paths = append(paths, r.File)
		}
	}
	return paths
}

// add adds a file with its new bytes, and fills in the lines of the reports on
// it. A file that was never opened is ignored.
func (p *Plan) add(docs *Documents, path string) error {
	o := docs.open[path]
	if o != nil && o.text != nil {
		p.Files = append(p.Files, File{Path: path, Before: o.text.before, After: o.text.after})
	}
	if o == nil || o.doc == nil {
		return nil
	}
	result, err := o.doc.Result()
	if err != nil {
		return err
	}
	file := File{Path: path, Before: o.doc.Source(), After: result.Bytes}
	if o.created {
		file.Before = nil
	}
	p.Files = append(p.Files, file)
	for i := range p.Reports {
		report := &p.Reports[i]
		if report.File != path || report.Element == nil {
			continue
		}
		at, ok := result.Position(report.Element)
		if !ok {
			at, _ = o.doc.Position(report.Element)
		}
		report.Line = at.Line
	}
	return nil
}

// addProblems adds an error to the problems, unless it is there already:
// several operations may open the same malformed file.
func addProblems(all Problems, file string, err error) Problems {
	for _, p := range problem.From(err) {
		if p.File == "" && p.Err != nil {
			p = asProblem(file, p.Err) // an error of no known type
		}
		if !slices.ContainsFunc(all, func(other *Problem) bool { return other.Error() == p.Error() }) {
			all = append(all, p)
		}
	}
	return all
}
