package txn

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"ispatch/internal/problem"
)

// The test binary is also the program that tests run as another process: the
// variable says which of the helpers.
const helperVariable = "ISPATCH_TEST_HELPER"

var helpers = map[string]func(args []string) error{}

func TestMain(m *testing.M) {
	if name := os.Getenv(helperVariable); name != "" {
		if err := helpers[name](os.Args[1:]); err != nil {
			for _, p := range problem.From(err) {
				fmt.Fprintln(os.Stderr, p)
				if p.Hint != "" {
					fmt.Fprintln(os.Stderr, p.Hint)
				}
			}
			os.Exit(1)
		}
		os.Exit(0)
	}
	// The go command keeps the name of each file that a test opens for the key of its
	// cache. These tests open millions: without the list there is no entry, and no
	// gigabytes of names.
	flag.Parse()
	if err := flag.Set("test.testlogfile", ""); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// helper makes the command of a helper.
func helper(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	check(t, err)
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), helperVariable+"="+name)
	return c
}
