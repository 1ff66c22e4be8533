package txn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
)

// writeInPlace writes the files that cannot be replaced by a rename. They come
// last, when everything else has succeeded. The journal is marked before the
// first byte is written, so that recovery restores them whatever they hold.
func (s *state) writeInPlace(ctx context.Context, j *journal, jobs []*job) error {
	var marked []int
	for i, w := range jobs {
		if w.inPlace == nil {
			continue
		}
		if err := s.prepareInPlace(w); err != nil {
			return err
		}
		marked = append(marked, i)
	}
	if marked == nil {
		return nil
	}
	for _, i := range marked {
		j.Targets[i].InPlace = true
	}
	if err := s.writeJournal(j); err != nil {
		s.unmark(j, marked) // no byte was written
		return err
	}
	for n, i := range marked {
		w := jobs[i]
		now, err := w.dir.look(w.base)
		if err == nil {
			err = w.unchanged(now)
		}
		if err == nil {
			err = interrupted(ctx)
		}
		if err != nil {
			s.unmark(j, marked[n:])
			return failed(w.Path, "cannot write to it", err)
		}
		w.started = true
		if err := s.overwrite(w.dir, w.base, now, w.change.New); err != nil {
			s.unmark(j, marked[n+1:])
			return failed(w.Path, "cannot write to it", err)
		}
		now, err = w.dir.look(w.base)
		if err == nil && !w.New.is(now) {
			err = fmt.Errorf("it does not hold what was written: %w", errEdited)
		}
		if err != nil {
			s.unmark(j, marked[n+1:])
			return failed(w.Path, "cannot read it back", err)
		}
	}
	return nil
}

// prepareInPlace fails if a file cannot be written to. It writes the new bytes
// where recovery finds them, to tell half-written content from someone's edit.
func (s *state) prepareInPlace(w *job) error {
	now, err := w.dir.look(w.base)
	if err == nil {
		err = w.unchanged(now)
	}
	var f output
	if err == nil {
		if f, err = s.disk.open(w.dir, w.base); err == nil {
			err = f.Close()
		}
	}
	if err != nil {
		if !errors.Is(err, errEdited) {
			err = both(w.inPlace, err)
		}
		return failed(w.Path, "cannot replace it, nor write to it", err)
	}
	there, err := w.dir.exists(w.Temp)
	if err != nil {
		return failed(w.Path, "cannot look for its temporary file", err)
	}
	if there {
		return nil
	}
	if err := s.writeCopy(s.dir, w.Temp, w.change.New, w.was.info); err != nil {
		return failed(s.folder.in(w.Temp), "cannot write the new file", err)
	}
	return nil
}

func (s *state) unmark(j *journal, which []int) {
	for _, i := range which {
		j.Targets[i].InPlace = false
	}
}

// overwrite changes the bytes of a file in place. It first writes the part
// beyond the old size: if the disk is full, no old byte is lost.
func (s *state) overwrite(d *dir, name string, old *content, data []byte) error {
	f, err := s.disk.open(d, name)
	if err != nil {
		return err
	}
	size := len(old.data)
	if len(data) > size {
		err = writeAll(f, data[size:], int64(size))
		if err != nil {
			f.Truncate(int64(size))
		}
	}
	if err == nil {
		err = writeAll(f, data[:min(size, len(data))], 0)
	}
	if err == nil && len(data) < size {
		err = f.Truncate(int64(len(data)))
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// mixed reports whether now can be the result of overwriting old by new, or a
// mixture of both by old: each byte is from one of them, or was never written.
func mixed(now, old, new []byte) bool {
	if len(now) > max(len(old), len(new)) {
		return false
	}
	for i, b := range now {
		if !(b == 0 || i < len(old) && b == old[i] || i < len(new) && b == new[i]) {
			return false
		}
	}
	return true
}

// restoreInPlace brings a file back to its copy, whatever it holds.
func (s *state) restoreInPlace(r *remains) error {
	copied, err := s.copyOf(r.journal, r.target)
	if err != nil {
		return err
	}
	if !r.target.InPlace {
		r.target.InPlace = true
		if err := s.writeJournal(r.journal); err != nil {
			return err
		}
	}
	return s.overwrite(r.dir, r.base, r.now, copied)
}

// keepFound saves content that would otherwise be lost and that no run of this
// program has written. It returns where.
func (s *state) keepFound(j *journal, t *target, found *content) (string, error) {
	tree, err := s.tree(foundName, j.Backup)
	if err != nil {
		return "", err
	}
	defer tree.close()
	d, err := tree.dir(path.Dir(copyName(t)))
	if err != nil {
		return "", err
	}
	// It may exist already, if an earlier attempt was interrupted.
	for n := 0; ; n++ {
		name := copyName(t)
		if n > 0 {
			name += fmt.Sprint(".", n)
		}
		c, err := d.look(path.Base(name))
		if err != nil {
			return "", err
		}
		where := s.folder.in(foundName, j.Backup, name)
		if c == nil {
			if err := s.writeCopy(d, path.Base(name), found.data, found.info); err != nil {
				return "", err
			}
			return where, tree.sync()
		}
		if !c.special && bytes.Equal(c.data, found.data) {
			return where, tree.sync()
		}
	}
}
