package profile

import (
	"strings"

	"ispatch/internal/secret"
	"ispatch/patch"
)

// userStores are the user stores that have a short name, in the order that
// messages list them. keep has no class: it leaves the user store alone.
var userStores = []struct{ name, class string }{
	{"keep", ""},
	{"jdbc", "org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"},
	{"read-write-ldap", "org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager"},
	{"read-only-ldap", "org.wso2.carbon.user.core.ldap.ReadOnlyLDAPUserStoreManager"},
	{"active-directory", "org.wso2.carbon.user.core.ldap.ActiveDirectoryUserStoreManager"},
}

func userStoreTypes() []string {
	var names []string
	for _, s := range userStores {
		names = append(names, s.name)
	}
	return names
}

// userManagement reads the section of that name.
func (l *loader) userManagement(n *node, p *Profile) {
	section := n.get(SectionUserManagement)
	if !section.ok() {
		return
	}
	u := &UserManagement{}
	if source := section.get("dataSource"); source.ok() {
		u.JNDI, _ = l.reference(source, SectionUserManagement+".dataSource", n, p)
	}
	u.UserStore = l.userStore(section.get("userStore"))
	u.Admin = l.admin(section.entry("admin"))
	p.UserManagement = u
}

// reference finds the datasource of the profile that a value names, by its
// name or its JNDI name, and returns its JNDI name. A jdbc/… that the profile
// doesn't have is the home's; nil then. Anything else is reported.
func (l *loader) reference(n *node, path string, root *node, p *Profile) (jndi string, d *Datasource) {
	var names []string
	for i := range p.Datasources {
		if p.Datasources[i].Name == n.text {
			return p.Datasources[i].JNDI, &p.Datasources[i]
		}
		names = append(names, p.Datasources[i].Name)
	}
	for i := range p.Datasources {
		if p.Datasources[i].JNDI == n.text {
			return p.Datasources[i].JNDI, &p.Datasources[i]
		}
	}
	if rest, ok := strings.CutPrefix(n.text, "jdbc/"); ok && rest != "" {
		return n.text, nil
	}
	// A section that is itself wrong may well have meant it.
	if section := root.get(SectionDatasources); root.vague || section != nil && section.bad || section.get(n.text) != nil {
		return "", nil
	}
	hint := "a datasource of the home is named by its JNDI name, jdbc/…"
	if len(names) > 0 {
		hint = suggest(n.text, names)
	}
	l.reject(n, path, hint, "there is no datasource %q in the profile", clip(n.text))
	return "", nil
}

// userStore reads a user store; nil where it is to stay as it is.
func (l *loader) userStore(n *node) *UserStore {
	const path = "userManagement.userStore"
	if !n.ok() {
		return nil
	}
	kind := n
	var properties *node
	store := &UserStore{}
	if n.kind == mapping {
		kind, properties = n.get("type"), n.get("properties")
		class := n.get("class")
		switch {
		case kind != nil && class != nil:
			l.add(n.entry("class").at, path, "", "has both type and class")
		case kind == nil && class == nil && !n.vague:
			l.reject(n, path, "type is one of "+strings.Join(userStoreTypes(), ", "), "has neither type nor class")
		case class.ok():
			store.Class = class.text
		}
	}
	for _, s := range userStores {
		if kind.ok() && s.name == kind.text {
			store.Class = s.class
		}
	}
	if properties.ok() {
		for _, e := range properties.entries {
			v := l.resolve(e.value, join(path+".properties", e.key))
			if v.hidden {
				l.secrets = append(l.secrets, secret.Place{File: patch.UserManagement, Property: e.key})
			}
			store.Properties = append(store.Properties, patch.Property{Name: e.key, Value: v.Value})
		}
	}
	if kind.ok() && kind.text == "keep" {
		if properties != nil {
			l.add(n.entry("properties").at, path, "name the type of the user store that has them",
				"keep leaves the user store alone, so it has no properties")
		}
		return nil
	}
	return store
}

// admin reads the administrator.
func (l *loader) admin(e *entry) *Administrator {
	const path = "userManagement.admin"
	if e == nil || !e.value.ok() {
		return nil
	}
	n := e.value
	a := &Administrator{}
	if user := n.get("username"); user != nil {
		v := l.resolve(user, path+".username")
		if v.ok && v.Alias == "" {
			if must := oneLine(v.Text); must != "" || v.Text == "" {
				l.reject(user, path+".username", "", "must be a text of one line without blanks at its ends, and not empty")
			}
		}
		a.Username = &v.Value
	}
	if password := n.get("password"); password != nil {
		v := l.resolve(password, path+".password")
		a.Password = &v.Value
	}
	if a.Username == nil && a.Password == nil && !n.vague {
		l.add(e.at, path, "", "has neither username nor password")
	}
	return a
}
