package main

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ispatch/internal/homestest"
	"ispatch/patch"
)

// TestDocs runs the sh blocks of each page, as a reader would: with ispatch on the
// PATH, $IS_HOME a Key Manager's home and $AM_HOME an API Manager's. Each page runs on
// a home of its own. Then all pages run in turn on one home, and none replaces a real
// value with a placeholder of WSO2's documentation.
func TestDocs(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	// A reader starts with the first run.
	first := filepath.Join("docs", "first-run.md")
	pages = slices.DeleteFunc(pages, func(page string) bool { return page == first })
	pages = append([]string{first, "README.md"}, pages...)
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(t *testing.T, page, home string) {
		t.Helper()
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		work := t.TempDir()
		writeDriver(t, filepath.Join(work, "postgresql-42.7.4.jar"), "org.postgresql.Driver")
		writeDriver(t, filepath.Join(work, "mysql-connector-java-5.1.49-bin.jar"), "com.mysql.jdbc.Driver")
		cmd := exec.Command(bash, "-euc", shellBlocks(string(text)))
		cmd.Dir = work
		am := homestest.Copy(t, filepath.Join("fixtures", "homes", "am-2.6.0"))
		cmd.Env = []string{"AM_HOME=" + am, "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
			"IS_HOME=" + home,
			"HOME=" + work, "LANG=C.UTF-8"}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", page, err, out)
		}
	}
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			run(t, page, homestest.Copy(t, filepath.Join("fixtures", "homes", "is-km-5.7.0")))
		})
	}
	t.Run("one home", func(t *testing.T) {
		t.Parallel()
		home := homestest.Copy(t, filepath.Join("fixtures", "homes", "is-km-5.7.0"))
		for _, page := range pages {
			run(t, page, home)
			datasources, err := os.ReadFile(filepath.Join(home, filepath.FromSlash(patch.MasterDatasources)))
			if err != nil {
				t.Fatal(err)
			}
			for _, placeholder := range []string{patch.PlaceholderHost, "<username>" + patch.PlaceholderUser + "<",
				"<password>" + patch.PlaceholderPassword + "<"} {
				if bytes.Contains(datasources, []byte(placeholder)) {
					t.Errorf("after %s the home has %s", page, placeholder)
				}
			}
		}
	})
}

// writeDriver writes a JAR that has a JDBC driver's class, by its name.
func writeDriver(t *testing.T, file, class string) {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range map[string]string{
		"META-INF/MANIFEST.MF":                         "Manifest-Version: 1.0\n",
		"META-INF/services/java.sql.Driver":            class + "\n",
		strings.ReplaceAll(class, ".", "/") + ".class": "\xca\xfe\xba\xbe\x00\x00\x00\x34",
	} {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shellBlocks joins the blocks of a page that are marked sh.
func shellBlocks(page string) string {
	var b strings.Builder
	for i, part := range strings.Split(page, "```") {
		if code, ok := strings.CutPrefix(part, "sh\n"); ok && i%2 == 1 {
			b.WriteString(code)
		}
	}
	return b.String()
}
