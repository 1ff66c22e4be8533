package command

import (
	"context"
	"errors"

	"ispatch/internal/secret"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// A planned is what a part of a run would do.
type planned struct {
	reports  []patch.Report // in the order they ran
	changes  []txn.Change
	binary   map[string]bool // paths of changes whose contents are not for reading
	warnings []string
}

// A planner reads the home and plans a part of a run. It writes nothing, and
// may be called twice: without the lock and with it.
type planner func() (planned, error)

// xmlPlanner plans operations on XML files.
func (r *run) xmlPlanner(operations []patch.Operation) planner {
	return func() (planned, error) {
		plan, err := patch.NewPlan(r.home.FS(), operations)
		if err != nil {
			return planned{}, err
		}
		p := planned{reports: plan.Reports, warnings: lines(plan.Warnings)}
		for _, f := range plan.Files {
			if f.Changed() {
				p.changes = append(p.changes, txn.Change{Path: f.Path, Old: f.Before, New: f.After})
			}
		}
		return p, nil
	}
}

// lines returns warnings as the report has them. What --force would override
// says so.
func lines(warnings patch.Problems) []string {
	var all []string
	for _, w := range warnings {
		line := w.Error()
		if w.Code == patch.SecretKept {
			line += "; --force writes the plain value"
		} else if w.Hint != "" {
			line += " (" + w.Hint + ")"
		}
		all = append(all, line)
	}
	return all
}

// change plans every part of a run, and shows or does it as one transaction.
// What is wrong with any part is reported together.
func (r *run) change(secrets []secret.Place, planners ...planner) error {
	var all planned
	plan := func() ([]txn.Change, error) {
		all = planned{binary: map[string]bool{}}
		var failed []error
		for _, planner := range planners {
			p, err := planner()
			failed = append(failed, err)
			all.reports = append(all.reports, p.reports...)
			all.changes = append(all.changes, p.changes...)
			all.warnings = append(all.warnings, p.warnings...)
			for path := range p.binary {
				all.binary[path] = true
			}
		}
		return all.changes, errors.Join(failed...)
	}
	if r.dryRun {
		if pending, err := r.home.Pending(); err == nil && pending {
			r.warnOfPending()
		}
		if _, err := plan(); err != nil {
			return err
		}
	} else {
		o := txn.TransactOptions{LockTimeout: r.lockTimeout, NoBackup: r.noBackup}
		outcome, err := r.home.Transact(context.Background(), o, plan)
		r.report.outcome(outcome)
		if err != nil {
			return err
		}
	}
	r.report.planned(all)
	if r.tree != nil {
		r.report.tree = r.wiringOf(all.changes, *r.tree)
	}
	if !r.dryRun && !r.options.diff {
		return nil
	}
	return r.makeDiff(all, secrets)
}

// warnOfPending says what a dry run leaves out.
func (r *run) warnOfPending() {
	r.warn("an earlier run was interrupted: the next real run restores what it had changed before it does anything else")
}
