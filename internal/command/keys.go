package command

import (
	"context"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
)

// Names of the options of the commands that change one thing.
const (
	optUsername     = "username"
	optPasswordFile = "password-file"
	optPasswordEnv  = "password-env"
	optProperty     = "property"
)

func usernameFlag() *flag { return &flag{kind: text, name: optUsername, usage: "the user's `NAME`"} }

func passwordFlags() []*flag {
	return []*flag{
		{kind: text, name: optPasswordFile, file: true,
			usage: "take the password from a `FILE`, without the newline at its end"},
		{kind: text, name: optPasswordEnv, usage: "take the password from the environment variable `NAME`"},
	}
}

func propertyFlag(what string) *flag {
	return &flag{kind: list, name: optProperty, usage: what + ", `NAME=VALUE`"}
}

// A keys collects the profile keys that options set. A command that changes one
// thing is applied as a small profile, so that both behave the same.
type keys struct {
	c     call
	list  []profile.Override
	wrong problem.List
}

// escaped returns a part of a key, escaped.
func escaped(part string) string {
	return strings.NewReplacer(`\`, `\\`, `.`, `\.`, `=`, `\=`).Replace(part)
}

// set sets a key to a value; name is what messages call the key.
func (k *keys) set(key, value, name string) {
	k.list = append(k.list, profile.Override{Key: key, Value: value, Name: name})
}

// option sets a key to the value of an option, if the option was given.
func (k *keys) option(key, option string) {
	if k.c.isSet(option) {
		k.set(key, k.c.text(option), dashed(option))
	}
}

// password sets a key to the password that the password options give.
func (k *keys) password(key string) {
	for _, o := range []struct {
		option string
		kind   profile.OverrideKind
	}{{optPasswordFile, profile.FromFile}, {optPasswordEnv, profile.FromEnv}} {
		if k.c.isSet(o.option) {
			k.list = append(k.list, profile.Override{Kind: o.kind, Key: key, Value: k.c.text(o.option),
				Name: dashed(o.option)})
		}
	}
}

// properties sets the keys below a key to the values of --property.
func (k *keys) properties(key string) {
	for _, argument := range k.c.list(optProperty) {
		name, value, ok := strings.Cut(argument, "=")
		if !ok || name == "" {
			k.wrong = append(k.wrong, problem.New("write --"+optProperty+" NAME=VALUE", "--%s: the argument has no =",
				optProperty))
			continue
		}
		k.set(key+"."+escaped(name), value, dashed(optProperty)+" "+name)
	}
}

// load returns the profile that has these keys.
func (k *keys) load() (*profile.Profile, error) {
	if len(k.wrong) > 0 {
		return nil, k.wrong
	}
	return profile.Load(profile.Input{
		Sources:   []profile.Source{{Name: "the call", Data: []byte("version: 1\n")}},
		Overrides: k.list, Getenv: k.c.env.Getenv,
	})
}

// applyKeys is the change that these keys describe.
func (k *keys) applyKeys() (change, error) {
	p, err := k.load()
	if err != nil {
		return change{}, err
	}
	return change{secrets: p.Secrets(), do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
		return h.Apply(ctx, p, nil, nil, true)
	}}, nil
}
