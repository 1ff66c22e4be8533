package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"ispatch/internal/home"
	"ispatch/internal/profile"
	"ispatch/patch"
)

// applyCommand is ispatch apply: everything that the profile says.
func applyCommand(env Environment) *cli.Command {
	var over overrides
	return &cli.Command{
		Name:  "apply",
		Usage: "bring a home to what the profile says",
		Flags: append(over.flags(), &cli.StringFlag{Name: optOnly,
			Usage: "only these `SECTIONS`, with commas: datasources, userManagement, registry, driver, hosts, patches"}),
		Action: func(c *cli.Context) error {
			if _, err := arguments(c); err != nil {
				return err
			}
			o, err := readOptions(c, env)
			if err != nil {
				return err
			}
			dir, err := oneHome(o, env)
			if err != nil {
				return err
			}
			r := &run{options: o, env: env, report: newReport(dir, o.dryRun)}
			err = r.apply(dir, c.String(optProfile), c.String(optOnly), &over)
			return r.finish(err)
		},
	}
}

// A run is one call of a command that changes a home.
type run struct {
	options
	env    Environment
	home   *home.Home
	report *report
	diff   []byte
}

// apply does what the command says. It finds what is wrong with the profile
// and with the home before it gives up.
func (r *run) apply(dir, profileName, only string, over *overrides) error {
	var sections profile.Only
	var errOnly error
	if only != "" {
		sections, errOnly = profile.ParseOnly(only)
	}
	p, errProfile := r.loadProfile(profileName, over)
	errHome := r.open(dir)
	if err := errors.Join(errOnly, errProfile, errHome); err != nil {
		return err
	}
	defer r.home.Close()
	if names := p.Placeholders(); len(names) > 0 {
		r.warn("%s: the password is the documentation's placeholder; give one with --set-file, --set-env or a profile", strings.Join(names, ", "))
	}
	operations := p.Operations(profile.Options{Only: sections, ISVersion: r.home.Version(), Force: r.force})
	return r.change(p.Secrets(), r.xmlPlanner(operations))
}

// loadProfile reads the profile and the options that override its keys.
func (r *run) loadProfile(name string, over *overrides) (*profile.Profile, error) {
	source, err := profile.Open(name, r.env.In)
	if err != nil {
		return nil, errors.Join(append(over.errs, err)...)
	}
	source.Overrides = over.list
	source.Getenv = r.env.Getenv
	p, err := profile.Load(source)
	return p, errors.Join(append(over.errs, err)...)
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
