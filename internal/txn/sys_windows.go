package txn

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// Windows has none of these: owners and hard links are ignored, a directory can't be synced, and a
// file that can't be replaced by a rename is not written in place.
const noBlock = 0

var errQuota = errors.New("disk quota exceeded")

func identity(fs.FileInfo) (device, inode uint64) { return 0, 0 }
func owner(fs.FileInfo) (uid, gid int)            { return -1, -1 }
func names(fs.FileInfo) uint64                    { return 1 }
func syncDir(*os.File) error                      { return nil }
func inPlaceInstead(error) bool                   { return false }

// notEmpty treats any failure as "not empty": it is only used for directories that are removed if
// they are empty.
func notEmpty(err error) bool { return err != nil && !errors.Is(err, fs.ErrNotExist) }

// tryLock locks an open file for this process. It reports false if another process has the lock.
func tryLock(f *os.File) (bool, error) {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	// The lock is on a byte that is never written, so that others can read the holder's name.
	at := &windows.Overlapped{Offset: 1 << 30}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

func processExists(int) bool { return true }
