package show_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/show"
)

// Two homes share a database if both write it the same way, but not a file or a value
// that depends on the server.
func TestShared(t *testing.T) {
	ldap := func(port string) string {
		return `<UserManager><Realm><Configuration><Property name="dataSource">jdbc/A</Property></Configuration>` +
			`<UserStoreManager class="x.ldap.ReadWriteLDAPUserStoreManager">` +
			`<Property name="ConnectionURL">ldap://ldap.example.com:` + port +
			`</Property></UserStoreManager></Realm></UserManager>`
	}
	carbon := datasource("C", "jdbc/C", "jdbc:h2:./repository/database/C")
	a := read(files(master, datasources(datasource("A", "jdbc/A", "jdbc:mysql://km:km-pass@db:3306/users?a=b"), carbon,
		datasource("R", "jdbc/R", "jdbc:mysql://db:3306/reg")), userMgt, ldap("10389"), registry,
		registryOf(dbConfig("wso2registry", "jdbc/C")+dbConfig("gov", "jdbc/R")+instance("g", "gov")+mount("/a", "g"))), "A")
	b := read(files(master, datasources(datasource("B", "jdbc/A", "jdbc:mysql://db:3306/users"), carbon,
		datasource("X", "jdbc/R", "jdbc:mysql://other:3306/reg"), datasource("R", "jdbc/unused", "jdbc:mysql://db:3306/reg")),
		userMgt, ldap("10389"), registry, registryOf(dbConfig("wso2registry", "jdbc/C"))), "B")
	want := []show.Shared{
		{Name: "mysql users at db:3306", Uses: []show.Use{{"A", []string{"dataSource"}}, {"B", []string{"dataSource"}}}},
		{Name: "ldap://ldap.example.com:10389", Uses: []show.Use{
			{"A", []string{"user store ReadWriteLDAPUserStoreManager"}},
			{"B", []string{"user store ReadWriteLDAPUserStoreManager"}}}},
	}
	if diff := cmp.Diff(want, show.SharedBy(a, b)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	golden(t, "shared.tree", show.SharedTree(show.TreeOptions{}, a, b))
	golden(t, "shared.mmd", show.Mermaid(a, b))
	golden(t, "shared.dot", show.Dot(a, b))
	checkMermaid(t, show.Mermaid(a, b))
	other := read(files(master, datasources(carbon), userMgt, ldap("${Ports.LDAP}"), registry, registryOf("")), "C")
	if got := show.SharedTree(show.TreeOptions{}, a, other); got != "these homes share no database and no directory\n" {
		t.Error(got)
	}
}
