package ping

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// A provided JAR is one that the JVM can open by its path.
type provided struct {
	path  string
	files []*os.File
}

// provide puts the JAR into sealed memory, as the first descriptor after the
// standard ones: it leaves no file, and nobody can change it.
func provide(jar []byte) (provided, error) {
	fd, err := unix.MemfdCreate("ping.jar", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return provided{}, err
	}
	file := os.NewFile(uintptr(fd), "ping.jar")
	if _, err := file.Write(jar); err != nil {
		file.Close()
		return provided{}, err
	}
	seals := unix.F_SEAL_SEAL | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_WRITE
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals); err != nil {
		file.Close()
		return provided{}, err
	}
	return provided{"/proc/self/fd/3", []*os.File{file}}, nil
}

func (p provided) close() {
	for _, file := range p.files {
		file.Close()
	}
}

// An identity is the user that the JVM runs as; nil is the caller.
type identity struct{ credential *syscall.Credential }

// apply makes the command run as the identity, in a session of its own, without
// descriptors that this process inherited, and makes it die with this process.
func (i identity) apply(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: i.credential, Setsid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error {
		// Kill the process group: everything that the JVM started and that
		// stayed in its session.
		return unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
	}
	closeOnExec()
	// No core dump, which would hold the passwords.
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil {
		limit.Cur = 0
		unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}

// closeOnExec marks all descriptors except the standard ones, also those that
// this process inherited, so that no child process gets them.
func closeOnExec() {
	if unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC) == nil {
		return
	}
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, entry := range entries {
		var fd int
		if _, err := fmt.Sscan(entry.Name(), &fd); err == nil && fd > 2 {
			unix.CloseOnExec(fd)
		}
	}
}
