package txn

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"syscall"
)

// writeFile creates a file that is complete and durable except for its name
// (the caller syncs the directory). Only its owner can access it unless as says
// otherwise. If it fails, it removes the file.
//
// The file gets its owner before its content: because files of root are
// trusted, another user's content must never be in a file owned by root that
// this user could rename.
func (s *state) writeFile(d *dir, name string, data []byte, as *version) (err error) {
	f, err := s.disk.create(d, name)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.disk.remove(d, name) // otherwise rolling back does
		}
	}()
	if as == nil {
		as = &version{UID: -1, GID: -1, Mode: 0o600} // regardless of the umask
	}
	err = hand(f, as)
	if err == nil {
		err = writeAll(f, data, 0)
	}
	if err == nil {
		err = dress(f, as)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// hand sets the owner of a new file.
func hand(f output, as *version) error {
	if as.UID < 0 || as.GID < 0 {
		return nil
	}
	if err := f.Chown(as.UID, as.GID); err != nil {
		return fmt.Errorf("cannot give it the owner %d:%d: %w", as.UID, as.GID, cause(err))
	}
	// The folder's default may have given it a list that the replaced file
	// lacks.
	if _, has := as.Attrs[accessACL]; !has && accessACL != "" {
		if err := f.removeXattr(accessACL); err != nil {
			return fmt.Errorf("cannot give it the access control list: %w", cause(err))
		}
	}
	return nil
}

// dress sets mode and attributes of a new file, after its owner and content,
// because changing these clears set-id bits. The attributes come last: an
// access control list sets the group bits of the mode.
func dress(f output, as *version) error {
	if err := f.Chmod(as.Mode); err != nil {
		return fmt.Errorf("cannot give it the mode %v: %w", as.Mode, cause(err))
	}
	for _, name := range slices.Sorted(maps.Keys(as.Attrs)) {
		if err := f.setXattr(name, as.Attrs[name]); err != nil && !(optional(name) && refused(err)) {
			return fmt.Errorf("cannot give it the extended attribute %s: %w", show(name), cause(err))
		}
	}
	return nil
}

// refused reports whether an attribute may not be set, as opposed to a disk
// that fails.
func refused(err error) bool {
	return inPlaceInstead(err) || errors.Is(err, errors.ErrUnsupported) ||
		errors.Is(err, syscall.EINVAL) // an owner that does not exist in this container
}
