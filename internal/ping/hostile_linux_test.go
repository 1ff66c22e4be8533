package ping

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hostileHome returns a home with a malicious driver, owned by a user other
// than root if root runs the tests. The JAR also has classes that might shadow
// those of the JDK.
func hostileHome(t *testing.T) string {
	t.Helper()
	data := compile(t, "testdata/Hostile.java")
	var jar bytes.Buffer
	w := zip.NewWriter(&jar)
	if r, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err != nil || w.AddFS(r) != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"java/sql/SQLException.class", "javax/naming/Context.class", "Ping.class"} {
		file, _ := w.Create(name)
		file.Write([]byte("not the JDK's"))
	}
	w.Close()
	f := newFolder(t, "nobody")
	write(t, f.dir+"/repository/components/lib/hostile.jar", jar.Bytes())
	copyJAR(t, "tomcat9-jdbc.jar", f.dir+"/repository/components/plugins/tomcat-jdbc.jar")
	copyJAR(t, "tomcat9-juli.jar", f.dir+"/repository/components/plugins/tomcat-juli.jar")
	return f.dir
}

func hostile(what string) Target {
	return source("Hostile", "jdbc:hostile:"+what, "wso2", planted)
}

// lookedAt returns the lines of one kind that the driver printed.
func lookedAt(report Report, what string) (found []string) {
	for _, line := range report.Output {
		if text, ok := strings.CutPrefix(line, what+"="); ok {
			found = append(found, text)
		}
	}
	return found
}

// TestHostileJAR: the driver runs as the home's owner and sees nothing of the
// caller; its output can neither show a password nor forge a line.
func TestHostileJAR(t *testing.T) {
	long(t)
	home := hostileHome(t)
	t.Setenv("HOSTILE_SECRET", "enV1ronment")
	t.Setenv("JAVA_TOOL_OPTIONS", "-Dinjected=true")
	// A descriptor that this process was given, as a shell's 9<file is.
	inherited, err := syscall.Open("/etc/passwd", syscall.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(inherited)
	report := ping(t, optionsFor(home), hostile("look"))
	expect(t, report.Results[0], WrongPassword)

	if got := lookedAt(report, "environment"); !slices.Equal(got, []string{"{LC_ALL=C.UTF-8}"}) {
		t.Errorf("environment %q", got)
	}
	if got := lookedAt(report, "session"); !slices.Equal(got, []string{"true"}) {
		t.Errorf("a session of its own: %q", got)
	}
	if got := lookedAt(report, "limit"); len(got) != 1 || !strings.HasSuffix(got[0], " 0") {
		t.Errorf("core files: %q", got)
	}
	for _, descriptor := range lookedAt(report, "descriptor") {
		number, target, _ := strings.Cut(descriptor, " ")
		n, _ := strconv.Atoi(number)
		allowed := n <= 2 && strings.HasPrefix(target, "pipe:") || strings.HasPrefix(target, "/memfd:ping.jar") ||
			n > 3 && (strings.HasPrefix(target, "/usr/") || strings.HasPrefix(target, home+"/") || target == "gone" ||
				strings.HasPrefix(target, "/proc/") || strings.HasPrefix(target, "/dev/") && target != "/dev/tty" ||
				strings.HasPrefix(target, "/opt/") || strings.HasPrefix(target, "socket:"))
		if !allowed {
			t.Errorf("descriptor %s", descriptor)
		}
	}
	closed := lookedAt(report, "closed")
	if !slices.Contains(closed, "/dev/tty") {
		t.Errorf("the terminal is open: %q", lookedAt(report, "opened"))
	}
	text := strings.Join(report.Output, "\n")
	for _, secret := range []string{"enV1ronment", "injected", "pl4nted"} {
		if strings.Contains(text, secret) {
			t.Errorf("it saw %s:\n%s", secret, text)
		}
	}
	if os.Getuid() != 0 {
		return
	}
	if opened := lookedAt(report, "opened"); len(opened) > 0 {
		t.Errorf("it opened %q", opened)
	}
	nobody, _ := user.Lookup("nobody")
	for i, status := range lookedAt(report, "status") {
		ids := strings.Fields(status)[1:]
		for _, id := range ids {
			if want := []string{nobody.Uid, nobody.Gid, nobody.Gid}[i]; id != want {
				t.Errorf("it ran as %s, not %s", status, want)
			}
		}
	}
}

// TestHostileOutput: forged output is only text, and limited.
func TestHostileOutput(t *testing.T) {
	long(t)
	home := hostileHome(t)
	report := ping(t, optionsFor(home), hostile("forge"), hostile("nothing"))
	text := strings.Join(report.Output, "\n") + report.Results[0].Server
	if strings.ContainsAny(text, "\x1b\u202e") || !report.Results[0].LoggedIn || report.Results[1].LoggedIn {
		t.Errorf("%q %+v", text, report.Results)
	}
	report = ping(t, optionsFor(home), hostile("flood"))
	if len(report.Problems) != 1 || report.Problems[0].Code != string(JavaFailed) {
		t.Errorf("%+v", report)
	}
	report = ping(t, optionsFor(home), hostile("end"))
	if len(report.Problems) != 1 || report.Problems[0].Code != string(JavaFailed) {
		t.Errorf("%+v", report)
	}
}

// TestHostileEnd: a driver that doesn't end is killed when its time is over,
// with its child processes; and also when the calling process ends, in whatever
// way.
func TestHostileEnd(t *testing.T) {
	long(t)
	if home := os.Getenv("HOSTILE_HOME"); home != "" {
		o := optionsFor(home)
		o.Timeout = time.Hour
		Run(context.Background(), o, []Target{hostile("sleep")}, func(Result) {})
		return
	}
	home := hostileHome(t)
	o := optionsFor(home)
	o.Timeout = time.Second
	report := ping(t, o, hostile("sleep"))
	expect(t, report.Results[0], Timeout)
	gone(t, home)

	helper := exec.Command(os.Args[0], "-test.run=^TestHostileEnd$")
	helper.Env = append(os.Environ(), "HOSTILE_HOME="+home)
	if err := helper.Start(); err != nil {
		t.Fatal(err)
	}
	for read(home+"/pid") == "" {
		time.Sleep(10 * time.Millisecond)
	}
	helper.Process.Kill()
	helper.Wait()
	gone(t, home)
}

func read(path string) string {
	data, _ := os.ReadFile(path)
	return string(data)
}

// gone waits until the JVM that left its number is gone.
func gone(t *testing.T, home string) {
	t.Helper()
	pid := read(home + "/pid")
	if pid == "" {
		t.Fatal("it did not run")
	}
	os.Remove(home + "/pid")
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		status := read("/proc/" + pid + "/status")
		if status == "" || strings.Contains(status, "State:\tZ") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the JVM %s goes on:\n%s", pid, status)
		}
	}
}

// TestUnsafeHome: if root owns the home, everything that its JVM would load
// must be writable by root only, or it is not run.
func TestUnsafeHome(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("is about root")
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	uid, _ := strconv.Atoi(nobody.Uid)
	gid, _ := strconv.Atoi(nobody.Gid)
	jar := "repository/components/lib/driver.jar"
	for name, test := range map[string]struct {
		break_ func(home string) error
		bad    string
	}{
		"safe":                      {func(string) error { return nil }, ""},
		"another user's JAR":        {func(h string) error { return os.Chown(h+"/"+jar, uid, 0) }, jar},
		"a JAR for all":             {func(h string) error { return os.Chmod(h+"/"+jar, 0o666) }, jar},
		"a group's folder":          {group("repository/components/lib", gid), "repository/components/lib"},
		"a folder above":            {group("repository", gid), "repository"},
		"a sticky folder of JARs":   {func(h string) error { return os.Chmod(h+"/lib", 0o777|os.ModeSticky) }, "lib"},
		"the home itself":           {func(h string) error { return os.Chmod(h, 0o777) }, "can be written"},
		"a file of datasources":     {func(h string) error { return os.Chown(h+"/conf.xml", uid, 0) }, "conf.xml"},
		"a link to another's":       {linked(uid), "elsewhere"},
		"a link through another's":  {linkedThrough(uid), "between"},
		"root's group may write it": {func(h string) error { return os.Chmod(h+"/"+jar, 0o664) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			write(t, home+"/"+jar, []byte("a driver"))
			write(t, home+"/lib/x.jar", nil)
			write(t, home+"/conf.xml", nil)
			if err := test.break_(home); err != nil {
				t.Fatal(err)
			}
			_, refused := identify(home, "/bin/sh", []string{"conf.xml"})
			switch {
			case refused == nil && test.bad != "":
				t.Error("not refused")
			case refused != nil && (test.bad == "" || !strings.Contains(refused.Message, test.bad)):
				t.Error(refused.Message)
			}
		})
	}
}

// group makes a folder writable for a group.
func group(name string, gid int) func(string) error {
	return func(home string) error {
		if err := os.Chown(home+"/"+name, 0, gid); err != nil {
			return err
		}
		return os.Chmod(home+"/"+name, 0o775)
	}
}

// linked makes a JAR a link to a file of somebody else.
func linked(uid int) func(string) error {
	return func(home string) error {
		if err := os.WriteFile(home+"/elsewhere", nil, 0o644); err != nil {
			return err
		}
		if err := os.Chown(home+"/elsewhere", uid, 0); err != nil {
			return err
		}
		return os.Symlink(home+"/elsewhere", home+"/repository/components/lib/link.jar")
	}
}

// linkedThrough makes a JAR a link to a link in somebody else's folder, which
// leads to a file of root's.
func linkedThrough(uid int) func(string) error {
	return func(home string) error {
		between := filepath.Join(home, "between")
		if err := os.Mkdir(between, 0o755); err != nil {
			return err
		}
		if err := os.Symlink("../conf.xml", between+"/link.jar"); err != nil {
			return err
		}
		if err := os.Chown(between, uid, 0); err != nil {
			return err
		}
		return os.Symlink("../../../between/link.jar", home+"/repository/components/lib/link.jar")
	}
}
