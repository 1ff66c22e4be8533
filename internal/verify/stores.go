package verify

import (
	"cmp"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/problem"
	"ispatch/internal/server"
)

// stores checks the active user stores.
func (c *check) stores() {
	c.otherNames()
	primary := c.Realm.Primary()
	if primary == nil {
		c.noStore()
		return
	}
	for _, s := range c.Realm.Stores {
		if s.Status == server.SkippedStore {
			c.at(s.Syntax, "store-without-domain", "give it the property DomainName, or make it a comment",
				"this second user store has no property DomainName: the server skips it")
			continue
		}
		c.store(s)
	}
	c.tenantManager(primary)
	c.administrator(primary)
	c.embedded(primary)
}

// store checks the settings that every active store needs.
func (c *check) store(s *server.UserStore) {
	c.class(s.Class, s.Syntax)
	c.properties(s.Properties, s.Syntax)
	if missing := s.Missing(); missing != nil && !c.hidden[s.File.Path] {
		names := missing[:0:0]
		for _, name := range missing {
			if !nearly(s.Properties, name) || s.Properties.Has(name) {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			c.at(s.Syntax, "store-property-missing", "add the properties, or fill those that are empty",
				"the user store lacks what its class requires: %s: the server does not start", strings.Join(names, ", "))
		}
	}
	if s.Kind() == server.JDBCStore && !s.Properties.Has("dataSource") {
		url, class := s.Properties.Get("url"), s.Properties.Get("driverName")
		if url.Written() || class.Written() {
			t := target{title: "the user store", url: url, driver: class, parent: s.Syntax}
			c.url(t, false)
			c.driverClass(t)
		}
	}
}

// otherNames reports stores with another element name, such as the ISUserStoreManager in
// comments of stock files.
func (c *check) otherNames() {
	for _, e := range c.Realm.Element.ChildElements() {
		if e.Tag == "UserStoreManager" || !strings.HasSuffix(e.Tag, "UserStoreManager") || e.NamespaceURI() != "" {
			continue
		}
		p := c.at(server.Syntax{File: c.Realm.File, Element: e}, "store-element-name", "write <UserStoreManager>",
			"<%s> is not <UserStoreManager>: the server does not see this user store", e.Tag)
		if len(c.Realm.Stores) > 0 {
			p.Severity = problem.Warning
		}
	}
}

// noStore reports that there is no active store, unless another problem is the cause.
func (c *check) noStore() {
	for _, p := range c.problems {
		if p.Code == "store-element-name" {
			return
		}
	}
	if c.hidden[c.Realm.File.Path] {
		return
	}
	c.at(c.Realm.Syntax, "no-user-store", cmp.Or(sameLetters(c.Realm.Element, "UserStoreManager"),
		"take one of the stores out of its comment, or add one"),
		"there is no active <UserStoreManager>: the server does not start")
}

func (c *check) tenantManager(primary *server.UserStore) {
	v := primary.Properties.Get("TenantManager")
	switch {
	case !v.Written() && !nearly(primary.Properties, "TenantManager") && !c.hidden[primary.File.Path]:
		c.at(primary.Syntax, "no-tenant-manager", "add the property TenantManager",
			"the primary user store has no property TenantManager: the server does not start")
	case v.Written() && v.Text == "" && v.Alias == "":
		c.at(v.Syntax, "empty-value", "write the class of a tenant manager",
			"the property TenantManager is empty: the server does not start")
	}
}

// administrator checks the first administrator against the primary user store.
func (c *check) administrator(primary *server.UserStore) {
	c.domain(c.Realm.AdminName)
	c.domain(c.Realm.AdminRole)
	if strings.EqualFold(c.Realm.AddAdmin.Text, "false") {
		return // the first start creates none
	}
	user, password := c.Realm.AdminName.Text, c.Realm.AdminPassword
	if primary.Kind() == server.JDBCStore && user[strings.LastIndexByte(user, '/')+1:] == "admin" &&
		password.Text == "admin" && password.Known() {
		c.at(password.Syntax, "default-admin", "set a password of your own before the first start",
			"the first start creates the administrator admin with the password admin in the database")
	}
}

// domain reports a name with the domain of a store other than the primary. A role may not
// be in the domain Internal either: no 4.4 kernel accepts it.
func (c *check) domain(v server.Value) {
	given, _, found := strings.Cut(v.Text, "/")
	domain := c.Realm.PrimaryDomain()
	if !found || given == "" || !v.Known() || strings.EqualFold(given, domain) {
		return
	}
	c.at(v.Syntax, "admin-domain", "leave the domain out, or write "+domain,
		"<%s> is in the domain %s, but the primary user store is %s: the server does not start",
		v.Element.Tag, clip(given), clip(domain))
}

// embedded reports that the primary user store is the directory inside the server
// although the realm's database is shared: the other servers do not see its users.
func (c *check) embedded(primary *server.UserStore) {
	source := c.Realm.DataSource
	if !primary.IsLDAP() || source == nil || !c.EmbeddedDirectory(primary.Properties.Get("ConnectionURL").Text) {
		return
	}
	if source.Datasource == nil || local(source.Datasource) {
		return
	}
	c.at(primary.Syntax, "embedded-user-store",
		"make all servers use one directory, or the JDBC user store; keep this if the database is for permissions only",
		"the directory inside the server is still the primary user store: no user is in the database of %s, "+
			"and no other server sees them", source.Text)
}

// local reports whether a datasource leads to a database inside the server, which no
// other server shares.
func local(d *server.Datasource) bool { return jdbc.Embedded(bare(d.URL().Text)) }
