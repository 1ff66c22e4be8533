package command

import (
	"context"

	"ispatch/internal/apply"
	"ispatch/internal/hosts"
	"ispatch/internal/problem"
)

const optHostsFile = "hosts-file"

func hostsFileFlag() *flag {
	return &flag{kind: text, name: optHostsFile, standard: hosts.Path, file: true, usage: "the hosts `FILE`"}
}

// hostsCommand is ispatch hosts with its subcommand.
func hostsCommand() *command {
	return &command{
		usage:    "give a host name an address in the hosts file",
		commands: []entry{{"set", hostsSet}},
	}
}

func hostsSet() *command {
	return &command{
		usage:       "give a host name an address in the hosts file; needs no home",
		arguments:   "NAME ADDRESS",
		description: "Other addresses of NAME in the same family, IPv4 or IPv6, are removed. Everything else stays.",
		flags:       []*flag{hostsFileFlag()},
		shared:      changingFile,
		examples: []example{
			{"ispatch hosts set carbondb.mysql-wso2.com 192.0.2.10 --dry-run", "print what would change in /etc/hosts"},
			{"ispatch hosts set db.example.com 2001:db8::10 --hosts-file hosts", "change another file"},
		},
		action: action(func(c call) error {
			if len(c.options.homes) > 0 {
				return usagef("hosts set: the hosts file does not belong to a home: leave out --home")
			}
			file := c.text(optHostsFile)
			entries := []hosts.Entry{{Name: c.args[0], Address: c.args[1]}}
			ctx, stop := c.untilSignal()
			defer stop()
			return c.eachHome(ctx, []string{""}, func(ctx context.Context, r *run) error {
				result, err := setHosts(ctx, r.applyOptions(), file, entries)
				return r.finish(result, nil, err)
			})
		}, "NAME", "ADDRESS"),
	}
}

func setHosts(ctx context.Context, o apply.Options, file string, entries []hosts.Entry) (*apply.Result, error) {
	names, err := openHosts(o, file, entries)
	if err != nil {
		return nil, err
	}
	defer names.Close()
	return names.SetHosts(ctx)
}

// openHosts opens the hosts file that the option names.
func openHosts(o apply.Options, file string, entries []hosts.Entry) (*apply.Hosts, error) {
	if file == "" {
		return nil, problem.New("leave out the option for "+hosts.Path, "--%s: the file name is empty", optHostsFile)
	}
	return apply.OpenHosts(file, entries, o)
}
