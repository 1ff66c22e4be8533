package ping

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ispatch/internal/server"
)

// troublesome are characters that are special in XML, URLs, properties files, shells or YAML, and
// some that are longer in UTF-8.
const troublesome = "<>&'\"`;:@/\\?#%+= $!*()[]{}|^~,.-_aZ09éß€中😀"

// A circle is a database, and a program that writes homes for it.
type circle struct {
	program, home string
	server        *mariaDB
	port          string
}

func newCircle(t *testing.T) *circle {
	t.Helper()
	c := &circle{program: filepath.Join(t.TempDir(), "ispatch"), server: newMariaDB(t), home: newHome(t)}
	if out, err := exec.Command("go", "build", "-o", c.program, "ispatch").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c.port, _ = c.server.start(t)
	fixture := os.DirFS("../../fixtures/homes/is-km-5.7.0")
	if err := os.CopyFS(filepath.Join(c.home, "."), fixture); err != nil {
		t.Fatal(err)
	}
	return c
}

// opens checks passwords all the way: the database has each, apply writes it, the file is read as
// the server reads it, and the pool logs in with it.
func (c *circle) opens(passwords ...string) error {
	var targets []Target
	for i, password := range passwords {
		user := fmt.Sprintf("round%d", i)
		quoted := strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(password)
		if err := c.server.sql("CREATE OR REPLACE USER '" + user + "'@'127.0.0.1' IDENTIFIED BY '" + quoted + "';" +
			"GRANT ALL ON amdb.* TO '" + user + "'@'127.0.0.1'"); err != nil {
			return err
		}
		apply := exec.Command(c.program, "apply", "-q", "--home", c.home, "--set", "database.type=mariadb",
			"--set", "database.host=127.0.0.1", "--set", "database.port="+c.port,
			"--set", "datasources.WSO2AM_DB.database=amdb", "--set", "database.username="+user,
			"--set-env", "database.password=ROUND")
		apply.Env = append(os.Environ(), "ROUND="+password)
		if out, err := apply.CombinedOutput(); err != nil {
			return fmt.Errorf("apply %q: %w\n%s", password, err, out)
		}
		config := server.Read(server.NewSource(os.DirFS(c.home)))
		for _, target := range Targets(config, c.home) {
			if target.JNDI == "jdbc/WSO2AM_DB" {
				target.Roles = nil
				targets = append(targets, target)
			}
		}
	}
	report := Run(context.Background(), optionsFor(c.home), targets, func(Result) {})
	if len(report.Problems) > 0 || len(report.Results) != len(passwords) {
		return fmt.Errorf("%d results, %w", len(report.Results), report.Problems)
	}
	for i, r := range report.Results {
		if len(r.Problems) > 0 || !r.LoggedIn {
			return fmt.Errorf("%q: %v %v", passwords[i], r.Problems, r.Notes)
		}
	}
	return nil
}

// TestCircle: a password with every troublesome character goes from the profile through the file,
// the server's reading of it and the pool into the database; and so do 200 random ones.
func TestCircle(t *testing.T) {
	long(t)
	c := newCircle(t)
	if err := c.opens("a" + troublesome); err != nil {
		t.Fatal(err)
	}
	passwords := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune(troublesome)), 1, 24, -1).Filter(written), 20, 20)
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		if tried >= 200 {
			return
		}
		some := passwords.Draw(t, "passwords")
		tried += len(some)
		if err := c.opens(some...); err != nil {
			t.Fatal(err)
		}
	})
}

// written reports whether apply accepts a password: not one that the server would read as a system
// property, or that has blanks at its ends.
func written(password string) bool {
	return !strings.Contains(password, "${") && !strings.Contains(password, "&amp;") &&
		strings.TrimSpace(password) == password
}
