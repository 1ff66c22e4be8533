package show

import (
	"encoding/json"
	"strings"

	"ispatch/internal/problem"
)

// A Graph is what is connected to what in one home. Its JSON form is a promise: keys are only
// ever added.
type Graph struct {
	// Home is for the caller to fill in; it may be empty.
	Home string `json:"home"`
	// Product and Version are what the home says it is; both may be empty.
	Product string `json:"product"`
	Version string `json:"version"`

	Realm    Realm    `json:"realm"`
	Registry Registry `json:"registry"`
	// Elsewhere are references to datasources in other files.
	Elsewhere []Reference `json:"elsewhere"`
	// Datasources are all that the server's files define, in the order in which
	// it reads them.
	Datasources []*Datasource `json:"datasources"`
	// Broken is everything that is marked as broken, once each.
	Broken []Break `json:"broken"`

	files []Break // files of datasources with which something is wrong as a whole
}

// A Place is where something is: a file relative to the home and a line, 0 where
// there is none.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// String returns file:line, or the file alone.
func (p Place) String() string { return problem.Place{File: p.File, Line: p.Line}.String() }

// A Reason is why something does not work or is not used, in lower case and without
// a full stop. It is empty, in JSON null, where it does and is.
type Reason string

// MarshalJSON makes the empty one null.
func (r Reason) MarshalJSON() ([]byte, error) {
	if r == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(r))
}

// A Break is something broken and where it is.
type Break struct {
	Place
	Message string `json:"message"`
}

// A Link is a reference to a datasource by its JNDI name.
type Link struct {
	Place
	JNDI string `json:"jndi"`
	// Datasource is the name of the datasource that binds the JNDI name, empty
	// where none does.
	Datasource string `json:"datasource"`
	Broken     Reason `json:"broken"`
	// Off is why the server does not look the name up.
	Off Reason `json:"off"`

	binders []*Datasource // those the server does not bind included
}

// A Realm is where users, roles and permissions are kept.
type Realm struct {
	Place
	// DataSource is the realm's own database; nil where it names none.
	DataSource *Link `json:"dataSource"`
	// UserStores are the active ones, the primary first.
	UserStores []UserStore `json:"userStores"`
	Broken     Reason      `json:"broken"`
}

// A UserStore is an active UserStoreManager. What it says of its database or
// directory overrides the realm's.
type UserStore struct {
	Place
	Class string `json:"class"`
	// Domain is the DomainName, which every store but the primary needs.
	Domain string `json:"domain"`
	// DataSource is the store's own, nil where it has none.
	DataSource *Link `json:"dataSource"`
	// Database is that of its own JDBC URL, nil where it has none.
	Database *Database `json:"database"`
	// Directory is the URL of its LDAP server.
	Directory string `json:"directory"`
	Broken    Reason `json:"broken"`

	ofRealm bool // it is in the realm's database
}

// A Registry is the registry's databases and what is mounted from them.
type Registry struct {
	Place
	// Current is the dbConfig that holds what is local to the node.
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

// A DBConfig is a database of the registry: a datasource, or one of its own.
type DBConfig struct {
	Place
	Name       string    `json:"name"`
	DataSource *Link     `json:"dataSource"`
	Database   *Database `json:"database"`
	Broken     Reason    `json:"broken"`
}

// An Instance is a remoteInstance: what a mount is from.
type Instance struct {
	Place
	ID string `json:"id"`
	// URL is that of its web service, which a mount by dbConfig does not use.
	URL      string `json:"url"`
	DBConfig string `json:"dbConfig"`
	Broken   Reason `json:"broken"`

	dbConfig *DBConfig
}

// A Mount is a path of the registry that another instance holds.
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

// A Datasource is one that a file of datasources defines.
type Datasource struct {
	Place
	Name string `json:"name"`
	// JNDI is the JNDI name that it binds, empty where it binds none.
	JNDI     string   `json:"jndi"`
	Driver   string   `json:"driver"`
	Database Database `json:"database"`
	Broken   Reason   `json:"broken"`
}

// A Database is where a datasource leads.
type Database struct {
	// Type is a type of package jdbc; empty where the URL is of none.
	Type string `json:"type"`
	// Host is empty and Port 0 where the URL has none. Of several they are the first.
	Host string `json:"host"`
	Port int    `json:"port"`
	// Instance is SQL Server's.
	Instance string `json:"instance"`
	// Name of the database; Oracle's service or SID, H2's file.
	Name string `json:"name"`
	// URL without parameters, users and passwords; an ellipsis stands for what
	// cannot be told from them.
	URL string `json:"url"`

	server string // all hosts, with ports and instance
}

// String returns type, name and server, or the URL where it is of no usual form.
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
