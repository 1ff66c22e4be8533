package patch

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// The classes of the user stores that the server ships.
const (
	JDBCUserStore            = "org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"
	ReadWriteLDAPUserStore   = "org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager"
	ReadOnlyLDAPUserStore    = "org.wso2.carbon.user.core.ldap.ReadOnlyLDAPUserStoreManager"
	ActiveDirectoryUserStore = "org.wso2.carbon.user.core.ldap.ActiveDirectoryUserStoreManager"
)

// tenantManagers are what the server's own files give these classes; the
// primary user store does not start without one.
var tenantManagers = map[string]string{
	JDBCUserStore:            "org.wso2.carbon.user.core.tenant.JDBCTenantManager",
	ReadWriteLDAPUserStore:   "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager",
	ReadOnlyLDAPUserStore:    "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager",
	ActiveDirectoryUserStore: "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager",
}

// missingProperties returns what a user store of a class requires and the
// properties lack, in the order in which the server looks (carbon-kernel 4.4.35,
// checkRequiredUserStoreConfigurations of the LDAP classes; a property that is
// empty counts as missing). A class that the server does not ship requires
// nothing that is known here.
func missingProperties(class string, properties map[string]string) []string {
	var missing []string
	need := func(names ...string) {
		for _, name := range names {
			if properties[name] == "" {
				missing = append(missing, name)
			}
		}
	}
	is := func(name string) bool { return strings.EqualFold(properties[name], "true") }
	switch class {
	case ReadWriteLDAPUserStore, ReadOnlyLDAPUserStore, ActiveDirectoryUserStore:
	default:
		return nil
	}
	if properties["DNSURL"] == "" {
		need("ConnectionURL")
	}
	if !is("AnonymousBind") {
		need("ConnectionName", "ConnectionPassword")
	}
	need("UserSearchBase", "UserNameListFilter", "UserNameSearchFilter", "UserNameAttribute")
	if is("ReadGroups") {
		need("GroupSearchBase", "GroupNameListFilter")
		if properties["RoleNameFilter"] == "" {
			need("GroupNameSearchFilter")
		}
		need("GroupNameAttribute", "MembershipAttribute")
	}
	if class != ReadOnlyLDAPUserStore {
		need("UserEntryObjectClass")
		if is("ReadGroups") && is("WriteGroups") && !is("EmptyRolesAllowed") {
			need("GroupEntryObjectClass")
		}
	}
	return missing
}

// propertiesOf returns the properties of a block as the server reads them: the
// last of a name wins, and a value from the secure vault is not empty.
func propertiesOf(block *etree.Element) map[string]string {
	properties := map[string]string{}
	for _, e := range children(block, "Property") {
		value := Trimmed(xmlpath.Value(e))
		if alias := aliasOf(e); alias != nil {
			value = alias.Value
		}
		properties[Trimmed(e.SelectAttrValue("name", ""))] = value
	}
	return properties
}
