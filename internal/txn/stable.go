package txn

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"sync"
	"time"
)

// Stable calls read, which reads files through FS, and calls it again while
// another run is active: while one is replacing files, or if a file that was
// read, or a link to it, has changed since. If files cannot be read, it calls read
// until the errors are the same twice. It takes no lock and writes nothing. When the time is
// up it returns the result of the last call, and settled is false: what was
// read may be a mixture of old and new files. It does not wait for an
// interrupted run that nobody recovers; see Pending.
//
// It must be possible to repeat read: only its last call counts.
func (f *Folder) Stable(ctx context.Context, timeout time.Duration, read func() error) (settled bool, err error) {
	deadline := time.Now().Add(timeout)
	defer f.seen.end()
	var failed map[string]string // of the call before
	for {
		f.seen.begin()
		before := f.swapping()
		err = read()
		after := f.swapping()
		f.seen.end()
		// If the journal stays the same and its process no longer exists, the
		// run was interrupted.
		busy := after != nil && (before == nil || !os.SameFile(before, after) || f.alive())
		if !busy && f.seen.unchanged(f) {
			// What could not be read may have been on the way to being replaced.
			if maps.Equal(f.seen.failed, failed) {
				return true, err
			}
			again := failed == nil
			failed = f.seen.failed
			if again {
				continue
			}
		}
		if !time.Now().Before(deadline) {
			return false, err
		}
		select {
		case <-ctx.Done():
			return false, interrupted(ctx)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// swapping returns the journal's file if a run may be replacing files, else
// nil.
func (f *Folder) swapping() fs.FileInfo {
	info, err := f.root.Lstat(f.in(journalFile))
	if err != nil {
		return nil
	}
	return info
}

// alive reports whether the process that the journal names may be running. If
// that is unknown, as from within another container, it may.
func (f *Folder) alive() bool {
	c, err := f.readPlace(place{f.in(journalFile), false}, maxRecord)
	if err != nil || c == nil {
		return true
	}
	j, err := parseJournal(c.data)
	if err != nil {
		return false // it is always replaced as a whole, so this one is damaged
	}
	host, _ := os.Hostname()
	return j.Host != host || processExists(j.Process)
}

// sightings describes files as they were when they were read through FS.
type sightings struct {
	mu      sync.Mutex
	files   map[place]fs.FileInfo // nil if there was none; the map is nil if nothing is recorded
	changed bool
	failed  map[string]string // the errors of names that could not be read
	// dirs are the directories that files were read from. They stay open until the
	// next recording or its end, which asks whether they are still there, and until
	// a lock is held: while a run waits for it, others may replace them.
	dirs map[string]*dir
}

func newSightings() *sightings { return &sightings{dirs: map[string]*dir{}} }

func (s *sightings) begin() {
	s.renew()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files, s.changed, s.failed = map[place]fs.FileInfo{}, false, map[string]string{}
}

// renew closes the directories, so that they are opened again by their names.
func (s *sightings) renew() {
	s.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dirs = map[string]*dir{}
}

// end stops the recording. What was recorded is kept.
func (s *sightings) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.dirs {
		d.close()
	}
	s.dirs = nil
}

// dir returns a directory that files were read from before, or nil.
func (s *sightings) dir(name string) *dir {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.dirs[name]; d != nil {
		return d.lent()
	}
	return nil
}

// keep keeps a directory open until the end, if anything is recorded, and returns
// it.
func (s *sightings) keep(name string, d *dir) *dir {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirs == nil || s.dirs[name] != nil {
		return d
	}
	s.dirs[name] = d
	return d.lent()
}

// note records what was read; nil means nothing.
func (s *sightings) note(p place, c *content) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		return
	}
	var info fs.FileInfo
	if c != nil {
		info = c.info
	}
	if was, read := s.files[p]; read && !sameInfo(was, info) {
		s.changed = true
	}
	s.files[p] = info
}

// fail records that a name could not be read.
func (s *sightings) fail(name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		s.failed[name] = err.Error()
	}
}

// saw reports whether a file was read under this name, which then is that of the file itself.
func (s *sightings) saw(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := s.files[place{Path: name}]
	return info != nil && info.Mode().IsRegular()
}

// unchanged reports whether everything that was read is still the same.
func (s *sightings) unchanged(f *Folder) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	opened := openDirs{}
	defer opened.close()
	for p, was := range s.files {
		parent, base := p.parent()
		var info fs.FileInfo
		d, err := opened.open(f, parent)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false
		}
		if d != nil {
			info, _ = d.root.Lstat(base) // nil if it cannot be seen
		}
		if !sameInfo(was, info) {
			return false
		}
	}
	return !s.changed
}

// openDirs are directories that are opened once, or the errors for which they could not be.
type openDirs map[place]openDir

type openDir struct {
	dir *dir
	err error
}

func (all openDirs) open(f *Folder, p place) (*dir, error) {
	if o, known := all[p]; known {
		return o.dir, o.err
	}
	var o openDir
	if p.Outside || p.Path == "." {
		o.dir, o.err = f.openDir(p)
	} else {
		parent, base := p.parent()
		if o.dir, o.err = all.open(f, parent); o.err == nil {
			o.dir, o.err = o.dir.sub(base)
		}
	}
	all[p] = o
	return o.dir, o.err
}

func (all openDirs) close() {
	for _, o := range all {
		o.dir.close()
	}
}

// sameInfo reports whether a file has been neither replaced nor written to.
func sameInfo(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
