package patch

import (
	"github.com/beevik/etree"

	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// The classes of user stores that the server ships with.
const (
	JDBCUserStore            = "org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"
	ReadWriteLDAPUserStore   = "org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager"
	ReadOnlyLDAPUserStore    = "org.wso2.carbon.user.core.ldap.ReadOnlyLDAPUserStoreManager"
	ActiveDirectoryUserStore = "org.wso2.carbon.user.core.ldap.ActiveDirectoryUserStoreManager"
)

// tenantManager returns the TenantManager of one of these classes in the server's
// own files, or "" for another class. The server does not start if the primary
// user store lacks one.
func tenantManager(class string) string {
	switch class {
	case JDBCUserStore:
		return "org.wso2.carbon.user.core.tenant.JDBCTenantManager"
	case ReadWriteLDAPUserStore, ReadOnlyLDAPUserStore, ActiveDirectoryUserStore:
		return "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager"
	}
	return ""
}

// missingProperties returns the properties that a user store of a class
// requires and does not have.
func missingProperties(class string, properties map[string]string) []string {
	store := server.UserStore{Class: server.Value{Text: class}}
	return server.MissingProperties(store.Kind(), func(name string) string { return properties[name] })
}

// propertiesOf returns the properties of a block as the server reads them: the
// last of a name wins, and a value from the secure vault counts as not empty.
func propertiesOf(block *etree.Element) map[string]string {
	properties := map[string]string{}
	for _, e := range block.SelectElements("Property") {
		value := Trimmed(xmlpath.Value(e))
		if alias := aliasOf(e); alias != nil {
			value = alias.Value
		}
		properties[Trimmed(e.SelectAttrValue("name", ""))] = value
	}
	return properties
}
