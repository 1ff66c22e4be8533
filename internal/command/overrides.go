package command

import (
	"errors"
	"slices"

	"ispatch/internal/problem"
	"ispatch/internal/profile"
)

// Names of the options that choose the profile.
const (
	optProfile = "profile"
	optOnly    = "only"
)

// Names of the options that set a key of the profile.
const (
	optSet     = "set"
	optSetFile = "set-file"
	optSetEnv  = "set-env"
)

// profileFlags are the options that choose the profile and override its keys.
func profileFlags() []*flag {
	return []*flag{
		{name: optProfile, letter: "p", kind: list, file: true,
			usage: "the profile, `FILE`; several are merged; - is standard input; default: the embedded profile"},
		{name: optSetFile, kind: list, usage: "set a key of the profile to the content of a file, `KEY=FILE`"},
		{name: optSetEnv, kind: list, usage: "set a key of the profile to the value of an environment variable, `KEY=VAR`"},
		{name: optSet, kind: list,
			usage: "set a key of the profile, `KEY=VALUE`; other users of the machine can see the value"},
	}
}

// overrides returns the keys that options set, in the order in which they were
// given, because the last value of a key wins.
func (c call) overrides() (all []profile.Override, errs []error) {
	kinds := map[string]profile.OverrideKind{optSet: profile.Literal, optSetFile: profile.FromFile,
		optSetEnv: profile.FromEnv}
	for _, g := range c.given {
		kind, ok := kinds[g.name]
		if !ok {
			continue
		}
		o, err := profile.ParseOverride(kind, dashed(g.name), g.value)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, o)
	}
	return all, errs
}

// input reads the named profiles, or the embedded default if none is named, and
// the overrides. All errors in the call are reported at once.
func (c call) input(names []string) (profile.Input, error) {
	overrides, errs := c.overrides()
	in := profile.Input{Overrides: overrides, Getenv: c.env.Getenv}
	if len(names) == 0 {
		names = []string{""}
	} else if slices.Contains(names, "") {
		// A script's empty variable must not mean the embedded profile.
		return in, errors.Join(append(errs, problem.New("leave out the option for the embedded default profile",
			"--%s: the file name is empty", optProfile))...)
	}
	read := false
	for _, name := range names {
		if name == "-" && read {
			errs = append(errs, problem.New("", "--%s: standard input was given twice", optProfile))
			continue
		}
		read = read || name == "-"
		source, err := profile.Open(name, c.env.In)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		in.Sources = append(in.Sources, source)
	}
	return in, errors.Join(errs...)
}
