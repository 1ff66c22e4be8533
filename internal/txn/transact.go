package txn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"ispatch/internal/problem"
	"strings"
	"time"
)

// A Change is what a transaction does to one file.
type Change struct {
	// Path is relative to the folder, with slashes; its symbolic links are
	// followed as Resolve does.
	Path string
	// Old is what the change was planned from, nil for a file that does not
	// exist. If the file holds anything else when it is replaced, that was an
	// edit made in between: the transaction fails and leaves the edit.
	Old []byte
	// New is what the file is to hold, nil for one that is to be removed. An
	// empty file is an empty slice that is not nil.
	New []byte
	// Mode is the permission of a new file, 0644 where it is 0, whatever the
	// umask. A file that exists keeps mode, owner, extended attributes and
	// access control list.
	Mode fs.FileMode

	outside bool     // of a backup: Path is absolute, a link led there
	as      *version // of a removed file that is restored: owner and attributes too
	by      *limit   // how far whoever recorded the change is believed
}

// changes reports whether there is anything to do.
func (c *Change) changes() bool {
	return (c.Old == nil) != (c.New == nil) || !bytes.Equal(c.Old, c.New)
}

// TransactOptions are those of Transact and Rollback.
type TransactOptions struct {
	// LockTimeout is how long to wait for another run; zero or less is one
	// attempt. See DefaultLockTimeout.
	LockTimeout time.Duration
	// Elsewhere are files outside the folder that the same run has changed, by a
	// transaction of their own. Who rolls this one back is told of them.
	Elsewhere []string
	// NoBackup keeps no backup. The originals are copied even so, for the time
	// of the run: recovery needs them.
	NoBackup bool
	// Force lets Rollback restore over later edits.
	Force bool
}

// An Outcome says what a transaction did.
type Outcome struct {
	// Changed reports whether any file was.
	Changed bool
	// Files are the files changed, in the order of the plan: relative to the
	// home and with links followed, or absolute for those outside.
	Files []string
	// Changes are what the transaction did, in the order of the plan. Some may
	// be none.
	Changes []Change
	// Backup is the ID of the backup made, "" where none was.
	Backup string
	// Recovered says what was recovered from an earlier, interrupted run; nil
	// where there was none. It is set also where the transaction failed after
	// that.
	Recovered *Recovered
	// Warnings are for the user: what went wrong after every file was new and
	// durable, and what else is worth knowing.
	Warnings problem.List

	// rolledBack says that an earlier rollback had done its work, but died before
	// it had tidied up.
	rolledBack bool
}

// warn adds a warning about a file.
func (o *Outcome) warn(path, format string, args ...any) {
	o.Warnings = append(o.Warnings, &problem.Problem{Severity: problem.Warning, File: path,
		Message: fmt.Sprintf(format, args...)})
}

// warnOf adds an error that does not make the run fail.
func (o *Outcome) warnOf(err error) {
	for _, p := range problem.From(err) {
		warning := *p
		warning.Severity = problem.Warning
		o.Warnings = append(o.Warnings, &warning)
	}
}

// Recovered says what a run that was interrupted had left.
type Recovered struct {
	// Started is when that run began; Process and Host say where.
	Started time.Time
	Process int
	Host    string
	// Files are those that were brought back to what they were before it. None
	// where it had not touched any.
	Files []string
	// Rollback says that the run was a rollback.
	Rollback bool
}

// String is one line for a report.
func (r *Recovered) String() string {
	what := "it had changed nothing"
	if len(r.Files) > 0 {
		names := make([]string, len(r.Files))
		for i, name := range r.Files {
			names[i] = show(name)
		}
		what = "back to what they were: " + strings.Join(names, ", ")
	}
	return fmt.Sprintf("rolled back the interrupted run of %s (process %d on %s): %s",
		r.Started.UTC().Format(time.RFC3339), r.Process, show(r.Host), what)
}

// Transact changes files all or none: the package comment says how.
//
// plan reads the folder through FS and returns what is to change; it is called
// without the lock first, and, if there is anything to do, again with it (so it
// must have no effects of its own, or tolerate being repeated; it may also be
// called just once). Changes whose Old and New are equal are none. If there is
// nothing to do and no interrupted run to recover from, nothing at all is
// written.
//
// On an error every file is as it was before, unless the error says otherwise,
// and nothing is left beside them. So it is where ctx is done before every file
// is new: then its cause is in the error. The outcome is never nil.
func (f *Folder) Transact(ctx context.Context, o TransactOptions, plan func() ([]Change, error)) (*Outcome, error) {
	return f.transact(ctx, o, func(*Outcome) (intent, error) {
		changes, err := plan()
		return intent{changes: changes}, err
	})
}

// An intent is a plan, and what a rollback says of itself.
type intent struct {
	changes    []Change
	rollbackOf string
	emptied    []string // folders to remove at the end if they are empty then, outermost first
}

func (f *Folder) transact(
	ctx context.Context,
	o TransactOptions,
	plan func(*Outcome) (intent, error),
) (*Outcome, error) {
	out := &Outcome{}
	unfinished, unknown := f.unfinished()
	if !unfinished {
		p, err := plan(out)
		if err != nil {
			return out, err
		}
		works, err := f.works(p.changes)
		if err == nil && len(works) == 0 && unknown != nil {
			out.warnOf(failed(f.state, "cannot see whether an earlier run was interrupted", unknown))
		}
		if err != nil || len(works) == 0 {
			return out, err
		}
	}
	s, err := f.acquire(ctx, o.LockTimeout)
	if err != nil {
		return out, err
	}
	defer s.release()
	if err := s.recover(out); err != nil {
		return out, err
	}
	p, err := plan(out)
	if err != nil {
		return out, err
	}
	works, err := f.works(p.changes)
	if err != nil || len(works) == 0 {
		return out, err
	}
	if err := s.commit(ctx, works, o, p, out); err != nil {
		return out, err
	}
	out.Changes = p.changes
	return out, nil
}

// interrupted is the error of a run that was told to stop, nil for one that
// goes on.
func interrupted(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	err := context.Cause(ctx)
	return &problem.Problem{Message: "stopped before anything was changed: " + err.Error(), Err: ctx.Err()}
}

// unfinished reports whether an earlier run left anything to finish.
func (f *Folder) unfinished() (bool, error) {
	names := []string{journalFile, journalNew, journalKeep, journalDrop}
	if f.transient {
		names = []string{"."} // all of it is to be removed
	}
	for _, name := range names {
		_, err := f.root.Lstat(f.in(name))
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return false, nil
}

// Pending reports whether an interrupted run has left files half changed, which
// the next transaction rolls back before anything else. It takes no lock: a run
// that is at work at this moment looks the same. An error means that it can't
// be told, for want of permission.
func (f *Folder) Pending() (bool, error) {
	_, err := f.root.Lstat(f.in(journalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, failed(f.state, "cannot see whether an earlier run was interrupted", err)
	}
	return true, nil
}
