package command

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// userStoreTypes are the values of TYPE of userstore set.
var userStoreTypes = []string{"jdbc", "read-write-ldap", "read-only-ldap", "active-directory"}

// userStoreCommand is ispatch userstore with its subcommand.
func userStoreCommand(env Environment) *cli.Command {
	return &cli.Command{Name: "userstore", Usage: "choose the primary user store", Subcommands: []*cli.Command{{
		Name:      "set",
		Usage:     "make a user store the primary one, or change its properties",
		ArgsUsage: "TYPE",
		Description: "TYPE is " + either(userStoreTypes) + ", or the name of a class. The block of that class in " +
			"user-mgt.xml becomes active, and the active one a comment. What is not given stays as the file has it.",
		Flags: []cli.Flag{propertyFlag("a property of the store")},
		Action: changeHomes(env, func(c call) (change, error) {
			k := &keys{c: c}
			key := "userManagement.userStore.type"
			if strings.Contains(c.args[0], ".") {
				key = "userManagement.userStore.class"
			}
			k.set(key, c.args[0], "TYPE")
			k.properties("userManagement.userStore.properties")
			return k.applyKeys()
		}, "TYPE"),
	}}}
}
