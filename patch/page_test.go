package patch_test

import "ispatch/patch"

// page returns the operations that the page "Configuring the Databases for IS
// as the Key Manager" describes, as a Go program would write them.
func page() []patch.Operation {
	yes, no := true, false
	root, url := "/", "https://localhost:9443/registry"
	return []patch.Operation{
		mysql("WSO2AM_DB", "The datasource used for the API Manager database", "apimgtdb", true),
		mysql("WSO2UM_DB", "The datasource used by user manager", "userdb", false),
		mysql("WSO2REG_DB", "The datasource used by the registry", "regdb", false),
		patch.UserStoreDatasource{JNDI: "jdbc/WSO2UM_DB"},
		patch.Registry{Instances: []patch.RegistryInstance{{
			DBConfig: "govregistry", JNDI: "jdbc/WSO2REG_DB", ID: "gov", URL: &url,
			ReadOnly: &no, EnableCache: &yes, RegistryRoot: &root,
			Mounts: []patch.Mount{
				{Path: "/_system/governance", Target: "/_system/governance"},
				{Path: "/_system/config", Target: "/_system/config"},
			},
		}}},
	}
}

// mysql returns a datasource of the page.
func mysql(name, description, db string, autoCommit bool) patch.Datasource {
	d := patch.Datasource{Name: name, Description: description, JNDI: "jdbc/" + name}
	set := func(newOnly bool, name, value string) {
		s := patch.Setting{Name: name, Value: patch.Value{Text: value}, NewOnly: newOnly}
		d.Configuration = append(d.Configuration, s)
	}
	set(false, "url", "jdbc:mysql://carbondb.mysql-wso2.com:3306/"+db+"?autoReconnect=true")
	set(false, "username", "user")
	set(false, "password", "password")
	if autoCommit {
		set(false, "defaultAutoCommit", "false")
	}
	set(false, "driverClassName", "com.mysql.jdbc.Driver")
	set(true, "maxActive", "50")
	set(true, "maxWait", "60000")
	set(true, "testOnBorrow", "true")
	set(false, "validationQuery", "SELECT 1")
	set(true, "validationInterval", "30000")
	return d
}
