package apply

import (
	"context"
	"path"
	"slices"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// Rollback restores the backup with the given ID, or the last one if it is "": see
// txn.Folder.Rollback. With DryRun it only reports what it would do.
func (h *Home) Rollback(ctx context.Context, id string) (*Result, error) {
	result := h.newResult()
	var changes []txn.Change
	var overridden problem.List
	if h.options.Force {
		_, err := h.PlanRollback(id, false)
		overridden = slices.DeleteFunc(problem.From(err), func(p *problem.Problem) bool { return p.Code != txn.CodeEdited })
	}
	if h.options.DryRun {
		if h.notePending(result) {
			// The files are half changed: they match neither a backup nor an edit.
			return result, nil
		}
		outcome, err := h.PlanRollback(id, h.options.Force)
		result.note(outcome)
		if err != nil {
			return result, err
		}
		changes = outcome.Changes
	} else {
		outcome, err := h.Folder.Rollback(ctx, h.transactOptions(), id)
		result.note(outcome)
		if err != nil {
			return result, err
		}
		changes = outcome.Changes
		if outcome.Recovered != nil {
			for _, file := range outcome.Recovered.Files {
				// What the interrupted run had written is no longer known.
				changes = append(changes, txn.Change{Path: file, Old: []byte{}, New: []byte{}})
			}
		}
	}
	p := restored(changes)
	p.Overridden = overridden
	return result.planned(h, p), nil
}

// restored reports on the files that a rollback restores.
func restored(changes []txn.Change) Planned {
	p := Planned{Changes: changes, Binary: map[string]bool{}}
	for _, c := range changes {
		report := patch.Report{File: c.Path, Name: "file", Action: patch.Updated, Line: 1}
		switch {
		case c.New == nil:
			report.Action = patch.Removed
		case c.Old == nil:
			report.Action = patch.Inserted
		}
		p.Binary[c.Path] = path.Ext(c.Path) == ".jar"
		p.Reports = append(p.Reports, report)
	}
	return p
}
