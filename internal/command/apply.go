package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
)

// applyCommand is ispatch apply: it applies the whole profile.
func applyCommand() *command {
	return &command{
		usage: "change a home to match the profile",
		flags: append(profileFlags(), &flag{kind: list, name: optOnly,
			usage: "apply only these `SECTIONS`, separated by commas: " + strings.Join(profile.Sections(), ", ")},
			hostsFileFlag()),
		shared: changing,
		examples: []example{
			{"ispatch apply --home IS_HOME --profile km.yaml --dry-run", "print what the profile would change"},
			{"ispatch apply --home IS_HOME --set database.host=db.example.com --set database.username=wso2 " +
				"--set-file database.password=pw.txt --exit-code",
				"apply the embedded profile with values of your own; exit 2 when something changed"},
		},
		action: changeHomes(prepareApply),
	}
}

// prepareApply reads the profile.
func prepareApply(c call) (change, error) {
	do := change{looksAt: (*apply.Home).Check}
	var only profile.Only
	if c.isSet(optOnly) {
		var err error
		if only, err = profile.ParseOnly(strings.Join(c.list(optOnly), ",")); err != nil {
			return do, sectionError(err)
		}
	}
	p, err := c.loadProfile()
	if err != nil {
		return do, err
	}
	do.secrets = p.Secrets()
	var names *apply.Hosts
	if entries := apply.ProfileHosts(p, only); len(entries) > 0 {
		var err error
		if names, err = openHosts(c.options.applyOptions(), c.text(optHostsFile), entries); err != nil {
			return do, err
		}
		do.close = names.Close
	}
	homes, _ := c.homes()
	do.do = func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
		return h.Apply(ctx, p, only, names, len(homes) < 2)
	}
	if c.options.verbose {
		tree := treeOptions(c.env, c.colorOn(c.env.Err))
		do.print = func(r *run, h *apply.Home, result *apply.Result) { r.printTree(h, result, tree) }
	}
	return do, nil
}

// sectionError is the error for a section that --only names and that does not exist.
func sectionError(err error) error {
	message := fmt.Sprintf("--%s: %v", optOnly, err)
	if p := (*problem.Problem)(nil); errors.As(err, &p) && p.Hint != "" {
		message += "; " + p.Hint
	}
	return usageError{message: message}
}

// loadProfile reads the profiles and the options that override their keys.
func (c call) loadProfile() (*profile.Profile, error) {
	in, err := c.input(c.list(optProfile))
	if err != nil && len(in.Sources) == 0 {
		return nil, err
	}
	p, errLoad := profile.Load(in)
	return p, errors.Join(err, errLoad)
}
