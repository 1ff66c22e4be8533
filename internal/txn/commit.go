package txn

import (
	"context"
	"errors"
	"os"
	"time"
)

// commit carries out a plan. The lock is held, and there is no journal yet.
func (s *state) commit(ctx context.Context, jobs []*job, o TransactOptions, p intent, out *Outcome) error {
	open := &opened{folder: s.folder}
	defer open.close()
	missing, err := s.inspect(jobs, open)
	if err != nil {
		return err
	}
	j, err := s.newJournal(jobs, o, p, missing)
	if err != nil {
		return err
	}
	if err := s.attempt(ctx, j, jobs, open); err != nil {
		return s.takeBack(j, jobs, err)
	}
	// From here on every file is new and durable.
	out.Changed = true
	for _, w := range jobs {
		out.Files = append(out.Files, w.Path)
		if w.was != nil && w.swapped && w.New != nil && names(w.was.info) > 1 {
			out.warn(w.Path, "had other names (hard links), which still have the old content")
		}
		if w.inPlace != nil {
			out.warn(w.Path, "was written in place, since it could not be replaced (%v): "+
				"a reader may have seen it half written", cause(w.inPlace))
		}
	}
	if j.Keep {
		out.Backup = j.Backup
	}
	if err := s.finish(j, s.verdict(j), out); errors.Is(err, errUndecided) {
		// A change that was rolled back must not be reported.
		out.Changed, out.Files, out.Backup = false, nil, ""
		return s.takeBack(j, jobs, err)
	} else if err != nil {
		out.warnOf(err)
		return nil
	}
	if err := s.prune(); err != nil {
		out.warnOf(failed(s.folder.in(backupsName), "cannot remove old backups", err))
	}
	return nil
}

// verdict returns the name that the journal gets when the transaction is done.
func (s *state) verdict(j *journal) string {
	if j.Keep {
		return journalKeep
	}
	return journalDrop
}

func (s *state) newJournal(jobs []*job, o TransactOptions, p intent, missing []string) (*journal, error) {
	host, _ := os.Hostname()
	now := time.Now().UTC()
	backup, err := s.newBackupID(now)
	if err != nil {
		return nil, err
	}
	j := &journal{ID: newID(), Started: now, Process: os.Getpid(), Host: host, Home: s.folder.id(), Phase: phasePrepare,
		Backup: backup, Keep: !o.NoBackup, RollbackOf: p.rollbackOf, Dirs: missing, Emptied: p.emptied,
		Elsewhere: o.Elsewhere}
	for i, w := range jobs {
		w.Temp = tempName(j.ID, i)
		t := w.target
		t.held = w.change.Old
		j.Targets = append(j.Targets, t)
	}
	return j, nil
}

// attempt does everything until every file is new and durable. If it fails, the
// journal lists everything that must be undone.
func (s *state) attempt(ctx context.Context, j *journal, jobs []*job, open *opened) error {
	if err := s.writeJournal(j); err != nil {
		return err
	}
	if err := s.store(j, jobs); err != nil {
		return err
	}
	if err := s.makeDirs(j, jobs, open); err != nil {
		return err
	}
	for _, w := range jobs {
		if err := interrupted(ctx); err != nil {
			return err
		}
		if err := s.writeBeside(w); err != nil {
			return err
		}
	}
	if err := s.syncDirs(open); err != nil {
		return err
	}
	j.Phase = phaseSwap
	if err := s.writeJournal(j); err != nil {
		return err
	}
	for _, w := range jobs {
		if w.inPlace != nil {
			continue
		}
		if err := interrupted(ctx); err != nil {
			return err
		}
		if err := s.swap(w); err != nil {
			return err
		}
	}
	if err := s.writeInPlace(ctx, j, jobs); err != nil {
		return err
	}
	if err := s.syncDirs(open); err != nil {
		return err
	}
	if err := s.lookAgain(jobs); err != nil {
		return err
	}
	return interrupted(ctx)
}

// makeDirs creates the folders of new files. They get the mode of their parent
// folder and, if root creates them, its owner or that of the root folder.
func (s *state) makeDirs(j *journal, jobs []*job, open *opened) error {
	for _, name := range j.Dirs {
		parent, base := place{name, false}.parent()
		d, err := open.dir(parent)
		if err == nil {
			err = s.makeInside(d, base)
		}
		if err != nil {
			return failed(name, "cannot make the folder", err)
		}
	}
	for _, w := range jobs {
		if w.dir == nil {
			parent, _ := w.parent()
			d, err := open.dir(parent)
			if err != nil {
				return failed(w.Path, "cannot open its folder", err)
			}
			w.dir = d
		}
	}
	return nil
}

func (s *state) makeInside(parent *dir, name string) error {
	info, err := parent.info()
	if err != nil {
		return err
	}
	to := s.folder.heir()
	if !to.known() && os.Geteuid() == 0 {
		to = accountOf(info)
	}
	d, err := s.makeDir(parent, name, info.Mode(), to)
	d.close()
	return err
}

// writeBeside writes the new file next to its target.
func (s *state) writeBeside(w *job) error {
	if w.New == nil {
		return nil
	}
	err := s.writeFile(w.dir, w.Temp, w.change.New, w.New)
	switch {
	case err == nil:
		return nil
	case w.was != nil && refused(err):
		// Check that it can be written in place before anything is swapped:
		// better to fail now than to roll back.
		f, second := s.disk.open(w.dir, w.base)
		if second == nil {
			second = f.Close()
		}
		if second == nil {
			w.inPlace = err
			return nil
		}
		return failed(w.Path, "cannot write a new file beside it, nor to it", both(err, second))
	}
	return failed(w.Path, "cannot write the new file beside it", err)
}

func (s *state) syncDirs(open *opened) error {
	for _, p := range open.sorted() {
		if err := s.disk.sync(open.dirs[p]); err != nil {
			return failed(p.Path, "cannot make the folder's changes durable", err)
		}
	}
	return nil
}

// swap puts the new file in the target's place and checks what came out.
func (s *state) swap(w *job) error {
	var err error
	switch {
	case w.Old == nil:
		err = s.swapIn(w)
	case w.New == nil:
		err = s.swapOut(w)
	default:
		err = s.swapBoth(w)
		if err != nil && !w.swapped && inPlaceInstead(err) {
			w.inPlace, err = err, nil
			return nil
		}
	}
	if err != nil {
		return failed(w.Path, "cannot "+w.verb()+" it", err)
	}
	w.swapped = true
	return nil
}

// verb returns a word for what is done to the target.
func (w *job) verb() string {
	switch {
	case w.Old == nil:
		return "make"
	case w.New == nil:
		return "remove"
	}
	return "replace"
}

// swapIn puts a new file where there was none.
func (s *state) swapIn(w *job) error {
	err := s.disk.renameNew(w.dir, w.Temp, w.base)
	if errors.Is(err, errors.ErrUnsupported) {
		var there bool
		if there, err = w.dir.exists(w.base); err == nil {
			if there {
				err = os.ErrExist
			} else {
				err = s.disk.rename(w.dir, w.Temp, w.base)
			}
		}
	}
	if errors.Is(err, os.ErrExist) {
		return w.unchanged(&content{})
	}
	return err
}

// swapOut moves a file that will be removed to its temporary name.
func (s *state) swapOut(w *job) error {
	now, err := w.dir.lookFor(w.base, w.change.Old)
	if err != nil {
		return err
	}
	if err := w.unchanged(now); err != nil {
		return err
	}
	if err := s.disk.rename(w.dir, w.base, w.Temp); err != nil {
		return err
	}
	out, err := w.dir.lookFor(w.Temp, w.change.Old)
	if err != nil {
		return err
	}
	if edited := w.unchanged(out); edited != nil {
		return edited // rolling back restores it
	}
	return nil
}

// swapBoth exchanges the new file and the old one. If that is impossible in one
// step, it compares, then renames.
func (s *state) swapBoth(w *job) error {
	err := s.disk.exchange(w.dir, w.Temp, w.base)
	if errors.Is(err, errors.ErrUnsupported) {
		now, err := w.dir.lookFor(w.base, w.change.Old)
		if err != nil {
			return err
		}
		if err := w.unchanged(now); err != nil {
			return err
		}
		return s.disk.rename(w.dir, w.Temp, w.base)
	}
	if errors.Is(err, os.ErrNotExist) {
		if there, second := w.dir.exists(w.base); second == nil && !there {
			return w.unchanged(nil)
		}
	}
	if err != nil {
		return err
	}
	w.swapped = true
	out, err := w.dir.lookFor(w.Temp, w.change.Old)
	if err != nil {
		return err
	}
	return w.unchanged(out) // rolling back restores what came out
}

// lookAgain reads once more what was swapped out: a program that had the file
// open may have written to it after the first check.
func (s *state) lookAgain(jobs []*job) error {
	for _, w := range jobs {
		if w.Old == nil || w.inPlace != nil {
			continue
		}
		out, err := w.dir.lookFor(w.Temp, w.change.Old)
		if err != nil {
			return failed(w.Path, "cannot read what was swapped out", err)
		}
		if out == nil {
			continue // it was replaced by a rename
		}
		if err := w.unchanged(out); err != nil {
			return err
		}
	}
	return nil
}
