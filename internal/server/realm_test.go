package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
)

// realm returns a user-mgt.xml with the given realm.
func realm(content string) *server.Config {
	return read(server.UserManagement, "<UserManager>"+content+"</UserManager>")
}

// TestRealm: which of several elements counts, and which blanks matter
// (RealmConfigXMLProcessor).
func TestRealm(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"the first Realm with its first Configuration",
			"<Realm><Configuration><AdminRole>a</AdminRole></Configuration><Configuration><AdminRole>b</AdminRole>" +
				"</Configuration></Realm><Realm><Configuration><AdminRole>c</AdminRole></Configuration></Realm>",
			"role a, user , source "},
		{"a pasted Configuration before the real one hides it",
			"<Realm><Configuration/><Configuration><AdminRole>b</AdminRole></Configuration></Realm>", "role , user , source "},
		{"configuration in lower case is none", "<Realm><configuration><AdminRole>a</AdminRole></configuration></Realm>",
			"role , user , source "},
		{"values are trimmed, comments vanish",
			"<Realm><Configuration><AdminUser><UserName>\n a<!-- x -->b </UserName></AdminUser></Configuration></Realm>",
			"role , user ab, source "},
		{"a no-break space is no blank", "<Realm><Configuration><AdminRole>\u00a0a </AdminRole></Configuration></Realm>",
			"role \u00a0a, user , source "},
		{"of properties the last counts, by its trimmed name",
			`<Realm><Configuration><Property name="dataSource">a</Property><Property name=" dataSource "> b </Property>` +
				`<Property name="datasource">c</Property><property name="dataSource">d</property></Configuration></Realm>`,
			"role , user , source b"},
		{"a name with a no-break space is another name",
			"<Realm><Configuration><Property name=\"dataSource\u00a0\">a</Property></Configuration></Realm>",
			"role , user , source "},
		{"elements in a namespace are not seen",
			`<Realm><Configuration xmlns="urn:x"><AdminRole>a</AdminRole></Configuration></Realm>`, "role , user , source "},
		{"not well-formed", "<Realm>", "role , user , source "},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := realm(test.content).Realm
			got := fmt.Sprintf("role %s, user %s, source ", r.AdminRole.Text, r.AdminName.Text)
			if r.DataSource != nil {
				got += r.DataSource.Text
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestStores: which user store is primary, and which the server skips.
func TestStores(t *testing.T) {
	const jdbc, ldap = "org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager",
		"org.wso2.carbon.user.core.ldap.ReadOnlyLDAPUserStoreManager"
	store := func(class, properties string) string {
		return `<UserStoreManager class="` + class + `">` + properties + "</UserStoreManager>"
	}
	domain := `<Property name="DomainName">D</Property>`
	for _, test := range []struct {
		name string
		c    *server.Config
		want []string
	}{
		{"the first is primary, a later one needs a domain",
			realm("<Realm>" + store(jdbc, "") + store(ldap, domain) + store(ldap, "") + "</Realm>"),
			[]string{"primary jdbc", "secondary read-only-ldap D", "skipped read-only-ldap"}},
		{"in comments, as stock files have them",
			realm("<Realm><!--UserStoreManager class=\"" + jdbc + "\"></UserStoreManager--><!-- " + store(ldap, "") +
				" --><!-- text -->" +
				"<!--ISUserStoreManager class=\"" + ldap + "\"></ISUserStoreManager--></Realm>"),
			[]string{"commented jdbc", "commented read-only-ldap", "commented read-only-ldap"}},
		{"blanks around a class are part of it, but its kind can be told",
			realm("<Realm>" + store(" "+jdbc, "") + "</Realm>"), []string{"primary jdbc"}},
		{"in files of their own", read(
			server.UserManagement, "<UserManager><Realm>"+store(jdbc, "")+"</Realm></UserManager>",
			server.UserStoresFolder+"/d.xml", store(ldap, domain), server.UserStoresFolder+"/e.xml", store(ldap, "")),
			[]string{"primary jdbc", "secondary read-only-ldap D", "skipped read-only-ldap"}},
		{"of a class of somebody's own", realm("<Realm>" + store("org.example.Store", "") + "</Realm>"),
			[]string{"primary "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range append(test.c.Realm.Stores, test.c.Realm.Commented()...) {
				got = append(got, strings.TrimSuffix(fmt.Sprintf("%s %s %s", s.Status, s.Kind(), s.Domain()), " "))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestMissing: the properties that a directory's class requires
// (checkRequiredUserStoreConfigurations).
func TestMissing(t *testing.T) {
	all := map[string]string{"ConnectionURL": "x", "ConnectionName": "x", "ConnectionPassword": "x", "UserSearchBase": "x",
		"UserNameListFilter": "x", "UserNameSearchFilter": "x", "UserNameAttribute": "x", "UserEntryObjectClass": "x",
		"ReadGroups": "true", "WriteGroups": "true", "GroupSearchBase": "x", "GroupNameListFilter": "x",
		"GroupNameSearchFilter": "x", "GroupNameAttribute": "x", "MembershipAttribute": "x", "GroupEntryObjectClass": "x"}
	for _, test := range []struct{ name, kind, change, want string }{
		{"all is there", server.ReadWriteLDAPStore, "", ""},
		{"no URL", server.ReadWriteLDAPStore, "ConnectionURL=", "ConnectionURL"},
		{"a DNS URL instead", server.ReadWriteLDAPStore, "ConnectionURL= DNSURL=x", ""},
		{"no login", server.ActiveDirectoryStore, "ConnectionName= ConnectionPassword=", "ConnectionName ConnectionPassword"},
		{"an anonymous bind", server.ActiveDirectoryStore, "ConnectionName= ConnectionPassword= AnonymousBind=true", ""},
		{"groups that are not read", server.ReadWriteLDAPStore,
			"ReadGroups=false GroupSearchBase= MembershipAttribute= GroupEntryObjectClass=", ""},
		{"no search base of groups", server.ReadOnlyLDAPStore, "GroupSearchBase=", "GroupSearchBase"},
		{"no classes, read only", server.ReadOnlyLDAPStore, "UserEntryObjectClass= GroupEntryObjectClass=", ""},
		{"no classes", server.ReadWriteLDAPStore, "UserEntryObjectClass= GroupEntryObjectClass=",
			"UserEntryObjectClass GroupEntryObjectClass"},
		{"empty roles", server.ReadWriteLDAPStore, "GroupEntryObjectClass= EmptyRolesAllowed=true", ""},
		{"a database", server.JDBCStore, "ConnectionURL=", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			properties := map[string]string{}
			for name, value := range all {
				properties[name] = value
			}
			for _, change := range strings.Fields(test.change) {
				name, value, _ := strings.Cut(change, "=")
				properties[name] = value
			}
			missing := server.MissingProperties(test.kind, func(name string) string { return properties[name] })
			if got := strings.Join(missing, " "); got != test.want {
				t.Errorf("missing are %q, want %q", got, test.want)
			}
		})
	}
}
