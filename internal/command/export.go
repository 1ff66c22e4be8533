package command

import (
	"context"

	"ispatch/internal/export"
	"ispatch/internal/home"
	"ispatch/internal/server"
)

// profileExport is ispatch profile export: it writes a profile that describes a
// home.
func profileExport() *command {
	return &command{
		usage: "print a profile that gives a stock home what this home has",
		description: "It prints the datasources, the user stores and administrator, the registry\n" +
			"mounts, and where the other server is, as a profile on standard output, and\n" +
			"changes nothing.\n" +
			"Passwords are left out: each is {env: NAME}, and a comment lists the\n" +
			"variables. What a profile cannot express is in that comment, and on standard error.",
		shared: []string{optHome, optOutput, optQuiet, optFollowLinks},
		examples: []example{
			{"ispatch profile export --home IS_HOME > km.yaml", "write the profile of a configured home"},
			{"ispatch profile export --home IS_HOME --output json", "the same, with the variables and warnings, for a script"},
		},
		action: action(func(c call) error {
			dir, err := oneHome(c.options, c.env)
			if err != nil {
				return err
			}
			h, err := home.Open(dir, home.Options{FollowLinks: c.options.followLinks})
			if err != nil {
				return err
			}
			defer h.Close()
			var exported *export.Profile
			_, err = h.Stable(context.Background(), c.options.lockTimeout, func() (err error) {
				exported, err = export.Of(server.Read(server.NewSource(h.FS())))
				return err
			})
			if err != nil {
				return err
			}
			if c.options.json {
				return printJSON(c.env.Out, newExportReport(h.Dir(), exported))
			}
			if !c.options.quiet {
				for _, warning := range exported.Warnings {
					say(c.env.Err, "ispatch: warning: %s", warning)
				}
			}
			return printText(c.env.Out, string(exported.YAML))
		}),
	}
}

// An exportReport is the JSON form of an export. The format is stable: keys are
// added, but never removed or renamed.
type exportReport struct {
	Home      string           `json:"home"`
	Profile   string           `json:"profile"`
	Variables []exportVariable `json:"variables"`
	Warnings  []string         `json:"warnings"`
}

type exportVariable struct {
	Name string `json:"name"`
	For  string `json:"for"`
}

func newExportReport(dir string, e *export.Profile) exportReport {
	r := exportReport{Home: dir, Profile: string(e.YAML), Variables: []exportVariable{}, Warnings: append([]string{},
		e.Warnings...)}
	for _, v := range e.Variables {
		r.Variables = append(r.Variables, exportVariable{v.Name, v.For})
	}
	return r
}
