package txn

import (
	"errors"
	"io/fs"

	"ispatch/internal/problem"
)

// remains is what a transaction has left of one target.
type remains struct {
	journal *journal
	target  *target
	dir     *dir
	base    string
	now     *content // what is at the target's name; nil if nothing
	beside  *content // what is at its temporary name; nil if nothing
	out     *Outcome
	// own is set if the transaction is this run's own, which is failing. An
	// edited target was then the cause of the failure, and is already reported.
	own *job
}

// An action restores a target. It reports whether it had to do anything.
type action func(*state, *remains) (did bool, err error)

// remedies has what recovery does with a target, depending on what is left of
// it. The first row that fits is used. Old, new and other refer to the content
// of a file; other includes anything that is not a regular file.
var remedies = []struct {
	state string
	fits  func(*remains) bool
	do    action
}{
	{"old, and was written in place: perhaps not durable",
		func(r *remains) bool { return r.isOld() && r.target.InPlace }, settle},
	{"old: it was not replaced, or is restored already",
		func(r *remains) bool { return r.isOld() }, asItIs},
	{"a file, and was written in place: any mixture",
		func(r *remains) bool { return r.written() && r.now != nil && !r.now.special }, restoreWritten},
	{"nothing, and was written in place: someone has removed it",
		func(r *remains) bool { return r.written() && r.now == nil }, restoreRemoved},
	{"other, and this run had not reached it: the edit that made it fail",
		func(r *remains) bool { return !r.isNew() && r.own != nil && r.own.idle(r.beside) }, asItIs},
	{"other: someone has edited it since",
		func(r *remains) bool { return !r.isNew() }, leave},
	{"new where nothing was, with the new file still beside, in this run: made by someone else",
		func(r *remains) bool { return r.target.Old == nil && r.beside != nil && r.own != nil }, asItIs},
	{"new where nothing was, with the new file still beside: made by someone else",
		func(r *remains) bool { return r.target.Old == nil && r.beside != nil }, leave},
	{"new where nothing was",
		func(r *remains) bool { return r.target.Old == nil }, takeAway},
	{"new, with what was swapped out beside",
		func(r *remains) bool { return r.beside != nil }, swapBack},
	{"new, with nothing beside: it was renamed over",
		func(*remains) bool { return true }, restoreCopy},
}

func (r *remains) isOld() bool   { return r.target.Old.is(r.now) }
func (r *remains) isNew() bool   { return r.target.New.is(r.now) }
func (r *remains) written() bool { return r.target.InPlace && r.target.Old != nil }

// restore restores one target. It reports whether it had to do anything. The
// error is errLeft if someone has edited the target.
func (s *state) restore(j *journal, t *target, own *job, open *opened, out *Outcome) (did bool, err error) {
	r := &remains{journal: j, target: t, own: own, out: out}
	var parent place
	parent, r.base = t.parent()
	r.dir, err = open.dir(parent)
	if errors.Is(err, fs.ErrNotExist) {
		if t.Old == nil {
			return false, nil // its folder was not created, or is already removed
		}
		return leave(s, r) // someone has removed the folder
	}
	if err != nil {
		return false, err
	}
	if r.now, err = r.dir.look(r.base); err != nil {
		return false, err
	}
	if r.beside, err = r.dir.look(t.Temp); err != nil {
		return false, err
	}
	for _, line := range remedies {
		if line.fits(r) {
			return line.do(s, r)
		}
	}
	return false, nil
}

// idle reports whether a target has not been replaced, judging by the file
// beside it.
func (w *job) idle(beside *content) bool {
	switch {
	case w.inPlace != nil:
		return !w.started
	case w.New == nil:
		return beside == nil
	}
	return w.New.is(beside)
}

func asItIs(*state, *remains) (bool, error) { return false, nil }

// settle syncs a file. A run that was killed while it restored the old bytes
// may not have done that.
func settle(s *state, r *remains) (bool, error) {
	f, err := s.disk.open(r.dir, r.base)
	if err != nil {
		return false, err
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	return false, err
}

// errLeft means that recovery did not touch a file, because someone has edited
// it.
var errLeft = errors.New("it was edited by someone else after that run")

// leave leaves a target as it is, and returns the error that says so.
func leave(s *state, r *remains) (bool, error) {
	t := r.target
	hint := "it is left as it is; the rest of that run is rolled back"
	if t.Old != nil {
		hint += ", and what it was before is in " + s.folder.in(backupsName, r.journal.Backup, copyName(t))
	} else {
		hint += ", before which it did not exist"
	}
	return false, &problem.Problem{
		File:    t.Path,
		Message: "cannot restore it to its state before " + r.journal.when() + ": " + errLeft.Error(),
		Err:     errors.Join(errLeft, errEdited),
		Hint:    hint,
	}
}

// restoreWritten restores a file that was being written in place. It may hold
// anything; content that cannot come from this program is saved first. In that
// case a single file is not touched: after a restart of the machine it may be
// another file altogether.
func restoreWritten(s *state, r *remains) (bool, error) {
	j, t := r.journal, r.target
	copied, err := s.copyOf(j, t)
	if err != nil {
		return false, err
	}
	beside := r.beside
	if beside == nil {
		if beside, err = s.dir.read(t.Temp, maxTarget); err != nil {
			return false, err
		}
	}
	var next []byte
	if beside != nil && !beside.special {
		next = beside.data
	}
	if !r.isNew() && !mixed(r.now.data, copied, next) {
		if s.folder.transient {
			return leave(s, r)
		}
		where, err := s.keepFound(j, t, r.now)
		if err != nil {
			return false, err
		}
		r.out.warn(t.Path, "was restored; what it held before that is in %s", show(where))
	}
	return true, s.overwrite(r.dir, r.base, r.now, copied)
}

// restoreRemoved recreates a file that someone removed while it was being
// written in place. A single file stays removed.
func restoreRemoved(s *state, r *remains) (bool, error) {
	if s.folder.transient {
		return leave(s, r)
	}
	return restoreCopy(s, r)
}

// takeAway removes a file that the transaction created.
func takeAway(s *state, r *remains) (bool, error) {
	if err := s.disk.rename(r.dir, r.base, r.target.Temp); err != nil {
		return true, err
	}
	out, err := r.dir.look(r.target.Temp)
	if err != nil || r.target.New.is(out) {
		return true, err
	}
	if err := s.moveNew(r.dir, r.target.Temp, r.base); err != nil { // edited in that moment
		return true, err
	}
	return leave(s, r)
}

// swapBack puts back what was swapped out. If that is not the old file, it was
// an edit.
func swapBack(s *state, r *remains) (bool, error) {
	temp := r.target.Temp
	var err error
	if r.now == nil {
		err = s.moveNew(r.dir, temp, r.base)
	} else {
		err = s.disk.exchange(r.dir, temp, r.base)
		if errors.Is(err, errors.ErrUnsupported) {
			err = s.disk.rename(r.dir, temp, r.base)
		} else if err == nil {
			var out *content
			if out, err = r.dir.look(temp); err == nil && !r.target.New.is(out) {
				// It was edited between the check and the exchange.
				if err := s.disk.exchange(r.dir, temp, r.base); err != nil {
					return true, err
				}
				return leave(s, r)
			}
		}
	}
	isOld := r.target.Old.is(r.beside)
	switch {
	case err != nil && r.now != nil && inPlaceInstead(err) && isOld:
		return true, s.restoreInPlace(r)
	case err != nil, isOld, r.own != nil:
		return true, err
	}
	return leave(s, r)
}

// restoreCopy recreates the old file from its copy, in place of the new file or
// of nothing.
func restoreCopy(s *state, r *remains) (bool, error) {
	copied, err := s.copyOf(r.journal, r.target)
	if err != nil {
		return true, err
	}
	name := r.target.restoreName()
	if there, err := r.dir.exists(name); err != nil {
		return true, err
	} else if there {
		if err := s.disk.remove(r.dir, name); err != nil {
			return true, err
		}
	}
	as := r.target.Old
	if r.now != nil && !r.now.special {
		as = versionOf(r.now) // it has the old one's attributes, and is on disk
	}
	if err = s.writeFile(r.dir, name, copied, as); err == nil {
		if r.now == nil {
			err = s.moveNew(r.dir, name, r.base)
		} else {
			err = s.replaceNew(r, name)
		}
	}
	if err != nil && r.now != nil && refused(err) {
		return true, s.restoreInPlace(r)
	}
	return true, err
}

// replaceNew replaces the new file by another, unless it was edited in that
// moment.
func (s *state) replaceNew(r *remains, name string) error {
	err := s.disk.exchange(r.dir, name, r.base)
	if errors.Is(err, errors.ErrUnsupported) {
		now, err := r.dir.look(r.base)
		if err != nil {
			return err
		}
		if !r.target.New.is(now) {
			_, err := leave(s, r)
			return err
		}
		return s.disk.rename(r.dir, name, r.base)
	}
	if err != nil {
		return err
	}
	out, err := r.dir.look(name)
	if err != nil || r.target.New.is(out) {
		return err
	}
	if err := s.disk.exchange(r.dir, name, r.base); err != nil {
		return err
	}
	_, err = leave(s, r)
	return err
}

// moveNew renames a file to a name that must be free.
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
