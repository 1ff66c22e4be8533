package command

import (
	"errors"

	"ispatch/internal/problem"
	"ispatch/internal/profile"
)

// profileCommand is ispatch profile with its subcommands.
func profileCommand() *command {
	return &command{
		usage: "print, check and export profiles",
		commands: []entry{{"print", profilePrint}, {"check", profileCheck}, {"schema", profileSchema},
			{"export", profileExport}},
	}
}

func profilePrint() *command {
	return &command{
		usage: "print the default profile with its comments, or the result of merging profiles",
		description: "Without an option it prints the embedded default profile. With --profile or --set\n" +
			"it prints them merged into one profile: references to secrets stay references,\n" +
			"and a password that is written out is printed as ********.",
		flags: profileFlags(),
		examples: []example{
			{"ispatch profile print > km.yaml", "start a profile of your own"},
			{"ispatch profile print --profile shared.yaml --profile node.yaml", "print two profiles merged"},
		},
		action: action(func(c call) error {
			in, err := c.input(c.list(optProfile))
			if err != nil {
				return err
			}
			text, err := profile.Print(in)
			if err != nil {
				return err
			}
			return printText(c.env.Out, string(text))
		}),
	}
}

func profileSchema() *command {
	return &command{
		usage: "print the JSON Schema of profiles, for editors",
		examples: []example{
			{"ispatch profile schema > profile.schema.json", "let an editor complete and check the profiles next to it"},
			{"ispatch profile schema | grep '\"description\"'", "read what the keys mean"},
		},
		action: action(func(c call) error {
			return printText(c.env.Out, string(profile.Schema()))
		}),
	}
}

func profileCheck() *command {
	flags := profileFlags()
	flags[0].usage = "the profile, `FILE`, in place of the argument; several are merged; - is standard input"
	return &command{
		usage: "check a profile without a home; - is standard input",
		description: "It resolves no secret: a variable or file that the profile refers to need not\n" +
			"exist. Those that it did not read are listed.",
		arguments: "FILE",
		flags:     flags,
		shared:    []string{optOutput, optQuiet},
		complete:  []completer{files},
		examples: []example{
			{"ispatch profile check km.yaml", "check a profile without a home"},
			{"ispatch profile check --output json - < km.yaml", "the same for a script, from standard input"},
		},
		action: func(c call) error {
			o, err := c.readOptions()
			if err != nil {
				return err
			}
			names := c.list(optProfile)
			if len(names) == 0 || len(c.args) > 0 {
				if err := c.checkArguments("FILE"); err != nil {
					return err
				}
				if len(names) > 0 {
					return usagef("profile check: both %s and --%s %s; give the profile in one way", c.args[0], optProfile,
						names[0])
				}
				names = c.args
			}
			in, err := c.input(names)
			var unread problem.List
			if err == nil || len(in.Sources) > 0 {
				var errCheck error
				unread, errCheck = profile.Check(in)
				err = errors.Join(err, errCheck)
			}
			return o.reportCheck(c.env, in.Name(), unread, err)
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
