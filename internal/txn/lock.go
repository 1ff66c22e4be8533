package txn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"ispatch/internal/problem"
)

const lockFile = "lock"

// DefaultLockTimeout is how long a run waits for another one by default.
const DefaultLockTimeout = 10 * time.Second

// ErrLocked is in the error of a run that waited for another one in vain.
var ErrLocked = errors.New("another run is at work on this home")

// A state is the state directory, locked by this process.
type state struct {
	folder   *Folder
	disk     disk
	dir      *dir
	lock     *flock.Flock
	madeDir  bool // by this run
	madeLock bool
}

// acquire makes the state directory where it is missing, and takes the lock,
// waiting for it up to a time; zero or less is one attempt.
//
// The lock is that of the operating system on an open file: it ends with the
// process that holds it, whatever becomes of the file. A run that leaves no
// state removes the file while it holds the lock, so whoever waited for it
// checks that the file it locked is still the one in the directory.
func (f *Folder) acquire(timeout time.Duration) (*state, error) {
	what := path.Join(stateName, lockFile)
	deadline := time.Now().Add(timeout)
	for attempt := 0; attempt < 1000; attempt++ {
		s, err := f.openState()
		if errors.Is(err, fs.ErrNotExist) && attempt < 999 {
			continue // removed in between by a run that left nothing
		}
		if err != nil {
			return nil, err
		}
		there, err := s.dir.exists(lockFile)
		if err == nil {
			s.madeLock = !there
			s.lock = flock.New(filepath.Join(f.real, stateName, lockFile),
				flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow|noBlock), flock.SetPermissions(0o600))
			var locked bool
			locked, err = tryLock(s.lock, time.Until(deadline))
			if err == nil && !locked {
				holder := s.holder()
				s.abandon()
				return nil, &problem.Problem{File: what, Message: "is held by " + holder, Code: CodeLocked, Err: ErrLocked,
					Hint: "wait for it to end"}
			}
		}
		if err == nil && s.current() {
			s.sign()
			return s, nil
		}
		s.abandon()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, failed(what, "cannot take the lock", err)
		}
	}
	return nil, &problem.Problem{
		File:    what,
		Message: "cannot take the lock: it is replaced again and again",
		Hint:    "find out what removes it",
	}
}

func tryLock(lock *flock.Flock, timeout time.Duration) (bool, error) {
	locked, err := lock.TryLock()
	if locked || err != nil || timeout <= 0 {
		return locked, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	locked, err = lock.TryLockContext(ctx, 50*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) {
		return false, nil
	}
	return locked, err
}

// openState opens the state directory, and makes it where it is missing.
func (f *Folder) openState() (*state, error) {
	s := &state{folder: f, disk: f.disk}
	top, err := f.openDir(place{".", false})
	if err != nil {
		return nil, failed(stateName, "cannot open the folder", err)
	}
	defer top.close()
	const hint = "the journal that makes a run all or nothing is kept there, even if no backup is: " +
		"run as the owner of the folder, or make that directory yourself, with mode 0700"
	err = s.disk.mkdir(top, stateName, 0o700)
	switch {
	case err == nil:
		s.madeDir = true
	case !errors.Is(err, fs.ErrExist):
		// It may be there in a home that is not writable.
		if there, _ := top.exists(stateName); !there {
			return nil, &problem.Problem{File: stateName, Message: "cannot make the state directory: " + cause(err).Error(),
				Err: err, Hint: hint}
		}
	}
	if err := s.private(top, stateName); err != nil && !errors.Is(err, fs.ErrNotExist) {
		if s.madeDir {
			s.disk.remove(top, stateName)
		}
		return nil, &problem.Problem{File: stateName, Message: "cannot close the state directory to other users: " + cause(err).Error(),
			Err: err, Hint: hint}
	}
	if s.dir, err = top.sub(stateName); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if p := (*problem.Problem)(nil); errors.As(err, &p) {
			return nil, &problem.Problem{File: p.File, Message: p.Message, Err: p.Err, Hint: "remove it, and run again"}
		}
		return nil, &problem.Problem{File: stateName, Message: "cannot open the state directory: " + cause(err).Error(),
			Err: err, Hint: hint}
	}
	if s.madeDir {
		if err := s.disk.sync(top); err != nil {
			s.disk.remove(top, stateName)
			s.dir.close()
			return nil, failed(stateName, "cannot make the state directory durable", err)
		}
	}
	return s, nil
}

// current tells whether the file that is locked is the one in the directory,
// and the directory the one in the folder.
func (s *state) current() bool {
	locked, err := s.lock.Stat()
	if err != nil {
		return false
	}
	named, err := s.dir.root.Lstat(lockFile)
	if err != nil || !os.SameFile(locked, named) {
		return false
	}
	there, err := s.folder.root.Lstat(stateName)
	if err != nil {
		return false
	}
	own, err := s.dir.file.Stat()
	return err == nil && os.SameFile(there, own)
}

// sign writes who holds the lock into it, for others to name in a message. It
// is of no other use, so it may fail.
func (s *state) sign() {
	if info, err := s.dir.root.Lstat(lockFile); err == nil && info.Mode() != 0o600 {
		s.disk.chmod(s.dir, lockFile, 0o600) // whatever the umask
	}
	host, _ := os.Hostname()
	s.scribble(fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339)))
}

func (s *state) scribble(text string) {
	f, err := s.disk.open(s.dir, lockFile)
	if err != nil {
		return
	}
	defer f.Close()
	if f.Truncate(0) == nil {
		writeAll(f, []byte(text), 0)
	}
}

// holder says who holds the lock.
func (s *state) holder() string {
	f, _, err := s.dir.open(lockFile, os.O_RDONLY)
	if err != nil {
		return "another process"
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, 300))
	line, whole := strings.CutSuffix(string(text), "\n")
	if !whole || !strings.HasPrefix(line, "process ") {
		return "another process"
	}
	return show(line)
}

// abandon closes everything without a trace of its own; the lock goes with it.
func (s *state) abandon() {
	if s.lock != nil {
		s.lock.Close()
	}
	s.dir.close()
}

// release gives the lock back. A run that made the directory, or the lock's
// file, and has nothing to keep there, takes it away again.
func (s *state) release() {
	s.scribble("")
	if d, err := s.dir.sub(backupsName); err == nil {
		list, err := d.entries()
		d.close()
		if err == nil && len(list) == 0 {
			s.disk.remove(s.dir, backupsName)
		}
	}
	if list, err := s.dir.entries(); err == nil && len(list) == 1 && list[0].Name() == lockFile && s.madeLock {
		s.disk.remove(s.dir, lockFile)
		if top, err := s.folder.openDir(place{".", false}); err == nil {
			if s.madeDir {
				s.disk.remove(top, stateName)
			}
			top.close()
		}
	}
	s.abandon()
}

// removeIfThere removes a file of the state directory.
func (s *state) removeIfThere(name string) error {
	there, err := s.dir.exists(name)
	if err != nil || !there {
		return err
	}
	return s.disk.remove(s.dir, name)
}
