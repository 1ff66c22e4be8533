//go:build linux && (amd64 || arm64)

package killtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An answer is what becomes of a system call.
type answer struct {
	kill bool          // the whole process, before the call takes effect
	half bool          // with kill: half of the bytes that it writes are written
	fail syscall.Errno // it does nothing and returns this
}

// A result is what came of a run.
type result struct {
	pid    int
	status int // -1 if a signal ended it
	signal syscall.Signal
	stdout string
	stderr string
	calls  []*call // those that change state, if it was traced
}

// String is for messages of tests.
func (r *result) String() string {
	end := fmt.Sprintf("exit status %d", r.status)
	if r.status < 0 {
		end = r.signal.String()
	}
	return strings.TrimRight(end+"\n"+r.stdout+r.stderr, "\n")
}

// trace runs a program and asks at the entry of each system call that changes
// state what is to become of it. All threads are followed, and counted as one.
// While it is asked, the thread that makes the call stands still. ask may run
// other programs, and must wait for them. With stopAtOpens it is asked about
// files that are opened for reading as well.
func trace(program string, args, environment []string, stopAt string, ask func(*call) answer) (*result, error) {
	// All that is done to a traced process has to be done by one thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	out, err := newPipe()
	if err != nil {
		return nil, err
	}
	defer out.close()
	diagnostics, err := newPipe()
	if err != nil {
		return nil, err
	}
	defer diagnostics.close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	pid, err := syscall.ForkExec(self, append([]string{self, program}, args...), &syscall.ProcAttr{
		Env:   append(slices.Clone(environment), launcherVariable+"="+stopAt),
		Files: []uintptr{null.Fd(), out.write.Fd(), diagnostics.write.Fd()},
		Sys:   &syscall.SysProcAttr{Ptrace: true},
	})
	if err != nil {
		return nil, err
	}
	tr := &tracing{pid: pid, ask: ask, opens: stopAt == stopAtOpens, result: &result{pid: pid, status: -1},
		seen: map[int]bool{pid: true}}
	err = tr.follow()
	if err != nil {
		unix.Kill(pid, unix.SIGKILL)
		for tr.wait() == nil && !tr.ended {
		}
	}
	tr.result.stdout, tr.result.stderr = out.text(), diagnostics.text()
	return tr.result, err
}

// A tracing is a traced process.
type tracing struct {
	pid      int
	ask      func(*call) answer
	opens    bool // ask about files that are opened for reading too
	result   *result
	seen     map[int]bool // threads that have started
	launched bool         // the launcher has become the program
	dying    int          // the thread that is to be killed at the end of its call, or 0

	tid    int // the thread that has stopped
	status unix.WaitStatus
	ended  bool
}

// wait waits for the next stop of a thread, or the end of the process.
func (tr *tracing) wait() error {
	for {
		// Children of other threads of this process are none of ours.
		const ownChildrenOnly = 0x20000000 // __WNOTHREAD
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, unix.WALL|ownChildrenOnly, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("wait4: %w", err)
		}
		tr.tid, tr.status = tid, status
		if tid == tr.pid && (status.Exited() || status.Signaled()) {
			tr.ended = true
			tr.result.status = status.ExitStatus()
			if status.Signaled() {
				tr.result.status, tr.result.signal = -1, status.Signal()
			}
		}
		return nil
	}
}

// follow leads the process to its end.
func (tr *tracing) follow() error {
	if err := tr.wait(); err != nil {
		return err
	}
	if tr.ended || !tr.status.Stopped() {
		return fmt.Errorf("the program did not start: %v", tr.result)
	}
	options := unix.PTRACE_O_TRACESECCOMP | unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE |
		unix.PTRACE_O_TRACEFORK |
		unix.PTRACE_O_TRACEVFORK | unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_EXITKILL
	if err := unix.PtraceSetOptions(tr.pid, options); err != nil {
		return fmt.Errorf("PTRACE_SETOPTIONS: %w", err)
	}
	if _, err := systemCall(tr.pid); err != nil {
		return err
	}
	signal := 0
	for {
		resume := unix.PtraceCont
		if tr.dying == tr.tid {
			resume = unix.PtraceSyscall
		}
		// A thread may be gone by now: the process was killed, or ends.
		if err := resume(tr.tid, signal); err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("PTRACE_CONT: %w", err)
		}
		for {
			if err := tr.wait(); err != nil {
				return err
			}
			if tr.ended {
				return nil
			}
			if tr.status.Stopped() {
				break
			}
		}
		signal = 0
		switch stop := tr.status.StopSignal(); {
		case stop == unix.SIGTRAP && tr.status.TrapCause() == unix.PTRACE_EVENT_SECCOMP:
			if err := tr.atCall(); err != nil && !errors.Is(err, unix.ESRCH) {
				return err
			}
		case stop == unix.SIGTRAP && tr.status.TrapCause() > 0:
			// A thread or process was made, or a program executed.
			if tr.status.TrapCause() == unix.PTRACE_EVENT_EXEC {
				tr.launched = true
			}
		case stop == unix.SIGTRAP|0x80: // the end of the call that is the last one
			unix.Kill(tr.pid, unix.SIGKILL)
		case stop == unix.SIGSTOP && !tr.seen[tr.tid]:
			// What a new thread begins with.
		default:
			signal = int(stop)
		}
		tr.seen[tr.tid] = true
	}
}

// callInfo is struct ptrace_syscall_info.
type callInfo struct {
	op     uint8
	_      [3]uint8
	arch   uint32
	ip, sp uint64
	number uint64
	args   [6]uint64
	_      uint64
}

// systemCall returns at what system call a thread has stopped, if it has at any.
func systemCall(tid int) (*callInfo, error) {
	var info callInfo
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(tid),
		unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 {
		return nil, fmt.Errorf("PTRACE_GET_SYSCALL_INFO: %w", errno)
	}
	return &info, nil
}

// atCall looks at a thread that is about to enter a system call.
func (tr *tracing) atCall() error {
	if !tr.launched {
		return nil
	}
	info, err := systemCall(tr.tid)
	if err != nil {
		return err
	}
	if info.op != unix.PTRACE_SYSCALL_INFO_SECCOMP {
		return fmt.Errorf("PTRACE_GET_SYSCALL_INFO: the thread has not stopped at a system call, but for %d", info.op)
	}
	c := classify(tr.tid, info.number, info.args)
	if c == nil {
		return nil
	}
	if c.looks && !tr.opens {
		return nil
	}
	if !c.looks {
		c.n = len(tr.result.calls) + 1
		tr.result.calls = append(tr.result.calls, c)
	}
	a := tr.ask(c)
	switch {
	case a.kill && a.half && c.writes():
		tr.dying = tr.tid
		return setThirdArgument(tr.tid, c.args[2]/2)
	case a.kill:
		return unix.Kill(tr.pid, unix.SIGKILL)
	case a.fail != 0:
		// A call that is none leaves the result as it is set here.
		if err := setNumber(tr.tid, -1); err != nil {
			return err
		}
		return setResult(tr.tid, -int64(a.fail))
	}
	return nil
}

// A pipe collects what a program writes.
type pipe struct {
	read, write *os.File
	collected   chan string
}

func newPipe() (*pipe, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &pipe{read: read, write: write, collected: make(chan string, 1)}
	go func() {
		data, err := io.ReadAll(read)
		if err != nil {
			data = append(data, err.Error()...)
		}
		p.collected <- string(data)
	}()
	return p, nil
}

// text returns what was written, once the program has ended.
func (p *pipe) text() string {
	p.write.Close()
	return <-p.collected
}

func (p *pipe) close() {
	p.write.Close()
	p.read.Close()
}

// untouched lets every call go on.
func untouched(*call) answer { return answer{} }

// needTracing skips a test where a process can't be traced.
func needTracing(t testing.TB) {
	t.Helper()
	tracingWorks()
	if tracingError != nil {
		t.Skipf("cannot trace a process: %v", tracingError)
	}
}

var tracingError error

// tracingWorks finds out whether a call can be followed and made to fail.
var tracingWorks = sync.OnceFunc(func() {
	r, err := trace(ispatch, []string{"version"}, environment(), stopAtChanges, untouched)
	switch {
	case err != nil:
		tracingError = err
	case r.status != 0:
		tracingError = fmt.Errorf("a traced program ends otherwise than one that is not: %v", r)
	}
})
