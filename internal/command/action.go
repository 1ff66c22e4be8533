package command

import "github.com/urfave/cli/v2"

// A call is what every command gets: its arguments, the options it shares with
// the others, and its own.
type call struct {
	*cli.Context
	env     Environment
	options options
	args    []string
}

// action makes the action of a command that takes the named arguments: what is
// wrong with the call itself is found out before anything is done.
func action(env Environment, do func(call) error, names ...string) cli.ActionFunc {
	return func(c *cli.Context) error {
		args, err := arguments(c, names...)
		if err != nil {
			return err
		}
		o, err := readOptions(c, env)
		if err != nil {
			return err
		}
		return do(call{c, env, o, args})
	}
}

// homeAction makes the action of a command that works on one home, named by
// --home or the environment.
func homeAction(env Environment, do func(call, *run, string) error, names ...string) cli.ActionFunc {
	return action(env, func(c call) error {
		dir, err := oneHome(c.options, env)
		if err != nil {
			return err
		}
		return do(c, &run{options: c.options, env: env, report: newReport(dir, c.options.dryRun)}, dir)
	}, names...)
}

// homes are the homes of a command that takes several: those of --home, else
// that of the environment.
func (c call) homes() ([]string, error) {
	if len(c.options.homes) > 1 {
		return c.options.homes, nil
	}
	dir, err := oneHome(c.options, c.env)
	return []string{dir}, err
}
