package apply

import (
	"io/fs"
	"slices"

	"ispatch/internal/problem"
	"ispatch/patch"
)

// Operations returns the operations of a run, with or without force. Force
// overrides whatever differs between the two plans.
type Operations func(force bool) []patch.Operation

// Always returns Operations that ignore force.
func Always(operations ...patch.Operation) Operations {
	return func(bool) []patch.Operation { return operations }
}

// plan plans operations. With force, it also returns the problems and warnings
// that force suppressed.
func (of Operations) plan(fsys fs.FS, force bool) (plan *patch.Plan, overridden problem.List, err error) {
	plan, err = patch.NewPlan(fsys, of(force))
	if err != nil || !force {
		return plan, nil, err
	}
	gentle, err := patch.NewPlan(fsys, of(false))
	if err != nil {
		return plan, problem.From(err), nil
	}
	for _, w := range gentle.Warnings {
		same := func(other *problem.Problem) bool { return other.Error() == w.Error() }
		if !slices.ContainsFunc(plan.Warnings, same) {
			overridden = append(overridden, w)
		}
	}
	return plan, overridden, nil
}
