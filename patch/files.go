package patch

import "ispatch/internal/server"

// The files that the operations change, relative to the home.
const (
	// MasterDatasources is the first of the files with datasources.
	MasterDatasources = server.MasterDatasources
	// UserManagement has the realm: the administrator and the user store.
	UserManagement = server.UserManagement
	// RegistryConfiguration has the registry: its databases, instances and
	// mounts.
	RegistryConfiguration = server.RegistryXML
	// CarbonConfiguration has the name of the product and the port offset.
	CarbonConfiguration = server.CarbonXML
	// IdentityConfiguration names the datasource for identity data.
	IdentityConfiguration = server.IdentityXML
	// APIConfiguration is the API Manager's configuration, which a Key Manager
	// has too.
	APIConfiguration = server.APIManagerXML
	// CipherTool maps aliases to elements for WSO2's cipher tool.
	CipherTool = server.CipherTool

	datasourcesFolder = server.DatasourcesFolder
)
