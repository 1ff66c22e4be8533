package command

import (
	"github.com/urfave/cli/v2"
)

// adminCommand is ispatch admin with its subcommand.
func adminCommand(env Environment) *cli.Command {
	return &cli.Command{Name: "admin", Usage: "set the administrator", Subcommands: []*cli.Command{{
		Name:  "set",
		Usage: "set the administrator's name and password in user-mgt.xml",
		Description: "The server reads them at its first start with a user store; later the password is changed in " +
			"the store.",
		Flags: append([]cli.Flag{usernameFlag()}, passwordFlags()...),
		Action: changeHomes(env, func(c call) (change, error) {
			if err := exclude(c.Context, optPasswordFile, optPasswordEnv); err != nil {
				return change{}, err
			}
			k := &keys{c: c}
			k.option("userManagement.admin.username", optUsername)
			k.password("userManagement.admin.password")
			if len(k.list) == 0 {
				return change{}, usagef("admin set: give --%s, --%s or --%s", optUsername, optPasswordFile, optPasswordEnv)
			}
			return k.applyKeys()
		}),
	}}}
}
