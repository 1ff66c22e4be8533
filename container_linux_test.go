package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"ispatch/internal/homestest"
)

// serverUser is the number of the user and group that the container's server runs as.
const serverUser = 802

// TestContainer: root builds an image by the steps of the example's Dockerfile, and its
// entry point configures it twice as the server's user: root left no files that this
// user could not change.
func TestContainer(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to run as two users")
	}
	image := t.TempDir()
	for dir := image; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	program, home := filepath.Join(image, "bin", "ispatch"), filepath.Join(image, "wso2is")
	copyFile(t, executable(t), program, 0o755)
	script := filepath.Join(image, "entrypoint.sh")
	copyFile(t, filepath.Join("examples", "container", "entrypoint.sh"), script, 0o755)
	password, driver := filepath.Join(image, "password"), filepath.Join(image, "mysql-connector-java-5.1.49.jar")
	if err := os.WriteFile(password, []byte("S3cret\n"), 0o444); err != nil {
		t.Fatal(err)
	}
	writeDriver(t, driver, "com.mysql.jdbc.Driver")
	if err := os.CopyFS(home, os.DirFS(filepath.Join("fixtures", "homes", "is-km-5.7.0"))); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, serverUser, serverUser)
	}); err != nil {
		t.Fatal(err)
	}
	run := func(user uint32, args ...string) {
		t.Helper()
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = image
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
		cmd.Env = []string{"PATH=" + filepath.Dir(program) + ":/usr/bin:/bin", "IS_HOME=" + home,
			"DATABASE_HOST=db.example.com", "DATABASE_USERNAME=wso2", "DATABASE_PASSWORD_FILE=" + password}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q as user %d: %v\n%s", args, user, err, out)
		}
	}
	run(0, program, "driver", "install", driver, "--no-backup") // RUN
	run(serverUser, "sh", script, "true")                       // ENTRYPOINT
	first := homestest.Contents(t, home)
	run(serverUser, "sh", script, "true")
	again := homestest.Contents(t, home)
	for name, content := range again {
		if first[name] != content {
			t.Errorf("the second start changed %s", name)
		}
	}
	if err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Sys().(*syscall.Stat_t).Uid != serverUser {
			t.Errorf("%s does not belong to the server's user", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// executable is this test's program, which is ispatch under that name.
func executable(t *testing.T) string {
	t.Helper()
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func copyFile(t *testing.T, from, to string, mode fs.FileMode) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, mode); err != nil {
		t.Fatal(err)
	}
}
