//go:build linux

package killtest

import "golang.org/x/sys/unix"

// setNumber makes another system call of the one that a thread is about to
// enter; -1 makes it none.
func setNumber(tid int, number int) error {
	return setRegisters(tid, func(r *unix.PtraceRegs) { r.Orig_rax = uint64(number) })
}

// setThirdArgument replaces the third argument of a system call at its entry.
func setThirdArgument(tid int, value uint64) error {
	return setRegisters(tid, func(r *unix.PtraceRegs) { r.Rdx = value })
}

// setResult replaces what a system call returns, at its exit.
func setResult(tid int, value int64) error {
	return setRegisters(tid, func(r *unix.PtraceRegs) { r.Rax = uint64(value) })
}

func setRegisters(tid int, change func(*unix.PtraceRegs)) error {
	var r unix.PtraceRegs
	if err := unix.PtraceGetRegs(tid, &r); err != nil {
		return err
	}
	change(&r)
	return unix.PtraceSetRegs(tid, &r)
}

// olderCalls are the state-changing calls that newer architectures lack.
var olderCalls = map[uint64]kind{
	unix.SYS_OPEN:      {"open", onPath},
	unix.SYS_CREAT:     {"creat", onPath},
	unix.SYS_RENAME:    {"rename", onTwoPaths},
	unix.SYS_UNLINK:    {"unlink", onPath},
	unix.SYS_RMDIR:     {"rmdir", onPath},
	unix.SYS_MKDIR:     {"mkdir", onPath},
	unix.SYS_MKNOD:     {"mknod", onPath},
	unix.SYS_LINK:      {"link", onTwoPaths},
	unix.SYS_SYMLINK:   {"symlink", onTwoPaths},
	unix.SYS_CHMOD:     {"chmod", onPath},
	unix.SYS_CHOWN:     {"chown", onPath},
	unix.SYS_LCHOWN:    {"lchown", onPath},
	unix.SYS_UTIME:     {"utime", onPath},
	unix.SYS_UTIMES:    {"utimes", onPath},
	unix.SYS_FUTIMESAT: {"futimesat", onDirPath},
}
