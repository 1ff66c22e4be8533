package command

import (
	"context"

	"ispatch/internal/apply"
	"ispatch/internal/secret"
)

// action makes the action of a command that takes the named arguments. It
// checks the call itself before anything is done.
func action(do func(call) error, names ...string) func(call) error {
	return func(c call) error {
		err := c.checkArguments(names...)
		if err != nil {
			return err
		}
		if c.options, err = c.readOptions(); err != nil {
			return err
		}
		return do(c)
	}
}

// changeHomes makes the action of a command that changes homes, each on its
// own. prepare reads what the homes have in common, such as the profile, and
// returns the change for each home. With one home, an error of prepare does not
// stop the home from being checked: all problems are reported together. With
// several homes, the error is printed once.
func changeHomes(prepare func(call) (change, error), names ...string) func(call) error {
	return action(func(c call) error {
		dirs, err := c.homes()
		if err != nil {
			return err
		}
		do, err := prepare(c)
		if isUsage(err) || err != nil && len(dirs) > 1 && !c.options.json {
			return err
		}
		if do.close != nil {
			defer do.close()
		}
		ctx, stop := c.untilSignal()
		defer stop()
		return c.eachHome(ctx, dirs, func(ctx context.Context, r *run) error { return r.change(ctx, do, err) })
	}, names...)
}

// readHomes makes the action of a command that reads homes, each on its own.
func readHomes(do func(call, *run) error, names ...string) func(call) error {
	return action(func(c call) error {
		return eachReadHome(c, func(r *run) error { return do(c, r) })
	}, names...)
}

// eachReadHome reads each home of a call.
func eachReadHome(c call, do func(*run) error) error {
	dirs, err := c.homes()
	if err != nil {
		return err
	}
	return c.eachHome(context.Background(), dirs, func(_ context.Context, r *run) error { return do(r) })
}

// A change is what a command does to one home.
type change struct {
	do func(context.Context, *apply.Home) (*apply.Result, error)
	// secrets are the places that no diff may show.
	secrets []secret.Place
	// close releases the resources shared by all homes; it may be nil.
	close func() error
	// looksAt reports what is wrong with the home if prepare failed, so that the
	// change itself cannot be made.
	looksAt func(*apply.Home) error
	// print prints more after the report; it may be nil.
	print func(*run, *apply.Home, *apply.Result)
}

// parts is a change made of several changes.
func parts(parts ...apply.Part) change {
	return change{do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) { return h.Run(ctx, parts...) }}
}
