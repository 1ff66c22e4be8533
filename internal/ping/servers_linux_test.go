package ping

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// The tests with real servers need the programs of Debian's packages, and skip
// without them. Nothing of the system's own is used or changed: each server has
// its data in the test's folder and listens on a free port of the loopback.

// A folder holds all files of a real server of a test. The server runs as an
// account other than root, as database servers require.
type folder struct {
	dir     string
	account *syscall.Credential
}

// newFolder creates one for a server. If the tests run as root, it belongs to
// the named account.
func newFolder(t *testing.T, account string) folder {
	t.Helper()
	f := folder{dir: t.TempDir()}
	if os.Getuid() != 0 {
		return f
	}
	who, err := user.Lookup(account)
	if err != nil {
		t.Skip("no account to run the server as: ", err)
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	f.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	// The folder above is root's alone.
	if err := os.Chmod(filepath.Dir(f.dir), 0o711); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(f.dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return f
}

// write makes a file of the server's.
func (f folder) write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if f.account != nil {
		if err := os.Chown(path, int(f.account.Uid), int(f.account.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func (f folder) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = f.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=" + f.dir, "TMPDIR=" + f.dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: f.account, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// run runs a command to its end.
func (f folder) run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := f.command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// serve starts a server on a free port of the loopback and waits until ready
// reports true. It returns a function that stops it; the end of the test stops
// it too.
func (f folder) serve(t *testing.T, ready func(port string) bool, name string,
	args func(port string) []string) (port string, stop func()) {
	t.Helper()
	port = closedPort(t)
	var log bytes.Buffer
	cmd := f.command(name, args(port)...)
	cmd.Stdout, cmd.Stderr = &log, &log
	started, ended := make(chan error, 1), make(chan struct{})
	go func() {
		// The server dies with the thread that starts it.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
		}
		close(ended)
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	stop = func() {
		cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			cmd.Process.Kill()
			<-ended
		}
	}
	t.Cleanup(stop)
	for end := time.Now().Add(time.Minute); !ready(port); time.Sleep(50 * time.Millisecond) {
		select {
		case <-ended:
			t.Fatalf("%s ended:\n%s", name, log.String())
		default:
		}
		if time.Now().After(end) {
			stop()
			t.Fatalf("%s is not ready:\n%s", name, log.String())
		}
	}
	return port, stop
}

// program finds one of a server's programs, which distributions do not put into
// PATH. It skips the test if there is none.
func program(t *testing.T, name string, elsewhere ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, pattern := range elsewhere {
		if found, _ := filepath.Glob(filepath.Join(pattern, name)); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	t.Skipf("no %s here", name)
	return ""
}

// certificates are an authority's and, made by it, a server's for the loopback,
// with its key.
type certificates struct{ authority, server, key []byte }

func newCertificates(t *testing.T) certificates {
	t.Helper()
	var c certificates
	template := func(serial int64, name string) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true}
	}
	make := func(of, by *x509.Certificate, byKey *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if byKey == nil {
			byKey = key
		}
		data, err := x509.CreateCertificate(rand.Reader, of, by, &key.PublicKey, byKey)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data}), key
	}
	authority := template(1, "an authority of a test")
	authority.IsCA, authority.KeyUsage = true, x509.KeyUsageCertSign
	var authorityKey *ecdsa.PrivateKey
	c.authority, authorityKey = make(authority, authority, nil)
	server := template(2, "a server of a test")
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	var key *ecdsa.PrivateKey
	c.server, key = make(server, authority, authorityKey)
	data, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	c.key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: data})
	return c
}

// closedPort returns a port on which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// listening reports whether something listens on a port of the loopback.
func listening(port string) bool {
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err == nil {
		conn.Close()
	}
	return err == nil
}

// long skips a test that starts real servers, unless the long tests are on.
func long(t *testing.T) {
	t.Helper()
	if os.Getenv("ISPATCH_LONG") == "" {
		t.Skip("starts real servers: ISPATCH_LONG=1 runs it")
	}
}
