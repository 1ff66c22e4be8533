package profile

import (
	"ispatch/internal/jdbc"
	"ispatch/internal/secret"
	"ispatch/patch"
)

// A Profile is a checked profile. A missing section is nil or empty.
type Profile struct {
	// Name is the names of the Sources, joined by commas.
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

// A Datasource is an entry of the section datasources, with defaults filled in.
type Datasource struct {
	Name string
	// JNDI is the JNDI name that the profile gives. If it is empty, an existing
	// datasource keeps its JNDI name and a new one binds jdbc/<Name>.
	JNDI        string
	Description string // empty where none is given
	Type        jdbc.Type
	URL         string
	Username    patch.Value
	Password    patch.Value
	// Driver is the class name and ValidationQuery the query, from configuration or else
	// the type's.
	Driver          string
	ValidationQuery string
	// Configuration are the settings in the profile, in its order.
	Configuration []patch.Setting

	// placeholders are the values taken unchanged from the embedded default profile.
	placeholders map[string]bool
}

// UserManagement is the section of that name.
type UserManagement struct {
	// Source is the realm's dataSource; empty if none is given.
	Source SourceName
	// UserStore is nil for keep and if none is given.
	UserStore *UserStore
	// Admin is nil if none is given.
	Admin *Administrator
}

// A SourceName names a datasource: by its JNDI name or, for a datasource of the profile
// whose JNDI name only the home has, by its own name.
type SourceName struct{ JNDI, Datasource string }

// A UserStore is a user store manager and its properties, in their order.
type UserStore struct {
	Class      string
	Properties []patch.Property
}

// An Administrator is the realm's AdminUser. A nil field is not given.
type Administrator struct {
	Username, Password *patch.Value
}

// A Registry is one remote instance with its mounts. All of them share one operation.
type Registry = patch.RegistryInstance

// A Driver is the section of that name.
type Driver struct {
	// File is the name in the profile, Path the name relative to the working directory.
	File, Path string
	// Replace removes other versions of the driver.
	Replace bool

	at   origin // of File
	path string
}

// A SecondaryStore is a secondary user store.
type SecondaryStore struct {
	Domain string
	UserStore
}

// An IdentityServer is the section of that name. A nil or empty field is not given.
type IdentityServer struct {
	PortOffset         *int
	IdentityDataSource SourceName
	Gateway            *patch.Gateway
	RevokeURL          string
	SignatureAlgorithm string

	at origin
}

// An APIManager is the section of that name. A nil or empty field is not given.
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
