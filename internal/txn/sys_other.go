//go:build !unix

package txn

import (
	"errors"
	"io/fs"
	"os"
)

// Windows has none of these: owners and hard links are not looked at, a
// directory can't be synced, and a file that can't be replaced by rename is
// not written in place.
const (
	noBlock  = 0
	noFollow = 0
)

var errQuota = errors.New("disk quota exceeded")

func identity(fs.FileInfo) (device, inode uint64) { return 0, 0 }
func owner(fs.FileInfo) (uid, gid int)            { return -1, -1 }
func names(fs.FileInfo) uint64                    { return 1 }
func syncDir(*os.File) error                      { return nil }
func inPlaceInstead(error) bool                   { return false }

// notEmpty takes any failure for "something is in it": the directories asked
// about are only ever removed when they are empty.
func notEmpty(err error) bool { return err != nil && !errors.Is(err, fs.ErrNotExist) }
