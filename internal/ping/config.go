package ping

import (
	"slices"
	"strconv"
	"strings"

	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// apiManagement is the JNDI name that WSO2's packs use for the API Manager's
// database. It is opened even if nothing refers to it.
const apiManagement = "jdbc/WSO2AM_DB"

// Targets returns what the server of a configuration connects to, each once:
// the datasources that something refers to, the databases whose URL is given in
// a user store or dbConfig, and the LDAP user stores. home is the path of the
// home, the value of ${carbon.home}.
func Targets(c *server.Config, home string) []Target {
	t := &targets{config: c, home: home}
	for _, d := range c.Datasources {
		t.datasource(d)
	}
	for _, db := range c.Registry.DBConfigs {
		t.dbConfig(db)
	}
	for _, s := range c.Realm.Stores {
		t.store(s)
	}
	return t.all
}

// TrustStoreOf returns the trust store that the server sets for its connections,
// from Security/TrustStore of carbon.xml.
func TrustStoreOf(c *server.Config, home string) TrustStore {
	root := c.Carbon.Root()
	if root == nil {
		return TrustStore{}
	}
	get := func(name string) string {
		e := root.FindElement("./Security/TrustStore/" + name)
		if e == nil {
			return ""
		}
		return strings.ReplaceAll(server.Trim(xmlpath.Value(e)), "${carbon.home}", home)
	}
	return TrustStore{Location: get("Location"), Type: get("Type"), Password: get("Password")}
}

type targets struct {
	config *server.Config
	home   string
	all    []Target
}

// datasource adds a datasource, if it is bound and something refers to it.
func (t *targets) datasource(d *server.Datasource) {
	var roles []Role
	referred := d.JNDI.Text == apiManagement
	for _, ref := range t.config.References {
		if ref.Datasource == d && ref.Off == "" {
			referred = true
			roles = append(roles, t.roles(ref.Role)...)
		}
	}
	if !referred || d.Status != server.Bound {
		return
	}
	if d.JNDI.Text == apiManagement && !slices.Contains(roles, Identity) {
		roles = append(roles, APIManagement)
	}
	target := Target{Name: "datasource " + d.Name.Text, JNDI: d.JNDI.Text, Place: d.Place(), Roles: roles}
	for _, s := range server.Settings() {
		v := d.Setting(s.Name)
		switch {
		case !v.Written():
		case s.Kind == server.PropertyList:
			t.list(&target, s.Name, v)
		default:
			t.add(&target, s, v)
		}
	}
	t.all = append(t.all, target)
}

// roles returns the roles that a reference gives to a database. The identity
// datasource of a Key Manager or an API Manager is the API Manager's database
// too.
func (t *targets) roles(role server.Role) []Role {
	switch role {
	case server.RealmRole, server.UserStoreRole:
		return []Role{UserManagement}
	case server.RegistryRole:
		return []Role{Registry}
	case server.APIRole:
		return []Role{APIManagement}
	case server.IdentityRole:
		if t.config.Product == server.KeyManager || t.config.Product == server.APIManager {
			return []Role{APIManagement}
		}
		return []Role{Identity}
	case server.ConsentRole:
		return []Role{Consent}
	}
	return nil
}

// add adds a setting, unless the server ignores its text.
func (t *targets) add(target *Target, s server.Setting, v server.Value) {
	value, ok := s.Read(t.text(v))
	target.Alias = target.Alias || v.Alias != ""
	kind := []Kind{server.Text: String, server.Integer: Integer, server.Long: Long, server.Boolean: Boolean}[s.Kind]
	if s.Name == "defaultTransactionIsolation" {
		kind = Integer
		value, ok = isolation(value)
	}
	if ok {
		target.Settings = append(target.Settings, Setting{kind, s.Name, value})
	}
}

// isolation returns the number of java.sql.Connection for a level.
func isolation(level string) (string, bool) {
	n, ok := map[string]string{"NONE": "0", "READ_UNCOMMITTED": "1", "READ_COMMITTED": "2", "REPEATABLE_READ": "4",
		"SERIALIZABLE": "8"}[level]
	return n, ok
}

// list adds the properties of a list of the configuration.
func (t *targets) list(target *Target, name string, list server.Value) {
	kind := DatabaseProperty
	if name == "dataSourceProps" {
		kind = SourceProperty
	}
	for _, e := range list.Element.SelectElements("property") {
		target.Settings = append(target.Settings, Setting{kind, e.SelectAttrValue("name", ""), t.resolved(xmlpath.Value(e))})
	}
}

func (t *targets) text(v server.Value) string { return t.resolved(v.Text) }

// resolved replaces ${carbon.home}, the only system property whose value is
// known.
func (t *targets) resolved(text string) string {
	return strings.ReplaceAll(text, "${carbon.home}", t.home)
}

// dbConfig adds the database of a dbConfig with a URL.
func (t *targets) dbConfig(db *server.DBConfig) {
	if db.DataSource != nil || !db.URL.Written() {
		return
	}
	target := Target{Name: "dbConfig " + db.Name.Text, Place: db.Place(), Roles: []Role{Registry}}
	t.own(&target, db.URL, db.Driver, db.Username, db.Password)
	t.all = append(t.all, target)
}

func (t *targets) own(target *Target, url, driver, username, password server.Value) {
	for _, s := range []struct {
		name  string
		value server.Value
	}{{"url", url}, {"driverClassName", driver}, {"username", username}, {"password", password}} {
		if s.value.Written() {
			t.add(target, server.Setting{Name: s.name}, s.value)
		}
	}
}

// store adds a user store that is a directory or has a database of its own.
func (t *targets) store(s *server.UserStore) {
	if s.Status == server.SkippedStore {
		return
	}
	name := s.Domain()
	if name == "" {
		name = "PRIMARY"
	}
	target := Target{Name: "user store " + name, Place: s.Place()}
	switch get := s.Properties.Get; {
	case s.IsLDAP():
		t.directory(&target, s)
	case s.DataSource == nil && get("url").Written() && get("driverName").Written():
		target.Roles = []Role{UserManagement}
		t.own(&target, get("url"), get("driverName"), get("userName"), get("password"))
		for _, p := range s.Properties {
			if setting, ok := server.SettingOf(p.Name.Text); ok && p.Overridden == nil && !target.has(setting.Name) {
				t.add(&target, setting, p.Value)
			}
		}
	default:
		return
	}
	t.all = append(t.all, target)
}

// directory fills in an LDAP user store.
func (t *targets) directory(target *Target, s *server.UserStore) {
	target.Directory = true
	for _, p := range s.Properties {
		if !p.Name.Written() || p.Overridden != nil {
			continue
		}
		value := t.text(p.Value)
		if p.Name.Text == "ConnectionURL" {
			value, target.Embedded = t.directoryURL(value)
		}
		target.Alias = target.Alias || p.Value.Alias != ""
		target.Settings = append(target.Settings, Setting{StoreProperty, p.Name.Text, value})
	}
}

// directoryURL replaces the name of a port of carbon.xml by its number, with
// the offset (CarbonUtils.getPortFromServerConfig), as in
// ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}. It reports whether the
// URL is that of the directory in the server's own process.
func (t *targets) directoryURL(url string) (string, bool) {
	before, rest, found := strings.Cut(url, "${")
	name, after, closed := strings.Cut(rest, "}")
	if root := t.config.Carbon.Root(); found && closed && root != nil {
		if e := root.FindElement("./" + strings.ReplaceAll(name, ".", "/")); e != nil {
			if port, err := strconv.Atoi(server.Trim(xmlpath.Value(e))); err == nil {
				url = before + strconv.Itoa(port+t.config.PortOffset()) + after
			}
		}
	}
	return url, t.config.EmbeddedDirectory(url)
}
