//go:build linux && (amd64 || arm64)

package killtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
)

// ispatch is the program, as a user builds it.
var ispatch string

func TestMain(m *testing.M) {
	if os.Getenv(launcherVariable) != "" {
		fmt.Fprintln(os.Stderr, launch())
		os.Exit(1)
	}
	os.Exit(build(m))
}

// build builds the program once for all tests, where every user can read it.
func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ispatch-killtest-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = os.Chmod(dir, 0o755)
	}
	if err == nil {
		ispatch = filepath.Join(dir, "ispatch")
		command := exec.Command("go", "build", "-buildvcs=false", "-o", ispatch, ".")
		command.Dir = module
		command.Stdout, command.Stderr = os.Stderr, os.Stderr
		err = command.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot build the program:", err)
		return 1
	}
	return m.Run()
}

// module is the folder of the module.
var module = func() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}()

// environment is that of every run: nothing of the user's.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "LANG=C"}
}

// run runs the program, untraced.
func run(args ...string) (*result, error) { return runAs(nil, args...) }

// runAs runs the program as another user.
func runAs(user *syscall.Credential, args ...string) (*result, error) {
	// While the program runs, no other goroutine may use this thread: it could
	// be one that traces, and that would take this child for its own.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command := exec.Command(ispatch, args...)
	command.Env = environment()
	command.SysProcAttr = &syscall.SysProcAttr{Credential: user}
	var out, diagnostics bytes.Buffer
	command.Stdout, command.Stderr = &out, &diagnostics
	err := command.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	r := &result{pid: command.Process.Pid, status: command.ProcessState.ExitCode(), stdout: out.String(),
		stderr: diagnostics.String()}
	if status, ok := command.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		r.signal = status.Signal()
	}
	return r, nil
}

// runTraced runs the program, traced.
func runTraced(ask func(*call) answer, args ...string) (*result, error) {
	return trace(ispatch, args, environment(), stopAtChanges, ask)
}

// runTracedOpens also stops where the program opens a file for reading.
func runTracedOpens(ask func(*call) answer, args ...string) (*result, error) {
	return trace(ispatch, args, environment(), stopAtOpens, ask)
}

// sample is how many points a test steps over: so many where ISPATCH_LONG is set,
// and many more where it isn't, or with -short.
func sample(long int) int {
	switch {
	case os.Getenv("ISPATCH_LONG") != "":
		return long
	case testing.Short():
		return long*32 + 15
	}
	return long*8 + 5
}

// points works on count points, several at a time, each worker with a world of
// its own. After a few that fail the rest is left out.
func points(t *testing.T, count int, newWorld func(testing.TB) *world, point func(w *world, i int) error) {
	t.Helper()
	var next, failures atomic.Int64
	t.Run("workers", func(t *testing.T) {
		for worker := range min(runtime.GOMAXPROCS(0), 4) {
			t.Run(strconv.Itoa(worker), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				for failures.Load() < 3 {
					i := int(next.Add(1)) - 1
					if i >= count {
						return
					}
					if err := point(w, i); err != nil {
						failures.Add(1)
						t.Error(err)
					}
				}
			})
		}
	})
}
