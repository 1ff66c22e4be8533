package txn

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"ispatch/internal/problem"
)

// A job is one change in progress.
type job struct {
	target
	change Change
	was    *content // the present content of the file; nil if there is none
	dir    *dir     // its directory; nil until it is created
	base   string   // its name in there

	inPlace error // why it can't be replaced by a rename; nil if it can
	swapped bool  // it was replaced by a rename or an exchange
	started bool  // writing in place has begun
}

// jobs resolves the paths of a plan and leaves out changes that change
// nothing. Every problem is reported.
func (f *Folder) jobs(changes []Change) ([]*job, error) {
	var jobs []*job
	var problems []error
	seen := map[place]string{}
	for _, c := range changes {
		if !c.changes() {
			continue
		}
		find := f.resolve
		if c.outside {
			find = f.followOutside
		}
		p, err := find(c.Path)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if p.Path == "." || p.Outside && filepath.Dir(p.Path) == p.Path {
			problems = append(
				problems,
				&problem.Problem{File: c.Path, Message: "is a directory, not a file", Hint: "name a file"},
			)
			continue
		}
		if other, twice := seen[p]; twice {
			problems = append(
				problems,
				&problem.Problem{
					File:    c.Path,
					Message: fmt.Sprintf("is the same file as %s, which also changes", show(other)),
					Hint:    "change it under one name",
				},
			)
			continue
		}
		seen[p] = c.Path
		w := &job{target: target{place: p}, change: c}
		_, w.base = p.parent()
		jobs = append(jobs, w)
	}
	return jobs, errors.Join(problems...)
}

// inspect opens the directory of each job, reads the file, and compares it
// with what the change was planned from. It returns the folders that must be
// created, outermost first. It writes nothing.
func (s *state) inspect(jobs []*job, open *opened) (missing []string, err error) {
	var problems []error
	seen := map[string]bool{}
	for _, w := range jobs {
		parent, _ := w.parent()
		d, err := open.dir(parent)
		if errors.Is(err, fs.ErrNotExist) && !w.Outside && w.change.Old == nil {
			lack, err := s.missing(parent.Path)
			if err == nil && w.change.by != nil {
				err = s.folder.mayRestore(w.place, nil, false, w.change.by)
			}
			if err != nil {
				problems = append(problems, failed(w.Path, "cannot make its folder", err))
			}
			for _, name := range lack {
				if !seen[name] {
					seen[name] = true
					missing = append(missing, name)
				}
			}
			w.describe(s.folder.heir())
			continue
		}
		if err != nil {
			problems = append(problems, failed(w.Path, "cannot open its folder", err))
			continue
		}
		w.dir = d
		if w.was, err = d.readFor(w.base, maxTarget, w.change.Old); err != nil {
			problems = append(problems, failed(w.Path, "cannot read it", err))
			continue
		}
		if err := w.unchanged(w.was); err != nil {
			problems = append(problems, err)
			continue
		}
		if err := w.change.by.allows(d, w.was, w.change.New == nil); err != nil {
			problems = append(problems, w.change.by.refuse(w.Path, err))
			continue
		}
		w.describe(s.folder.heir())
	}
	return missing, errors.Join(problems...)
}

// unchanged compares a file's content with what the change was planned from.
func (w *job) unchanged(now *content) error {
	var message string
	switch {
	case now == nil && w.change.Old == nil,
		now != nil && w.change.Old != nil && !now.special && bytes.Equal(now.data, w.change.Old):
		return nil
	case now == nil:
		message = "was removed before it could be changed"
	case w.change.Old == nil:
		message = "was created by someone else before it could be created"
	default:
		message = "was changed by someone else before it could be changed"
	}
	return &problem.Problem{File: w.Path, Message: message, Err: errEdited, Hint: "it is left as it is; run again"}
}

// describe sets the versions before and after.
func (w *job) describe(heir account) {
	var before []byte
	if w.was != nil {
		before = w.was.data
	}
	ofOld, ofNew := digests(before, w.change.New)
	next := version{UID: heir.uid, GID: heir.gid}
	switch {
	case w.was != nil:
		w.Old = versionOf(w.was)
		next = *w.Old
		w.Old.SHA256 = ofOld
	case w.change.as != nil:
		next = w.change.by.lowered(*w.change.as)
	default:
		next.Mode = w.change.Mode & modeBits
		if next.Mode == 0 {
			next.Mode = 0o644
		}
	}
	if w.change.New != nil {
		next.SHA256, next.Size = ofNew, int64(len(w.change.New))
		w.New = &next
	}
}

// missing returns those of the folders above name, and name itself, that do not
// exist.
func (s *state) missing(name string) ([]string, error) {
	var lack []string
	for ; name != "."; name = path.Dir(name) {
		d, err := s.folder.openDir(place{name, false})
		if err == nil {
			d.close()
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		lack = append([]string{name}, lack...)
	}
	return lack, nil
}

// opened are open directories, each opened once.
type opened struct {
	folder *Folder
	dirs   map[place]*dir
}

func (o *opened) dir(p place) (*dir, error) {
	if d := o.dirs[p]; d != nil {
		return d, nil
	}
	d, err := o.folder.openDir(p)
	if err != nil {
		return nil, err
	}
	if o.dirs == nil {
		o.dirs = map[place]*dir{}
	}
	o.dirs[p] = d
	return d, nil
}

// sorted returns them sorted by path, so that every run makes the same calls in
// the same order.
func (o *opened) sorted() []place {
	return slices.SortedFunc(maps.Keys(o.dirs), func(a, b place) int { return strings.Compare(a.Path, b.Path) })
}

func (o *opened) close() {
	for _, d := range o.dirs {
		d.close()
	}
	o.dirs = nil
}
