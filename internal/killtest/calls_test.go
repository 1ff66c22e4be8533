//go:build linux && (amd64 || arm64)

package killtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// A kind is a system call that changes state, and what it does that to.
type kind struct {
	name string
	on   operand
}

// An operand says which arguments of a call name what it works on.
type operand int

const (
	onNothing      operand = iota
	onFile                 // a descriptor
	onPath                 // a path
	onDirPath              // a directory's descriptor, and a path
	onTwoPaths             // a path, a path
	onPathDirPath          // a path, a directory's descriptor, a path
	onTwoDirPaths          // a descriptor and a path, twice
	fcntlOperand           // a descriptor, for the commands that lock
	mmapOperand            // the fifth argument, where the mapping writes to it
	copyOperand            // the third argument
	spliceOperand          // likewise
	sendfileTarget         // a descriptor, like write's
	writeTarget            // a descriptor that may be a pipe, a terminal, …
)

// changing are the system calls that change what is stored. Anything that can
// is here, also where this program has no use for it.
var changing = func() map[uint64]kind {
	all := map[uint64]kind{
		unix.SYS_OPENAT:  {"openat", onDirPath},
		unix.SYS_OPENAT2: {"openat2", onDirPath},
		unix.SYS_MKDIRAT: {"mkdirat", onDirPath},
		unix.SYS_MKNODAT: {"mknodat", onDirPath},

		unix.SYS_WRITE:           {"write", writeTarget},
		unix.SYS_PWRITE64:        {"pwrite64", writeTarget},
		unix.SYS_WRITEV:          {"writev", writeTarget},
		unix.SYS_PWRITEV:         {"pwritev", writeTarget},
		unix.SYS_PWRITEV2:        {"pwritev2", writeTarget},
		unix.SYS_SENDFILE:        {"sendfile", sendfileTarget},
		unix.SYS_COPY_FILE_RANGE: {"copy_file_range", copyOperand},
		unix.SYS_SPLICE:          {"splice", spliceOperand},
		unix.SYS_TRUNCATE:        {"truncate", onPath},
		unix.SYS_FTRUNCATE:       {"ftruncate", onFile},
		unix.SYS_FALLOCATE:       {"fallocate", onFile},
		unix.SYS_MMAP:            {"mmap", mmapOperand},
		unix.SYS_IO_URING_SETUP:  {"io_uring_setup", onNothing},
		unix.SYS_IO_SUBMIT:       {"io_submit", onNothing},

		unix.SYS_FSYNC:           {"fsync", onFile},
		unix.SYS_FDATASYNC:       {"fdatasync", onFile},
		unix.SYS_SYNC_FILE_RANGE: {"sync_file_range", onFile},
		unix.SYS_SYNCFS:          {"syncfs", onFile},
		unix.SYS_SYNC:            {"sync", onNothing},

		unix.SYS_RENAMEAT:  {"renameat", onTwoDirPaths},
		unix.SYS_RENAMEAT2: {"renameat2", onTwoDirPaths},
		unix.SYS_LINKAT:    {"linkat", onTwoDirPaths},
		unix.SYS_SYMLINKAT: {"symlinkat", onPathDirPath},
		unix.SYS_UNLINKAT:  {"unlinkat", onDirPath},

		unix.SYS_FCHMOD:       {"fchmod", onFile},
		unix.SYS_FCHMODAT:     {"fchmodat", onDirPath},
		unix.SYS_FCHMODAT2:    {"fchmodat2", onDirPath},
		unix.SYS_FCHOWN:       {"fchown", onFile},
		unix.SYS_FCHOWNAT:     {"fchownat", onDirPath},
		unix.SYS_UTIMENSAT:    {"utimensat", onDirPath},
		unix.SYS_SETXATTR:     {"setxattr", onPath},
		unix.SYS_LSETXATTR:    {"lsetxattr", onPath},
		unix.SYS_FSETXATTR:    {"fsetxattr", onFile},
		unix.SYS_REMOVEXATTR:  {"removexattr", onPath},
		unix.SYS_LREMOVEXATTR: {"lremovexattr", onPath},
		unix.SYS_FREMOVEXATTR: {"fremovexattr", onFile},

		unix.SYS_FLOCK:   {"flock", onFile},
		unix.SYS_FCNTL:   {"fcntl", fcntlOperand},
		unix.SYS_MOUNT:   {"mount", onTwoPaths},
		unix.SYS_UMOUNT2: {"umount2", onPath},
	}
	maps.Copy(all, olderCalls)
	return all
}()

// A call is a state-changing system call, at its entry.
type call struct {
	n      int // of those of the process, from 1; 0 for one that only looks
	tid    int
	number uint64
	args   [6]uint64

	name string
	path string // what it works on, absolute; of two paths the first
	to   string // the second

	looks bool // opens for reading: it changes nothing
}

func (c *call) String() string {
	s := fmt.Sprintf("call %d, %s %s", c.n, c.name, c.path)
	if c.to != "" {
		s += " -> " + c.to
	}
	return s
}

// writes reports whether the call writes a buffer of the length of its third
// argument.
func (c *call) writes() bool { return c.name == "write" || c.name == "pwrite64" }

// exchanges reports whether the call swaps two files.
func (c *call) exchanges() bool {
	return c.name == "renameat2" && c.args[4]&unix.RENAME_EXCHANGE != 0
}

// classify returns the call that a thread is about to make if it changes
// state or opens anything, and nil if it does neither.
func classify(tid int, number uint64, args [6]uint64) *call {
	k, known := changing[number]
	if !known {
		return nil
	}
	c := &call{tid: tid, number: number, args: args, name: k.name}
	switch k.on {
	case onFile:
		c.path = descriptor(tid, args[0])
	case onPath:
		c.path = pathAt(tid, at, args[0])
	case onDirPath:
		c.path = pathAt(tid, args[0], args[1])
	case onTwoPaths:
		c.path, c.to = pathAt(tid, at, args[0]), pathAt(tid, at, args[1])
	case onPathDirPath:
		c.path, c.to = pathAt(tid, at, args[0]), pathAt(tid, args[1], args[2])
	case onTwoDirPaths:
		c.path, c.to = pathAt(tid, args[0], args[1]), pathAt(tid, args[2], args[3])
	case fcntlOperand:
		switch args[1] {
		case unix.F_SETLK, unix.F_SETLKW, unix.F_OFD_SETLK, unix.F_OFD_SETLKW, unix.F_SETLEASE:
			c.path = descriptor(tid, args[0])
		default:
			return nil
		}
	case mmapOperand:
		const shared = unix.MAP_SHARED | unix.MAP_SHARED_VALIDATE
		if args[2]&unix.PROT_WRITE == 0 || args[3]&shared == 0 || args[3]&unix.MAP_ANONYMOUS != 0 {
			return nil
		}
		c.path = descriptor(tid, args[4])
	case writeTarget, sendfileTarget:
		c.path = descriptor(tid, args[0])
	case copyOperand, spliceOperand:
		c.path = descriptor(tid, args[2])
	}
	switch k.on {
	case writeTarget, sendfileTarget, copyOperand, spliceOperand:
		if !strings.HasPrefix(c.path, "/") || strings.HasPrefix(c.path, "/dev/") && !strings.HasPrefix(c.path, "/dev/shm/") {
			return nil // a pipe, a socket, an event, a terminal
		}
	}
	switch c.name {
	case "open", "openat", "openat2":
		var flags uint64
		switch c.name {
		case "open":
			flags = args[1]
		case "openat":
			flags = args[2]
		case "openat2":
			how, _ := peek(tid, args[2], 8)
			if len(how) == 8 {
				flags = binary.NativeEndian.Uint64(how)
			}
		}
		c.looks = flags&(unix.O_ACCMODE|unix.O_CREAT|unix.O_TRUNC) == unix.O_RDONLY || c.path == "/dev/null" ||
			c.path == "/dev/tty"
	}
	return c
}

// at is the descriptor that stands for the working directory.
var at = func() uint64 { n := unix.AT_FDCWD; return uint64(n) }()

// descriptor returns what a descriptor of a thread is open on: a path, or what
// the kernel calls it.
func descriptor(tid int, fd uint64) string {
	name := fmt.Sprintf("/proc/%d/fd/%d", tid, int32(fd))
	if int32(fd) == unix.AT_FDCWD {
		name = fmt.Sprintf("/proc/%d/cwd", tid)
	}
	link, err := os.Readlink(name)
	if err != nil {
		return fmt.Sprintf("descriptor %d", int32(fd))
	}
	return link
}

// pathAt returns the path that a call gives relative to a directory.
func pathAt(tid int, dir, address uint64) string {
	name := text(tid, address)
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(descriptor(tid, dir), name)
}

// text reads a C string of a process.
func text(tid int, address uint64) string {
	if address == 0 {
		return ""
	}
	var all []byte
	for len(all) < unix.PathMax {
		const page = 4096 // or a multiple of it: the next one may not be there
		data, err := peek(tid, address, int(page-address%page))
		if before, _, found := bytes.Cut(data, []byte{0}); found {
			return string(append(all, before...))
		}
		if err != nil || len(data) == 0 {
			break
		}
		all = append(all, data...)
		address += uint64(len(data))
	}
	return string(all)
}

// peek reads memory of a process.
func peek(tid int, address uint64, size int) ([]byte, error) {
	data := make([]byte, size)
	local := []unix.Iovec{{Base: &data[0], Len: uint64(size)}}
	remote := []unix.RemoteIovec{{Base: uintptr(address), Len: size}}
	n, err := unix.ProcessVMReadv(tid, local, remote, 0)
	if err != nil {
		return nil, err
	}
	return data[:n], nil
}
