package apply

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
)

// lockHosts keeps other runs of this program from the hosts file, which belongs
// to no home and so is under no home's lock, and returns what ends that. The
// lock is on the folder of the file, so that nothing is left behind. Windows
// locks no folders: there two runs at once may have to be told to run again.
func (o Options) lockHosts(file string) (unlock func(), err error) {
	folder, err := filepath.Abs(filepath.Dir(file))
	if err != nil || o.DryRun || runtime.GOOS == "windows" {
		return func() {}, nil
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		folder = filepath.Dir(real)
	}
	lock := flock.New(folder, flock.SetFlag(os.O_RDONLY))
	ctx, cancel := context.WithTimeout(context.Background(), max(o.LockTimeout, time.Millisecond))
	defer cancel()
	if held, err := lock.TryLockContext(ctx, 10*time.Millisecond); !held {
		p := problem.At(file, 0, 0, "run again, or wait longer", "cannot be locked: %v", err)
		if ctx.Err() != nil {
			p.Code, p.Message = txn.CodeLocked, "cannot be locked: another run is changing it"
		}
		return nil, p
	}
	return func() { lock.Unlock() }, nil
}
