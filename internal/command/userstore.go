package command

import (
	"strings"

	"ispatch/internal/profile"
)

// userStoreCommand is ispatch userstore with its subcommand.
func userStoreCommand() *command {
	return &command{usage: "choose the primary user store", commands: []entry{{"set", userStoreSet}}}
}

func userStoreSet() *command {
	return &command{
		usage:     "make a user store the primary one, or change its properties",
		arguments: "TYPE",
		description: "TYPE is " + either(profile.StoreTypes()) + ", or the name of a class. The block of that class in " +
			"user-mgt.xml is uncommented, and the active one is commented out. What is not given stays as it is.",
		flags:    []*flag{propertyFlag("a property of the store")},
		shared:   changing,
		complete: []completer{storeTypes},
		examples: []example{
			{"ispatch userstore set jdbc --home IS_HOME", "keep the users in the database"},
			{"ispatch userstore set read-write-ldap --home IS_HOME --property ConnectionURL=ldap://ldap.example.com:389",
				"use a directory"},
		},
		action: changeHomes(func(c call) (change, error) {
			k := &keys{c: c}
			key := "userManagement.userStore.type"
			if strings.Contains(c.args[0], ".") {
				key = "userManagement.userStore.class"
			}
			k.set(key, c.args[0], "TYPE")
			k.properties("userManagement.userStore.properties")
			return k.applyKeys()
		}, "TYPE"),
	}
}
