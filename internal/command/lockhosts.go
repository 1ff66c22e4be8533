package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"ispatch/patch"
)

// lockHosts keeps other runs of this program from the hosts file, which belongs
// to no home and so is under no home's lock, and returns what ends that. The
// lock is on the folder of the file, so that nothing is left behind. Windows
// locks no folders: there two runs at once may have to be told to run again.
func (r *run) lockHosts(file string) (unlock func(), err error) {
	folder, err := filepath.Abs(filepath.Dir(file))
	if err != nil || r.dryRun || runtime.GOOS == "windows" {
		return func() {}, nil
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		folder = filepath.Dir(real)
	}
	lock := flock.New(folder, flock.SetFlag(os.O_RDONLY))
	ctx, cancel := context.WithTimeout(context.Background(), max(r.lockTimeout, time.Millisecond))
	defer cancel()
	if held, err := lock.TryLockContext(ctx, 10*time.Millisecond); !held {
		if ctx.Err() != nil {
			err = fmt.Errorf("another run is changing it")
		}
		return nil, &patch.Problem{
			File:    file,
			Message: fmt.Sprintf("cannot be locked: %v", err),
			Hint:    "run again, or wait longer with --lock-timeout",
		}
	}
	return func() { lock.Unlock() }, nil
}
