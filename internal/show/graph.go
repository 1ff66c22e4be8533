package show

import (
	"encoding/json"
	"strings"

	"ispatch/internal/problem"
)

// A Graph holds the connections in one home. Its JSON form is a promise: keys are only
// ever added.
type Graph struct {
	// Home is for the caller to fill in; it may be empty.
	Home string `json:"home"`
	// Product and Version are those of the home; both may be empty.
	Product string `json:"product"`
	Version string `json:"version"`

	Realm    Realm    `json:"realm"`
	Registry Registry `json:"registry"`
	// Elsewhere are references to datasources in other files.
	Elsewhere []Reference `json:"elsewhere"`
	// Datasources are all the datasources in the server's files, in the order in which it
	// reads them.
	Datasources []*Datasource `json:"datasources"`
	// Broken is everything that is marked as broken, once each.
	Broken []Break `json:"broken"`

	files []Break // files of datasources that are broken as a whole
}

// A Place is a place in the home: a file relative to the home and a line, 0 if there is
// none.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// String returns file:line, or the file alone.
func (p Place) String() string { return problem.Place{File: p.File, Line: p.Line}.String() }

// A Reason says why something does not work or is not used, in lower case and without a
// full stop. It is empty, null in JSON, if all is well.
type Reason string

// MarshalJSON encodes an empty Reason as null.
func (r Reason) MarshalJSON() ([]byte, error) {
	if r == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(r))
}

// A Break is a broken thing and its place.
type Break struct {
	Place
	Message string `json:"message"`
}

// A Link is a reference to a datasource by its JNDI name.
type Link struct {
	Place
	JNDI string `json:"jndi"`
	// Datasource is the name of the datasource that binds the JNDI name; empty if none
	// does.
	Datasource string `json:"datasource"`
	Broken     Reason `json:"broken"`
	// Off is the reason why the server does not look up the name.
	Off Reason `json:"off"`

	binders []*Datasource // including those that the server does not bind
}

// A Realm shows where users, roles and permissions are kept.
type Realm struct {
	Place
	// DataSource is the realm's own database; nil if it names none.
	DataSource *Link `json:"dataSource"`
	// UserStores are the active user stores, the primary store first.
	UserStores []UserStore `json:"userStores"`
	Broken     Reason      `json:"broken"`
}

// A UserStore is an active UserStoreManager. Its own database or directory overrides the
// realm's.
type UserStore struct {
	Place
	Class string `json:"class"`
	// Domain is the DomainName, which every store except the primary needs.
	Domain string `json:"domain"`
	// DataSource is the store's own datasource; nil if it has none.
	DataSource *Link `json:"dataSource"`
	// Database is the database of its own JDBC URL; nil if it has none.
	Database *Database `json:"database"`
	// Directory is the URL of its LDAP server.
	Directory string `json:"directory"`
	Broken    Reason `json:"broken"`

	ofRealm bool // it is in the realm's database
}

// A Registry holds the registry's databases and the mounts from them.
type Registry struct {
	Place
	// Current is the dbConfig of the local registry.
	Current   *CurrentDBConfig `json:"currentDBConfig"`
	DBConfigs []*DBConfig      `json:"dbConfigs"`
	Instances []*Instance      `json:"remoteInstances"`
	Mounts    []Mount          `json:"mounts"`
	Broken    Reason           `json:"broken"`
}

// A CurrentDBConfig names the dbConfig of the local registry.
type CurrentDBConfig struct {
	Place
	Name   string `json:"name"`
	Broken Reason `json:"broken"`

	dbConfig *DBConfig
}

// A DBConfig is a database of the registry: that of a datasource, or one with a URL of
// its own.
type DBConfig struct {
	Place
	Name       string    `json:"name"`
	DataSource *Link     `json:"dataSource"`
	Database   *Database `json:"database"`
	Broken     Reason    `json:"broken"`
}

// An Instance is a remoteInstance, from which paths are mounted.
type Instance struct {
	Place
	ID string `json:"id"`
	// URL is the URL of its web service, which a mount by dbConfig does not use.
	URL      string `json:"url"`
	DBConfig string `json:"dbConfig"`
	Broken   Reason `json:"broken"`

	dbConfig *DBConfig
}

// A Mount is a path of the registry that is kept in another instance.
type Mount struct {
	Place
	Path      string `json:"path"`
	Target    string `json:"target"`
	Instance  string `json:"remoteInstance"`
	Overwrite string `json:"overwrite"`
	Broken    Reason `json:"broken"`

	instance *Instance
}

// A Reference is an element of another file that names a datasource.
type Reference struct {
	// Name is the path of the element, or of the part of the file it is in.
	Name string `json:"name"`
	Link
}

// A Datasource is a datasource as a file defines it.
type Datasource struct {
	Place
	Name string `json:"name"`
	// JNDI is the JNDI name that it binds; empty if it binds none.
	JNDI     string   `json:"jndi"`
	Driver   string   `json:"driver"`
	Database Database `json:"database"`
	Broken   Reason   `json:"broken"`
}

// A Database is the database of a datasource.
type Database struct {
	// Type is a type of package jdbc; empty if the type of the URL is unknown.
	Type string `json:"type"`
	// Host and Port are those of the first host. Host is empty and Port 0 if the URL has
	// none.
	Host string `json:"host"`
	Port int    `json:"port"`
	// Instance is SQL Server's instance.
	Instance string `json:"instance"`
	// Name is the name of the database, of Oracle's service or SID, or of H2's file.
	Name string `json:"name"`
	// URL is the URL without parameters, users and passwords. An ellipsis replaces any
	// part that may be one of these.
	URL string `json:"url"`

	server string // all hosts, with ports and instance
}

// String returns type, name and server, or the URL if it has no usual form.
func (d Database) String() string {
	if d.Name == "" && d.server == "" {
		return strings.TrimLeft(d.Type+" "+d.URL, " ")
	}
	s := d.Type
	if d.Name != "" {
		s += " " + d.Name
	}
	if d.server != "" {
		s += " at " + d.server
	}
	return strings.TrimLeft(s, " ")
}
