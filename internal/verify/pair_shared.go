package verify

import (
	"net"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/server"
)

// same reports whether two datasources lead to the same database. A file inside one
// server is never the same as a file inside another.
func (c *pairCheck) same(km, am *server.Datasource) bool {
	a, b := km.JDBC(), am.JDBC()
	if !km.URL().Known() || !am.URL().Known() {
		return true // unknown
	}
	if local(km) {
		return false
	}
	return jdbc.Same(a, b, c.SameHost)
}

// shown returns the name of a database for a message: its URL without parameters and
// users.
func shown(d *server.Datasource) string { return jdbc.Base(d.URL().Text) }

// stores compares the primary user stores.
func (c *pairCheck) stores() {
	km, am := c.km.Realm.Primary(), c.am.Realm.Primary()
	if km == nil || am == nil {
		return
	}
	const hint = "give both the same user store"
	switch {
	case km.IsLDAP() != am.IsLDAP():
		c.add("different-user-store", hint, km.Syntax, am.Syntax,
			"the user store of the Key Manager is %s, and that of the API Manager %s: they have different users",
			storeName(km), storeName(am))
	case km.IsLDAP():
		c.directories(km, am)
	case km.DataSource != nil && am.DataSource != nil:
		c.database("different-user-store", "the user store", km.DataSource, am.DataSource)
	case km.DataSource != nil && c.am.Realm.DataSource != nil:
		c.database("different-user-store", "the user store", km.DataSource, c.am.Realm.DataSource)
	case am.DataSource != nil && c.km.Realm.DataSource != nil:
		c.database("different-user-store", "the user store", c.km.Realm.DataSource, am.DataSource)
	}
}

func storeName(s *server.UserStore) string {
	switch {
	case s.Kind() != "":
		return s.Kind()
	case s.IsLDAP():
		return "a directory"
	}
	return "of class " + clip(s.Class.Text)
}

// directories compares two directories: host and port, and the base of the users.
func (c *pairCheck) directories(km, am *server.UserStore) {
	a, b := km.Properties.Get("ConnectionURL"), am.Properties.Get("ConnectionURL")
	if !a.Written() || !b.Written() {
		return
	}
	hostA, portA := c.directory(c.km, a)
	hostB, portB := c.directory(c.am, b)
	if portA != portB || !c.SameHost(hostA, hostB) {
		c.add("different-user-store", "write the URL of one directory in both", a.Syntax, b.Syntax,
			"the directory of the Key Manager is %s, and that of the API Manager %s: they have different users",
			net.JoinHostPort(hostA, portA), net.JoinHostPort(hostB, portB))
		return
	}
	a, b = km.Properties.Get("UserSearchBase"), am.Properties.Get("UserSearchBase")
	if a.Known() && b.Known() && !strings.EqualFold(a.Text, b.Text) {
		c.add("different-user-store", "write the same search base in both", a.Syntax, b.Syntax,
			"the search base of the Key Manager's users is %s, and that of the API Manager's %s", clip(a.Text), clip(b.Text))
	}
}

// directory returns host and port of an LDAP URL. It replaces localhost by the server's
// own host, if known.
func (c *pairCheck) directory(s side, v server.Value) (host, port string) {
	scheme, rest, _ := strings.Cut(s.Resolve(v.Text), "://")
	rest, _, _ = strings.Cut(rest, "/")
	host, port, err := net.SplitHostPort(rest)
	if err != nil {
		host, port = strings.Trim(rest, "[]"), "389"
		if strings.EqualFold(scheme, "ldaps") {
			port = "636"
		}
	}
	if isLocal(host) && c.hostName(s) != "" {
		host = c.hostName(s)
	}
	return host, port
}

// hostName returns the host name of a server, or "" if unknown: that of carbon.xml, else
// for the Key Manager the host at which the API Manager validates keys.
func (c *pairCheck) hostName(s side) string {
	if s.HostName.Known() && !isLocal(s.HostName.Text) {
		return s.HostName.Text
	}
	if s.Config == c.am.Config {
		return ""
	}
	u, err := parseURL(c.am.Resolve(c.am.API.KeyValidator.ServerURL.Text))
	if err != nil || isLocal(u.Hostname()) {
		return ""
	}
	return u.Hostname()
}

func isLocal(host string) bool {
	return strings.EqualFold(host, "localhost") || host == "127.0.0.1" || host == "::1"
}

// registries compares the mounts of the two.
func (c *pairCheck) registries() {
	km, am := c.mounted(c.km, server.GovernancePath), c.mounted(c.am, server.GovernancePath)
	if km != nil && am != nil {
		c.database("different-registry-database", "the governance registry's database",
			km.Instance.DBConfig.DataSource, am.Instance.DBConfig.DataSource)
	}
	km, am = c.mounted(c.km, server.ConfigPath), c.mounted(c.am, server.ConfigPath)
	if km == nil || am == nil || km.Target.Text != am.Target.Text {
		return
	}
	a, b := km.Instance.DBConfig.DataSource.Datasource, am.Instance.DBConfig.DataSource.Datasource
	if a != nil && b != nil && c.same(a, b) {
		c.add("one-config-target", "give the Key Manager a target of its own, such as /_system/is_km/config",
			km.Target.Syntax, am.Target.Syntax,
			"both mount %s on %s of one database: each overwrites the other's configuration", server.ConfigPath,
			clip(km.Target.Text))
	}
}

// mounted returns the mount of a path that the server makes from a datasource.
func (c *pairCheck) mounted(s side, path string) *server.Mount {
	m := s.Registry.Mount(path)
	if m == nil || m.Status != server.Mounted || m.Instance.DBConfig == nil || m.Instance.DBConfig.DataSource == nil {
		return nil
	}
	return m
}
