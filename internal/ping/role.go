package ping

// A Role is what the server keeps in a database.
type Role string

// The roles.
const (
	Registry       Role = "registry"
	UserManagement Role = "user-management"
	Identity       Role = "identity"
	APIManagement  Role = "api-management"
	Consent        Role = "consent"
)

// A roleInfo is what is known of a role: its name in messages; the folder of
// dbscripts with its script; the prefixes of the tables in that script that
// belong to it (none means all); and the tables that identify its schema if the
// home has no scripts.
type roleInfo struct {
	title, folder string
	prefixes      []string
	tables        []string
}

func (r Role) info() roleInfo {
	switch r {
	case Registry:
		return roleInfo{"the registry", "", []string{"REG_"}, []string{"REG_RESOURCE"}}
	case UserManagement:
		return roleInfo{"user management", "", []string{"UM_"}, []string{"UM_USER"}}
	case Identity:
		return roleInfo{"identity management", "identity", nil, []string{"IDN_OAUTH_CONSUMER_APPS"}}
	case APIManagement:
		return roleInfo{"API management", "apimgt", nil, []string{"AM_SUBSCRIBER", "IDN_OAUTH_CONSUMER_APPS"}}
	case Consent:
		return roleInfo{"consent management", "consent", nil, []string{"CM_RECEIPT"}}
	}
	return roleInfo{title: string(r)}
}
