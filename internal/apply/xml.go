package apply

import (
	"errors"
	"slices"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// XML returns the part that applies operations to the XML files of the home. A
// file that the server generates is not changed, unless Options.Force: the error
// is a problem with CodeGenerated.
func XML(operations Operations) Part {
	return func(h *Home) (Planned, error) { return h.xml(operations) }
}

func (h *Home) xml(operations Operations) (Planned, error) {
	plan, overridden, err := operations.plan(h.FS(), h.options.Force)
	if err != nil {
		// A generated file often lacks what an operation needs.
		if refused := h.refuseGenerated(files(operations(false))); !h.options.Force && len(refused) > 0 {
			err = errors.Join(refused, err)
		}
		return Planned{}, err
	}
	p := Planned{Reports: plan.Reports, Warnings: plan.Warnings}
	var changed []string
	for _, f := range plan.Files {
		if f.Changed() {
			p.Changes = append(p.Changes, txn.Change{Path: f.Path, Old: f.Before, New: f.After})
			changed = append(changed, f.Path)
		}
	}
	refused := h.refuseGenerated(changed)
	if !h.options.Force {
		return p, refused.Err()
	}
	p.Overridden = append(refused, overridden...)
	return p, nil
}

// files returns the files that operations change, each once.
func files(operations []patch.Operation) []string {
	var out []string
	for _, op := range operations {
		if file := op.File(); !slices.Contains(out, file) {
			out = append(out, file)
		}
	}
	return out
}

// CodeGenerated is the code of the problem that a file is generated.
const CodeGenerated = "generated-file"

// refuseGenerated returns a problem for each of the files that the server generates
// at each start.
func (h *Home) refuseGenerated(files []string) problem.List {
	var refused problem.List
	if !h.Generated() {
		return nil
	}
	for _, file := range files {
		if !h.GeneratedFile(file) {
			continue
		}
		p := problem.At(file, 0, 0, "configure repository/conf/deployment.toml instead",
			"the server generates this file from deployment.toml at each start (Identity Server 5.9 and later)")
		p.Code = CodeGenerated
		refused = append(refused, p)
	}
	return refused
}

// Check returns the errors in the three files that the sections of a profile change.
// It is for an invalid profile, of which no more can be checked.
func (h *Home) Check() error {
	sections := []string{patch.MasterDatasources, patch.UserManagement, patch.RegistryConfiguration}
	var errs []error
	if !h.options.Force {
		errs = append(errs, h.refuseGenerated(sections).Err())
	}
	docs := patch.NewDocuments(h.FS())
	for _, file := range sections {
		_, err := docs.Open(file)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
