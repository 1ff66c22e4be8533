package txn

import (
	"fmt"
	"io/fs"
	"os"

	"ispatch/internal/problem"
)

// An account is a user and a group, by number. Both are -1 if the system has no
// such numbers, or if nobody in particular is meant.
type account struct{ uid, gid int }

var nobody = account{-1, -1}

// accountOf returns the owner of a file.
func accountOf(info fs.FileInfo) account {
	uid, gid := owner(info)
	return account{uid, gid}
}

func (a account) known() bool { return a.uid >= 0 }

// believed reports whether a run trusts a user's records completely: its own,
// and root's, who could do anything without records. For those of other users
// see limits.
func believed(uid int) bool { return uid <= 0 || uid == os.Geteuid() }

// heir returns who owns what this run leaves for later ones. If root runs in
// another user's folder, that is the folder's owner, who would otherwise be
// locked out. Otherwise it is nobody in particular, so the user who runs it.
func (f *Folder) heir() account {
	top := f.owner()
	if os.Geteuid() != 0 || top.uid <= 0 || f.transient {
		return nobody
	}
	return top
}

// owner returns the owner of the folder.
func (f *Folder) owner() account {
	info, err := f.root.Stat(".")
	if err != nil {
		info = f.info
	}
	return accountOf(info)
}

// A limit restricts what a run does for another user's record: it changes only
// what that user could change, and gives new files only to that user. Nil means
// no limit.
type limit struct{ account }

// limits returns the limit for a record of an account.
func limits(a account) *limit {
	if believed(a.uid) {
		return nil
	}
	return &limit{a}
}

// allows returns an error if a file must not be replaced, created or removed.
// was is its present content, nil if there is no file; d is its folder.
func (l *limit) allows(d *dir, was *content, removed bool) error {
	if l == nil {
		return nil
	}
	if was == nil || removed {
		info, err := d.info()
		if err != nil {
			return err
		}
		if accountOf(info).uid != l.uid {
			return fmt.Errorf("the folder belongs to user %d", accountOf(info).uid)
		}
	}
	switch {
	case was == nil:
		return nil
	case was.special:
		return errSpecial
	case accountOf(was.info).uid != l.uid:
		return fmt.Errorf("the file belongs to user %d", accountOf(was.info).uid)
	case names(was.info) > 1:
		return fmt.Errorf("the file has other names (hard links)")
	}
	return nil
}

// refuse returns the problem of a change that a limit does not allow.
func (l *limit) refuse(path string, why error) error {
	return &problem.Problem{File: path, Err: errForeign,
		Message: fmt.Sprintf("is not restored from a backup that belongs to user %d: %v", l.uid, why),
		Hint:    fmt.Sprintf("roll back as user %d", l.uid)}
}

// lowered returns a version without what another user's record cannot give.
func (l *limit) lowered(v version) version {
	if l != nil {
		v.UID, v.GID, v.Mode, v.Attrs = l.uid, l.gid, v.Mode&0o644, nil
	}
	return v
}
