package profile

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/secret"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// exportUsers writes the realm's datasource, the primary user store and the
// administrator. The server trims names and values, and takes the last of two
// properties of one name.
func (e *exporter) exportUsers(root *etree.Element) {
	const file = patch.UserManagement
	realm := root.SelectElement("Realm")
	if root.Tag != "UserManager" || realm == nil {
		e.warn(file, root, "there is no <UserManager> with a <Realm>, so nothing of it is exported")
		return
	}
	configuration := realm.SelectElement("Configuration")
	if configuration == nil {
		e.warn(file, realm, "the <Realm> has no <Configuration>, so neither its dataSource nor the administrator is exported")
	} else {
		e.exportRealmSource(configuration)
	}
	stores := realm.SelectElements("UserStoreManager")
	if len(stores) == 0 {
		e.warn(file, realm, "there is no active UserStoreManager, so none is exported")
	} else {
		e.exportUserStore(stores[0])
	}
	for i, store := range stores {
		if i > 0 {
			e.warn(file, store, "a profile has one user store, the primary; this one is left out")
		}
	}
	if configuration != nil {
		e.exportAdmin(configuration)
	}
	if folder, err := fs.ReadDir(e.fsys, "repository/deployment/server/userstores"); err == nil && len(folder) > 0 {
		e.warn("repository/deployment/server/userstores", nil, "the user stores in this folder are left out")
	}
}

func trimmedText(at *etree.Element) string { return strings.Trim(xmlpath.Value(at), " \t\r\n") }

// properties returns the last property of each name, in order, and says which
// names stand there twice with different values.
func userProperties(at *etree.Element) (names []string, last map[string]*etree.Element, twice map[string]bool) {
	last, twice = map[string]*etree.Element{}, map[string]bool{}
	for _, p := range at.SelectElements("Property") {
		name := strings.Trim(p.SelectAttrValue("name", ""), " \t\r\n")
		if before := last[name]; before == nil {
			names = append(names, name)
		} else if trimmedText(before) != trimmedText(p) {
			twice[name] = true
		}
		last[name] = p
	}
	return names, last, twice
}

func (e *exporter) exportRealmSource(configuration *etree.Element) {
	_, last, twice := userProperties(configuration)
	source := last["dataSource"]
	if source == nil {
		return
	}
	if twice["dataSource"] {
		e.warn(patch.UserManagement, source,
			"the property dataSource stands there twice: the last one was taken, and apply refuses this home")
	}
	name, ok := e.reference(trimmedText(source))
	if !ok {
		e.warn(patch.UserManagement, source,
			"the realm's dataSource %s is no JNDI name that a profile can refer to, and was left out", trimmedText(source))
		return
	}
	e.users.pair(2, "dataSource", YAMLText(name))
}

// reference is how a profile refers to a JNDI name: by the datasource's name,
// if it has it.
func (e *exporter) reference(jndi string) (string, bool) {
	if name, ok := e.names[jndi]; ok {
		return name, true
	}
	rest, ok := strings.CutPrefix(jndi, "jdbc/")
	_, taken := e.byName(jndi)
	return jndi, ok && rest != "" && oneLine(jndi) == "" && !taken
}

// byName returns the JNDI name of an exported datasource.
func (e *exporter) byName(name string) (jndi string, ok bool) {
	for jndi, other := range e.names {
		if other == name {
			return jndi, true
		}
	}
	return "", false
}

func (e *exporter) exportUserStore(store *etree.Element) {
	const file = patch.UserManagement
	class := strings.Trim(store.SelectAttrValue("class", ""), " \t\r\n")
	if !accepts(userStoreShape().field("class"), class) {
		e.warn(file, store, "the class of the user store is none that a profile can name, and it was left out")
		return
	}
	w := &e.users
	w.open(2, "userStore")
	kind, value := "class", class
	for _, s := range userStores {
		if s.class == class {
			kind, value = "type", s.name
		}
	}
	w.pair(4, kind, YAMLText(value))
	names, last, twice := userProperties(store)
	var lines yamlWriter
	for _, name := range names {
		p := last[name]
		switch value := trimmedText(p); {
		case name == "" || oneLine(name) != "":
			e.warn(file, p, "a property of the user store whose name is %q was left out", name)
		case twice[name]:
			e.warn(file, p, "the property %s of the user store stands there twice, and was left out", name)
		default:
			rendered := ""
			_, aliased := vaultAlias(p)
			if aliased || secret.Name(name) || revealing(value) {
				rendered = e.secret(p, "USER_STORE_"+snake(name), fmt.Sprintf("property %s of the user store", name), value)
			} else {
				rendered = YAMLScalar(value)
			}
			lines.pair(6, name, rendered)
		}
	}
	if lines.Len() > 0 {
		w.open(4, "properties")
		w.WriteString(lines.String())
	}
}

// snake is a name like ConnectionPassword as one like Connection_Password.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (e *exporter) exportAdmin(configuration *etree.Element) {
	const file = patch.UserManagement
	admins := configuration.SelectElements("AdminUser")
	if len(admins) == 0 {
		return
	}
	admin := admins[0]
	if len(admins) > 1 || len(admin.SelectElements("UserName")) > 1 || len(admin.SelectElements("Password")) > 1 {
		e.warn(file, admin, "the administrator stands there twice, and was left out")
		return
	}
	var lines yamlWriter
	name := ""
	if user := admin.SelectElement("UserName"); user != nil {
		name = trimmedText(user)
		if alias, ok := vaultAlias(user); ok {
			lines.pair(4, "username", "{secretAlias: "+YAMLText(alias)+"}")
		} else if name != "" && oneLine(name) == "" {
			lines.pair(4, "username", YAMLText(name))
		} else {
			e.warn(file, user, "the administrator's name is none that a profile can say, and was left out")
		}
	}
	if password := admin.SelectElement("Password"); password != nil {
		lines.pair(4, "password", e.secret(password, "ADMIN_PASSWORD",
			strings.TrimRight("password of the administrator "+name, " "), trimmedText(password)))
	}
	if lines.Len() > 0 {
		e.users.open(2, "admin")
		e.users.WriteString(lines.String())
	}
}
