package server

import "strings"

// Missing returns the properties that the store's class requires and the store lacks, in
// the order in which the server checks them. A value from the secure vault is not
// missing.
func (s *UserStore) Missing() []string {
	return MissingProperties(s.Kind(), func(name string) string {
		v := s.Properties.Get(name)
		if v.Alias != "" {
			return v.Alias
		}
		return v.Text
	})
}

// MissingProperties returns the properties that a kind of user store requires and get
// does not find (checkRequiredUserStoreConfigurations of the LDAP classes; an empty
// property counts as missing). For other kinds no required properties are known.
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
