package patch

import (
	"github.com/beevik/etree"

	"ispatch/internal/server"
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

// storeKinds are the server's kinds by class.
var storeKinds = map[string]string{
	JDBCUserStore:            server.JDBCStore,
	ReadWriteLDAPUserStore:   server.ReadWriteLDAPStore,
	ReadOnlyLDAPUserStore:    server.ReadOnlyLDAPStore,
	ActiveDirectoryUserStore: server.ActiveDirectoryStore,
}

// missingProperties returns what a user store of a class requires and the
// properties lack. A class that the server does not ship requires nothing that is
// known here.
func missingProperties(class string, properties map[string]string) []string {
	return server.MissingProperties(storeKinds[class], func(name string) string { return properties[name] })
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
