package txn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"ispatch/internal/problem"
)

const lockFile = "lock"

// DefaultLockTimeout is how long a run waits for another one by default.
const DefaultLockTimeout = 10 * time.Second

// ErrLocked is in the error of a run that waited for another one in vain.
var ErrLocked = errors.New("another run is at work here")

// acquire makes the state directory where it is missing, and takes the lock,
// waiting for it up to a time; zero or less is one attempt.
//
// The lock is that of the operating system on an open file: it ends with the
// process that holds it, whatever becomes of the file. It is on a file of our
// own that nobody but its owner can open. A run that leaves no state removes the
// file while it holds the lock, so whoever waited for it checks that the file it
// locked is still the one in the directory.
func (f *Folder) acquire(ctx context.Context, timeout time.Duration) (*state, error) {
	what := f.in(lockFile)
	deadline := time.Now().Add(timeout)
	for range 1000 {
		s, err := f.openState()
		if errors.Is(err, errAgain) {
			continue // removed in between by a run that left nothing
		}
		if err != nil {
			return nil, err
		}
		held := false
		if err = s.openLock(); err == nil {
			held, err = s.wait(ctx, deadline)
		}
		switch {
		case err == nil && held && s.current():
			s.sign()
			return s, nil
		case err == nil && !held:
			holder := s.holder()
			s.close()
			return nil, &problem.Problem{File: what, Message: "is held by " + holder, Code: CodeLocked, Err: ErrLocked,
				Hint: "wait for it to end"}
		case err == nil, errors.Is(err, errAgain), errors.Is(err, errReplaced), errors.Is(err, fs.ErrNotExist):
			s.close()
			continue
		}
		s.withdraw()
		return nil, failed(what, "cannot take the lock", err)
	}
	return nil, &problem.Problem{File: what, Message: "cannot take the lock: it is replaced again and again",
		Hint: "find out what removes it"}
}

// errAgain is something that another run has just removed.
var errAgain = errors.New("it was removed just now")

// openLock opens the lock's file, and makes it where it is missing.
func (s *state) openLock() error {
	there, err := s.dir.exists(lockFile)
	if err == nil && !there {
		err = s.makeLock()
	}
	if err != nil {
		return err
	}
	var info fs.FileInfo
	s.lock, info, err = s.dir.open(lockFile, os.O_RDWR)
	if errors.Is(err, fs.ErrPermission) {
		return s.removeForeignLock(err)
	}
	if err != nil {
		return err
	}
	if uid := accountOf(info).uid; !s.folder.holds(uid) || names(info) > 1 {
		return &problem.Problem{File: s.folder.in(lockFile), Message: "is not a lock that this program has made",
			Hint: "remove it, and run again"}
	}
	if info.Mode().Perm() != 0o600 {
		return s.lock.Chmod(0o600)
	}
	return nil
}

// makeLock makes the lock's file. It is given to its owner before anyone locks
// it: one that root owns in another's directory was never locked.
func (s *state) makeLock() error {
	out, err := s.disk.create(s.dir, lockFile)
	if errors.Is(err, fs.ErrExist) {
		return nil // another run was faster
	}
	s.madeLock = true // perhaps also where it failed
	if err != nil {
		return err
	}
	if heir := s.folder.heir(); heir.known() {
		err = out.Chown(heir.uid, heir.gid)
	}
	if err == nil {
		err = out.Chmod(0o600) // whatever the umask
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	return err
}

// removeForeignLock removes a lock that root had made and not given away before
// it was killed. Nobody has locked it.
func (s *state) removeForeignLock(why error) error {
	info, err := s.dir.root.Lstat(lockFile)
	if err != nil || accountOf(info).uid != 0 || s.disk.remove(s.dir, lockFile) != nil {
		return why
	}
	return errAgain
}

// wait locks the file.
func (s *state) wait(ctx context.Context, deadline time.Time) (bool, error) {
	for {
		held, err := s.disk.lock(s.lock)
		if held || err != nil || !time.Now().Before(deadline) {
			return held, err
		}
		select {
		case <-ctx.Done():
			return false, interrupted(ctx)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// current reports whether the file that is locked is the one in the directory,
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
	there, err := s.folder.root.Lstat(s.folder.state)
	if err != nil {
		return false
	}
	own, err := s.dir.file.Stat()
	return err == nil && os.SameFile(there, own)
}

// sign writes who holds the lock into it, for others to name in a message. It
// is of no other use, so it may fail.
func (s *state) sign() {
	host, _ := os.Hostname()
	s.scribble(fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339)))
}

func (s *state) scribble(text string) {
	if s.lock.Truncate(0) == nil {
		s.lock.WriteAt([]byte(text), 0)
	}
}

// holder names who holds the lock.
func (s *state) holder() string {
	text, _ := io.ReadAll(io.NewSectionReader(s.lock, 0, 300))
	line, whole := strings.CutSuffix(string(text), "\n")
	if !whole || !strings.HasPrefix(line, "process ") {
		return "another process"
	}
	return show(line)
}
