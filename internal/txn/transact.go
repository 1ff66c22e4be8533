package txn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"ispatch/internal/problem"
)

// A Change is what a transaction does to one file.
type Change struct {
	// Path is relative to the folder, with slashes. Its symbolic links are
	// followed as Resolve does.
	Path string
	// Old is the content the change was planned from, nil if the file does not
	// exist. If the file has any other content when it is replaced, someone
	// edited it meanwhile: the transaction fails and the edit stays.
	Old []byte
	// New is the new content, nil to remove the file. It must not be nil for an
	// empty file.
	New []byte
	// Mode is the permission of a new file, regardless of the umask; 0 means
	// 0644. An existing file keeps mode, owner, extended attributes and access
	// control list.
	Mode fs.FileMode

	outside bool     // from a backup: Path is absolute, because of a link
	as      *version // for a removed file that is restored, with owner and attributes
	by      *limit   // what the owner of the record may change
}

// changes reports whether there is anything to do.
func (c *Change) changes() bool {
	return (c.Old == nil) != (c.New == nil) || !bytes.Equal(c.Old, c.New)
}

// TransactOptions are the options of Transact and Rollback.
type TransactOptions struct {
	// LockTimeout is how long to wait for another run; zero or less means a
	// single attempt. See DefaultLockTimeout.
	LockTimeout time.Duration
	// Elsewhere are files outside the folder that the same run has changed, in
	// transactions of their own. Rolling this one back warns of them.
	Elsewhere []string
	// NoBackup keeps no backup. During the run the originals are copied all the
	// same, because recovery needs them.
	NoBackup bool
	// Force lets Rollback restore over later edits.
	Force bool
}

// An Outcome says what a transaction did.
type Outcome struct {
	// Changed reports whether any file was changed.
	Changed bool
	// Files are the changed files, in the order of the plan: relative to the
	// folder and with links followed, or absolute for those outside.
	Files []string
	// Changes are what the transaction did, in the order of the plan. Some of
	// them may change nothing.
	Changes []Change
	// Backup is the ID of the new backup, or "" if there is none.
	Backup string
	// Recovered says what was recovered from an earlier, interrupted run, or is
	// nil. It is set even if the transaction fails after that.
	Recovered *Recovered
	// Warnings are for the user: what failed after every file was new and
	// durable, and other remarks.
	Warnings problem.List

	// rolledBack means that an earlier rollback had restored everything but
	// died before it had tidied up.
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

// Recovered describes what an interrupted run had left.
type Recovered struct {
	// Started is when that run began; Process and Host say where.
	Started time.Time
	Process int
	Host    string
	// Files are the files that were restored. There are none if the run had not
	// touched any.
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
		what = "restored: " + strings.Join(names, ", ")
	}
	return fmt.Sprintf("rolled back the interrupted run of %s (process %d on %s): %s",
		r.Started.UTC().Format(time.RFC3339), r.Process, show(r.Host), what)
}

// Transact changes files all or none: the package comment says how.
//
// plan reads the folder through FS and returns the changes. It is called first
// without the lock and, if there is anything to do, again with it, so it must
// be possible to repeat it. It may also be called just once. A change with
// equal Old and New is ignored. If there is nothing to do, and no interrupted
// run to recover from, nothing at all is written.
//
// After an error every file is as it was before, unless the error says
// otherwise, and nothing is left beside them. The same holds if ctx is done
// before every file is new; the error then wraps its cause. The outcome is
// never nil.
func (f *Folder) Transact(ctx context.Context, o TransactOptions, plan func() ([]Change, error)) (*Outcome, error) {
	return f.transact(ctx, o, func(*Outcome) (intent, error) {
		changes, err := plan()
		return intent{changes: changes}, err
	})
}

// An intent is a plan with what a rollback records about itself.
type intent struct {
	changes    []Change
	rollbackOf string
	emptied    []string // folders to remove at the end if they are empty, outermost first
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
		jobs, err := f.jobs(p.changes)
		if err == nil && len(jobs) == 0 && unknown != nil {
			out.warnOf(failed(f.state, "cannot see whether an earlier run was interrupted", unknown))
		}
		if err != nil || len(jobs) == 0 {
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
	f.seen.renew()
	p, err := plan(out)
	if err != nil {
		return out, err
	}
	jobs, err := f.jobs(p.changes)
	if err != nil || len(jobs) == 0 {
		return out, err
	}
	if err := s.commit(ctx, jobs, o, p, out); err != nil {
		return out, err
	}
	out.Changes = p.changes
	return out, nil
}

// interrupted returns the error of a run whose context is done, else nil.
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
		names = []string{"."} // all of it must be removed
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
// the next transaction rolls back first. It takes no lock, so an active run
// looks the same. It returns an error if it lacks the permission to tell.
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
