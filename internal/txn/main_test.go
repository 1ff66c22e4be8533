package txn

import (
	"fmt"
	"ispatch/internal/problem"
	"os"
	"os/exec"
	"testing"
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
