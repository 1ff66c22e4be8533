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

// errLocked is wrapped by the error of a run that waited for another one in
// vain.
var errLocked = errors.New("another run is at work here")

// acquire creates the state directory if it is missing, and takes the lock. It
// waits up to timeout; zero or less means a single attempt.
//
// The lock is an operating system lock on an open file: it ends with the
// process that holds it, whatever happens to the file. It is on a file of our
// own that only its owner can open. A run that leaves no state removes the file
// while it holds the lock, so whoever waited for the lock checks that the
// locked file is still the one in the directory.
func (f *Folder) acquire(ctx context.Context, timeout time.Duration) (*state, error) {
	what := f.in(lockFile)
	deadline := time.Now().Add(timeout)
	for range 1000 {
		s, err := f.openState()
		if errors.Is(err, errAgain) {
			continue // removed meanwhile by a run that left nothing
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
			return nil, &problem.Problem{File: what, Message: "is held by " + holder, Code: CodeLocked, Err: errLocked,
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

// errAgain means that another run has just removed something.
var errAgain = errors.New("it was removed just now")

// openLock opens the lock's file, and creates it if it is missing.
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

// makeLock creates the lock's file. It gets its owner before anyone locks it:
// one that belongs to root in another user's directory was never locked.
func (s *state) makeLock() error {
	out, err := s.disk.create(s.dir, lockFile)
	if errors.Is(err, fs.ErrExist) {
		return nil // another run was faster
	}
	s.madeLock = true // perhaps even if it failed
	if err != nil {
		return err
	}
	if heir := s.folder.heir(); heir.known() {
		err = out.Chown(heir.uid, heir.gid)
	}
	if err == nil {
		err = out.Chmod(0o600) // regardless of the umask
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	return err
}

// removeForeignLock removes a lock file that root created and could not give
// away before it was killed. Nobody has locked it.
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

// current reports whether the locked file is still the one in the directory,
// and the directory still the one in the folder.
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
	own, err := s.dir.info()
	return err == nil && os.SameFile(there, own)
}

// sign writes the holder into the lock's file, for the messages of other runs.
// It may fail, because nothing else depends on it.
func (s *state) sign() {
	host, _ := os.Hostname()
	s.scribble(fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339)))
}

func (s *state) scribble(text string) {
	if s.lock.Truncate(0) == nil {
		s.lock.WriteAt([]byte(text), 0)
	}
}

// holder describes who holds the lock.
func (s *state) holder() string {
	text, _ := io.ReadAll(io.NewSectionReader(s.lock, 0, 300))
	line, whole := strings.CutSuffix(string(text), "\n")
	if !whole || !strings.HasPrefix(line, "process ") {
		return "another process"
	}
	return show(line)
}
