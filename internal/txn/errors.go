package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// An Error is a failure on one file: which, what was tried, why it failed and
// what to do about it.
type Error struct {
	// Path is relative to the folder, or absolute for a file outside.
	Path string
	// Message says what is wrong or what could not be done, in lower case.
	Message string
	// Err is the cause; it may be nil.
	Err error
	// Hint says what to do; it may be empty.
	Hint string
}

// Error returns path: message: cause; hint.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(show(e.Path))
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Err != nil &&
		!slices.Contains([]error{ErrEdited, ErrLocked, ErrNoBackup, errSpecial}, e.Err) { // said by the message
		b.WriteString(": ")
		b.WriteString(cause(e.Err).Error())
	}
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrEdited is in every error about a file that someone else changed: between
// the plan and the swap, after an interrupted run, or since a backup was made.
var ErrEdited = errors.New("it was edited by someone else")

// ErrNoBackup is in the error of a rollback that has nothing to restore.
var ErrNoBackup = errors.New("there is no backup to restore")

// failed makes the error of something that could not be done to a file, with
// the hint that the cause suggests. An error that is an *Error already keeps
// what it says.
func failed(path, doing string, err error) error {
	if own := (*Error)(nil); errors.As(err, &own) {
		return err
	}
	return &Error{Path: path, Message: doing, Err: err, Hint: hintFor(err)}
}

// hintFor says what a user does about an error of the operating system.
func hintFor(err error) string {
	switch {
	case errors.Is(err, ErrEdited):
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

// cause drops the file names that os puts around an error: ours is said
// already, and theirs may be that of a temporary file.
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

// both is the error of something that could be done in neither of two ways.
func both(first, second error) error {
	if first, second := cause(first), cause(second); first != second {
		return fmt.Errorf("%w, and %w", first, second)
	}
	return cause(first)
}

// show makes a name safe to print: one with control characters is quoted, so
// that it cannot forge a line of a report.
func show(path string) string {
	for _, r := range path {
		if !strconv.IsPrint(r) {
			return strconv.Quote(path)
		}
	}
	return path
}
