package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"ispatch/internal/home"
	"ispatch/internal/profile"
	"ispatch/internal/wiring"
	"ispatch/patch"
)

// applyCommand is ispatch apply: everything that the profile says.
func applyCommand(env Environment) *cli.Command {
	var over overrides
	return &cli.Command{
		Name:  "apply",
		Usage: "bring a home to what the profile says",
		Flags: append(over.flags(), &cli.StringSliceFlag{Name: optOnly,
			Usage: "only these `SECTIONS`, with commas: " + strings.Join(profile.Sections(), ", ")}, hostsFileFlag()),
		Action: homeAction(env, func(c call, r *run, dir string) error {
			return r.finish(r.apply(c.Context, dir, &over))
		}),
	}
}

// A run is one call of a command that changes a home.
type run struct {
	options
	env    Environment
	home   *home.Home
	report *report
	diff   []byte
	tree   *wiring.TreeOptions // how to draw the result; nil for not at all
}

// apply does what the command says. It finds what is wrong with the profile
// and with the home before it gives up.
func (r *run) apply(c *cli.Context, dir string, over *overrides) error {
	var sections profile.Only
	var errOnly error
	if c.IsSet(optOnly) {
		sections, errOnly = profile.ParseOnly(strings.Join(c.StringSlice(optOnly), ","))
	}
	p, errProfile := r.loadProfile(c, over)
	errHome := r.open(dir)
	if errHome == nil {
		defer r.home.Close()
	}
	if err := errors.Join(errOnly, errProfile, errHome); err != nil {
		if errHome == nil {
			err = errors.Join(err, r.unreadable())
		}
		return err
	}
	if r.verbose {
		o := treeOptions(r.env, colorOn(c, r.env, r.env.Err))
		r.tree = &o
	}
	operations := p.Operations(profile.Options{Only: sections, ISVersion: r.home.Version(), Force: r.force})
	planners := []planner{r.xmlPlanner(operations)}
	if p.Driver != nil && sections.Has(profile.SectionDriver) {
		planners = append(planners, r.profileDriver(p))
	}
	if len(p.Hosts) > 0 && sections.Has(profile.SectionHosts) {
		file := c.String(optHostsFile)
		plan, err := hostsPlanner(file, profileHosts(p))
		if err != nil {
			return err
		}
		unlock, err := r.lockHosts(file)
		if err != nil {
			return err
		}
		defer unlock()
		planners = append(planners, plan)
	}
	if err := r.change(p.Secrets(), planners...); err != nil {
		return err
	}
	names := slices.DeleteFunc(p.Placeholders(), func(name string) bool { return !r.report.writesPassword(name) })
	if len(names) > 0 {
		r.warn(
			"%s: the password is the documentation's placeholder; give one with --set-file, --set-env or a profile",
			strings.Join(names, ", "),
		)
	}
	return nil
}

// unreadable is what is wrong with the files of the home themselves: all that
// can be said of them where there is no profile.
func (r *run) unreadable() error {
	docs := patch.NewDocuments(r.home.FS())
	var errs []error
	for _, file := range []string{patch.MasterDatasources, patch.UserManagement, patch.RegistryConfiguration} {
		if _, err := docs.Open(file); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// writesPassword says whether the run writes the password of a datasource of
// the profile: one may be out of --only's sections, in the secure vault, or
// there already.
func (r *report) writesPassword(datasource string) bool {
	name := "datasource " + datasource
	return slices.ContainsFunc(r.lines, func(op patch.Report) bool {
		return (op.Name == name || strings.HasPrefix(op.Name, name+" (")) &&
			(op.Action == patch.Inserted || slices.Contains(op.Fields, "password"))
	})
}

// loadProfile reads the profiles and the options that override their keys.
func (r *run) loadProfile(c *cli.Context, over *overrides) (*profile.Profile, error) {
	in, err := over.input(c.StringSlice(optProfile), r.env)
	if err != nil && len(in.Sources) == 0 {
		return nil, err
	}
	p, errLoad := profile.Load(in)
	return p, errors.Join(err, errLoad)
}

// open opens the home and refuses one whose files the server generates.
func (r *run) open(dir string) error {
	h, err := home.Open(dir, home.Options{FollowLinks: r.followLinks})
	if err != nil {
		return err
	}
	r.home = h
	r.report.Home = h.Dir()
	r.report.version = h.Version()
	if h.Generated() && !r.force {
		h.Close()
		return &patch.Problem{File: "repository/conf/deployment.toml",
			Message: "this server generates its XML configuration from this file at each start (Identity Server 5.9 and later)",
			Hint:    "configure deployment.toml instead; --force changes the XML files all the same"}
	}
	return nil
}

// warn adds a warning to the report.
func (r *run) warn(format string, args ...any) {
	r.report.Warnings = append(r.report.Warnings, fmt.Sprintf(format, args...))
}
