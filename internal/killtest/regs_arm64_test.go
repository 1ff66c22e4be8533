//go:build linux

package killtest

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// setNumber makes another system call of the one that a thread is about to
// enter; -1 makes it none.
func setNumber(tid int, number int) error {
	value := int32(number)
	vector := unix.Iovec{Base: (*byte)(unsafe.Pointer(&value)), Len: 4}
	_, _, err := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_SETREGSET, uintptr(tid),
		unix.NT_ARM_SYSTEM_CALL, uintptr(unsafe.Pointer(&vector)), 0, 0)
	if err != 0 {
		return err
	}
	return nil
}

// setThirdArgument replaces the third argument of a system call at its entry.
func setThirdArgument(tid int, value uint64) error { return setRegister(tid, 2, value) }

// setResult replaces what a system call returns, at its exit.
func setResult(tid int, value int64) error { return setRegister(tid, 0, uint64(value)) }

func setRegister(tid, number int, value uint64) error {
	var r unix.PtraceRegsArm64
	if err := unix.PtraceGetRegSetArm64(tid, unix.NT_PRSTATUS, &r); err != nil {
		return err
	}
	r.Regs[number] = value
	return unix.PtraceSetRegSetArm64(tid, unix.NT_PRSTATUS, &r)
}

// olderCalls are the state-changing calls that newer architectures lack.
var olderCalls = map[uint64]kind{}
