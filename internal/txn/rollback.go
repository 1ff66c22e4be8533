package txn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"ispatch/internal/problem"
)

// A Backup describes what one transaction has kept of the files it changed.
type Backup struct {
	// ID is the name of its folder in .ispatch/backups: the time, in UTC.
	ID   string
	Time time.Time
	// Files are the files that the transaction changed.
	Files []string
	// RollbackOf is the ID of the backup that the transaction restored, or "" if it was not a
	// rollback.
	RollbackOf string
	// Absorbed are the IDs of later transactions whose own backups were pruned. This backup
	// restores the files that they changed too, but only to the state before all of them.
	Absorbed []string
	// Problem says why it cannot be used; it is "" if it can.
	Problem string

	manifest *manifest
	owner    account // of the manifest
	by       *limit  // limits what it may restore; nil means no limit
}

// Backups returns the backups, oldest first. One whose manifest is damaged has its Problem set; one
// that was never completed is left out. Without a state directory there are none.
func (f *Folder) Backups() ([]Backup, error) {
	what := f.in(backupsName)
	d, err := f.openDir(place{what, false})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed(what, "cannot list the backups", err)
	}
	defer d.close()
	ids, err := listIDs(d)
	if err != nil {
		return nil, failed(what, "cannot list the backups", err)
	}
	var list []Backup
	for _, id := range ids {
		c, err := f.readPlace(place{path.Join(what, id, stateName, manifestName), false}, maxRecord)
		if err == nil && c == nil {
			continue
		}
		list = append(list, f.readBackup(id, c, err))
	}
	return unabsorbed(list), nil
}

// readBackup returns the Backup that a manifest describes.
func (f *Folder) readBackup(id string, c *content, err error) Backup {
	b := Backup{ID: id}
	var m *manifest
	if err == nil {
		m, err = parseManifest(c.data)
	}
	if err == nil && m.ID != id {
		err = fmt.Errorf("%w: it is that of %s", errDamaged, m.ID)
	}
	where := f.in(backupsName, id)
	if err != nil {
		b.Problem = failed(path.Join(where, stateName, manifestName), "cannot read the list of its files", err).Error()
		return b
	}
	b.Time, b.RollbackOf, b.manifest = m.Time, m.RollbackOf, m
	b.Absorbed = m.Absorbed
	b.owner = accountOf(c.info)
	b.by = limits(b.owner)
	for _, t := range m.Files {
		b.Files = append(b.Files, t.Path)
		if t.Outside && b.by != nil {
			b.Problem = fmt.Sprintf("%s: it changes %s and belongs to another user (%d); roll back as that user",
				where, show(t.Path), b.by.uid)
		}
	}
	return b
}

// Rollback restores files to their state before the transaction that made the backup with this ID;
// it undoes all later transactions too. If id is empty, it undoes the last transaction that is not
// rolled back yet, so rolling back twice goes two steps back. Rollback is a transaction with a
// backup of its own: to undo it, roll back to that. Files that the transactions created are
// removed; files that they removed are restored with their mode and owner.
//
// It fails if a file is outside the folder, unless Options.FollowLinks is set, and if one was edited
// since, or between two of the transactions, unless o.Force is set; then the edit is in the new
// backup. If id is empty and Rollback first had to undo an interrupted
// run, or to finish an interrupted rollback, it does nothing more. If there is nothing to restore,
// the error is errNoBackup.
func (f *Folder) Rollback(ctx context.Context, o TransactOptions, id string) (*Outcome, error) {
	var seen string
	return f.transact(ctx, o, func(out *Outcome) (intent, error) {
		if id == "" && (out.Recovered != nil && !out.Recovered.Rollback || out.rolledBack) {
			return intent{}, nil
		}
		list, err := f.Backups()
		if err != nil {
			return intent{}, err
		}
		undone, err := f.choose(list, id)
		if err != nil {
			return intent{}, err
		}
		if seen != "" && seen != undone[0].ID {
			return intent{}, &problem.Problem{
				File:    f.in(backupsName),
				Message: "another run made a backup just now",
				Hint:    "run again",
			}
		}
		if seen == "" {
			out.leftElsewhere(undone)
		}
		seen = undone[0].ID
		return f.planUndo(undone, o.Force)
	})
}

// PlanRollback returns the outcome that Rollback would have with the same arguments, for a dry run:
// it takes no lock and writes nothing. It ignores interrupted runs, which Rollback would recover
// from first.
func (f *Folder) PlanRollback(id string, force bool) (*Outcome, error) {
	out := &Outcome{}
	list, err := f.Backups()
	if err != nil {
		return out, err
	}
	undone, err := f.choose(list, id)
	if err != nil {
		return out, err
	}
	plan, err := f.planUndo(undone, force)
	out.Changes = plan.changes
	out.leftElsewhere(undone)
	return out, err
}

// leftElsewhere warns of files outside the folder that the undone runs changed.
func (o *Outcome) leftElsewhere(undone []Backup) {
	for _, b := range undone {
		for _, name := range b.manifest.Elsewhere {
			o.warn(name, "the run of %s changed it too; it is not part of this folder, and stays changed", b.ID)
		}
	}
}

// choose returns the transactions that a rollback undoes, oldest first. Without an error there is
// at least one.
func (f *Folder) choose(list []Backup, id string) ([]Backup, error) {
	where := f.in(backupsName)
	var undone []Backup
	done := standing(list)
	if id == "" {
		if len(done) == 0 {
			p := &problem.Problem{File: where, Message: "nothing to roll back", Err: errNoBackup,
				Hint: "a run that changes something makes a backup, unless it is told to make none"}
			if n := len(list); n > 0 {
				p.Hint = "all of them are rolled back already; roll back to the last rollback to undo it"
				p.Err = &RollbackTo{list[n-1].ID}
			}
			return nil, p
		}
		undone = done[len(done)-1:]
		if last := undone[0]; len(last.Absorbed) > 0 {
			return nil, &problem.Problem{File: f.in(backupsName), Err: &RollbackTo{last.ID},
				Message: fmt.Sprintf("cannot step back: the backups of the %d runs after %s were pruned",
					len(last.Absorbed), last.ID),
				Hint: "roll back to the state before that run, which undoes all the runs since"}
		}
	} else {
		same := func(b Backup) bool { return b.ID == id }
		if i := slices.IndexFunc(done, same); i >= 0 {
			undone = done[i:]
		} else if i := slices.IndexFunc(list, same); i >= 0 {
			undone = list[i:] // already rolled back, or a rollback: undo everything after it
		} else {
			known := make([]string, len(list))
			for i, b := range list {
				known[i] = b.ID
			}
			hint := "there is none"
			if len(known) > 0 {
				hint = "there are " + strings.Join(known, ", ")
			}
			return nil, &problem.Problem{File: path.Join(where, id), Message: "there is no such backup",
				Err: errNoBackup, Hint: hint}
		}
	}
	var problems []error
	for _, b := range undone {
		if b.Problem != "" {
			problems = append(problems, errors.New(b.Problem))
		}
	}
	return undone, errors.Join(problems...)
}

// standing returns the transactions that are in effect: neither rollbacks nor what these have
// undone. A backup that cannot be read counts as one, since it may be.
func standing(list []Backup) []Backup {
	var done []Backup
	for i := len(list) - 1; i >= 0; i-- {
		if of := list[i].RollbackOf; of != "" {
			for i > 0 && list[i-1].ID >= of {
				i--
			}
			continue
		}
		done = append(done, list[i])
	}
	slices.Reverse(done)
	return done
}

// A history is what a series of transactions did to one file.
type history struct {
	place  place
	first  *target // the file as the oldest found it
	from   *Backup // the backup that says so
	last   *target // the file as the newest left it
	broken string  // the ID of the first transaction that found other content than its predecessor left
}

// histories returns the history of each file that the transactions changed, in their order.
func histories(undone []Backup) []*history {
	var all []*history
	files := map[place]*history{}
	for k := range undone {
		b := &undone[k]
		for i := range b.manifest.Files {
			t := &b.manifest.Files[i]
			past := files[t.place]
			if past == nil {
				past = &history{place: t.place, first: t, from: b}
				files[t.place] = past
				all = append(all, past)
			} else if !past.last.New.same(t.Old) {
				past.broken = b.ID
			}
			past.last = t
		}
	}
	return all
}

// planUndo plans how to undo transactions.
func (f *Folder) planUndo(undone []Backup, force bool) (intent, error) {
	plan := intent{rollbackOf: undone[0].ID}
	var problems []error
	for _, past := range histories(undone) {
		c, err := f.planRestore(past, force)
		if err != nil {
			problems = append(problems, err)
		} else if c != nil {
			plan.changes = append(plan.changes, *c)
		}
	}
	for _, b := range undone {
		for _, name := range b.manifest.Dirs {
			if !slices.Contains(plan.emptied, name) && f.mayRemove(name, b.by) {
				plan.emptied = append(plan.emptied, name)
			}
		}
	}
	return plan, errors.Join(problems...)
}

// planRestore plans to restore a file to its state before a history. It returns nil if it is in
// that state.
func (f *Folder) planRestore(past *history, force bool) (*Change, error) {
	p, by := past.place, past.from.by
	now, err := f.readUnlinked(p)
	if err != nil || past.first.Old.is(now) {
		return nil, err
	}
	if p.Outside && !f.options.FollowLinks {
		return nil, &problem.Problem{File: p.Path, Code: CodeLinkOutside, Err: errLink,
			Message: "is outside the folder; the run to be rolled back reached it through a symbolic link"}
	}
	message := ""
	switch {
	case force:
	case !past.last.New.is(now):
		message = "was changed since the run to be rolled back"
	case past.broken != "":
		message = "was also changed before the run of " + past.broken + ", one of those to be rolled back"
	}
	if message != "" {
		return nil, &problem.Problem{File: p.Path, Message: message, Code: CodeEdited, Err: errEdited,
			Hint: "restore what the run had left there"}
	}
	if by != nil {
		if err := f.mayRestore(p, now, past.first.Old == nil, by); err != nil {
			return nil, err
		}
	}
	c := &Change{Path: p.Path, outside: p.Outside, as: past.first.Old, by: by}
	if now != nil {
		c.Old = whole(now.data)
	}
	if past.first.Old != nil {
		if c.New, err = f.readCopy(past.from, past.first); err != nil {
			return nil, err
		}
		c.New = whole(c.New)
	}
	return c, nil
}

// mayRestore returns an error if a file may not be restored under a record's limit. The transaction
// checks again what it is about to replace.
func (f *Folder) mayRestore(p place, now *content, removed bool, by *limit) error {
	parent, _ := p.parent()
	d, err := f.openDir(parent)
	for errors.Is(err, fs.ErrNotExist) && !parent.Outside && parent.Path != "." {
		// Missing folders are created in the nearest one that exists.
		parent, _ = parent.parent()
		d, err = f.openDir(parent)
	}
	if err != nil {
		return failed(p.Path, "cannot open its folder", err)
	}
	defer d.close()
	if err := by.allows(d, now, removed); err != nil {
		return by.refuse(p.Path, err)
	}
	return nil
}

// mayRemove reports whether a folder may be removed, once it is empty, under a record's limit.
func (f *Folder) mayRemove(name string, by *limit) bool {
	if by == nil {
		return true
	}
	for _, dir := range []string{name, path.Dir(name)} {
		info, err := f.root.Lstat(dir)
		if err != nil || !info.IsDir() || accountOf(info).uid != by.uid {
			return false
		}
	}
	return true
}

// readUnlinked reads a file that was at p with no symbolic link in the path. If there is one now,
// it is not followed.
func (f *Folder) readUnlinked(p place) (*content, error) {
	find := f.resolve
	if p.Outside {
		find = f.followOutside
	}
	now, err := find(p.Path)
	if err != nil {
		return nil, err
	}
	if now != p {
		return nil, &problem.Problem{
			File:    p.Path,
			Message: "is reached through a symbolic link now, to " + show(now.Path),
			Hint:    "put the file back there",
		}
	}
	c, err := f.readPlace(p, maxTarget)
	if err != nil {
		return nil, failed(p.Path, "cannot read it", err)
	}
	return c, nil
}

// same reports whether two versions have the same bytes.
func (v *version) same(other *version) bool {
	if v == nil || other == nil {
		return v == nil && other == nil
	}
	return v.SHA256 == other.SHA256 && v.Size == other.Size
}
