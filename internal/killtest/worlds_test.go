//go:build linux && (amd64 || arm64)

package killtest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// everything is a world whose run does all that one can do: it changes files,
// and makes one in folders that are not there.
func everything(t testing.TB) *world {
	t.Helper()
	w := newWorld(t, "apply", "--profile", "$TOP/profile/profile.yaml")
	directory := file{mode: fs.ModeDir | 0o755}
	w.start["profile"], w.folders["profile"] = directory, true
	page, err := run("profile", "print")
	if err != nil {
		t.Fatal(err)
	}
	add := func(name, text string, mode fs.FileMode) {
		f := file{mode, text}
		w.start[name], w.old[name], w.new[name] = f, f, f
	}
	add("profile/connector-5.1.49.jar", connector(t), 0o600)
	add("profile/profile.yaml", page.stdout+`
driver: {file: connector-5.1.49.jar}
patches:
  - {file: repository/conf/carbon.xml, path: "/Server/Ports/Offset", value: "7"}
`, 0o600)
	if err := w.reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.succeed(w.args...); err != nil {
		t.Fatal(err)
	}
	now, err := w.read()
	if err != nil {
		t.Fatal(err)
	}
	w.new = now.files()
	want := expected(t, stock).files()
	for _, name := range changed {
		if w.new["home/"+name] != want["home/"+name] {
			t.Fatalf("%s is not as with the profile of the page", name)
		}
	}
	jar := w.new["home/repository/components/lib/connector-5.1.49.jar"]
	if jar.text != w.start["profile/connector-5.1.49.jar"].text || jar.mode != 0o644 {
		t.Fatalf("the driver is not installed: mode %v, %d bytes", jar.mode, len(jar.text))
	}
	if !strings.Contains(w.new["home/repository/conf/carbon.xml"].text, ">7<") {
		t.Fatal("carbon.xml is not changed")
	}
	if err := w.reset(); err != nil {
		t.Fatal(err)
	}
	return w
}

// connector is a JAR with the class that the default profile's datasources
// name.
func connector(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"META-INF/MANIFEST.MF":        "Manifest-Version: 1.0\r\n\r\n",
		"com/mysql/jdbc/Driver.class": "\xca\xfe\xba\xbe\x00\x00\x004",
	} {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// isolate gives the test mounts of its own, which end with it. The test's
// goroutine keeps a thread to itself from then on, and programs that are to see
// the mounts must be started by it. The test is skipped where that is not
// permitted.
func isolate(t testing.TB) {
	t.Helper()
	runtime.LockOSThread() // never undone: the thread ends with the test
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		t.Skipf("cannot mount: %v", err)
	}
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Skipf("cannot mount: %v", err)
	}
}

// unmount unmounts what is mounted there, if anything is.
func unmount(target string) error {
	err := unix.Unmount(target, unix.MNT_DETACH)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOENT) {
		return nil
	}
	return err
}

// mounted is a world in which one file, as in a container, is a mount of its
// own: it can be written, but not replaced.
func mounted(t testing.TB) *world {
	t.Helper()
	isolate(t)
	w := newWorld(t, "apply")
	w.inPlace = "home/repository/conf/registry.xml"
	target, source := filepath.Join(w.top, w.inPlace), filepath.Join(temporary(t), "registry.xml")
	w.before = func() error { return unmount(target) }
	t.Cleanup(func() { unmount(target) })
	w.after = func() error {
		// The mount shows the file in its place.
		data, err := os.ReadFile(target)
		if err == nil {
			err = os.WriteFile(source, data, 0o600)
		}
		if err == nil {
			err = os.Chmod(source, w.old[w.inPlace].mode)
		}
		if err == nil {
			err = unix.Mount(source, target, "", unix.MS_BIND, "")
		}
		return err
	}
	if err := w.reset(); err != nil {
		t.Skipf("cannot mount a file: %v", err)
	}
	return w
}

// rollingBack turns a world round: apply is done, rollback is the run, with the
// backup's ID or without.
func (w *world) rollingBack(t testing.TB, named bool) *world {
	t.Helper()
	_, err := w.succeed(w.args...)
	if err == nil {
		err = w.is(w.new)
	}
	if err == nil {
		w.start, err = w.read()
	}
	if err != nil {
		t.Fatal(err)
	}
	w.old, w.new, w.args = w.new, w.old, []string{"rollback"}
	if named {
		list, err := w.backups()
		if err != nil {
			t.Fatal(err)
		}
		w.args = append(w.args, "--to", list[0].ID)
	}
	return w
}
