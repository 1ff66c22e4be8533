package profile

import (
	"strings"

	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
)

// userStores are the user stores that have a short name, in the order that messages list
// them. keep has no class: it leaves the user store unchanged.
var userStores = []struct{ name, class string }{
	{"keep", ""},
	{server.JDBCStore, patch.JDBCUserStore},
	{server.ReadWriteLDAPStore, patch.ReadWriteLDAPUserStore},
	{server.ReadOnlyLDAPStore, patch.ReadOnlyLDAPUserStore},
	{server.ActiveDirectoryStore, patch.ActiveDirectoryUserStore},
}

// StoreTypes returns the types of user stores that have a class.
func StoreTypes() []string { return userStoreTypes()[1:] }

// userStoreTypes returns all types, keep first.
func userStoreTypes() []string {
	var names []string
	for _, s := range userStores {
		names = append(names, s.name)
	}
	return names
}

// userManagement reads the section of that name.
func (l *loader) userManagement(keys *documentKeys, p *Profile) {
	section := keys.UserManagement
	if !section.ok() {
		return
	}
	u := &UserManagement{}
	if section.DataSource.ok() {
		u.Source, _ = l.reference(section.DataSource, keys, p)
	}
	u.UserStore = l.userStore(&section.UserStore)
	u.Admin = l.admin(&section.Admin)
	p.UserManagement = u
}

// reference finds the datasource of the profile that a value names, by its name or its
// JNDI name. A jdbc/… name that is not in the profile is one of the home, and the second
// result is nil. Any other name is reported.
func (l *loader) reference(k textKey, keys *documentKeys, p *Profile) (SourceName, *Datasource) {
	var names []string
	for i := range p.Datasources {
		d := &p.Datasources[i]
		if d.Name == k.text && d.JNDI == "" {
			return SourceName{Datasource: d.Name}, d
		}
		if d.Name == k.text {
			return SourceName{JNDI: d.JNDI}, d
		}
		names = append(names, d.Name)
	}
	for i := range p.Datasources {
		if p.Datasources[i].jndi() == k.text {
			return SourceName{JNDI: k.text}, &p.Datasources[i]
		}
	}
	if rest, ok := strings.CutPrefix(k.text, "jdbc/"); ok && rest != "" {
		return SourceName{JNDI: k.text}, nil
	}
	// If that section has errors, the name may be meant to be there.
	section := keys.Datasources
	if keys.vague || section.given() && (section.bad || section.get(k.text) != nil) {
		return SourceName{}, nil
	}
	hint := "refer to a datasource of the home by its JNDI name, jdbc/…"
	if len(names) > 0 {
		hint = suggest(k.text, names)
	}
	l.reject(k.node, k.path, hint, "datasource %q is not in the profile", clip(k.text))
	return SourceName{}, nil
}

// userStore returns the primary user store, or nil if it is not to be changed.
func (l *loader) userStore(keys *userStoreKeys) *UserStore {
	if !keys.ok() {
		return nil
	}
	store := l.store(keys, patch.UserManagement, userStoreTypes())
	kind := keys.Type.leaf
	if keys.kind != mapping {
		kind.node = keys.node
	}
	if kind.ok() && kind.text == "keep" {
		if keys.Properties.given() {
			l.add(keys.entry("properties").at, keys.path, "set the type of the user store that has them",
				"keep leaves the user store alone, so it has no properties")
		}
		return nil
	}
	return store
}

// store reads a user store, which has one of the types or its own class. file is the file
// in the home that it is written to.
func (l *loader) store(keys *userStoreKeys, file string, types []string) *UserStore {
	store := &UserStore{}
	kind := keys.Type.leaf
	if keys.kind == mapping {
		class := keys.Class
		switch {
		case kind.given() && class.given():
			l.add(keys.entry("class").at, keys.path, "", "has both type and class")
		case !kind.given() && !class.given() && !keys.vague:
			l.reject(keys.node, keys.path, "type is "+oneOf(types), "has neither type nor class")
		}
		store.Class = class.value()
	} else {
		kind.node = keys.node
	}
	for _, s := range userStores {
		if kind.ok() && s.name == kind.text {
			store.Class = s.class
		}
	}
	for _, one := range keys.Properties.pairs {
		v := l.resolve(one.is.leaf)
		l.hideProperty(file, one.entry.key, v)
		if reason, hint := patch.Refusal(v.Value, secret.Name(one.entry.key)); reason != "" {
			l.reject(one.is.node, one.is.path, hint, "%s", reason)
		}
		store.Properties = append(store.Properties, patch.Property{Name: one.entry.key, Value: v.Value})
	}
	return store
}

// admin reads the administrator.
func (l *loader) admin(keys *adminKeys) *Administrator {
	if !keys.ok() {
		return nil
	}
	a := &Administrator{Username: l.optional(keys.Username), Password: l.optional(keys.Password)}
	if a.Username == nil && a.Password == nil && !keys.vague {
		l.add(keys.key, keys.path, "", "has neither username nor password")
	}
	return a
}
