package txn

import (
	"context"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Stable calls read, which reads files through FS, and calls it again while
// another run is at work on them: while one is replacing files, or where a file
// that was read has changed meanwhile. It takes no lock and writes nothing. When
// the time is up it returns what the last call returned, and settled is false:
// what was read may be a mixture of old and new files. An interrupted run that
// nobody finishes is not waited for; see Pending.
//
// read must be able to be repeated: only its last call counts.
func (f *Folder) Stable(ctx context.Context, timeout time.Duration, read func() error) (settled bool, err error) {
	deadline := time.Now().Add(timeout)
	for {
		f.seen.begin()
		before := f.swapping()
		err = read()
		after := f.swapping()
		// A journal that stays the same, of a process that is gone, is that of an
		// interrupted run.
		busy := after != nil && (before == nil || !os.SameFile(before, after) || f.alive())
		if !busy && f.seen.unchanged(f) {
			return true, err
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

// swapping returns the journal's file where there is one that may be replacing
// files.
func (f *Folder) swapping() fs.FileInfo {
	info, err := f.root.Lstat(f.in(journalFile))
	if err != nil {
		return nil
	}
	return info
}

// alive reports whether the process that the journal names may be at work. Where
// that can't be told, as from within another container, it may.
func (f *Folder) alive() bool {
	c, err := f.readPlace(place{f.in(journalFile), false}, maxRecord)
	if err != nil || c == nil {
		return true
	}
	j, err := parseJournal(c.data)
	if err != nil {
		return false // it is replaced as a whole: this one is damaged
	}
	host, _ := os.Hostname()
	return j.Host != host || processExists(j.Process)
}

// sightings are what files were when they were read through FS.
type sightings struct {
	mu      sync.Mutex
	files   map[place]fs.FileInfo // nil for none; the map is nil while nobody asks
	changed bool
}

func (s *sightings) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files, s.changed = map[place]fs.FileInfo{}, false
}

// note notes what was read; nil for nothing.
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

// unchanged reports whether all that was read is as it was then.
func (s *sightings) unchanged(f *Folder) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p, was := range s.files {
		info, err := (&walker{folder: f}).lstat(p)
		if err != nil {
			info = nil
		}
		if !sameInfo(was, info) {
			return false
		}
	}
	return !s.changed
}

// sameInfo reports whether a file has not been replaced nor written to.
func sameInfo(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
