package txn

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// keepBackups is the number of runs that keep a backup of their own.
const keepBackups = 10

// prune removes incomplete backups and those that are too many.
//
// The backups are a chain: each records what its run found and what it left.
// The last ten runs keep theirs, with all rollbacks between them. An older
// backup is kept if it has a path's first copy, the file as it was delivered.
// It absorbs the following backups: their copies of files that it does not have
// become its own, so that it still leads to the state before its run. A backup
// is not absorbed if a rollback that is kept undoes it but not the one before
// it.
func (s *state) prune() error {
	d, err := s.dir.sub(backupsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.close()
	entries, err := d.entries()
	if err != nil || len(entries) == 0 { // it is empty where no backup is kept
		return err
	}
	if err := s.removeIncomplete(d, entries); err != nil {
		return err
	}
	list, err := s.folder.Backups()
	if err != nil {
		return err
	}
	// Remove what was absorbed but not removed.
	for _, b := range list {
		for _, id := range b.Absorbed {
			if err := s.dropBackup(id); err != nil {
				return err
			}
		}
	}
	for _, group := range toAbsorb(list) {
		if err := s.absorb(group[0], group[1:]); err != nil {
			return err
		}
	}
	return nil
}

// removeIncomplete removes backups that were never completed, or only half
// removed.
func (s *state) removeIncomplete(d *dir, entries []fs.DirEntry) error {
	for _, entry := range entries {
		var err error
		name := entry.Name()
		bare, removed := strings.CutPrefix(name, removedName)
		if !backupPattern.Get().MatchString(bare) {
			continue
		}
		if removed {
			err = s.removeTree(d, name)
		} else if entry.IsDir() {
			_, err = d.root.Lstat(path.Join(name, stateName, manifestName))
			if errors.Is(err, fs.ErrNotExist) {
				err = s.dropBackup(name)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unabsorbed leaves out backups that others have absorbed.
func unabsorbed(list []Backup) []Backup {
	absorbed := map[string]bool{}
	for _, b := range list {
		for _, id := range b.Absorbed {
			absorbed[id] = true
		}
	}
	return slices.DeleteFunc(list, func(b Backup) bool { return absorbed[b.ID] })
}

// toAbsorb returns groups of backups; the first of each absorbs the others.
func toAbsorb(list []Backup) [][]*Backup {
	edge, runs := len(list), 0
	for ; edge > 0 && runs < keepBackups; edge-- {
		if list[edge-1].RollbackOf == "" {
			runs++
		}
	}
	stay := slices.Clone(list[edge:])
	for {
		groups := grouped(list[:edge], stay)
		// A rollback that is not absorbed together with what it undid stays
		// too.
		cut := slices.IndexFunc(list[:edge], func(r Backup) bool {
			return slices.ContainsFunc(groups, func(group []*Backup) bool {
				inside := slices.ContainsFunc(group[1:], func(b *Backup) bool { return b.ID == r.ID })
				return !inside && r.cuts(group[0], group[len(group)-1])
			})
		})
		if cut < 0 {
			return slices.DeleteFunc(groups, func(group []*Backup) bool { return len(group) < 2 })
		}
		stay = append(stay, list[cut])
	}
}

// grouped divides the older backups into groups. stay are the backups that are
// not pruned.
func grouped(older, stay []Backup) (groups [][]*Backup) {
	known := map[place]bool{}
	for i := range older {
		b := &older[i]
		if n := len(groups); n > 0 && groups[n-1][0].absorbs(b, known, stay) {
			groups[n-1] = append(groups[n-1], b)
		} else {
			groups = append(groups, []*Backup{b})
		}
		if b.manifest != nil {
			for _, t := range b.manifest.Files {
				known[t.place] = true
			}
		}
	}
	return groups
}

// cuts reports whether a rollback has undone a backup but not the one before
// it.
func (b *Backup) cuts(before, undone *Backup) bool {
	return b.RollbackOf != "" && before.ID < b.RollbackOf && b.RollbackOf <= undone.ID
}

// absorbs reports whether a backup may absorb a later one. known are the paths
// of earlier backups, stay the backups that are not pruned.
func (b *Backup) absorbs(later *Backup, known map[place]bool, stay []Backup) bool {
	if b.manifest == nil || later.manifest == nil || b.owner != later.owner ||
		os.Geteuid() > 0 && b.owner.uid != os.Geteuid() {
		// How far a manifest is believed depends on its owner. Two of different
		// owners are not merged; a merged one keeps its owner.
		return false
	}
	if b.RollbackOf != "" {
		return false // all that matters in it is which runs it undid
	}
	for _, t := range later.manifest.Files {
		if t.Old != nil && !known[t.place] {
			return false
		}
	}
	return !slices.ContainsFunc(stay, func(r Backup) bool { return r.ID != later.ID && r.cuts(b, later) })
}

// absorb adds later backups to one, durably, and then removes them.
func (s *state) absorb(into *Backup, later []*Backup) error {
	tree, err := s.tree(backupsName, into.ID)
	if err != nil {
		return err
	}
	defer tree.close()
	merged := *into.manifest
	merged.Files = slices.Clone(merged.Files)
	merged.Absorbed = slices.Clone(merged.Absorbed)
	for _, b := range later {
		if err := s.absorbFiles(tree, &merged, b); err != nil {
			return err
		}
		merged.Dirs = union(merged.Dirs, b.manifest.Dirs)
		merged.Elsewhere = union(merged.Elsewhere, b.manifest.Elsewhere)
		merged.Absorbed = append(append(merged.Absorbed, b.ID), b.Absorbed...)
	}
	d, err := tree.dir(stateName)
	if err != nil {
		return err
	}
	const temp = manifestName + ".new"
	if there, err := d.exists(temp); err != nil {
		return err
	} else if there {
		if err := s.disk.remove(d, temp); err != nil {
			return err
		}
	}
	if err := s.writeRecord(d, temp, &merged, into.owner); err != nil {
		return err
	}
	if err := tree.sync(); err != nil { // the copies, before the manifest that names them
		return err
	}
	if err := s.disk.rename(d, temp, manifestName); err != nil {
		return err
	}
	if err := s.disk.sync(d); err != nil {
		return err
	}
	for _, b := range later {
		if err := s.dropBackup(b.ID); err != nil {
			return err
		}
	}
	return nil
}

// absorbFiles adds the files of a later backup to a manifest, and its copies to
// the tree.
func (s *state) absorbFiles(tree *tree, merged *manifest, b *Backup) error {
	for i := range b.manifest.Files {
		t := &b.manifest.Files[i]
		at := slices.IndexFunc(merged.Files, func(m target) bool { return m.place == t.place })
		switch {
		case at < 0:
			if err := s.moveCopy(tree, b, t); err != nil {
				return err
			}
			merged.Files = append(merged.Files, *t)
		case merged.Files[at].Old == nil && t.New == nil: // created, and removed again
			merged.Files = slices.Delete(merged.Files, at, at+1)
		default:
			merged.Files[at].New = t.New
		}
	}
	return nil
}

// moveCopy copies the copy of a file from one backup to the tree of another.
func (s *state) moveCopy(tree *tree, b *Backup, t *target) error {
	if t.Old == nil {
		return nil
	}
	c, err := s.folder.readPlace(place{s.folder.in(backupsName, b.ID, copyName(t)), false}, maxTarget)
	if err != nil {
		return err
	}
	if !t.Old.is(c) {
		return nil // missing or damaged: restoring it will report that
	}
	d, err := tree.dir(path.Dir(copyName(t)))
	if err != nil {
		return err
	}
	base := path.Base(copyName(t))
	if there, err := d.exists(base); err != nil {
		return err
	} else if there {
		if err := s.disk.remove(d, base); err != nil {
			return err
		}
	}
	return s.writeCopy(d, base, c.data, c.info)
}

func union(a, b []string) []string {
	for _, one := range b {
		if !slices.Contains(a, one) {
			a = append(slices.Clip(a), one)
		}
	}
	return a
}
