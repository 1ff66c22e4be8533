package patch

import "ispatch/internal/server"

// The files that the operations change, relative to the home.
const (
	// MasterDatasources is the first file of datasources that the server reads.
	MasterDatasources = server.MasterDatasources
	// UserManagement is the realm: administrator, user store.
	UserManagement = server.UserManagement
	// RegistryConfiguration is the registry: its databases, instances, mounts.
	RegistryConfiguration = server.RegistryXML
	// CarbonConfiguration has the name of the product and the port offset.
	CarbonConfiguration = server.CarbonXML
	// IdentityConfiguration names the datasource of the identity data.
	IdentityConfiguration = server.IdentityXML
	// APIConfiguration is the API Manager's part, of a Key Manager too.
	APIConfiguration = server.APIManagerXML
	// CipherTool is where WSO2's cipher tool finds the element of an alias.
	CipherTool = server.CipherTool

	datasourcesFolder = server.DatasourcesFolder
)
