package jdbc

import "strings"

// Same reports whether two URLs lead to the same database: whether hosts, ports, instance
// and database are the same. Parameters and driver don't count. sameHost compares two
// host names; if it is nil, they are compared ignoring case. A URL of an unknown form is
// the same only as itself.
func Same(a, b URL, sameHost func(a, b string) bool) bool {
	if sameHost == nil {
		sameHost = strings.EqualFold
	}
	if a.Opaque != "" || b.Opaque != "" || len(a.Hosts) == 0 || len(b.Hosts) == 0 {
		return Base(a.String()) == Base(b.String())
	}
	if family(a.Type) != family(b.Type) || a.Type == Other && a.Mode != b.Mode || len(a.Hosts) != len(b.Hosts) ||
		!strings.EqualFold(a.Instance, b.Instance) || a.SID != b.SID {
		return false
	}
	for i := range a.Hosts {
		if portOf(a, i) != portOf(b, i) || !sameHost(a.Hosts[i].Name, b.Hosts[i].Name) {
			return false
		}
	}
	if a.Type == Oracle || a.Type == SQLServer || a.Type == DB2 {
		return strings.EqualFold(a.Database, b.Database)
	}
	return a.Database == b.Database
}

// family returns the type of the server: MariaDB's driver connects to MySQL too.
func family(t Type) Type {
	if t == MariaDB || t == MySQL8 {
		return MySQL
	}
	return t
}

// portOf returns the port of a host, or the type's default if the URL has none. A SQL
// Server instance has no default port: the driver asks the server for it.
func portOf(u URL, i int) int {
	if port := u.Hosts[i].Port; port != 0 || u.Instance != "" {
		return port
	}
	preset, _ := Lookup(u.Type)
	return preset.Port
}
