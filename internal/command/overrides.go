package command

import (
	"github.com/urfave/cli/v2"

	"ispatch/internal/profile"
)

// Names of the options that say which profile to use.
const (
	optProfile = "profile"
	optOnly    = "only"
)

// overrides collects --set, --set-file and --set-env in the order in which
// they stand, because the last one for a key wins.
type overrides struct {
	list []profile.Override
	errs []error
}

// An overrideFlag is one of these options.
type overrideFlag struct {
	option string
	all    *overrides
}

// Set implements cli.Generic. A malformed argument is reported with all other
// problems of the run, and not as a wrong call.
func (f overrideFlag) Set(argument string) error {
	o, err := profile.ParseOverride(f.option, argument)
	if err != nil {
		f.all.errs = append(f.all.errs, err)
		return nil
	}
	f.all.list = append(f.all.list, o)
	return nil
}

// String implements cli.Generic.
func (overrideFlag) String() string { return "" }

// flags are the options that say which profile to use and what to override in
// it.
func (o *overrides) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: optProfile, Aliases: []string{"p"}, TakesFile: true,
			Usage: "the profile, `FILE`; - is standard input; default: the embedded one"},
		&cli.GenericFlag{Name: "set-file", Value: overrideFlag{profile.SetFileOption, o},
			Usage: "set a key of the profile to the content of a file, `KEY=FILE`"},
		&cli.GenericFlag{Name: "set-env", Value: overrideFlag{profile.SetEnvOption, o},
			Usage: "set a key of the profile to a variable of the environment, `KEY=VAR`"},
		&cli.GenericFlag{Name: "set", Value: overrideFlag{profile.SetOption, o},
			Usage: "set a key of the profile, `KEY=VALUE`; other users of the machine can see it"},
	}
}

// profileName returns the profile that a call names: the last one.
func profileName(c *cli.Context) string {
	names := c.StringSlice(optProfile)
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}
