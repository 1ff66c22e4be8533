package txn

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two names of a directory in one step. If the kernel or the
// file system can't, the error is errors.ErrUnsupported.
func exchange(d *dir, a, b string) error { return renameAt(d, a, b, unix.RENAME_EXCHANGE) }

// renameNew renames and never replaces: if the new name exists, the error is
// fs.ErrExist. If the kernel or the file system can't guarantee that, the error
// is errors.ErrUnsupported.
func renameNew(d *dir, from, to string) error { return renameAt(d, from, to, unix.RENAME_NOREPLACE) }

func renameAt(d *dir, from, to string, flags uint) error {
	err := d.with(func(f *os.File) error {
		for fd := int(f.Fd()); ; {
			if err := unix.Renameat2(fd, from, fd, to, flags); err != unix.EINTR {
				return err
			}
		}
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.ENOTSUP):
		err = errors.ErrUnsupported
	}
	return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
}
