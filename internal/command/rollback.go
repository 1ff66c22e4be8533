package command

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"ispatch/internal/home"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// Options of rollback.
const (
	optList = "list"
	optTo   = "to"
)

// rollbackCommand is ispatch rollback.
func rollbackCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "rollback",
		Usage: "bring files back to what they were before a run",
		Description: "Without options it undoes the last run that is not undone yet. A file that was\n" +
			"edited since is not overwritten, unless --force is given.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: optList, Usage: "list the backups on standard output, oldest first"},
			&cli.StringFlag{Name: optTo, Usage: "undo the run with this backup `ID`, and all later ones"},
		},
		Action: homeAction(env, func(c call, r *run, dir string) error {
			err := exclude(c.Context, optList, optTo)
			if err != nil {
				return err
			}
			if r.home, err = home.Open(dir, home.Options{FollowLinks: r.followLinks}); err != nil {
				return r.finish(err)
			}
			defer r.home.Close()
			r.report.Home, r.report.version = r.home.Dir(), r.home.Version()
			if c.Bool(optList) {
				return r.listBackups()
			}
			return r.finish(r.rollback(c.String(optTo)))
		}),
	}
}

// rollback restores what a backup has, or says what it would.
func (r *run) rollback(id string) error {
	if pending, err := r.home.Pending(); err == nil && pending && r.dryRun {
		// What the files hold now is neither what a backup has nor an edit.
		r.warnOfPending()
		return nil
	}
	// The plan is for diff and report. The rollback makes its own, under the
	// lock, and refuses what was edited in between.
	changes, err := r.home.PlanRollback(id, r.force)
	if !r.dryRun {
		o := txn.TransactOptions{LockTimeout: r.lockTimeout, NoBackup: r.noBackup, Force: r.force}
		outcome, failed := r.home.Rollback(context.Background(), o, id)
		r.report.outcome(outcome)
		if failed != nil {
			return failed
		}
		if outcome.Recovered != nil {
			// What the interrupted run had left is no plan's business.
			changes = nil
			for _, file := range append(outcome.Files, outcome.Recovered.Files...) {
				if !slices.ContainsFunc(changes, func(c txn.Change) bool { return c.Path == file }) {
					changes = append(changes, txn.Change{Path: file, Old: []byte{}, New: []byte{}})
				}
			}
		}
	} else if err != nil {
		return err
	}
	all := planned{changes: changes, binary: map[string]bool{}}
	for _, c := range changes {
		report := patch.Report{File: c.Path, Name: "file", Action: patch.Updated, Line: 1}
		switch {
		case c.New == nil:
			report.Action = patch.Removed
		case c.Old == nil:
			report.Action = patch.Inserted
		}
		if path.Ext(c.Path) == ".jar" {
			all.binary[c.Path] = true
		}
		all.reports = append(all.reports, report)
	}
	r.report.planned(all)
	if !r.dryRun && !r.options.diff {
		return nil
	}
	return r.makeDiff(all, nil)
}

// A backupLine is a backup in a list.
type backupLine struct {
	ID         string   `json:"id"`
	Time       string   `json:"time"`
	Files      []string `json:"files"`
	RollbackOf *string  `json:"rollbackOf"`
	Problem    *string  `json:"problem"`
}

// listBackups prints the backups, oldest first.
func (r *run) listBackups() error {
	list, err := r.home.Backups()
	if err != nil {
		return r.finish(err)
	}
	lines := []backupLine{}
	for _, b := range list {
		line := backupLine{
			ID:    b.ID,
			Time:  b.Time.UTC().Format(time.RFC3339Nano),
			Files: append([]string{}, b.Files...),
		}
		if b.RollbackOf != "" {
			line.RollbackOf = &b.RollbackOf
		}
		if b.Problem != "" {
			line.Problem = &b.Problem
		}
		lines = append(lines, line)
	}
	if r.json {
		return printJSON(r.env.Out, struct {
			Home    string       `json:"home"`
			Backups []backupLine `json:"backups"`
		}{r.report.Home, lines})
	}
	var failed error
	for _, line := range lines {
		what := strings.Join(line.Files, ", ")
		switch {
		case line.Problem != nil:
			what = "unusable: " + *line.Problem
		case line.RollbackOf != nil:
			what += " (rollback to before " + *line.RollbackOf + ")"
		}
		err := printText(r.env.Out, lineOf("%s  %s", line.ID, what))
		failed = errors.Join(failed, err)
	}
	return failed
}
