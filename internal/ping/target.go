package ping

import (
	"fmt"
	"strings"

	"ispatch/internal/problem"
)

// A Kind is what a Setting is for.
type Kind string

// The kinds. The first four are settings of the pool, by the type of their
// values.
const (
	String  Kind = "string"
	Integer Kind = "integer"
	Long    Kind = "long"
	Boolean Kind = "boolean"
	// DatabaseProperty is one of databaseProps, SourceProperty of dataSourceProps.
	DatabaseProperty Kind = "database"
	SourceProperty   Kind = "source"
	// StoreProperty is a property of an LDAP user store.
	StoreProperty Kind = "ldap"
)

// A Setting is a name and a value as the server reads it. The last setting with
// the same kind and name wins.
type Setting struct {
	Kind        Kind
	Name, Value string
}

// A Target is a datasource or a user store to open.
type Target struct {
	// Name is its name in messages: the datasource's name, or the user store's
	// domain.
	Name string
	// JNDI is the name that the datasource is bound to; it may be empty.
	JNDI string
	// Place is where it is defined. Its file is relative to the home.
	Place problem.Place
	// Directory reports that it is an LDAP user store. All its settings are of
	// kind StoreProperty.
	Directory bool
	// Embedded reports that it is the directory that runs in the server's own
	// process.
	Embedded bool
	Settings []Setting
	// Roles are the roles of the database, which decide the tables to look for.
	// Duplicates count once.
	Roles []Role
	// Alias reports that a setting's value is in the secure vault, which only
	// the server can open.
	Alias bool
}

// String returns the name, so that printing a Target does not show a password.
func (t Target) String() string { return t.Name }

// GoString is String.
func (t Target) GoString() string { return fmt.Sprintf("%q", t.Name) }

// get returns the last setting with a name, of any kind.
func (t Target) get(name string) string {
	value := ""
	for _, s := range t.Settings {
		if s.Name == name {
			value = s.Value
		}
	}
	return value
}

// has reports whether there is a setting with a name.
func (t Target) has(name string) bool {
	for _, s := range t.Settings {
		if s.Name == name {
			return true
		}
	}
	return false
}

// url returns the location of the target: the JDBC URL, that of dataSourceProps
// if the pool uses it, or the directory's URL. It may hold secrets.
func (t Target) url() string {
	switch {
	case t.Directory:
		return t.get("ConnectionURL")
	case t.get("dataSourceClassName") == "":
		return t.get("url")
	}
	for _, s := range t.Settings {
		if s.Kind == SourceProperty && strings.HasPrefix(s.Value, "jdbc:") {
			return s.Value
		}
	}
	return ""
}

// user returns the user name of the login, or "" if it is not known.
func (t Target) user() string {
	if t.Directory {
		return t.get("ConnectionName")
	}
	if name := t.get("username"); name != "" {
		return name
	}
	return t.get("user")
}
