package ping

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestClass: the embedded class is java/Ping.java, compiled for Java 8. The
// compilers of different JDKs lay a class out differently, so that the code of
// its methods is compared.
func TestClass(t *testing.T) {
	javac, err := exec.LookPath("javac")
	if err != nil {
		t.Skip("no javac")
	}
	dir := t.TempDir()
	if out, err := exec.Command(javac, "--release", "8", "-Xlint:all", "-Xlint:-options", "-Werror", "-g:none",
		"-d", dir, "java/Ping.java").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want, got := code(t, filepath.Join(dir, "Ping.class")), code(t, "java/Ping.class")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the class is not the source: in internal/ping/java run javac --release 8 -g:none Ping.java\n%s", diff)
	}
	if !bytes.HasPrefix(class, []byte{0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52}) {
		t.Errorf("no class file of Java 8: % x", class[:8])
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("more than one class: %v, %v", entries, err)
	}
}

// code is what javap prints of a class's methods, without the numbers of the
// constant pool.
func code(t *testing.T, path string) []string {
	t.Helper()
	out, err := exec.Command("javap", "-c", "-p", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(regexp.MustCompile(`#\d+,?\s*`).ReplaceAllString(string(out), ""), "\n")
}
