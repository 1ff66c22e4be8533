package apply

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"ispatch/internal/hosts"
	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// Hosts is the part of a run that gives names addresses in the hosts file. That
// file belongs to the machine and not to a home. A transaction of its own changes
// it once, before the homes are changed, however many there are. Several goroutines
// may use a Hosts at once.
type Hosts struct {
	file    *txn.File
	entries []hosts.Entry
	options Options

	once   sync.Once
	result Planned
	err    error
}

// OpenHosts finds the hosts file, which may be missing.
func OpenHosts(file string, entries []hosts.Entry, o Options) (*Hosts, error) {
	f, err := txn.OpenFile(file)
	if err != nil {
		return nil, err
	}
	return &Hosts{file: f, entries: entries, options: o}, nil
}

// Close releases what OpenHosts opened.
func (h *Hosts) Close() error { return h.file.Close() }

// SetHosts changes the hosts file alone.
func (h *Hosts) SetHosts(ctx context.Context) (*Result, error) {
	result := &Result{}
	p, err := h.do(ctx)
	if err != nil {
		return result, err
	}
	return result.planned(nil, p), nil
}

// do changes the hosts file, or in a dry run only plans that. Only the first call
// does it; later calls return the same, without the warnings.
func (h *Hosts) do(ctx context.Context) (Planned, error) {
	first := false
	h.once.Do(func() {
		first = true
		h.result, h.err = h.run(ctx)
	})
	if first || h.err != nil {
		return h.result, h.err
	}
	return Planned{Reports: h.result.Reports, Elsewhere: h.result.Elsewhere}, nil
}

// preview plans the change without making it.
func (h *Hosts) preview() (Planned, error) {
	old, err := h.file.Read()
	if err != nil {
		return Planned{}, err
	}
	return h.plan(old)
}

func (h *Hosts) run(ctx context.Context) (Planned, error) {
	if h.options.DryRun {
		return h.preview()
	}
	var p Planned
	o := txn.TransactOptions{LockTimeout: h.options.LockTimeout}
	outcome, err := h.file.Transact(ctx, o, func(old []byte) (next []byte, err error) {
		if p, err = h.plan(old); err != nil || p.Elsewhere == nil {
			return old, err
		}
		return p.Elsewhere[0].New, nil
	})
	if outcome.Recovered != nil {
		p.Warnings = append(p.Warnings, problem.At(h.file.Path(), 0, 0, "", "%s", outcome.Recovered))
	}
	p.Warnings = append(p.Warnings, outcome.Warnings...)
	return p, err
}

// undo reverts the change, if there was one, because the home's part of the run
// failed. It returns that failure, joined with any error of its own.
func (h *Hosts) undo(failure error) error {
	if h.options.DryRun || h.result.Elsewhere == nil {
		return failure
	}
	change := h.result.Elsewhere[0]
	_, err := h.file.Transact(context.Background(), txn.TransactOptions{LockTimeout: h.options.LockTimeout},
		func(now []byte) ([]byte, error) {
			if !bytes.Equal(now, change.New) {
				return nil, problem.At(change.Path, 0, 0, "look at it",
					"was changed by this run, and later by someone else: it is left as it is")
			}
			return change.Old, nil
		})
	return errors.Join(failure, err)
}

// plan plans the new contents of the file. old is nil if there is no file.
func (h *Hosts) plan(old []byte) (Planned, error) {
	next, results, err := hosts.Set(old, h.entries)
	if err != nil {
		return Planned{}, err
	}
	name := h.file.Path()
	var p Planned
	if old == nil {
		p.Warnings = append(p.Warnings, problem.At(name, 0, 0, "", "there was no such file"))
	}
	for i, e := range h.entries {
		report := patch.Report{File: name, Name: "host " + e.Name, Action: results[i].Action, Line: results[i].Line}
		if report.Action == patch.Updated {
			report.Fields = []string{"address"}
		}
		if report.Action != patch.Unchanged {
			p.Elsewhere = []txn.Change{{Path: name, Old: old, New: next}}
		}
		p.Reports = append(p.Reports, report)
		if also := results[i].Also; also != "" {
			p.Warnings = append(p.Warnings, problem.At(name, 0, 0, "",
				"%s has the address %s too, for which some programs get 127.0.0.1", e.Name, also))
		}
	}
	return p, nil
}
