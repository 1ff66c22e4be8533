package command

import (
	"context"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
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
func mountCommand() *command {
	return &command{
		usage:    "mount a path of the registry from another database, or remove the mount",
		commands: []entry{{"set", mountSet}, {"remove", mountRemove}},
	}
}

func mountSet() *command {
	return &command{
		usage:     "mount a path of the registry",
		arguments: "PATH",
		description: "PATH is /_system/config, /_system/governance or another path of the registry. With --datasource " +
			"the remoteInstance and the dbConfig that the mount needs are created too. What is not given stays as it is.",
		flags: []*flag{
			{kind: text, name: optDatasource,
				usage: "the datasource that holds it, by its JNDI name or its own `NAME`"},
			{kind: text, name: optDBConfig, usage: "the `NAME` of the dbConfig on the datasource"},
			{kind: text, name: optInstance, usage: "the `ID` of the remoteInstance on the dbConfig"},
			{kind: text, name: optTarget, usage: "the `PATH` in the instance; default for a new mount: the same path"},
		},
		shared:   changing,
		complete: []completer{mountPaths},
		examples: []example{
			{"ispatch mount set /_system/governance --home IS_HOME --datasource jdbc/WSO2AM_DB",
				"mount a path from another database"},
			{"ispatch mount set /_system/config --home IS_HOME --datasource jdbc/WSO2AM_DB --target /_system/km/config",
				"mount it at another path of that database"},
		},
		action: changeHomes(func(c call) (change, error) {
			paths := [][2]string{{"PATH", c.args[0]}}
			if c.isSet(optTarget) {
				paths = append(paths, [2]string{dashed(optTarget), c.text(optTarget)})
			}
			var bad problem.List
			for _, path := range paths {
				if must := profile.MountError(path[1]); must != "" {
					bad = append(bad, problem.New("", "%s: must be %s, not %q", path[0], must, path[1]))
				}
			}
			if len(bad) > 0 {
				return change{}, bad
			}
			return change{do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
				return h.Run(ctx, apply.Mount(c.text(optDatasource), patch.MountSet{Path: c.args[0],
					Target: c.text(optTarget), Instance: c.text(optInstance), DBConfig: c.text(optDBConfig)}))
			}}, nil
		}, "PATH"),
	}
}

func mountRemove() *command {
	return &command{
		usage:     "remove the mount of a path of the registry",
		arguments: "PATH",
		flags: []*flag{&flag{name: optPrune,
			usage: "also remove the instance and the dbConfig if nothing else uses them"}},
		shared:   changing,
		complete: []completer{mountPaths},
		examples: []example{
			{"ispatch mount remove /_system/governance --home IS_HOME", "remove a mount"},
			{"ispatch mount remove /_system/config --home IS_HOME --prune",
				"remove a mount and the definitions that only it used"},
		},
		action: changeHomes(func(c call) (change, error) {
			return parts(apply.XML(apply.Always(patch.MountRemove{Path: c.args[0], Prune: c.is(optPrune)}))), nil
		}, "PATH"),
	}
}
