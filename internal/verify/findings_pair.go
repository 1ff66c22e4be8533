package verify

import "ispatch/internal/problem"

func pairFindings() []row {
	return []row{
		{"not-a-pair", problem.Error,
			"the two homes are not an API Manager and an Identity Server", "",
			"check a Key Manager's home with an API Manager's",
			"", "", ""},
		{"different-user-database", problem.Error,
			"the realms of the two servers are in different databases",
			"has roles and permissions that the other does not see",
			"make both name datasources of the same database", fromPage, "", ""},
		{"different-user-store", problem.Error,
			"the primary user stores of the two servers are different, by kind, directory, port, search base or database",
			"has users that the other does not see", "give both the same user store", fromPage, "", ""},
		{"different-api-database", problem.Error,
			"the two servers have the API Manager's data in different databases",
			"does not find the other's keys and subscriptions", "make both name datasources of the same database",
			fromPage, "", ""},
		{"different-identity-database", problem.Error,
			"the `identity.xml` files of the two servers name different databases", "does not find the other's tokens",
			"write jdbc/WSO2AM_DB in both", fromPage, "", ""},
		{"different-registry-database", problem.Error,
			"the governance registries of the two servers are in different databases",
			"does not find the other's APIs and tiers",
			"mount both from the same database", fromPage, "", ""},
		{"one-config-target", problem.Warning,
			"both servers mount `/_system/config` from the same target of the same database",
			"overwrites the configuration of the other", "give the Key Manager a target of its own", fromPage, "", ""},
		{"different-administrator", problem.Error,
			"the administrators of the two servers differ, or the API Manager logs in to the Key Manager as another user",
			"refuses the other's calls", "write the same name in both", fromPage, "", ""},
		{"wrong-peer-url", problem.Error,
			"a URL of `api-manager.xml` does not lead to the other server: its host or its port (with the " +
				"offset) is wrong", "cannot connect to the other server", "write the URL that the hint gives", fromPage, "", ""},
		{"own-auth-manager", problem.Warning,
			"`AuthManager` of the API Manager leads to the API Manager itself", "logs its users in without the Key Manager, " +
				"which only works as long as both have the same user store",
			"write the URL of `APIKeyValidator`", fromPage, "", ""},
		{"key-validator-client", problem.Error,
			"the API Manager has keys validated over Thrift", "does not reach a Key Manager that is an Identity Server",
			"write WSClient", fromPage, "", ""},
		{"port-clash", problem.Error,
			"both servers are on the same host with the same port offset", "does not start if the other one is running",
			"set another `<Offset>`",
			"carbon-kernel 4.4.35, carbon.xml", "", ""},
	}
}
