package jdbc

import "strings"

// Same reports whether two URLs lead to one database: the same hosts and ports, the
// instance, and the database. Parameters don't count, nor does the driver. sameHost
// compares two names of hosts; nil compares them without regard to case. A URL of no
// known form is the same only as itself.
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

// family is the type of the server: MariaDB's driver speaks to MySQL too.
func family(t Type) Type {
	if t == MariaDB || t == MySQL8 {
		return MySQL
	}
	return t
}

// portOf is the port of a host, the type's usual one where the URL has none. One of
// SQL Server with an instance is asked for.
func portOf(u URL, i int) int {
	if port := u.Hosts[i].Port; port != 0 || u.Instance != "" {
		return port
	}
	preset, _ := Lookup(u.Type)
	return preset.Port
}
