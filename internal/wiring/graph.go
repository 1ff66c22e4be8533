package wiring

import (
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// A Graph is the wiring of one home. Its JSON form is a promise: keys are only
// ever added.
type Graph struct {
	// Home and Version are for the caller to fill in; both may be empty.
	Home    string `json:"home"`
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

// A Place is where something stands: a file relative to the home and a line,
// 0 where there is none.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// String returns file:line, or the file alone.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Broken says why something does not work, in lower case and without a full
// stop. It is empty, in JSON null, where nothing is known against it.
type Broken string

// MarshalJSON makes the empty one null.
func (b Broken) MarshalJSON() ([]byte, error) {
	if b == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(b))
}

// A Break is something broken and where it stands.
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
	Broken     Broken `json:"broken"`

	binders []*Datasource // those the server does not bind included
}

// A Realm is where users, roles and permissions are kept.
type Realm struct {
	Place
	// DataSource is the realm's own database; nil where it names none.
	DataSource *Link `json:"dataSource"`
	// UserStores are the active ones, the primary first.
	UserStores []UserStore `json:"userStores"`
	Broken     Broken      `json:"broken"`
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
	Broken    Broken `json:"broken"`
}

// A Registry is the registry's databases and what is mounted from them.
type Registry struct {
	Place
	// Current is the dbConfig that holds what is local to the node.
	Current   *CurrentDBConfig `json:"currentDBConfig"`
	DBConfigs []*DBConfig      `json:"dbConfigs"`
	Instances []*Instance      `json:"remoteInstances"`
	Mounts    []Mount          `json:"mounts"`
	Broken    Broken           `json:"broken"`

	dbConfigs map[string]*DBConfig
	instances map[string]*Instance
	mounts    map[string]int // the line of a path
}

// A CurrentDBConfig names the dbConfig of the local registry.
type CurrentDBConfig struct {
	Place
	Name   string `json:"name"`
	Broken Broken `json:"broken"`

	dbConfig *DBConfig
}

// A DBConfig is a database of the registry: a datasource, or one of its own.
type DBConfig struct {
	Place
	Name       string    `json:"name"`
	DataSource *Link     `json:"dataSource"`
	Database   *Database `json:"database"`
	Broken     Broken    `json:"broken"`
}

// An Instance is a remoteInstance: what a mount is from.
type Instance struct {
	Place
	ID string `json:"id"`
	// URL is that of its web service, which a mount by dbConfig does not use.
	URL      string `json:"url"`
	DBConfig string `json:"dbConfig"`
	Broken   Broken `json:"broken"`

	dbConfig *DBConfig
}

// A Mount is a path of the registry that another instance holds.
type Mount struct {
	Place
	Path      string `json:"path"`
	Target    string `json:"target"`
	Instance  string `json:"remoteInstance"`
	Overwrite string `json:"overwrite"`
	Broken    Broken `json:"broken"`

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
	Broken   Broken   `json:"broken"`

	unbound bool // the server does not bind it
	lost    bool // it does, and then binds another to the name
}

// A Database is where a datasource leads.
type Database struct {
	// Type is a name of package database; empty where the URL is of none.
	Type string `json:"type"`
	// Host is empty and Port 0 where the URL has none.
	Host string `json:"host"`
	Port int    `json:"port"`
	// Name of the database; Oracle's service or SID, H2's file.
	Name string `json:"name"`
	// URL without parameters, users and passwords; an ellipsis stands for what
	// cannot be told from them.
	URL string `json:"url"`
}

// String returns type, name and server, or the URL where it is of no usual
// form.
func (d Database) String() string {
	if d.Name == "" && d.Host == "" {
		return strings.TrimLeft(d.Type+" "+d.URL, " ")
	}
	s := d.Type
	if d.Name != "" {
		s += " " + d.Name
	}
	if d.Host == "" {
		return s
	}
	host := d.Host
	if d.Port != 0 {
		return s + " at " + net.JoinHostPort(host, strconv.Itoa(d.Port))
	}
	return s + " at " + host
}
