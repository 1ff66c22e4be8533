package jdbc

import (
	"fmt"
	"strings"
)

// A Host is a server that a URL names.
type Host struct {
	// Name is a name or an address; an IPv6 address has no brackets.
	Name string
	// Port is 0 where the URL has none.
	Port int
}

// String returns name:port, an IPv6 address in brackets.
func (h Host) String() string {
	name := h.Name
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if h.Port == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d", name, h.Port)
}

// A Parameter is a name and value after a JDBC URL.
type Parameter struct {
	Name, Value string
}

// A URL is a JDBC URL taken apart. The texts are as they are written in it: a %20
// stays one.
type URL struct {
	// Type is Other for a scheme without preset, and empty for a text that is no
	// JDBC URL.
	Type Type
	// Mode is what is between scheme and hosts: loadbalance, replication, … It is
	// empty in the usual form.
	Mode string
	// Hosts are in the order in which the driver tries them. There are none in
	// H2's URLs, and where a URL leaves the host out.
	Hosts []Host
	// Instance is SQL Server's: what is after the backslash, or instanceName.
	Instance string
	// Database is the database's name; for Oracle that of the service. For H2 it
	// is a plain name for the file ./repository/database/NAME, or anything else
	// that H2 knows, which has a slash, backslash or colon: ./test, mem:x.
	Database string
	// SID means that Oracle's Database is a SID and not a service.
	SID bool
	// User and Password are those in the URL, before the host or as parameters.
	// The driver takes a datasource's own before them. Build does not write them.
	User, Password string
	// Descriptor is Oracle's (DESCRIPTION=…). Hosts and Database are read from it.
	Descriptor string
	// Parameters in their order, those for user and password too.
	Parameters []Parameter
	// Opaque is everything after the scheme of a URL that is of no form known
	// here: an alias of tnsnames.ora, a system property, … All other fields but
	// Type are empty then.
	Opaque string

	text    string
	problem string
}

// String returns the text that was parsed; for a URL that was put together from
// its parts, what Build returns, and nothing where that fails.
func (u URL) String() string {
	if u.text != "" {
		return u.text
	}
	built, _ := u.Build()
	return built
}

// Err returns why no driver would take the URL: it doesn't begin with jdbc:, ends
// after its scheme, or has a port that is none. It is nil for a URL of an unknown
// scheme or an unusual form. The message is for after "the url", and holds no
// secret.
func (u URL) Err() error {
	if u.problem == "" {
		return nil
	}
	return fmt.Errorf("%s", u.problem)
}

// Host returns the first host, and nothing where there is none.
func (u URL) Host() Host {
	if len(u.Hosts) == 0 {
		return Host{}
	}
	return u.Hosts[0]
}

// Parameter returns the value of a parameter, whatever the case of its name, as
// drivers that fold it do; false where there is none.
func (u URL) Parameter(name string) (string, bool) {
	for _, p := range u.Parameters {
		if strings.EqualFold(p.Name, name) {
			return p.Value, true
		}
	}
	return "", false
}

// credentials takes user and password from the parameters where there are none
// before the host.
func (u *URL) credentials() {
	for _, p := range u.Parameters {
		switch strings.ToLower(p.Name) {
		case "user", "username":
			if u.User == "" {
				u.User = p.Value
			}
		case "password":
			if u.Password == "" {
				u.Password = p.Value
			}
		}
	}
}
