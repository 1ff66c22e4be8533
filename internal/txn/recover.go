package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"ispatch/internal/problem"
)

// recover finishes what earlier runs left: it rolls back a transaction that was
// under way, and tidies up after a committed one.
func (s *state) recover(out *Outcome) error {
	// A journal that was never committed.
	if err := s.removeIfThere(journalNew); err != nil {
		return failed(s.folder.in(journalNew), "cannot remove what an interrupted run has left", err)
	}
	for _, name := range []string{journalKeep, journalDrop} {
		j, err := s.readJournal(name)
		if err != nil {
			return err
		}
		if j == nil {
			continue
		}
		// The run that committed may have died before that was durable.
		if err := s.disk.sync(s.dir); err != nil {
			return failed(s.folder.in(name), "cannot make the closing of the journal durable", err)
		}
		out.rolledBack = out.rolledBack || j.RollbackOf != ""
		if err := s.tidy(j, name, out); err != nil {
			return failed(s.folder.in(name), "cannot tidy up after "+j.when(), err)
		}
	}
	j, err := s.readJournal(journalFile)
	if err != nil {
		return err
	}
	if j == nil {
		return nil
	}
	if !s.folder.owns(j) {
		return &problem.Problem{File: s.folder.in(journalFile),
			Message: fmt.Sprintf("was left by an interrupted run on another folder, %s", show(j.Home.Path)),
			Hint: fmt.Sprintf("if this is a copy of that folder, run this program there and copy it again; "+
				"if that folder was moved here, move it back, run this program there and move it again; "+
				"if neither can be done, put the files that the journal names right by hand "+
				"(their copies are in %s), then delete the journal",
				s.folder.in(backupsName, j.Backup))}
	}
	files, left, err := s.undo(j, nil, out)
	out.Recovered = &Recovered{
		Started:  j.Started,
		Process:  j.Process,
		Host:     j.Host,
		Files:    files,
		Rollback: j.RollbackOf != "",
	}
	if s.folder.transient && left != nil {
		// A single file has no other user's data: the run goes on with its
		// present content.
		out.warnOf(left)
		left = nil
	}
	return errors.Join(err, left)
}

// takeBack rolls back a transaction that failed, and returns the failure.
func (s *state) takeBack(j *journal, jobs []*job, why error) error {
	there, err := s.dir.exists(journalFile)
	if err == nil && !there {
		// It failed before there was a journal, so there is nothing else to
		// remove.
		s.removeIfThere(journalNew)
		return why
	}
	var out Outcome
	if err == nil {
		var left error
		_, left, err = s.undo(j, jobs, &out)
		err = errors.Join(err, left)
	}
	s.removeIfThere(journalNew)
	for _, warning := range out.Warnings {
		why = errors.Join(why, warning)
	}
	if err == nil {
		return why
	}
	return errors.Join(why, err)
}

// undo restores every target, then removes what the transaction created, then
// the journal. It can be interrupted anywhere and started again. It returns the
// files that it had to restore.
//
// A target that someone else has edited stays as it is, which left reports; the
// rest is undone all the same, and the copies of the originals are kept as a
// backup. If a target cannot be restored, that is an error, and the journal
// stays for the next run.
//
// jobs is nil unless the transaction is this run's own.
func (s *state) undo(j *journal, jobs []*job, out *Outcome) (restored []string, left, err error) {
	open := &opened{folder: s.folder}
	defer open.close()
	for i := len(j.Targets) - 1; i >= 0 && j.Phase != phasePrepare; i-- {
		t := &j.Targets[i]
		var w *job
		if jobs != nil {
			w = jobs[i]
		}
		did, failure := s.restore(j, t, w, open, out)
		switch {
		case errors.Is(failure, errLeft):
			left = errors.Join(left, failure)
		case failure != nil:
			err = errors.Join(err, failed(t.Path, "cannot be restored to its state before "+j.when(), failure))
		case did:
			restored = append([]string{t.Path}, restored...)
		}
	}
	if err != nil {
		return restored, left, err
	}
	if err := s.syncDirs(open); err != nil {
		return restored, nil, err
	}
	if err := s.removeTemps(j, open, func(t *target, d *dir, name string) error {
		if j.Phase == phasePrepare {
			return nil // it may be incomplete
		}
		return s.rescue(j, t, d, name, out)
	}); err != nil {
		return restored, nil, err
	}
	verdict := journalDrop
	if left != nil {
		verdict = journalKeep
		if err := s.ensureManifest(j); err != nil {
			return restored, left, failed(s.folder.in(backupsName, j.Backup), "cannot complete the backup", err)
		}
	}
	return restored, left, s.finish(j, verdict, out)
}

// removeTemps removes the files beside the targets once these are restored or
// new, and makes that durable. before is called for each file that may still be
// useful.
func (s *state) removeTemps(j *journal, open *opened, before func(t *target, d *dir, name string) error) error {
	for i := range j.Targets {
		t := &j.Targets[i]
		parent, _ := t.parent()
		d, err := open.dir(parent)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return failed(t.Path, "cannot open its folder", err)
		}
		for _, name := range []string{t.Temp, t.restoreName()} {
			there, err := d.exists(name)
			if err == nil && there {
				if err = before(t, d, name); err == nil {
					err = s.disk.remove(d, name)
				}
			}
			if err != nil {
				return failed(path.Join(parent.Path, name), "cannot remove the temporary file", err)
			}
		}
	}
	for i := range j.Targets {
		name := j.Targets[i].Temp
		there, err := s.dir.exists(name)
		if err == nil && there {
			err = s.disk.remove(s.dir, name)
		}
		if err != nil {
			return failed(s.folder.in(name), "cannot remove the temporary file", err)
		}
	}
	// Sync even if there was nothing to remove: a run that was killed may have
	// removed it without syncing.
	return s.syncDirs(open)
}

// errUndecided means that a journal could not be closed: the next run would
// roll back.
var errUndecided = errors.New("the next run would roll back")

// finish renames the journal to the name that means that every file is as
// planned, and then tidies up. The rename is the commit: before it, the next
// run rolls back; after it, the next run only tidies up.
func (s *state) finish(j *journal, verdict string, out *Outcome) error {
	what := s.folder.in(journalFile)
	if err := s.disk.rename(s.dir, journalFile, verdict); err != nil {
		// The rename may have happened all the same.
		if there, second := s.dir.exists(journalFile); second != nil || there {
			// Without a journal the transaction is committed too: this run
			// knows what it has to tidy up.
			if second := s.disk.remove(s.dir, journalFile); second != nil {
				return failed(what, "cannot close the journal", both(fmt.Errorf("%w: %w", errUndecided, err), second))
			}
			out.warnOf(failed(what, "cannot rename it, so it was removed", err))
		}
	}
	if err := s.disk.sync(s.dir); err != nil {
		// If the journal came back, it would need everything that is left.
		return failed(
			what,
			"cannot make the closing of the journal durable: after a power failure the next run would roll back",
			err,
		)
	}
	if err := s.tidy(j, verdict, out); err != nil {
		return failed(s.folder.in(verdict), "cannot tidy up: the next run will", err)
	}
	return nil
}

// tidy removes what a transaction has left beside the files, its folders if
// they are empty, the copies if they are not kept, and finally the journal.
func (s *state) tidy(j *journal, verdict string, out *Outcome) error {
	open := &opened{folder: s.folder}
	defer open.close()
	ours := s.folder.owns(j)
	mine := *j
	mine.Targets = nil
	for i := range j.Targets {
		t := &j.Targets[i]
		if t.Outside && !ours {
			continue
		}
		mine.Targets = append(mine.Targets, *t)
	}
	err := s.removeTemps(&mine, open, func(t *target, d *dir, name string) error { return s.rescue(j, t, d, name, out) })
	if err != nil {
		return err
	}
	open.close()
	for _, dirs := range [][]string{j.Dirs, j.Emptied} {
		for _, name := range slices.Backward(dirs) {
			if err := s.removeEmpty(name); err != nil {
				return err
			}
		}
	}
	if verdict == journalDrop {
		if err := s.dropBackup(j.Backup); err != nil {
			return failed(s.folder.in(backupsName, j.Backup), "cannot remove the copies of the originals", err)
		}
	}
	if err := s.disk.sync(s.dir); err != nil { // the removals, before the journal that lists them
		return failed(s.folder.state, "cannot make the folder's changes durable", err)
	}
	if err := s.removeIfThere(verdict); err != nil {
		return failed(s.folder.in(verdict), "cannot remove it", err)
	}
	return nil
}

// rescue saves what a program has written to a swapped-out file that it still
// had open. Only what it writes between this check and the removal is lost.
func (s *state) rescue(j *journal, t *target, d *dir, name string, out *Outcome) error {
	beside, err := d.lookFor(name, t.held)
	if err == nil && beside != nil && beside.known {
		return nil
	}
	if err == nil && name == t.restoreName() && beside != nil {
		// More likely it is an incomplete copy.
		if copied, err := s.copyOf(j, t); err == nil && mixed(beside.data, copied, nil) {
			return nil
		}
	}
	if err != nil || beside == nil || beside.special || t.Old.is(beside) || t.New.is(beside) {
		return err
	}
	where, err := s.keepFound(j, t, beside)
	if err != nil {
		return failed(t.Path, "cannot keep what another program has written to it", err)
	}
	out.warn(t.Path, "another program was still writing to it while it was replaced; what it wrote is in %s",
		show(where))
	return nil
}

// removeEmpty removes a folder if it is empty.
func (s *state) removeEmpty(name string) error {
	parent, base := place{name, false}.parent()
	d, err := s.folder.openDir(parent)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failed(name, "cannot open the folder above it", err)
	}
	defer d.close()
	sub, err := d.sub(base)
	if errors.Is(err, fs.ErrNotExist) {
		return s.disk.sync(d) // a killed run may have removed it without syncing
	}
	if err != nil {
		return failed(name, "cannot open it", err)
	}
	list, err := sub.entries()
	sub.close()
	if err != nil {
		return failed(name, "cannot read it", err)
	}
	if len(list) > 0 {
		return nil
	}
	if err := s.disk.remove(d, base); err != nil && !notEmpty(err) && !errors.Is(err, fs.ErrNotExist) {
		return failed(name, "cannot remove the folder", err)
	}
	return s.disk.sync(d)
}
