package apply

import (
	"context"
	"os"
	"path/filepath"

	"ispatch/internal/problem"
)

// runOutside changes a file outside any home. What keeps it whole is the same
// transaction; where it keeps its state there is a folder just for this run, and
// so no backup.
func runOutside(ctx context.Context, o Options, plan func() (Planned, error)) (*Result, error) {
	result := &Result{}
	p, err := plan()
	if err != nil {
		return result, err
	}
	if o.DryRun || len(p.Changes) == 0 {
		return result, result.planned(nil, p)
	}
	dir, err := os.MkdirTemp("", "ispatch-")
	if err != nil {
		return result, problem.New("set TMPDIR to a folder that can be written to",
			"cannot make a folder for the time of the run: %v", err)
	}
	defer os.RemoveAll(dir)
	if err := os.MkdirAll(filepath.Join(dir, "repository", "conf"), 0o700); err != nil {
		return result, err
	}
	o.NoBackup = true
	h, err := Open(dir, o)
	if err != nil {
		return result, err
	}
	defer h.Close()
	result, err = h.Run(ctx, func(*Home) (Planned, error) { return plan() })
	result.Home, result.Product, result.Version = "", "", ""
	return result, err
}
