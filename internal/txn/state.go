package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"ispatch/internal/problem"
)

// A state is the state directory, locked by this process.
type state struct {
	folder   *Folder
	disk     disk
	dir      *dir
	lock     *os.File
	madeDir  bool // this run created it
	madeLock bool
}

// holds reports whether the state directory, or the lock, may belong to a user:
// to the one who runs, or to the folder's owner. Root uses those of anyone, but
// trusts what is in them only as far as their owners' rights go.
func (f *Folder) holds(uid int) bool {
	if uid < 0 || uid == os.Geteuid() {
		return true
	}
	return !f.transient && (os.Geteuid() == 0 || uid == f.owner().uid)
}

// openState opens the state directory, and creates it if it is missing. The
// error is errAgain if another run has just removed it.
func (f *Folder) openState() (*state, error) {
	s := &state{folder: f, disk: f.disk}
	top, err := f.openDir(place{".", false})
	if err != nil {
		return nil, failed(f.state, "cannot open the folder", err)
	}
	defer top.close()
	const hint = "the journal that makes a run all or nothing is kept there, even if no backup is: " +
		"run as the owner of the folder, or make that directory yourself, with mode 0700"
	s.dir, err = s.makeDir(top, f.state, 0o700, f.heir())
	s.madeDir = err == nil
	if there, _ := top.exists(f.state); err != nil && !there {
		if errors.Is(err, fs.ErrExist) {
			return nil, errAgain // it existed a moment ago
		}
		return nil, &problem.Problem{File: f.state, Message: "cannot make the state directory: " + cause(err).Error(),
			Err: err, Hint: hint}
	}
	if err != nil {
		s.dir, err = top.sub(f.state)
	}
	if err == nil {
		err = s.own()
	}
	if err == nil {
		// It may exist without being durable, if an earlier run was killed.
		err = s.disk.sync(top)
	}
	if err == nil {
		return s, nil
	}
	s.dir.close()
	if s.madeDir {
		s.disk.remove(top, f.state)
	}
	return nil, s.unusable(top, err, hint)
}

// unusable returns the problem of a state directory that cannot be used.
func (s *state) unusable(top *dir, err error, hint string) error {
	name := s.folder.state
	if errors.Is(err, fs.ErrNotExist) {
		return errAgain
	}
	if p := (*problem.Problem)(nil); errors.As(err, &p) {
		if p.Err == errReplaced || p.Err == errForeign {
			return err
		}
		return &problem.Problem{File: name, Message: p.Message, Err: p.Err, Hint: "remove it, and run again"}
	}
	info, second := top.root.Lstat(name)
	if second == nil && errors.Is(err, fs.ErrPermission) && !s.folder.holds(accountOf(info).uid) {
		// Root was killed before it could give it away: then it is empty.
		if s.disk.remove(top, name) == nil {
			return errAgain
		}
		return foreign(name, accountOf(info).uid)
	}
	return &problem.Problem{File: name, Message: "cannot open the state directory: " + cause(err).Error(),
		Err: err, Hint: hint}
}

// errForeign means that a file of this program belongs to another user.
var errForeign = errors.New("it belongs to another user")

func foreign(name string, uid int) error {
	return &problem.Problem{File: name, Message: fmt.Sprintf("belongs to another user (%d)", uid), Err: errForeign,
		Hint: fmt.Sprintf("run as that user, or give it to the owner of the folder: chown -R --reference=. %s", name)}
}

// own checks the open state directory: it must belong to the user who runs or
// to the folder's owner, and be closed to all others.
func (s *state) own() error {
	info, err := s.dir.info()
	if err != nil {
		return err
	}
	who := accountOf(info)
	if !s.folder.holds(who.uid) {
		return foreign(s.folder.state, who.uid)
	}
	if heir := s.folder.heir(); heir.known() && who.uid != heir.uid {
		// It may be left from before it was given away. If it is not empty, it
		// keeps its owner.
		if list, err := s.dir.entries(); err == nil && len(list) == 0 {
			if err := s.disk.chown(s.dir, heir.uid, heir.gid); err != nil {
				return err
			}
		}
	}
	if info.Mode().Perm() != 0o700 {
		return s.disk.chmod(s.dir, 0o700)
	}
	return nil
}

// makeDir creates a folder, opens it, and sets its owner and, regardless of the
// umask, its mode. If the name exists, the error is fs.ErrExist.
func (s *state) makeDir(parent *dir, name string, mode fs.FileMode, to account) (*dir, error) {
	if err := s.disk.mkdir(parent, name, mode.Perm()); err != nil {
		return nil, err
	}
	d, err := parent.sub(name)
	if err != nil {
		s.disk.remove(parent, name)
		return nil, err
	}
	info, err := d.info()
	if err == nil && to.known() && accountOf(info) != to {
		// Whoever may write to parent could have replaced the folder. An empty
		// one gives nothing away.
		var list []fs.DirEntry
		if list, err = d.entries(); err == nil && len(list) > 0 {
			err = replaced(d.name)
		}
		if err == nil {
			err = s.disk.chown(d, to.uid, to.gid)
		}
		if err == nil {
			info, err = d.info()
		}
	}
	if err == nil && info.Mode()&modeBits != mode&modeBits {
		err = s.disk.chmod(d, mode&modeBits)
	}
	if err != nil {
		d.close()
		s.disk.remove(parent, name)
		return nil, err
	}
	return d, nil
}

// close closes everything, which releases the lock. It removes nothing.
func (s *state) close() {
	if s.lock != nil {
		s.lock.Close()
	}
	s.dir.close()
}

// withdraw closes everything and removes what this run created, if the lock
// could not be taken for a reason other than that someone holds it.
func (s *state) withdraw() {
	if s.lock != nil {
		s.lock.Close()
		s.lock = nil
	}
	if s.madeLock && !s.othersHold() {
		s.disk.remove(s.dir, lockFile)
	}
	if s.madeDir {
		s.removeDir()
	}
	s.close()
}

// othersHold reports whether another process has the lock.
func (s *state) othersHold() bool {
	f, _, err := s.dir.open(lockFile, os.O_RDWR)
	if err != nil {
		return false
	}
	defer f.Close()
	held, err := tryLock(f)
	return !held && err == nil
}

// removeDir removes the state directory if it is empty.
func (s *state) removeDir() {
	if top, err := s.folder.openDir(place{".", false}); err == nil {
		s.disk.remove(top, s.folder.state)
		top.close()
	}
}

// release releases the lock. If this run created the directory, or the lock's
// file, and has nothing to keep there, it removes them.
func (s *state) release() {
	s.scribble("")
	if d, err := s.dir.sub(backupsName); err == nil {
		list, err := d.entries()
		d.close()
		if err == nil && len(list) == 0 {
			s.disk.remove(s.dir, backupsName)
		}
	}
	transient := s.folder.transient
	if list, err := s.dir.entries(); err == nil && len(list) == 1 && list[0].Name() == lockFile &&
		(s.madeLock || transient) {
		s.disk.remove(s.dir, lockFile)
		if s.madeDir || transient {
			s.removeDir()
		}
	}
	s.close()
}

// removeIfThere removes a file of the state directory if it exists.
func (s *state) removeIfThere(name string) error {
	there, err := s.dir.exists(name)
	if err != nil || !there {
		return err
	}
	return s.disk.remove(s.dir, name)
}
