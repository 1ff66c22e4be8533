package txn

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// accessACL is the attribute with a file's POSIX access control list.
const accessACL = "system.posix_acl_access"

// xattrs reads the extended attributes of an open file, including the access
// control list. There are none if the file system does not support them.
func xattrs(f *os.File) (map[string][]byte, error) {
	fd := int(f.Fd())
	list, err := grow(func(to []byte) (int, error) { return unix.Flistxattr(fd, to) })
	if err != nil {
		if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EPERM) {
			return nil, nil
		}
		return nil, err
	}
	var attrs map[string][]byte
	for name := range strings.SplitSeq(string(list), "\x00") {
		if name == "" || bound(name) {
			continue
		}
		value, err := grow(func(to []byte) (int, error) { return unix.Fgetxattr(fd, name, to) })
		if err != nil {
			// It was removed meanwhile, or we may not read it (and hence not
			// set it).
			if errors.Is(err, unix.ENODATA) || errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) ||
				errors.Is(err, unix.ENOTSUP) {
				continue
			}
			return nil, err
		}
		if attrs == nil {
			attrs = map[string][]byte{}
		}
		attrs[name] = value
	}
	return attrs, nil
}

// grow calls get with a buffer large enough for its result.
func grow(get func([]byte) (int, error)) ([]byte, error) {
	for {
		n, err := get(nil)
		if err != nil || n == 0 {
			return nil, err
		}
		buffer := make([]byte, n)
		n, err = get(buffer)
		if errors.Is(err, unix.ERANGE) {
			continue // it grew in between
		}
		if err != nil {
			return nil, err
		}
		return buffer[:n], nil
	}
}

func setXattr(f *os.File, name string, value []byte) error {
	return unix.Fsetxattr(int(f.Fd()), name, value, 0)
}

func removeXattr(f *os.File, name string) error {
	err := unix.Fremovexattr(int(f.Fd()), name)
	if errors.Is(err, unix.ENODATA) || errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	return err
}

// bound reports whether an attribute depends on the content or the file:
// signatures and hashes, which other content would fail, and capabilities,
// which the kernel removes when a file is written to.
func bound(name string) bool {
	return name == "security.ima" || name == "security.evm" || name == "security.capability"
}

// optional reports whether the system itself sets an attribute on new files:
// labels of security modules, and attributes that only the kernel's privileged
// users may set. Failing to copy one is not an error.
func optional(name string) bool {
	return strings.HasPrefix(name, "security.") || strings.HasPrefix(name, "trusted.")
}
