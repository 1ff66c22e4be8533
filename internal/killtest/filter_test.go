//go:build linux && (amd64 || arm64)

package killtest

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A traced program has a filter on its system calls that stops it at those that
// may change state, and only there: to stop it at each of its thousands would
// take minutes. The filter has to be set by the process itself, so this test
// program is started first, as the launcher, and then becomes the other one.

// launcherVariable is set in the environment of the launcher, to one of these:
const (
	launcherVariable = "ISPATCH_KILLTEST_LAUNCHER"
	stopAtChanges    = "changes" // stop at what changes state
	stopAtOpens      = "opens"   // and at what opens a file for reading
)

// launch is the launcher: it sets the filter and becomes the program that its
// arguments name. It returns only if that fails.
func launch() error {
	filter := filterProgram(os.Getenv(launcherVariable) == stopAtOpens)
	os.Unsetenv(launcherVariable)
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread() // the filter is the thread's, and so is what becomes of it
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("PR_SET_NO_NEW_PRIVS: %w", err)
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return fmt.Errorf("SECCOMP_SET_MODE_FILTER: %w", errno)
	}
	return syscall.Exec(os.Args[1], os.Args[1:], os.Environ())
}

// filterProgram lets every call pass that cannot be one that changes state;
// what it stops at, classify looks at more closely. opens lets it stop at
// everything that opens a file too.
func filterProgram(opens bool) []unix.SockFilter {
	const (
		load    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		anyBit  = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		result  = unix.BPF_RET | unix.BPF_K
		number  = 0 // offsets in struct seccomp_data
		argsAt  = 16
		argSize = 8
	)
	argument := func(n uint32) unix.SockFilter { return unix.SockFilter{Code: load, K: argsAt + argSize*n} }
	pass := unix.SockFilter{Code: result, K: unix.SECCOMP_RET_ALLOW}
	stop := unix.SockFilter{Code: result, K: unix.SECCOMP_RET_TRACE}
	// unlessAny passes a call that has none of the bits in an argument.
	unlessAny := func(arg, bits uint32) []unix.SockFilter {
		return []unix.SockFilter{argument(arg), {Code: anyBit, K: bits, Jt: 1}, pass, stop}
	}
	filter := []unix.SockFilter{{Code: load, K: number}}
	for _, nr := range slices.Sorted(maps.Keys(changing)) {
		body := []unix.SockFilter{stop}
		switch changing[nr].name {
		case "open":
			if !opens {
				body = unlessAny(1, unix.O_ACCMODE|unix.O_CREAT|unix.O_TRUNC)
			}
		case "openat":
			if !opens {
				body = unlessAny(2, unix.O_ACCMODE|unix.O_CREAT|unix.O_TRUNC)
			}
		case "mmap":
			body = unlessAny(3, unix.MAP_SHARED) // MAP_SHARED_VALIDATE has that bit
		case "fcntl":
			body = []unix.SockFilter{argument(1)}
			for _, command := range []uint32{unix.F_GETFL, unix.F_SETFL, unix.F_GETFD, unix.F_SETFD, unix.F_DUPFD_CLOEXEC} {
				body = append(body, unix.SockFilter{Code: equal, K: command, Jf: 1}, pass)
			}
			body = append(body, stop)
		}
		filter = append(filter, unix.SockFilter{Code: equal, K: uint32(nr), Jf: uint8(len(body))})
		filter = append(filter, body...)
	}
	return append(filter, pass)
}
