package profile

import (
	"ispatch/internal/jdbc"
	"ispatch/internal/secret"
	"ispatch/patch"
)

// A Profile is a checked profile. A section that was left out is nil or empty.
type Profile struct {
	// Name as the Source had it.
	Name           string
	Datasources    []Datasource
	UserManagement *UserManagement
	Registry       []Registry
	UserStores     []SecondaryStore
	IdentityServer *IdentityServer
	APIManager     *APIManager
	Driver         *Driver
	Hosts          []Host
	// Patches are Set, Insert, Delete, Comment and Uncomment.
	Patches []patch.Operation

	// SingleTenant is set by multiTenant: false.
	SingleTenant bool

	secrets []secret.Place
}

// A Datasource is one of the section datasources, its defaults filled in.
type Datasource struct {
	Name string
	// JNDI is the JNDI name that the profile gives. Without one the datasource
	// keeps what it has in the home, and a new one binds jdbc/<Name>.
	JNDI        string
	Description string // empty where none is given
	Type        jdbc.Type
	URL         string
	Username    patch.Value
	Password    patch.Value
	// Driver is the class name, ValidationQuery the query: the type's, or what
	// configuration gives.
	Driver          string
	ValidationQuery string
	// Configuration is what the profile gives, in its order.
	Configuration []patch.Setting

	// What came from the embedded default profile as it is there.
	placeholders map[string]bool
}

// UserManagement is the section of that name.
type UserManagement struct {
	// Source is the realm's dataSource, empty where none is given.
	Source SourceName
	// UserStore is nil for keep, and where none is given.
	UserStore *UserStore
	// Admin is nil where none is given.
	Admin *Administrator
}

// A SourceName names a datasource: by the JNDI name that it binds or, of one of
// the profile whose JNDI name only the home knows, by its own name.
type SourceName struct{ JNDI, Datasource string }

// A UserStore is a user store manager and its properties, in their order.
type UserStore struct {
	Class      string
	Properties []patch.Property
}

// An Administrator is the realm's AdminUser; what is nil is not given.
type Administrator struct {
	Username, Password *patch.Value
}

// A Registry is one remote instance with its mounts. Its operation is one for
// all of them.
type Registry = patch.RegistryInstance

// A Driver is the section of that name.
type Driver struct {
	// File as the profile names it, and Path relative to the working
	// directory.
	File, Path string
	// Replace removes other versions of the driver.
	Replace bool
}

// A SecondaryStore is a user store beside the primary one.
type SecondaryStore struct {
	Domain string
	UserStore
}

// An IdentityServer is the section of that name; what is nil or empty is not
// given.
type IdentityServer struct {
	PortOffset         *int
	IdentityDataSource SourceName
	Gateway            *patch.Gateway
	RevokeURL          string
	SignatureAlgorithm string

	at origin
}

// An APIManager is the section of that name; what is nil or empty is not given.
type APIManager struct {
	PortOffset         *int
	IdentityDataSource SourceName
	KeyManager         *patch.KeyManager

	at origin
}

// A Host is one line for the hosts file.
type Host struct {
	Name, Address string
}
