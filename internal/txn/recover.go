package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"ispatch/internal/problem"
)

// recover finishes what earlier runs have left: a transaction under way is
// rolled back, one that was decided is tidied up.
func (s *state) recover(out *Outcome) error {
	// It never came to count.
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
		// The run that decided may have died before that was durable.
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
			Hint: fmt.Sprintf("if this is a copy of that home, run this program there and copy it again; "+
				"if that home was moved here, move it back, run this program there and move it again; "+
				"if neither can be done, put the files that the journal names right by hand "+
				"(their copies are in %s), then delete the journal",
				s.folder.in(backupsName, j.Backup))}
	}
	files, err := s.undo(j, nil, out)
	out.Recovered = &Recovered{
		Started:  j.Started,
		Process:  j.Process,
		Host:     j.Host,
		Files:    files,
		Rollback: j.RollbackOf != "",
	}
	return err
}

// takeBack rolls back a transaction that failed, and returns the failure.
func (s *state) takeBack(j *journal, works []*work, why error) error {
	there, err := s.dir.exists(journalFile)
	if err == nil && !there {
		// It failed before there was a journal, so there is nothing else.
		s.removeIfThere(journalNew)
		return why
	}
	var out Outcome
	if err == nil {
		_, err = s.undo(j, works, &out)
	}
	s.removeIfThere(journalNew)
	for _, warning := range out.Warnings {
		why = errors.Join(why, &problem.Problem{Severity: problem.Warning, Message: warning})
	}
	if err == nil {
		return why
	}
	return errors.Join(why, err)
}

// errLeft is a file that recovery did not touch, since someone has edited it.
var errLeft = fmt.Errorf("%w after that run", ErrEdited)

// undo brings every target back to what it was before, then removes what the
// transaction has made, then the journal. It can be interrupted anywhere and
// begun again. It returns the files that it had to restore.
//
// A target that someone else has edited is left as it is and is an error; the
// rest is finished even so, and the copies of the originals are kept as a
// backup. If a target cannot be restored, that is an error too, and the journal
// stays for the next run.
//
// works are those of the transaction if it is this run's own. Then an edit of a
// target that the transaction had not replaced, or that came out when it was
// replaced, is what made it fail and is said already.
func (s *state) undo(j *journal, works []*work, out *Outcome) (restored []string, err error) {
	open := &opened{folder: s.folder}
	defer open.close()
	var left, broken []error
	for i := len(j.Targets) - 1; i >= 0; i-- {
		t := &j.Targets[i]
		if j.Phase == phasePrepare {
			continue
		}
		var w *work
		if works != nil {
			w = works[i]
		}
		did, err := s.restore(j, t, w, open, out)
		switch {
		case errors.Is(err, errLeft):
			left = append(left, err)
		case err != nil:
			broken = append(broken, failed(t.Path, "cannot be brought back to what it was before "+j.when(), err))
		case did:
			restored = append([]string{t.Path}, restored...)
		}
	}
	if broken != nil {
		return restored, errors.Join(append(broken, left...)...)
	}
	if err := s.syncDirs(open); err != nil {
		return restored, err
	}
	if err := s.removeTemps(j, open, func(t *target, d *dir, name string) error {
		if j.Phase == phasePrepare {
			return nil // cut short, perhaps
		}
		return s.rescue(j, t, d, name, out)
	}); err != nil {
		return restored, err
	}
	verdict := journalDrop
	if left != nil {
		verdict = journalKeep
		if err := s.ensureManifest(j); err != nil {
			return restored, errors.Join(
				append(left, failed(s.folder.in(backupsName, j.Backup), "cannot complete the backup", err))...)
		}
	}
	if err := s.finish(j, verdict, out); err != nil {
		return restored, errors.Join(append(left, err)...)
	}
	return restored, errors.Join(left...)
}

// restore brings one target back to what it was. Which of its two files stands
// there is told by content; the place of the new file, if something stands
// there, by what it was swapped with.
func (s *state) restore(j *journal, t *target, own *work, open *opened, out *Outcome) (did bool, err error) {
	parent, base := t.parent()
	d, err := open.dir(parent)
	if errors.Is(err, fs.ErrNotExist) {
		if t.Old == nil {
			return false, nil // its folder was not made, or is removed already
		}
		return false, s.leave(j, t) // someone has removed the folder
	}
	if err != nil {
		return false, err
	}
	now, err := d.look(base)
	if err != nil {
		return false, err
	}
	beside, err := d.look(t.Temp)
	if err != nil {
		return false, err
	}
	switch {
	case t.Old.is(now) && t.InPlace:
		return false, s.settle(d, base)
	case t.Old.is(now):
		return false, nil
	case t.InPlace && t.Old != nil && now != nil && !now.special:
		return true, s.restoreWritten(j, t, d, base, now, beside, out)
	case t.InPlace && t.Old != nil && now == nil:
		return true, s.restoreCopy(j, t, d, base, nil)
	case !t.New.is(now) && own != nil && own.idle(beside):
		return false, nil
	case !t.New.is(now):
		return false, s.leave(j, t)
	case t.Old == nil && beside != nil && own != nil:
		return false, nil
	case t.Old == nil && beside != nil:
		return false, s.leave(j, t) // the new file is still where it was: this is someone else's
	case t.Old == nil:
		return true, s.takeAway(j, t, d, base)
	case beside != nil:
		err := s.swapBack(j, t, d, base, now, beside)
		if own != nil && errors.Is(err, errLeft) && !t.Old.is(beside) {
			return true, nil
		}
		return true, err
	default:
		return true, s.restoreCopy(j, t, d, base, now)
	}
}

// settle makes durable what a file holds. One that was killed while it wrote
// the old bytes back may not have come to that.
func (s *state) settle(d *dir, base string) error {
	f, err := s.disk.open(d, base)
	if err != nil {
		return err
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// idle tells whether a target has not been replaced, by what stands beside it.
func (w *work) idle(beside *content) bool {
	switch {
	case w.inPlace != nil:
		return !w.started
	case w.New == nil:
		return beside == nil
	}
	return w.New.is(beside)
}

// leave is the error about a target that is not touched.
func (s *state) leave(j *journal, t *target) error {
	hint := "it is left as it is; the rest of that run is rolled back"
	if t.Old != nil {
		hint += ", and what it was before is in " + s.folder.in(backupsName, j.Backup, copyName(t))
	} else {
		hint += ", before which it did not exist"
	}
	return &problem.Problem{
		File:    t.Path,
		Message: "cannot bring it back to what it was before " + j.when() + ": " + errLeft.Error(),
		Err:     errLeft,
		Hint:    hint,
	}
}

// restoreWritten brings back a file that was being written in place. What it
// holds may be anything; what cannot come from this program is saved first.
func (s *state) restoreWritten(j *journal, t *target, d *dir, base string, now, beside *content, out *Outcome) error {
	copied, err := s.copyOf(j, t)
	if err != nil {
		return err
	}
	if beside == nil {
		if beside, err = s.dir.read(t.Temp, maxTarget); err != nil {
			return err
		}
	}
	var next []byte
	if beside != nil && !beside.special {
		next = beside.data
	}
	if !t.New.is(now) && !mixed(now.data, copied, next) {
		where, err := s.keepFound(j, t, now)
		if err != nil {
			return err
		}
		out.Warnings = append(
			out.Warnings,
			fmt.Sprintf("%s: was restored; what it held before that is in %s", show(t.Path), where),
		)
	}
	return s.overwrite(d, base, now, copied)
}

// takeAway removes a file that the transaction has made.
func (s *state) takeAway(j *journal, t *target, d *dir, base string) error {
	if err := s.disk.rename(d, base, t.Temp); err != nil {
		return err
	}
	out, err := d.look(t.Temp)
	if err != nil {
		return err
	}
	if t.New.is(out) {
		return nil
	}
	if err := s.moveNew(d, t.Temp, base); err != nil { // edited just then
		return err
	}
	return s.leave(j, t)
}

// swapBack puts back what was swapped out. If that is not the old file, it was
// an edit.
func (s *state) swapBack(j *journal, t *target, d *dir, base string, now, beside *content) error {
	var err error
	if now == nil {
		err = s.moveNew(d, t.Temp, base)
	} else {
		err = s.disk.exchange(d, t.Temp, base)
		if errors.Is(err, errors.ErrUnsupported) {
			err = s.disk.rename(d, t.Temp, base)
		} else if err == nil {
			var out *content
			if out, err = d.look(t.Temp); err == nil && !t.New.is(out) {
				// Edited between the look at it and the exchange.
				if err := s.disk.exchange(d, t.Temp, base); err != nil {
					return err
				}
				return s.leave(j, t)
			}
		}
	}
	if err != nil {
		if now != nil && inPlaceInstead(err) && t.Old.is(beside) {
			return s.restoreInPlace(j, t, d, base, now)
		}
		return err
	}
	if !t.Old.is(beside) {
		return s.leave(j, t)
	}
	return nil
}

// restoreCopy makes the old file anew from its copy, and puts it in place of
// what is there now: the new file, or nil for nothing.
func (s *state) restoreCopy(j *journal, t *target, d *dir, base string, now *content) error {
	copied, err := s.copyOf(j, t)
	if err != nil {
		return err
	}
	name := t.restoreName()
	if there, err := d.exists(name); err != nil {
		return err
	} else if there {
		if err := s.disk.remove(d, name); err != nil {
			return err
		}
	}
	as := t.Old
	if now != nil && !now.special {
		as = versionOf(now) // it has what the old one had, and is on disk
	}
	if err = s.writeFile(d, name, copied, as); err == nil {
		if now == nil {
			err = s.moveNew(d, name, base)
		} else {
			err = s.replaceNew(j, t, d, name, base)
		}
	}
	if err != nil && now != nil && refused(err) {
		return s.restoreInPlace(j, t, d, base, now)
	}
	return err
}

// replaceNew puts a file in place of the new one, unless that was edited just
// then.
func (s *state) replaceNew(j *journal, t *target, d *dir, name, base string) error {
	err := s.disk.exchange(d, name, base)
	if errors.Is(err, errors.ErrUnsupported) {
		now, err := d.look(base)
		if err != nil {
			return err
		}
		if !t.New.is(now) {
			return s.leave(j, t)
		}
		return s.disk.rename(d, name, base)
	}
	if err != nil {
		return err
	}
	out, err := d.look(name)
	if err != nil || t.New.is(out) {
		return err
	}
	if err := s.disk.exchange(d, name, base); err != nil {
		return err
	}
	return s.leave(j, t)
}

// moveNew renames to a name that must be free.
func (s *state) moveNew(d *dir, from, to string) error {
	err := s.disk.renameNew(d, from, to)
	if errors.Is(err, errors.ErrUnsupported) {
		there, err := d.exists(to)
		if err != nil {
			return err
		}
		if there {
			return fs.ErrExist
		}
		return s.disk.rename(d, from, to)
	}
	return err
}

// removeTemps removes what stands beside the targets once these are as they are
// to be, and makes that durable. before is called for each that may still be of
// use to anyone.
func (s *state) removeTemps(j *journal, open *opened, before func(t *target, d *dir, name string) error) error {
	touched := map[place]bool{}
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
				touched[parent] = true
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
			if err = s.disk.remove(s.dir, name); err == nil {
				err = s.disk.sync(s.dir)
			}
		}
		if err != nil {
			return failed(s.folder.in(name), "cannot remove the temporary file", err)
		}
	}
	for _, p := range open.sorted() {
		if !touched[p] {
			continue
		}
		if err := s.disk.sync(open.dirs[p]); err != nil {
			return failed(p.Path, "cannot make the folder's changes durable", err)
		}
	}
	return nil
}

// errUndecided is a journal that could not be closed: the next run would roll
// back.
var errUndecided = errors.New("the next run would roll back")

// finish gives the journal the name that says that every file is as it is to
// be, and then tidies up. The renaming is the moment of decision: before it,
// the next run rolls back; after it, the next run only tidies up.
func (s *state) finish(j *journal, verdict string, out *Outcome) error {
	what := s.folder.in(journalFile)
	if err := s.disk.rename(s.dir, journalFile, verdict); err != nil {
		// It may have happened all the same.
		if there, second := s.dir.exists(journalFile); second != nil || there {
			// Without a journal it is decided too: what is left to tidy up, this
			// run knows.
			if second := s.disk.remove(s.dir, journalFile); second != nil {
				return failed(what, "cannot close the journal", both(fmt.Errorf("%w: %w", errUndecided, err), second))
			}
			out.Warnings = append(out.Warnings, warning(failed(what, "cannot rename it, so it was removed", err)))
		}
	}
	if err := s.disk.sync(s.dir); err != nil {
		// Nothing that a return of the journal would need may go yet.
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
// they are empty, the copies if they are not to be kept, and at last the
// journal.
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
	if err := s.removeIfThere(verdict); err != nil {
		return failed(s.folder.in(verdict), "cannot remove it", err)
	}
	return nil
}

// rescue keeps what a program has written, through a file it had opened before,
// to what was swapped out. Only what it writes between this look and the
// removal is lost.
func (s *state) rescue(j *journal, t *target, d *dir, name string, out *Outcome) error {
	beside, err := d.look(name)
	if err == nil && name == t.restoreName() && beside != nil {
		// More likely it is a copy that was not written to its end.
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
	out.Warnings = append(
		out.Warnings,
		fmt.Sprintf(
			"%s: another program was still writing to it while it was replaced; what it wrote is in %s",
			show(t.Path),
			where,
		),
	)
	return nil
}

// removeEmpty removes a folder of the folder if nothing is in it.
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
		return nil
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
