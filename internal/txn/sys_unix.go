//go:build unix && !aix && !solaris

package txn

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// noBlock keeps open from waiting for the other end of a FIFO; the type is
// checked afterwards. For other files it means nothing, but the runtime then need
// not find out that they cannot be polled.
const noBlock = syscall.O_NONBLOCK

const errQuota = syscall.EDQUOT

// identity returns the device and inode of a file.
func identity(info fs.FileInfo) (device, inode uint64) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Dev), uint64(stat.Ino)
	}
	return 0, 0
}

// owner returns the user and group of a file.
func owner(info fs.FileInfo) (uid, gid int) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid), int(stat.Gid)
	}
	return -1, -1
}

// names returns the number of hard links to a file.
func names(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}

// tryLock locks an open file for this process. It reports false if another
// process has the lock. NFS requires that the file is open for writing.
func tryLock(f *os.File) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch err {
		case nil:
			return true, nil
		case syscall.EWOULDBLOCK:
			return false, nil
		case syscall.EINTR:
			continue
		}
		return false, os.NewSyscallError("flock", err)
	}
}

// processExists reports whether there is a process with a number.
func processExists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// syncDir makes the entries of a directory durable. On file systems without
// such a call it does nothing.
func syncDir(f *os.File) error {
	err := f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}

// inPlaceInstead reports whether an error means that a file can't be replaced
// by a rename, but perhaps be written in place: it is a mount point, its
// directory is not writable, or a new file could not get its owner.
func inPlaceInstead(err error) bool {
	return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EPERM) ||
		errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EXDEV)
}

// notEmpty reports whether a directory could not be removed because it is not
// empty, or because it is a mount point.
func notEmpty(err error) bool {
	return errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST) || errors.Is(err, syscall.EBUSY)
}
