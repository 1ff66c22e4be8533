package command

import (
	"context"
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
)

// applyCommand is ispatch apply: it applies the whole profile.
func applyCommand(env Environment) *cli.Command {
	var over overrides
	return &cli.Command{
		Name:  "apply",
		Usage: "bring a home to what the profile says",
		Flags: append(over.flags(), &cli.StringSliceFlag{Name: optOnly,
			Usage: "only these `SECTIONS`, with commas: " + strings.Join(profile.Sections(), ", ")}, hostsFileFlag()),
		Action: changeHomes(env, func(c call) (change, error) { return prepareApply(c, &over) }),
	}
}

// prepareApply reads the profile. It reports all errors in the call and the
// profile together.
func prepareApply(c call, over *overrides) (change, error) {
	var only profile.Only
	var errOnly error
	if c.IsSet(optOnly) {
		only, errOnly = profile.ParseOnly(strings.Join(c.StringSlice(optOnly), ","))
		if p := (*problem.Problem)(nil); errors.As(errOnly, &p) {
			errOnly = problem.New(p.Hint, "--%s: %s", optOnly, p.Message)
		}
	}
	p, errProfile := loadProfile(c, over)
	do := change{looksAt: (*apply.Home).Check}
	if err := errors.Join(errOnly, errProfile); err != nil {
		return do, err
	}
	do.secrets = p.Secrets()
	var names *apply.Hosts
	if entries := apply.ProfileHosts(p, only); len(entries) > 0 {
		var err error
		if names, err = openHosts(c.options.applyOptions(), c.String(optHostsFile), entries); err != nil {
			return do, err
		}
		do.close = names.Close
	}
	homes, _ := c.homes()
	do.do = func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
		return h.Apply(ctx, p, only, names, len(homes) < 2)
	}
	if c.options.verbose {
		tree := treeOptions(c.env, colorOn(c.Context, c.env, c.env.Err))
		do.print = func(r *run, h *apply.Home, result *apply.Result) { r.printTree(h, result, tree) }
	}
	return do, nil
}

// loadProfile reads the profiles and the options that override their keys.
func loadProfile(c call, over *overrides) (*profile.Profile, error) {
	in, err := over.input(c.StringSlice(optProfile), c.env)
	if err != nil && len(in.Sources) == 0 {
		return nil, err
	}
	p, errLoad := profile.Load(in)
	return p, errors.Join(err, errLoad)
}
