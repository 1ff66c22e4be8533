package command

import (
	"context"
	"errors"

	"ispatch/internal/apply"
	"ispatch/internal/secret"
)

// A run is a call of a command for one home. It shares nothing with the runs
// for other homes.
type run struct {
	options
	env Environment
	dir string
	// home is dir as an absolute path, once the home is open.
	home string
	// several reports whether the call is for several homes, so that the output
	// must name the home.
	several bool
	// summary is the run's result in a few words. changed reports whether the
	// run changed a file.
	summary string
	changed bool
}

// applyOptions returns the options of the run for package apply.
func (o options) applyOptions() apply.Options {
	return apply.Options{DryRun: o.dryRun, FollowLinks: o.followLinks, NoBackup: o.noBackup, Force: o.force,
		LockTimeout: o.lockTimeout}
}

// change opens the home, changes it, and prints the report and the diff. failed
// is the error that was already found in the call or the profile.
func (r *run) change(ctx context.Context, do change, failed error) error {
	h, err := apply.Open(r.dir, r.applyOptions())
	if err != nil {
		return r.finish(nil, do.secrets, errors.Join(failed, err))
	}
	defer h.Close()
	if failed != nil {
		if do.looksAt != nil {
			failed = errors.Join(failed, do.looksAt(h))
		}
		return r.finish(nil, do.secrets, failed)
	}
	result, err := do.do(ctx, h)
	code := r.finish(result, do.secrets, err)
	if err == nil && do.print != nil && !r.quiet && !r.json {
		do.print(r, h, result)
	}
	return code
}

// finish prints the diff and the report, and returns the exit code as an error.
// The result may be nil if there is an error.
func (r *run) finish(result *apply.Result, secrets []secret.Place, err error) error {
	if isUsage(err) {
		return err
	}
	rep := r.newReport(result)
	var diff []byte
	var unprinted error
	if err != nil {
		rep.Problems, rep.Changed = problemLines(err), false
	} else if r.dryRun || r.diff {
		diff, unprinted = result.Diff(apply.DiffOptions{ShowSecrets: r.showSecrets, Secrets: secrets,
			Color: r.color && !r.json})
		if r.json {
			text := string(diff)
			rep.Diff = &text
		}
	}
	r.changed, r.summary = rep.Changed && !r.dryRun, rep.summary()
	unprinted = errors.Join(unprinted, r.printOut(rep, diff))
	r.warn(rep)
	if err != nil {
		return err
	}
	if unprinted != nil {
		if r.dryRun || !rep.Changed {
			return unprinted
		}
		// The change was made; an error status would say that it was not.
		say(r.env.Err, "ispatch: error: %s", unprinted.Error()+"; the change was made anyway")
	}
	if !r.json && !r.quiet {
		rep.text(r.env.Err, result.Reports, r.verbose)
	}
	if r.exitCode && rep.Changed {
		return exit(exitChanged)
	}
	return nil
}

// warn prints the warnings of a report.
func (r *run) warn(rep *report) {
	if r.quiet {
		return
	}
	for _, warning := range rep.Warnings {
		say(r.env.Err, "ispatch: warning: %s", warning)
	}
}

// printJSON prints a value, on one line if there are several homes.
func (r *run) printJSON(value any) error {
	if r.several {
		return printJSONLine(r.env.Out, value)
	}
	return printJSON(r.env.Out, value)
}

// printOut prints the report as JSON, or else the diff, on standard output.
func (r *run) printOut(rep *report, diff []byte) error {
	if r.json {
		return r.printJSON(rep)
	}
	title := ""
	if len(diff) > 0 {
		r.home = rep.Home
		title = r.title() // which patch and git ignore
	}
	return printText(r.env.Out, title+string(diff))
}

// title returns the line that names the home above its output, if there are several.
func (r *run) title() string {
	if !r.several {
		return ""
	}
	return lineOf("# home %s", r.home)
}
