package apply

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ispatch/internal/hosts"
	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// hostsPart returns the part that gives names addresses in a hosts file, which
// is outside the home.
func hostsPart(file string, entries []hosts.Entry) Part {
	return func(*Home) (Planned, error) { return planHosts(file, entries) }
}

// SetHosts gives names addresses in a hosts file, as a transaction of the home.
func (h *Home) SetHosts(ctx context.Context, file string, entries []hosts.Entry) (*Result, error) {
	unlock, err := h.options.lockHosts(file)
	if err != nil {
		return h.newResult(), err
	}
	defer unlock()
	return h.Run(ctx, hostsPart(file, entries))
}

func planHosts(file string, entries []hosts.Entry) (Planned, error) {
	full, err := filepath.Abs(file)
	if err != nil {
		return Planned{}, &problem.Problem{File: file, Message: err.Error()}
	}
	before, err := readHosts(full)
	if err != nil {
		return Planned{}, err
	}
	after, results, err := hosts.Set(before, entries)
	if err != nil {
		return Planned{}, err
	}
	var p Planned
	if before == nil {
		p.Warnings = append(p.Warnings, problem.At(full, 0, 0, "", "there was no such file"))
	}
	changed := false
	for i, e := range entries {
		report := patch.Report{File: full, Name: "host " + e.Name, Action: results[i].Action, Line: results[i].Line}
		if report.Action == patch.Updated {
			report.Fields = []string{"address"}
		}
		changed = changed || report.Action != patch.Unchanged
		p.Reports = append(p.Reports, report)
		if also := results[i].Also; also != "" {
			p.Warnings = append(p.Warnings, problem.At(full, 0, 0, "",
				"%s has the address %s too, for which some programs get 127.0.0.1", e.Name, also))
		}
	}
	if changed {
		p.Changes = []txn.Change{{Path: full, Outside: true, Old: before, New: after}}
	}
	return p, nil
}

// readHosts reads a hosts file, nil where there is none.
func readHosts(file string) ([]byte, error) {
	const most = 64 << 20
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(file); err == nil {
			return nil, problem.At(file, 0, 0, "make the file that it names, or remove it",
				"is a symbolic link to nothing")
		}
		return nil, nil
	case err != nil:
		return nil, hostsProblem(file, err)
	case !info.Mode().IsRegular():
		return nil, problem.At(file, 0, 0, "name a hosts file", "is not a regular file")
	case info.Size() > most:
		return nil, problem.At(file, 0, 0, "name a hosts file", "has %d bytes, which no hosts file has", info.Size())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, hostsProblem(file, err)
	}
	return data, nil
}

func hostsProblem(file string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return problem.At(file, 0, 0, "", "cannot read the hosts file: %v", err)
}

// SetHosts changes a hosts file without a home.
func SetHosts(ctx context.Context, o Options, file string, entries []hosts.Entry) (*Result, error) {
	unlock, err := o.lockHosts(file)
	if err != nil {
		return &Result{}, err
	}
	defer unlock()
	return runOutside(ctx, o, func() (Planned, error) { return planHosts(file, entries) })
}
