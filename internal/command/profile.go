package command

import (
	"errors"

	"github.com/urfave/cli/v2"

	"ispatch/internal/problem"
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
			profileSchema(env),
			profileExport(env),
		},
	}
}

func profilePrint(env Environment) *cli.Command {
	var over overrides
	return &cli.Command{
		Name:  "print",
		Usage: "print the default profile with its comments, or what profiles and options come to",
		Description: "Without an option it prints the embedded default profile. With --profile or --set\n" +
			"it prints the one profile that they come to: secrets as they were referred to,\n" +
			"passwords that are written out as ********.",
		Flags: over.flags(),
		Action: action(env, func(c call) error {
			in, err := over.input(c.StringSlice(optProfile), env)
			if err != nil {
				return err
			}
			text, err := profile.Print(in)
			if err != nil {
				return err
			}
			return printText(env.Out, string(text))
		}),
	}
}

func profileSchema(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "schema",
		Usage: "print the JSON Schema of profiles, for editors",
		Action: action(env, func(call) error {
			return printText(env.Out, string(profile.Schema()))
		}),
	}
}

func profileCheck(env Environment) *cli.Command {
	var over overrides
	return &cli.Command{
		Name:  "check",
		Usage: "check a profile without a home; - is standard input",
		Description: "It resolves no secret: a variable or file that the profile refers to need not\n" +
			"be there. What it did not look at is listed.",
		ArgsUsage: "FILE",
		Flags:     over.flags(),
		Action: func(c *cli.Context) error {
			o, err := readOptions(c, env)
			if err != nil {
				return err
			}
			names := c.StringSlice(optProfile)
			if len(names) == 0 || c.Args().Present() {
				args, err := arguments(c, "FILE")
				if err != nil {
					return err
				}
				if len(names) > 0 {
					return usagef("profile check: both %s and --%s %s; name the profiles in one way", args[0], optProfile,
						names[0])
				}
				names = args
			}
			in, err := over.input(names, env)
			var unread problem.List
			if err == nil || len(in.Sources) > 0 {
				var errCheck error
				unread, errCheck = profile.Check(in)
				err = errors.Join(err, errCheck)
			}
			return o.reportCheck(env, in.Name(), unread, err)
		},
	}
}

// reportCheck reports what profile check found.
func (o options) reportCheck(env Environment, name string, unread problem.List, err error) error {
	if o.json {
		result := struct {
			Profile  string        `json:"profile"`
			Problems []problemLine `json:"problems"`
			Unread   []problemLine `json:"unread"`
		}{name, problemLines(err), problemLines(unread.Err())}
		if err := printJSON(env.Out, result); err != nil {
			return err
		}
	}
	if err != nil || o.json || o.quiet {
		return err
	}
	for _, one := range unread {
		say(env.Err, "ispatch: note: %s", one.Error())
	}
	say(env.Err, "ispatch: %s: the profile is valid", name)
	return nil
}
