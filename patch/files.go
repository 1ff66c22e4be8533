package patch

// The files that the operations change, relative to the home.
const (
	datasourcesFolder = "repository/conf/datasources"
	// MasterDatasources is the first file of datasources that the server reads.
	MasterDatasources = datasourcesFolder + "/master-datasources.xml"
	// UserManagement is the realm: administrator, user store.
	UserManagement = "repository/conf/user-mgt.xml"
	// RegistryConfiguration is the registry: its databases, instances, mounts.
	RegistryConfiguration = "repository/conf/registry.xml"
)
