package ansible_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const sshPort = 2222

// A network is hosts on this machine, each a network namespace with an address and
// an SSH server of its own.
type network struct {
	t       *testing.T
	dir     string
	key     string   // the private key that logs in as root
	hosts   []string // their addresses
	servers map[string]*exec.Cmd
}

// newNetwork creates n hosts. It skips the test if that is not possible.
func newNetwork(t *testing.T, n int) *network {
	t.Helper()
	for _, tool := range []string{"ip", "/usr/sbin/sshd", "ssh-keygen"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s on this machine", tool)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("needs root, to make network namespaces")
	}
	w := &network{t: t, dir: t.TempDir(), servers: map[string]*exec.Cmd{}}
	w.key = filepath.Join(w.dir, "key")
	for _, name := range []string{"key", "host"} {
		w.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(w.dir, name))
	}
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
		t.Fatal(err)
	}
	bridge := fmt.Sprintf("isp%d", os.Getpid()%100000)
	w.run("ip", "link", "add", bridge, "type", "bridge")
	t.Cleanup(func() { _ = exec.Command("ip", "link", "del", bridge).Run() })
	w.run("ip", "addr", "add", "198.18.77.254/24", "dev", bridge)
	w.run("ip", "link", "set", bridge, "up")
	for i := range n {
		space := fmt.Sprintf("%s-%d", bridge, i)
		outer, address := fmt.Sprintf("%sv%d", bridge, i), fmt.Sprintf("198.18.77.%d", i+1)
		w.run("ip", "netns", "add", space)
		t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", space).Run() })
		w.run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", space)
		w.run("ip", "link", "set", outer, "master", bridge, "up")
		w.run("ip", "-n", space, "addr", "add", address+"/24", "dev", "eth0")
		w.run("ip", "-n", space, "link", "set", "eth0", "up")
		w.run("ip", "-n", space, "link", "set", "lo", "up")
		w.hosts = append(w.hosts, address)
		w.servers[address] = exec.Command("ip", "netns", "exec", space, "/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null",
			"-o", fmt.Sprintf("Port=%d", sshPort), "-o", "HostKey="+filepath.Join(w.dir, "host"),
			"-o", "AuthorizedKeysFile="+w.key+".pub", "-o", "StrictModes=no", "-o", "PermitRootLogin=yes",
			"-o", "PidFile=none", "-o", "UsePAM=no")
		w.start(address)
	}
	return w
}

func (w *network) run(name string, args ...string) {
	w.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		w.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

// start starts the SSH server of a host and waits until it answers.
func (w *network) start(host string) {
	w.t.Helper()
	old := w.servers[host]
	cmd := exec.Command(old.Path, old.Args[1:]...)
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.servers[host] = cmd
	w.t.Cleanup(func() { _ = cmd.Process.Kill() })
	address := net.JoinHostPort(host, fmt.Sprint(sshPort))
	for range 600 {
		if c, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			_ = c.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("the SSH server of %s does not answer", host)
}

// stop stops the SSH server of a host: the host is down.
func (w *network) stop(host string) {
	w.t.Helper()
	if err := w.servers[host].Process.Kill(); err != nil {
		w.t.Fatal(err)
	}
	_ = w.servers[host].Wait()
}
