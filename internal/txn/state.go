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
	madeDir  bool // by this run
	madeLock bool
}

// holds reports whether the state directory, or the lock, may be a user's: of
// whoever runs, or of the folder's owner. Root uses those of anyone: what it
// finds in them it follows no further than their owners could go.
func (f *Folder) holds(uid int) bool {
	if uid < 0 || uid == os.Geteuid() {
		return true
	}
	return !f.transient && (os.Geteuid() == 0 || uid == f.owner().uid)
}

// openState opens the state directory, and makes it where it is missing. The
// error is errAgain where another run has just removed it.
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
			return nil, errAgain // it was there a moment ago
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
		// It may be there and not be durable: an earlier run was killed.
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

// unusable is the problem of a state directory that can't be used.
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
		// Root was killed before it had given it away: then it is empty.
		if s.disk.remove(top, name) == nil {
			return errAgain
		}
		return foreign(name, accountOf(info).uid)
	}
	return &problem.Problem{File: name, Message: "cannot open the state directory: " + cause(err).Error(),
		Err: err, Hint: hint}
}

// errForeign is a file of this program that belongs to another user.
var errForeign = errors.New("it belongs to another user")

func foreign(name string, uid int) error {
	return &problem.Problem{File: name, Message: fmt.Sprintf("belongs to another user (%d)", uid), Err: errForeign,
		Hint: fmt.Sprintf("run as that user, or give it to the owner of the folder: chown -R --reference=. %s", name)}
}

// own looks at the state directory that is open: it must belong to whoever runs
// or to the folder's owner, and be open to nobody else.
func (s *state) own() error {
	info, err := s.dir.file.Stat()
	if err != nil {
		return err
	}
	who := accountOf(info)
	if !s.folder.holds(who.uid) {
		return foreign(s.folder.state, who.uid)
	}
	if heir := s.folder.heir(); heir.known() && who.uid != heir.uid {
		// Killed before it was given away. What holds something stays whose it is.
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

// makeDir makes a folder, opens it, and gives it an owner and a mode, whatever
// the umask. Where there is something of that name the error is fs.ErrExist.
func (s *state) makeDir(parent *dir, name string, mode fs.FileMode, to account) (*dir, error) {
	if err := s.disk.mkdir(parent, name, mode.Perm()); err != nil {
		return nil, err
	}
	d, err := parent.sub(name)
	if err != nil {
		s.disk.remove(parent, name)
		return nil, err
	}
	info, err := d.file.Stat()
	if err == nil && to.known() && accountOf(info) != to {
		// Whoever may write to parent could have put another folder there. One
		// that is empty gives nothing away.
		var list []fs.DirEntry
		if list, err = d.entries(); err == nil && len(list) > 0 {
			err = replaced(d.name)
		}
		if err == nil {
			err = s.disk.chown(d, to.uid, to.gid)
		}
		if err == nil {
			info, err = d.file.Stat()
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

// close closes everything without a trace of its own; the lock goes with it.
func (s *state) close() {
	if s.lock != nil {
		s.lock.Close()
	}
	s.dir.close()
}

// withdraw closes everything and removes what this run has made, where the lock
// could not be taken for another reason than that someone holds it.
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

// removeDir removes the state directory if nothing is in it.
func (s *state) removeDir() {
	if top, err := s.folder.openDir(place{".", false}); err == nil {
		s.disk.remove(top, s.folder.state)
		top.close()
	}
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

// removeIfThere removes a file of the state directory.
func (s *state) removeIfThere(name string) error {
	there, err := s.dir.exists(name)
	if err != nil || !there {
		return err
	}
	return s.disk.remove(s.dir, name)
}
