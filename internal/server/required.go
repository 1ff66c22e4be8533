package server

import "strings"

// Missing returns the properties that the store's class requires and the store
// lacks, in the order in which the server looks. A value from the secure vault is
// there.
func (s *UserStore) Missing() []string {
	return MissingProperties(s.Kind(), func(name string) string {
		v := s.Properties.Get(name)
		if v.Alias != "" {
			return v.Alias
		}
		return v.Text
	})
}

// MissingProperties returns what a kind of user store requires and get does not
// find (checkRequiredUserStoreConfigurations of the LDAP classes; a property that is
// empty counts as missing). Other kinds require nothing that is known here.
func MissingProperties(kind string, get func(name string) string) (missing []string) {
	need := func(names ...string) {
		for _, name := range names {
			if get(name) == "" {
				missing = append(missing, name)
			}
		}
	}
	is := func(name string) bool { return strings.EqualFold(get(name), "true") }
	switch kind {
	case ReadWriteLDAPStore, ReadOnlyLDAPStore, ActiveDirectoryStore:
	default:
		return nil
	}
	if get("DNSURL") == "" {
		need("ConnectionURL")
	}
	if !is("AnonymousBind") {
		need("ConnectionName", "ConnectionPassword")
	}
	need("UserSearchBase", "UserNameListFilter", "UserNameSearchFilter", "UserNameAttribute")
	if is("ReadGroups") {
		need("GroupSearchBase", "GroupNameListFilter")
		if get("RoleNameFilter") == "" {
			need("GroupNameSearchFilter")
		}
		need("GroupNameAttribute", "MembershipAttribute")
	}
	if kind != ReadOnlyLDAPStore {
		need("UserEntryObjectClass")
		if is("ReadGroups") && is("WriteGroups") && !is("EmptyRolesAllowed") {
			need("GroupEntryObjectClass")
		}
	}
	return missing
}
