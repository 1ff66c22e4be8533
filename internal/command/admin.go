package command

// adminCommand is ispatch admin with its subcommand.
func adminCommand() *command {
	return &command{usage: "set the administrator", commands: []entry{{"set", adminSet}}}
}

func adminSet() *command {
	return &command{
		usage: "set the administrator's name and password in user-mgt.xml",
		description: "The server reads them at its first start with a user store; later the password is changed in " +
			"the store.",
		flags:  append([]*flag{usernameFlag()}, passwordFlags()...),
		shared: changing,
		examples: []example{
			{"ispatch admin set --home IS_HOME --username keyadmin --password-file pw.txt", "set the name and the password"},
			{"ispatch admin set --home IS_HOME --password-env ADMIN_PASSWORD", "set the password alone"},
		},
		action: changeHomes(func(c call) (change, error) {
			if err := c.exclude(optPasswordFile, optPasswordEnv); err != nil {
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
	}
}
