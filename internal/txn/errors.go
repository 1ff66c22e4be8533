package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"ispatch/internal/problem"
)

// The codes of problems for which a caller may offer an option.
const (
	// CodeLocked is the code of a run that waited for another one in vain.
	CodeLocked = "locked"
	// CodeLinkOutside is the code of a symbolic link that leads outside the
	// folder. Options.FollowLinks allows it.
	CodeLinkOutside = "link-outside"
	// CodeEdited is the code of a file that was edited since and that a
	// rollback would overwrite. TransactOptions.Force allows it.
	CodeEdited = "edited"
)

// errEdited is wrapped by every error about a file that someone else changed:
// between the plan and the swap, after an interrupted run, or since a backup
// was made.
var errEdited = errors.New("it was edited by someone else")

// errNoBackup is wrapped by the error of a rollback that has nothing to
// restore.
var errNoBackup = errors.New("there is no backup to restore")

// A RollbackTo is wrapped by the error of a rollback that cannot choose a backup itself, but could
// roll back to the one with this ID.
type RollbackTo struct{ ID string }

func (r *RollbackTo) Error() string { return "could roll back to " + r.ID }

// Unwrap returns errNoBackup.
func (r *RollbackTo) Unwrap() error { return errNoBackup }

// failed returns the problem of an operation that failed for a file, with a
// hint that depends on the cause. An error that already is a problem is
// returned unchanged.
func failed(path, doing string, err error) error {
	if p := (*problem.Problem)(nil); errors.As(err, &p) {
		return err
	}
	return &problem.Problem{File: path, Message: doing + ": " + cause(err).Error(), Err: err, Hint: hintFor(err)}
}

// hintFor returns what a user can do about an error of the operating system.
func hintFor(err error) string {
	switch {
	case errors.Is(err, errEdited):
		return "run again"
	case errors.Is(err, syscall.ENOSPC):
		return "free some space and run again"
	case errors.Is(err, errQuota):
		return "the disk quota is used up: free some space and run again"
	case errors.Is(err, syscall.EROFS):
		return "mount the file system for writing and run again"
	case errors.Is(err, fs.ErrPermission):
		return "run as the owner of the folder or as root, or correct the permissions"
	case errors.Is(err, syscall.EIO):
		return "check the disk and the system log, then run again"
	case errors.Is(err, syscall.ENOSYS), errors.Is(err, syscall.ENOTSUP):
		return "put the folder on a file system that can do that"
	case errors.Is(err, fs.ErrNotExist):
		return "check the path"
	}
	return ""
}

// cause removes the file name that package os adds to an error: the message
// already has our name of the file, and the one in err may be temporary.
func cause(err error) error {
	for {
		var inner error
		switch e := err.(type) {
		case *fs.PathError:
			inner = e.Err
		case *os.LinkError:
			inner = e.Err
		case *os.SyscallError:
			inner = e.Err
		default:
			return err
		}
		err = inner
	}
}

// both returns the error of something that failed in both of two ways.
func both(first, second error) error {
	if first, second := cause(first), cause(second); first != second {
		return fmt.Errorf("%w, and %w", first, second)
	}
	return cause(first)
}

// show makes a name safe to print.
func show(path string) string { return problem.Printable(path) }
