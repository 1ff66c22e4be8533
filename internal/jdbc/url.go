package jdbc

import (
	"fmt"
	"strings"
)

// A Host is a server that a URL names.
type Host struct {
	// Name is a name or an address; an IPv6 address has no brackets.
	Name string
	// Port is 0 if the URL has none.
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

// A URL is a parsed JDBC URL. Its texts are not decoded: a %20 stays a %20.
type URL struct {
	// Type is Other for a scheme without preset, and empty for a text that is not a JDBC
	// URL.
	Type Type
	// Mode is the word between scheme and hosts, such as loadbalance or replication. It
	// is empty in the usual form.
	Mode string
	// Hosts are in the order in which the driver tries them. There are none in H2's URLs
	// and in a URL that omits the host.
	Hosts []Host
	// Instance is SQL Server's instance: the text after the backslash, or instanceName.
	Instance string
	// Database is the name of the database, or of the service for Oracle. For H2 a plain
	// name means the file ./repository/database/NAME; any other H2 name has a slash,
	// backslash or colon: ./test, mem:x.
	Database string
	// SID is set if Oracle's Database is a SID and not a service.
	SID bool
	// User and Password are those in the URL, before the host or as parameters. The user
	// and password of the datasource take precedence over them. Build does not write
	// them.
	User, Password string
	// Descriptor is Oracle's (DESCRIPTION=…). Hosts and Database are read from it.
	Descriptor string
	// Parameters are the parameters in their order, including those for user and
	// password.
	Parameters []Parameter
	// Opaque is everything after the scheme of a URL of an unknown form, such as an alias
	// of tnsnames.ora or a system property. All other fields except Type are then empty.
	Opaque string

	text    string
	problem string
}

// String returns the text that was parsed. For a URL made from parts it returns the
// result of Build, or "" if Build fails.
func (u URL) String() string {
	if u.text != "" {
		return u.text
	}
	built, _ := u.Build()
	return built
}

// Err returns an error if no driver would accept the URL: it doesn't begin with jdbc:,
// ends after its scheme, or has an invalid port. It returns nil for a URL of an unknown
// scheme or an unusual form. The message is meant to follow "the url", and holds no
// secret.
func (u URL) Err() error {
	if u.problem == "" {
		return nil
	}
	return fmt.Errorf("%s", u.problem)
}

// Host returns the first host, or the zero Host if there is none.
func (u URL) Host() Host {
	if len(u.Hosts) == 0 {
		return Host{}
	}
	return u.Hosts[0]
}

// Parameter returns the value of a parameter, or false if there is none. It ignores the
// case of the name, as some drivers do.
func (u URL) Parameter(name string) (string, bool) {
	for _, p := range u.Parameters {
		if strings.EqualFold(p.Name, name) {
			return p.Value, true
		}
	}
	return "", false
}

// credentials sets user and password from the parameters if there are none before the
// host.
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
