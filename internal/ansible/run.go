package ansible

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"strings"
	"syscall"

	"ispatch/internal/apply"
	"ispatch/internal/home"
	"ispatch/internal/hosts"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
	"ispatch/internal/txn"
	"ispatch/internal/verify"
)

// Run runs the task in the file of arguments, prints the answer as JSON, and
// reports whether the task succeeded.
func Run(file string, printJSON func(any) error) bool {
	a := answerTo(file)
	return printJSON(a) == nil && !a.Failed
}

func answerTo(file string) answer {
	raw, err := readArguments(file)
	if err != nil {
		return failure(err)
	}
	args, err := parse(raw)
	if err != nil {
		return failure(err)
	}
	if args.state == stateVerified {
		return args.verify()
	}
	return args.apply()
}

// apply applies the profile to the home.
func (a arguments) apply() answer {
	o := apply.Options{DryRun: a.check, FollowLinks: a.follow, NoBackup: !a.backup, Force: a.force,
		LockTimeout: txn.DefaultLockTimeout}
	p, only, err := a.load()
	h, errHome := apply.Open(a.home, o)
	if errHome == nil {
		defer h.Close()
	}
	if err := errors.Join(err, ofArgument("home", errHome)); err != nil {
		return failure(err)
	}
	names, err := a.hosts(p, only, o)
	if err != nil {
		return failure(err)
	}
	if names != nil {
		defer names.Close()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	result, err := h.Apply(ctx, p, only, names, true)
	if err != nil {
		failed := failure(err)
		failed.warn(result.Warnings) // such as that an interrupted run was rolled back
		return failed
	}
	return applied(result, apply.DiffOptions{Secrets: p.Secrets()}, a.diff)
}

// hosts opens the hosts file. It returns nil if the profile has no host names.
func (a arguments) hosts(p *profile.Profile, only profile.Only, o apply.Options) (*apply.Hosts, error) {
	entries := apply.ProfileHosts(p, only)
	if len(entries) == 0 {
		return nil, nil
	}
	file := a.hostsFile
	if file == "" {
		file = hosts.Path
	}
	return apply.OpenHosts(file, entries, o)
}

// load reads the profiles, or the embedded default if none is given.
func (a arguments) load() (*profile.Profile, profile.Only, error) {
	var in profile.Input
	var failed []error
	if len(a.profiles) == 0 {
		a.profiles = []profileArgument{{}}
	}
	for i, one := range a.profiles {
		if one.text != nil {
			in.Sources = append(in.Sources, profile.Source{Name: fmt.Sprintf("profile %d of the task", i+1), Data: one.text})
			continue
		}
		source, err := profile.Open(one.path, strings.NewReader(""))
		failed = append(failed, ofArgument("profile", err))
		in.Sources = append(in.Sources, source)
	}
	for _, s := range a.set {
		in.Overrides = append(in.Overrides, profile.Override{Name: "argument set." + s.key, Key: s.key, Value: s.value})
	}
	var only profile.Only
	if len(a.only) > 0 {
		var err error
		only, err = profile.ParseOnly(strings.Join(a.only, ","))
		failed = append(failed, ofArgument("only", err))
	}
	if err := errors.Join(failed...); err != nil {
		return nil, nil, err
	}
	p, err := profile.Load(in)
	return p, only, err
}

// verify checks the home.
func (a arguments) verify() answer {
	h, err := home.Open(a.home, home.Options{FollowLinks: a.follow})
	if err != nil {
		return failure(ofArgument("home", err))
	}
	defer h.Close()
	report, err := verify.Home(h)
	if err != nil {
		return failure(err)
	}
	return verified(report, a.strict)
}

// ofArgument prefixes an error with the name of its argument.
func ofArgument(name string, err error) error {
	var all problem.List
	for _, p := range problem.From(err) {
		named := problem.New(p.Hint, "argument %s: %s", name, p.Error())
		named.Code = p.Code
		all = append(all, named)
	}
	return all.Err()
}

// plural returns a number with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
