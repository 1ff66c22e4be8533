// Package apply changes a home: it plans every part of a run (XML files, the
// driver, the hosts file), and shows the plan or commits it as one transaction.
//
// Guarantees: the errors of all parts are reported, and if there is one, nothing
// is written. The diff is made from the bytes that are, or would be, written. The
// Result describes what was done, as data. A Home holds all state of a run, so
// that several homes can be changed at once.
//
// It does not know the command line: it prints nothing, and its messages contain no
// options.
package apply

import (
	"context"
	"errors"
	"maps"
	"time"

	"ispatch/internal/home"
	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// Options are those of a run on one home.
type Options struct {
	// DryRun only plans. It writes nothing, not even a lock or state.
	DryRun bool
	// FollowLinks allows symbolic links that lead outside the home.
	FollowLinks bool
	// NoBackup keeps no backup.
	NoBackup bool
	// Force overrides refusals: of generated files, of values in the secure
	// vault, of edits since a backup. Result.Overridden lists them.
	Force bool
	// LockTimeout is how long to wait for another run on the same home.
	LockTimeout time.Duration
}

// A Home is the home of a server, open for one run.
type Home struct {
	*home.Home
	options Options
	product *server.Config
}

// Open opens a home. The errors are those of home.Open.
func Open(dir string, o Options) (*Home, error) {
	h, err := home.Open(dir, home.Options{FollowLinks: o.FollowLinks})
	if err != nil {
		return nil, err
	}
	return &Home{h, o, server.ReadProduct(server.NewSource(h.FS()))}, nil
}

// A Part plans a part of a run. It reads the home and writes nothing. It may be
// called twice: without the lock and with it.
type Part func(*Home) (Planned, error)

// Planned is what a part of a run would do.
type Planned struct {
	Reports []patch.Report // in the order they ran
	Changes []txn.Change
	// Elsewhere are changes of files outside the home, with absolute paths. They
	// are made by transactions of their own.
	Elsewhere  []txn.Change
	Binary     map[string]bool // paths of changes whose contents are not text
	Warnings   problem.List
	Overridden problem.List // refusals that Options.Force overrode
	// Named maps files outside the home to the names that the caller has for them.
	Named map[string]string
	// Placeholders are the datasources that get the documentation's password.
	Placeholders []string
}

// add appends another part.
func (p *Planned) add(other Planned) {
	p.Reports = append(p.Reports, other.Reports...)
	p.Changes = append(p.Changes, other.Changes...)
	p.Elsewhere = append(p.Elsewhere, other.Elsewhere...)
	p.Warnings = append(p.Warnings, other.Warnings...)
	p.Overridden = append(p.Overridden, other.Overridden...)
	p.Placeholders = append(p.Placeholders, other.Placeholders...)
	maps.Copy(p.Binary, other.Binary)
	maps.Copy(p.Named, other.Named)
}

// Run plans the parts, in order, and commits them as one transaction; with DryRun
// it only plans them. The error has the problems of all parts; nothing was changed
// then. The Result is never nil: with an error, it has what was recovered from an
// earlier run.
func (h *Home) Run(ctx context.Context, parts ...Part) (*Result, error) {
	return h.runAfter(ctx, Planned{}, parts)
}

// runAfter is Run after a transaction of its own did another part of the run, or
// planned it in a dry run.
func (h *Home) runAfter(ctx context.Context, done Planned, parts []Part) (*Result, error) {
	result := h.newResult()
	var all Planned
	plan := func() (_ []txn.Change, err error) {
		all, err = h.plan(parts)
		return all.Changes, err
	}
	if h.options.DryRun {
		pending := h.notePending(result)
		settled, err := h.Stable(ctx, h.options.LockTimeout, func() error {
			_, err := plan()
			return err
		})
		if err != nil {
			return result, err
		}
		if !pending && !settled {
			result.Warnings = append(result.Warnings, problem.New("run again",
				"another run was changing files while they were read"))
		}
	} else {
		o := h.transactOptions()
		for _, c := range done.Elsewhere {
			o.Elsewhere = append(o.Elsewhere, c.Path)
		}
		outcome, err := h.Transact(ctx, o, plan)
		result.note(outcome)
		if err != nil {
			return result, err
		}
	}
	all.add(done)
	return result.planned(h, all), nil
}

// plan plans parts of a run. It reports the errors of all of them.
func (h *Home) plan(parts []Part) (Planned, error) {
	all := Planned{Binary: map[string]bool{}, Named: map[string]string{}}
	var failed []error
	for _, part := range parts {
		p, err := part(h)
		failed = append(failed, err)
		all.add(p)
	}
	return all, errors.Join(failed...)
}

func (h *Home) transactOptions() txn.TransactOptions {
	return txn.TransactOptions{LockTimeout: h.options.LockTimeout, NoBackup: h.options.NoBackup, Force: h.options.Force}
}

// notePending reports whether an earlier run was interrupted, and warns that a dry
// run does not restore what it changed.
func (h *Home) notePending(result *Result) bool {
	pending, err := h.Pending()
	if err != nil || !pending {
		return false
	}
	result.Warnings = append(result.Warnings, problem.New("",
		"an earlier run was interrupted: the next real run restores what it had changed before it does anything else"))
	return true
}
