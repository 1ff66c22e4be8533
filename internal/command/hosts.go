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

// errNoHostsFile is the error for an option that names no file.
var errNoHostsFile = problem.New("leave the option out for "+hosts.Path, "--%s: no file is named", optHostsFile)

// hostsCommand is ispatch hosts with its subcommand.
func hostsCommand() *command {
	return &command{
		usage:    "give a name an address in the hosts file",
		commands: []entry{{"set", hostsSet}},
	}
}

func hostsSet() *command {
	return &command{
		usage:     "give a name an address; other addresses of its family go, all else stays. Needs no home",
		arguments: "NAME ADDRESS",
		flags:     []*flag{hostsFileFlag()},
		shared:    changingFile,
		examples: []example{
			{"ispatch hosts set carbondb.mysql-wso2.com 192.0.2.10 --dry-run", "print what would change in /etc/hosts"},
			{"ispatch hosts set db.example.com 2001:db8::10 --hosts-file hosts", "change another file"},
		},
		action: action(func(c call) error {
			if len(c.options.homes) > 0 {
				return usagef("hosts set: no home has a hosts file: leave --home out")
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
		return nil, errNoHostsFile
	}
	return apply.OpenHosts(file, entries, o)
}
