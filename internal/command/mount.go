package command

import (
	"context"

	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/patch"
)

// Names of the options of mount.
const (
	optDatasource = "datasource"
	optDBConfig   = "db-config"
	optInstance   = "instance"
	optTarget     = "target"
	optPrune      = "prune"
)

// mountCommand is ispatch mount with its subcommands.
func mountCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:        "mount",
		Usage:       "mount a path of the registry from another database, or remove the mount",
		Subcommands: []*cli.Command{mountSet(env), mountRemove(env)},
	}
}

func mountSet(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "set",
		Usage:     "mount a path of the registry",
		ArgsUsage: "PATH",
		Description: "PATH is /_system/config, /_system/governance or another path of the registry. With --datasource " +
			"the remoteInstance and the dbConfig that the mount needs are made too. What is not given stays as it is.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: optDatasource,
				Usage: "the datasource that holds it, by its JNDI name or its own `NAME`"},
			&cli.StringFlag{Name: optDBConfig, Usage: "the `NAME` of the dbConfig on the datasource"},
			&cli.StringFlag{Name: optInstance, Usage: "the `ID` of the remoteInstance on the dbConfig"},
			&cli.StringFlag{Name: optTarget, Usage: "the `PATH` in the instance; for a new mount the same path"},
		},
		Action: changeHomes(env, func(c call) (change, error) {
			return change{do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
				return h.Run(ctx, apply.Mount(c.String(optDatasource), patch.MountSet{Path: c.args[0],
					Target: c.String(optTarget), Instance: c.String(optInstance), DBConfig: c.String(optDBConfig)}))
			}}, nil
		}, "PATH"),
	}
}

func mountRemove(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "remove",
		Usage:     "remove the mount of a path of the registry",
		ArgsUsage: "PATH",
		Flags: []cli.Flag{&cli.BoolFlag{Name: optPrune,
			Usage: "remove the instance and the dbConfig too that nothing uses any more"}},
		Action: changeHomes(env, func(c call) (change, error) {
			return parts(apply.XML(apply.Always(patch.MountRemove{Path: c.args[0], Prune: c.Bool(optPrune)}))), nil
		}, "PATH"),
	}
}
