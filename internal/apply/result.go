package apply

import (
	"path/filepath"
	"slices"
	"strings"

	"ispatch/internal/diff"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// A Result is what a run did to a home, or would do.
type Result struct {
	// Home is the absolute path of the home.
	Home string
	// Product and Version are read from the home; they may be empty.
	Product, Version string
	// Changed reports whether any file is, or would be, changed.
	Changed bool
	// Reports are what the operations did, in the order they ran.
	Reports []patch.Report
	// Files are the files of the reports, each once.
	Files []File
	// Backup is the ID of the backup, or empty if none was made.
	Backup string
	// Warnings are for the user.
	Warnings problem.List
	// Overridden are the refusals that Options.Force overrode.
	Overridden problem.List
	// Placeholders are the datasources whose new password is the documentation's
	// placeholder.
	Placeholders []string

	files []changed
	after map[string][]byte
}

// A changed is a file of the diff, with its path as an operation named it.
type changed struct {
	path string
	file diff.File
}

// A File is a file that operations reported on. Its JSON form is stable: keys are
// added, but never removed or renamed.
type File struct {
	Path       string   `json:"path"`
	Changed    bool     `json:"changed"`
	Operations []Report `json:"operations"`
}

// A Report is a patch.Report without its file.
type Report struct {
	Name   string       `json:"name"`
	Action patch.Action `json:"action"`
	Line   int          `json:"line"`
	Fields []string     `json:"fields,omitzero"` // nil is left out
	Note   string       `json:"note,omitempty"`
}

func (h *Home) newResult() *Result {
	return &Result{Home: h.Dir(), Product: string(h.product.Product), Version: h.product.Version}
}

// note adds what the transaction did.
func (r *Result) note(o *txn.Outcome) {
	if o == nil {
		return
	}
	r.Backup = o.Backup
	if o.Recovered != nil {
		r.Warnings = append(r.Warnings, problem.New("", "%s", o.Recovered))
	}
	r.Warnings = append(r.Warnings, o.Warnings...)
}

// planned adds what the run did, or would do, and returns the result. For a symbolic
// link, the diff has the name of its target, which is what is replaced.
func (r *Result) planned(h *Home, p Planned) *Result {
	r.Reports, r.Overridden, r.Placeholders = p.Reports, p.Overridden, p.Placeholders
	r.Changed = len(p.Changes)+len(p.Elsewhere) > 0
	r.Warnings = append(r.Warnings, p.Warnings...)
	for _, report := range p.Reports {
		at := slices.IndexFunc(r.Files, func(f File) bool { return f.Path == report.File })
		if at < 0 {
			at = len(r.Files)
			isChanged := slices.ContainsFunc(slices.Concat(p.Changes, p.Elsewhere), func(c txn.Change) bool {
				return c.Path == report.File || p.Named[c.Path] == report.File
			})
			r.Files = append(r.Files, File{Path: report.File, Changed: isChanged})
		}
		r.Files[at].Operations = append(r.Files[at].Operations,
			Report{report.Name, report.Action, report.Line, append([]string{}, report.Fields...), report.Note})
	}
	r.after = map[string][]byte{}
	for _, c := range p.Changes {
		r.after[c.Path] = c.New
		name, err := h.Resolve(c.Path)
		if err != nil {
			name = c.Path // it could be read before: someone else is changing the home
		}
		r.add(c, c.Path, name, p.Binary[c.Path])
	}
	for _, c := range p.Elsewhere {
		path, name := c.Path, c.Path
		if as, ok := p.Named[c.Path]; ok {
			path = as
			if filepath.IsLocal(as) {
				name = filepath.Clean(as)
			}
		}
		r.add(c, path, name, false)
	}
	return r
}

// add adds a file to the diff. path is its name in reports, name its name in the
// diff.
func (r *Result) add(c txn.Change, path, name string, binary bool) {
	name = strings.TrimPrefix(filepath.ToSlash(name), "/")
	r.files = append(r.files, changed{path, diff.File{Path: name, Old: c.Old, New: c.New, NewMode: c.Mode,
		Binary: binary}})
}

// After returns the new contents of the changed files of the home by their paths; nil
// for a removed one.
func (r *Result) After() map[string][]byte { return r.after }

// DiffOptions control how a diff is printed.
type DiffOptions struct {
	// ShowSecrets leaves passwords visible: only such a diff can be applied.
	ShowSecrets bool
	// Secrets are places of secrets that only the caller knows.
	Secrets []secret.Place
	// Color marks lines for a terminal.
	Color bool
}

// Diff returns the unified diff of the changes, which is empty if there are none.
func (r *Result) Diff(o DiffOptions) ([]byte, error) {
	var files []diff.File
	for _, c := range r.files {
		if !o.ShowSecrets && !c.file.Binary {
			c.file.Hide = secret.NewSearch(c.path, o.Secrets).In
		}
		files = append(files, c.file)
	}
	return diff.Diff(files, diff.Options{Color: o.Color})
}

// A Content is a changed file for display: secrets are masked as DiffOptions say.
type Content struct {
	// Path is the name of the file in a diff.
	Path string
	// Before and After are its contents; both are empty for a file that is not text,
	// such as a JAR, and one of them if the file is created or removed.
	Before, After string
}

// Contents returns the changed files before and after the run.
func (r *Result) Contents(o DiffOptions) []Content {
	var all []Content
	for _, c := range r.files {
		one := Content{Path: c.file.Path}
		if !c.file.Binary {
			one.Before, one.After = string(c.file.Old), string(c.file.New)
			if !o.ShowSecrets {
				one.Before = secret.Cover(one.Before, secret.Find(c.path, c.file.Old, o.Secrets))
				one.After = secret.Cover(one.After, secret.Find(c.path, c.file.New, o.Secrets))
			}
		}
		all = append(all, one)
	}
	return all
}
