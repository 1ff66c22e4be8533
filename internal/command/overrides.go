package command

import (
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"ispatch/internal/problem"
	"ispatch/internal/profile"
)

// Names of the options that choose the profile.
const (
	optProfile = "profile"
	optOnly    = "only"
)

// overrides collects --set, --set-file and --set-env in the order in which they
// were given, because the last value of a key wins.
type overrides struct {
	list []profile.Override
	errs []error
}

// An overrideFlag is one of these options.
type overrideFlag struct {
	kind   profile.OverrideKind
	option string // its name, with dashes
	all    *overrides
}

// Set implements cli.Generic. A malformed argument is reported with all other
// problems of the run, and not as a usage error.
func (f overrideFlag) Set(argument string) error {
	o, err := profile.ParseOverride(f.kind, f.option, argument)
	if err != nil {
		f.all.errs = append(f.all.errs, err)
		return nil
	}
	f.all.list = append(f.all.list, o)
	return nil
}

// String implements cli.Generic.
func (overrideFlag) String() string { return "" }

// flags are the options that choose the profile and override its keys.
func (o *overrides) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: optProfile, Aliases: []string{"p"}, TakesFile: true,
			Usage: "the profile, `FILE`, or several, merged; - is standard input; default: the embedded one"},
		&cli.GenericFlag{Name: "set-file", Value: overrideFlag{profile.FromFile, "--set-file", o},
			Usage: "set a key of the profile to the content of a file, `KEY=FILE`"},
		&cli.GenericFlag{Name: "set-env", Value: overrideFlag{profile.FromEnv, "--set-env", o},
			Usage: "set a key of the profile to a variable of the environment, `KEY=VAR`"},
		&cli.GenericFlag{Name: "set", Value: overrideFlag{profile.Literal, "--set", o},
			Usage: "set a key of the profile, `KEY=VALUE`; other users of the machine can see it"},
	}
}

// input reads the named profiles, or the embedded default if none is named, and
// the overrides. All errors in the call are reported at once.
func (o *overrides) input(names []string, env Environment) (profile.Input, error) {
	in := profile.Input{Overrides: o.list, Getenv: env.Getenv}
	errs := slices.Clone(o.errs)
	if len(names) == 0 {
		names = []string{""}
	} else if slices.Contains(names, "") {
		// A script's empty variable must not mean the embedded profile.
		return in, errors.Join(append(errs, problem.New("leave the option out for the embedded default profile",
			"--%s: no file is named", optProfile))...)
	}
	read := false
	for _, name := range names {
		if name == "-" && read {
			errs = append(errs, problem.New("", "--%s: standard input was given twice", optProfile))
			continue
		}
		read = read || name == "-"
		source, err := profile.Open(name, env.In)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		in.Sources = append(in.Sources, source)
	}
	return in, errors.Join(errs...)
}
