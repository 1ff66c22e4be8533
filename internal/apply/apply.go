// Package apply is the way from operations to a changed home: it plans every
// part of a run (XML files, the driver, the hosts file), and shows the plan or
// commits it as one transaction.
//
// What it promises: whatever is wrong with any part is reported, and then nothing
// is written; the diff is made from the bytes that are, or would be, written; the
// Result says what was done, as data. A Home holds all state of a run, so that
// several homes can be changed at once.
//
// It knows no command line: it prints nothing, and its messages name no options.
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
	// DryRun plans and writes nothing: no lock, no state.
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

// A Home is a server's home that is open for one run.
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

// A Part plans a part of a run. It reads the home and writes nothing, and may be
// called twice: without the lock and with it.
type Part func(*Home) (Planned, error)

// Planned is what a part of a run would do.
type Planned struct {
	Reports []patch.Report // in the order they ran
	Changes []txn.Change
	// Elsewhere are changes of files outside the home, with absolute paths. They
	// are made by transactions of their own.
	Elsewhere  []txn.Change
	Binary     map[string]bool // paths of changes whose contents are not for reading
	Warnings   problem.List
	Overridden problem.List // refusals that Options.Force overrode
	// Named are the names by which the caller knows files outside the home.
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

// Run plans the parts, in order, and does them as one transaction, or with DryRun
// nothing. The Result is never nil: with an error it says what was recovered of
// an earlier run. Problems of all parts are in the error; then nothing was
// changed.
func (h *Home) Run(ctx context.Context, parts ...Part) (*Result, error) {
	return h.runAfter(ctx, Planned{}, parts)
}

// runAfter is Run after another part of the run was done, or planned in a dry
// run, by a transaction of its own.
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

// plan plans parts of a run. Whatever is wrong with any of them is reported.
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

// notePending warns of what a dry run leaves out, and reports whether there is
// such a thing.
func (h *Home) notePending(result *Result) bool {
	pending, err := h.Pending()
	if err != nil || !pending {
		return false
	}
	result.Warnings = append(result.Warnings, problem.New("",
		"an earlier run was interrupted: the next real run restores what it had changed before it does anything else"))
	return true
}
