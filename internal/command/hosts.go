package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"ispatch/internal/home"
	"ispatch/internal/hosts"
	"ispatch/internal/profile"
	"ispatch/internal/txn"
	"ispatch/patch"
)

const optHostsFile = "hosts-file"

func hostsFileFlag() cli.Flag {
	return &cli.StringFlag{Name: optHostsFile, Value: hosts.Path, TakesFile: true, Usage: "the hosts `FILE`"}
}

// hostsCommand is ispatch hosts with its subcommand.
func hostsCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:        "hosts",
		Usage:       "give a name an address in the hosts file",
		Subcommands: []*cli.Command{hostsSet(env)},
	}
}

func hostsSet(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "set",
		Usage:     "give a name an address; other addresses of its family go, all else stays. Needs no home",
		ArgsUsage: "NAME ADDRESS",
		Flags:     []cli.Flag{hostsFileFlag()},
		Action: action(env, func(c call) error {
			dir, err := oneHome(c.options, env)
			if err != nil && len(c.options.homes) > 0 {
				return err
			}
			r := &run{options: c.options, env: env, report: newReport(dir, c.options.dryRun)}
			entries := []hosts.Entry{{Name: c.args[0], Address: c.args[1]}}
			return r.finish(r.setHosts(dir, c.String(optHostsFile), entries))
		}, "NAME", "ADDRESS"),
	}
}

// setHosts changes the hosts file, as a transaction of the home where one was
// named.
func (r *run) setHosts(dir, file string, entries []hosts.Entry) error {
	plan, err := hostsPlanner(file, entries)
	if err != nil {
		return err
	}
	unlock, err := r.lockHosts(file)
	if err != nil {
		return err
	}
	defer unlock()
	if dir == "" {
		return r.changeWithoutHome(plan)
	}
	if err := r.openAny(dir); err != nil {
		return err
	}
	defer r.home.Close()
	return r.change(nil, plan)
}

// profileHosts are the hosts of a profile.
func profileHosts(p *profile.Profile) []hosts.Entry {
	var entries []hosts.Entry
	for _, h := range p.Hosts {
		entries = append(entries, hosts.Entry(h))
	}
	return entries
}

// hostsPlanner plans to give names addresses in a hosts file.
func hostsPlanner(file string, entries []hosts.Entry) (planner, error) {
	if file == "" {
		return nil, &patch.Problem{Message: "--" + optHostsFile + ": no file is named",
			Hint: "leave the option out for " + hosts.Path}
	}
	full, err := filepath.Abs(file)
	if err != nil {
		return nil, &patch.Problem{File: file, Message: err.Error()}
	}
	return func() (planned, error) {
		before, err := readHosts(full)
		if err != nil {
			return planned{}, err
		}
		after, results, err := hosts.Set(before, entries)
		if err != nil {
			return planned{}, err
		}
		p := planned{changes: []txn.Change{{Path: full, Outside: true, Old: before, New: after}}}
		if before == nil {
			p.warnings = append(p.warnings, full+": there was no such file")
		}
		changed := false
		for i, e := range entries {
			report := patch.Report{
				File:   full,
				Name:   "host " + e.Name,
				Action: results[i].Action,
				Line:   results[i].Line,
			}
			if report.Action == patch.Updated {
				report.Fields = []string{"address"}
			}
			changed = changed || report.Action != patch.Unchanged
			p.reports = append(p.reports, report)
			if also := results[i].Also; also != "" {
				p.warnings = append(p.warnings, fmt.Sprintf(
					"%s: %s has the address %s too, for which some programs get 127.0.0.1", full, e.Name, also))
			}
		}
		if !changed {
			p.changes = nil
		}
		return p, nil
	}, nil
}

// readHosts reads a hosts file, nil where there is none.
func readHosts(file string) ([]byte, error) {
	const most = 64 << 20
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(file); err == nil {
			return nil, &patch.Problem{File: file, Message: "is a symbolic link to nothing",
				Hint: "make the file that it names, or remove it"}
		}
		return nil, nil
	case err != nil:
		return nil, hostsProblem(file, err)
	case !info.Mode().IsRegular():
		return nil, &patch.Problem{File: file, Message: "is not a regular file", Hint: "name a hosts file"}
	case info.Size() > most:
		return nil, &patch.Problem{
			File:    file,
			Message: fmt.Sprintf("has %d bytes, which no hosts file has", info.Size()),
			Hint:    "name a hosts file",
		}
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
	return &patch.Problem{File: file, Message: "cannot read the hosts file: " + err.Error()}
}

// changeWithoutHome changes files outside of any home. What keeps them whole is
// the same transaction; where it keeps its state there is a folder just for
// this run, and so no backup.
func (r *run) changeWithoutHome(plan planner) error {
	r.noBackup = true
	p, err := plan()
	if err != nil {
		return err
	}
	if r.dryRun || len(p.changes) == 0 {
		r.report.planned(p)
		return r.makeDiff(p, nil)
	}
	dir, err := os.MkdirTemp("", "ispatch-")
	if err != nil {
		return &patch.Problem{Message: fmt.Sprintf("cannot make a folder for the time of the run: %v", err),
			Hint: "set TMPDIR to a folder that can be written to"}
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			r.warn("%s: could not be removed: %v", dir, err)
		}
	}()
	if err := os.MkdirAll(filepath.Join(dir, "repository", "conf"), 0o700); err != nil {
		return err
	}
	if r.home, err = home.Open(dir, home.Options{}); err != nil {
		return err
	}
	defer r.home.Close()
	return r.change(nil, plan)
}
