package command

import (
	"github.com/urfave/cli/v2"

	"ispatch/internal/profile"
)

// profileCommand is ispatch profile with its subcommands.
func profileCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "profile",
		Usage: "print the default profile, check one, or make one of a home",
		Subcommands: []*cli.Command{
			profilePrint(env),
			profileCheck(env),
			profileExport(env),
		},
	}
}

func profilePrint(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "print",
		Usage: "print the default profile with its comments",
		Action: action(env, func(call) error {
			return printText(env.Out, string(profile.Default()))
		}),
	}
}

func profileCheck(env Environment) *cli.Command {
	var over overrides
	return &cli.Command{
		Name:      "check",
		Usage:     "check a profile without a home; - is standard input",
		ArgsUsage: "FILE",
		Flags:     over.flags(),
		Action: func(c *cli.Context) error {
			o, err := readOptions(c, env)
			if err != nil {
				return err
			}
			name := profileName(c)
			if name == "" || c.Args().Present() {
				args, err := arguments(c, "FILE")
				if err != nil {
					return err
				}
				if name != "" {
					return usagef("profile check: both %s and --%s %s; it checks one profile", args[0], optProfile, name)
				}
				name = args[0]
			}
			r := &run{options: o, env: env}
			p, err := r.loadProfile(name, &over)
			if o.json {
				result := struct {
					Profile  string        `json:"profile"`
					Problems []problemLine `json:"problems"`
				}{name, []problemLine{}}
				if err != nil {
					result.Problems = problemLines(err)
				}
				if err := printJSON(env.Out, result); err != nil {
					return err
				}
			}
			if err != nil {
				return err
			}
			if !o.quiet && !o.json {
				say(env.Err, "ispatch: %s: the profile is in order", p.Name)
			}
			return nil
		},
	}
}
