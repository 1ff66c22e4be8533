package verify

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
)

// A store is an active UserStoreManager.
type store struct {
	element    *etree.Element
	class      string
	properties map[string]*etree.Element
}

func (s store) text(name string) string { return strings.TrimSpace(value(s.properties[name])) }

// checkStores checks the active user stores: the first is the primary one,
// others need a domain. realmSource is the property that names the realm's
// datasource.
func (c *check) checkStores(f *file, realm, realmSource *etree.Element) {
	var stores []store
	for _, e := range realm.SelectElements("UserStoreManager") {
		s := store{element: e, class: strings.TrimSpace(e.SelectAttrValue("class", "")), properties: c.properties(f, e)}
		c.checkCase(f, e, "Property")
		stores = append(stores, s)
	}
	if len(stores) == 0 {
		c.at(f, realm, "no-user-store", orElse(sameLetters(realm, "UserStoreManager"),
			"take one of the stores out of its comment, or add one"),
			"there is no active <UserStoreManager>: the server does not start")
		return
	}
	primary := stores[0]
	if primary.properties["TenantManager"] == nil {
		c.at(f, primary.element, "no-tenant-manager", "add the property TenantManager",
			"the primary user store has no property TenantManager: the server does not start")
	}
	for i, s := range stores {
		if i > 0 && s.properties["DomainName"] == nil {
			c.at(f, s.element, "store-without-domain", "give it the property DomainName, or make it a comment",
				"this second user store has no property DomainName: the server skips it")
			continue
		}
		if source := s.properties["dataSource"]; source != nil && strings.HasSuffix(s.class, "JDBCUserStoreManager") {
			c.refer(reference{file: f, element: source, what: "the user store", name: s.text("dataSource")})
		}
	}
	c.checkAdministrator(f, realm, primary)
	c.checkEmbedded(f, primary, realmSource)
}

// checkAdministrator checks the first administrator against the primary user
// store.
func (c *check) checkAdministrator(f *file, realm *etree.Element, primary store) {
	configuration := first(realm, "Configuration")
	admin := first(configuration, "AdminUser")
	domain := "PRIMARY"
	if primary.properties["DomainName"] != nil {
		domain = primary.text("DomainName")
	}
	c.checkDomain(f, first(admin, "UserName"), domain)
	// A role may be Internal: later servers take that.
	c.checkDomain(f, first(configuration, "AdminRole"), domain, "Internal")

	if strings.EqualFold(strings.TrimSpace(value(first(configuration, "AddAdmin"))), "false") {
		return // the first start makes none
	}
	password := first(admin, "Password")
	user := strings.TrimSpace(value(first(admin, "UserName")))
	if strings.HasSuffix(primary.class, "JDBCUserStoreManager") && user[strings.LastIndexByte(user, '/')+1:] == "admin" &&
		strings.TrimSpace(value(password)) == "admin" && !vaulted(password) {
		c.at(f, password, "default-admin", "set a password of your own before the first start",
			"the first start makes the administrator admin with the password admin in the database")
	}
}

// checkDomain reports a name of another domain than the primary user store's.
func (c *check) checkDomain(f *file, e *etree.Element, domain string, others ...string) {
	name := strings.TrimSpace(value(e))
	given, _, found := strings.Cut(name, "/")
	if !found || given == "" || domain == "" || depends(name) || vaulted(e) {
		return
	}
	for _, known := range append(others, domain) {
		if strings.EqualFold(given, known) {
			return
		}
	}
	c.at(f, e, "admin-domain", "leave the domain out, or write "+domain,
		"<%s> is of the domain %s, but the primary user store is %s: the server does not start", e.Tag, clip(given),
		clip(domain))
}

// checkEmbedded reports the directory inside the server as primary user store
// where the realm has a database that other servers share: these do not see
// its users.
func (c *check) checkEmbedded(f *file, primary store, realmSource *etree.Element) {
	if !strings.Contains(primary.class, ".ldap.") || realmSource == nil || !embedded(primary.text("ConnectionURL")) {
		return
	}
	name := strings.TrimSpace(value(realmSource))
	d := c.binders[name]
	if d == nil || local(d) {
		return
	}
	c.at(f, primary.element, "embedded-user-store",
		"let all servers use one directory, or the JDBC user store (user store jdbc); keep this if the database is for "+
			"permissions only",
		"the directory inside the server is still the primary user store: no user is in the database of %s, and no other "+
			"server sees them", name)
}

// embedded says whether an LDAP URL is that of the directory inside the server:
// its port is 10389 and the server's offset.
func embedded(url string) bool {
	if strings.Contains(url, "${Ports.EmbeddedLDAP.") {
		return true
	}
	_, place, _ := strings.Cut(url, "://")
	place, _, _ = strings.Cut(place, "/")
	host, digits, _ := strings.Cut(place, ":")
	port, err := strconv.Atoi(digits)
	return err == nil && port >= 10389 && port < 10389+100 && (strings.EqualFold(host, "localhost") || host == "127.0.0.1")
}

// local says whether a datasource is a database inside the server, which no
// other server shares.
func local(d *datasource) bool {
	_, t, known := d.url()
	return known && t == jdbc.H2
}
