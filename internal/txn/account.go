package txn

import (
	"fmt"
	"io/fs"
	"ispatch/internal/problem"
	"os"
)

// An account is a user and a group, by number. Where the system has none, or
// none is meant, both are -1.
type account struct{ uid, gid int }

var nobody = account{-1, -1}

// accountOf returns who owns what info describes.
func accountOf(info fs.FileInfo) account {
	uid, gid := owner(info)
	return account{uid, gid}
}

func (a account) known() bool { return a.uid >= 0 }

// believed reports whether a run follows what a record of a user says in every
// respect: its own, and those of root, who needs no records to do anything. Of
// the records of others see limits.
func believed(uid int) bool { return uid <= 0 || uid == os.Geteuid() }

// heir is who is to own what this run leaves for later ones: where root runs in
// the folder of somebody else, that is the folder's owner, who would be locked
// out otherwise. Else it is nobody in particular, and so whoever runs.
func (f *Folder) heir() account {
	top := f.owner()
	if os.Geteuid() != 0 || top.uid <= 0 || f.transient {
		return nobody
	}
	return top
}

// owner returns who owns the folder now.
func (f *Folder) owner() account {
	info, err := f.root.Stat(".")
	if err != nil {
		info = f.info
	}
	return accountOf(info)
}

// A limit is how far a run goes for a record of another user: it changes what
// this user could change, and gives a new file to nobody but him. Nil is no
// limit.
type limit struct{ account }

// limits returns the limit of a record that an account owns.
func limits(a account) *limit {
	if believed(a.uid) {
		return nil
	}
	return &limit{a}
}

// allows returns why a file may not be replaced, made or removed: was is what it
// is, nil for nothing, d is its folder.
func (l *limit) allows(d *dir, was *content, removed bool) error {
	if l == nil {
		return nil
	}
	if was == nil || removed {
		info, err := d.file.Stat()
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

// refuse is the problem of a change that a limit does not allow.
func (l *limit) refuse(path string, why error) error {
	return &problem.Problem{File: path, Err: errForeign,
		Message: fmt.Sprintf("is not restored from a backup that belongs to user %d: %v", l.uid, why),
		Hint:    fmt.Sprintf("roll back as user %d", l.uid)}
}

// lowered is a version without what a record of another user may not give.
func (l *limit) lowered(v version) version {
	if l != nil {
		v.UID, v.GID, v.Mode, v.Attrs = l.uid, l.gid, v.Mode&0o644, nil
	}
	return v
}
