//go:build !linux

package ping

import (
	"os"
	"os/exec"
	"path/filepath"

	"ispatch/internal/problem"
)

// A provided JAR is one that the JVM can open by its path.
type provided struct {
	path  string
	files []*os.File
}

// provide writes the JAR to a temporary folder.
func provide(jar []byte) (provided, error) {
	dir, err := os.MkdirTemp("", "ispatch-ping-")
	if err != nil {
		return provided{}, err
	}
	path := filepath.Join(dir, "ping.jar")
	if err := os.WriteFile(path, jar, 0o600); err != nil {
		os.RemoveAll(dir)
		return provided{}, err
	}
	return provided{path: path}, nil
}

func (p provided) close() { os.RemoveAll(filepath.Dir(p.path)) }

// An identity is the user that the JVM runs as: on this system always the
// caller.
type identity struct{}

func (identity) apply(*exec.Cmd) {}

// identify refuses root, which cannot become the home's owner on this system.
func identify(home, java string, files []string) (identity, *problem.Problem) {
	if os.Geteuid() == 0 {
		return identity{}, newProblem(UnsafeHome, "run it as the user that the server runs as",
			"on this system root does not run its drivers")
	}
	return identity{}, nil
}
