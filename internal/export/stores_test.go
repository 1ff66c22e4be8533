package export

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
	"ispatch/internal/server"
	"ispatch/patch"
)

// Secondary user stores of the home below, as a server has deployed them.
var storeFiles = map[string]string{
	"partners_example_com.xml": `<?xml version="1.0" encoding="UTF-8"?>
<UserStoreManager class="org.wso2.carbon.user.core.ldap.ReadOnlyLDAPUserStoreManager">
      <Property name="ConnectionURL">ldap://ldap.example.com:389</Property>
      <Property name="ConnectionName">cn=reader,dc=example,dc=com</Property>
      <Property encrypted="true" name="ConnectionPassword">` + mark + `</Property>
      <Property name="UserSearchBase">ou=people,dc=example,dc=com</Property>
      <Property name="UserNameListFilter">(objectClass=person)</Property>
      <Property name="UserNameSearchFilter">(&amp;(objectClass=person)(uid=?))</Property>
      <Property name="UserNameAttribute">uid</Property>
      <Property name="ReadGroups">false</Property>
      <Property name="DomainName">partners.example.com</Property>
      <Property name="Description"/>
</UserStoreManager>
`,
	"STAFF.xml": `<UserStoreManager class="org.example.Store"><Property name="DomainName">STAFF</Property>` +
		`<Property name="password">` + mark + `</Property></UserStoreManager>`,
}

const storesSection = `
# repository/deployment/server/userstores
userStores:
  STAFF:
    class: org.example.Store
    properties:
      password: {env: STAFF_PASSWORD}
  partners.example.com:
    type: read-only-ldap
    properties:
      ConnectionURL: ldap://ldap.example.com:389
      ConnectionName: "cn=reader,dc=example,dc=com"
      ConnectionPassword: {env: PARTNERS_EXAMPLE_COM_CONNECTION_PASSWORD}
      UserSearchBase: "ou=people,dc=example,dc=com"
      UserNameListFilter: "(objectClass=person)"
      UserNameSearchFilter: "(&(objectClass=person)(uid=?))"
      UserNameAttribute: uid
      ReadGroups: false
      Description: ""
`

// homeWithStores is a fixture's home with files of user stores.
func homeWithStores(t *testing.T, files map[string]string) string {
	t.Helper()
	home := homestest.Copy(t, filepath.Join("..", "..", "fixtures", "homes", "is-5.8.0"))
	folder := filepath.Join(home, filepath.FromSlash(server.UserStoresFolder))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

// TestExportOfUserStores: the profile has the user stores of files of their own. It
// changes nothing where it came from, and gives a stock home the same stores.
func TestExportOfUserStores(t *testing.T) {
	home := os.DirFS(homeWithStores(t, storeFiles))
	e := mustExport(t, home, "5.8.0")
	if len(e.Warnings) > 0 || strings.Contains(string(e.YAML), mark) {
		t.Errorf("warnings: %q; profile:\n%s", e.Warnings, e.YAML)
	}
	if !strings.Contains(string(e.YAML), storesSection) {
		t.Fatalf("the section is not in\n%s", e.YAML)
	}
	made, err := plan(t, e, home, "5.8.0")
	if err != nil || made.Changed() {
		t.Errorf("applied to the home itself: changed %v, %v", made != nil && made.Changed(), err)
	}

	made, err = plan(t, e, fixture("is-5.8.0"), "5.8.0")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range made.Files {
		if name, ok := strings.CutPrefix(f.Path, server.UserStoresFolder+"/"); ok {
			files[name] = string(f.After)
		}
	}
	want, got := storesOf(t, home), storesOf(t, os.DirFS(homeWithStores(t, files)))
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 2 {
		t.Errorf("on a stock home (-home +result):\n%s", diff)
	}
}

// Settings of a user store that a profile cannot express are reported.
func TestExportLeavesOutUserStores(t *testing.T) {
	store := func(class, properties string) string {
		return `<UserStoreManager class="` + class + `">` + properties + `</UserStoreManager>`
	}
	const named = `<Property name="DomainName">A</Property>`
	for _, test := range []struct {
		name, want string
		files      map[string]string
	}{
		{"without a domain", "it has no DomainName", map[string]string{"a.xml": store("x.Y", "")}},
		{"a domain twice", "duplicate property DomainName", map[string]string{"a.xml": store("x.Y",
			named+`<Property name="DomainName">B</Property>`)}},
		{"a domain in two files", "duplicate domain a (also at ", map[string]string{"a.xml": store("x.Y", named),
			"b.xml": store("x.Y", `<Property name="DomainName">a</Property>`)}},
		{"an odd domain", "its DomainName is not valid", map[string]string{"a.xml": store("x.Y",
			`<Property name="DomainName">a b</Property>`)}},
		{"no class", "its class is not valid", map[string]string{"a.xml": store("", named)}},
		{"a malformed file", "is left out", map[string]string{"a.xml": "<UserStoreManager>"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mustExport(t, os.DirFS(homeWithStores(t, test.files)), "5.8.0")
			if len(e.Warnings) != 1 || !strings.Contains(e.Warnings[0], test.want) {
				t.Errorf("warnings: %q", e.Warnings)
			}
		})
	}
}

// storesOf are the secondary user stores that the server reads, by domain.
func storesOf(t *testing.T, home fs.FS) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, s := range read(home, "").Realm.Stores {
		if s.Status != server.SecondaryStore {
			continue
		}
		one := map[string]string{"class": s.Class.Text}
		for _, p := range s.Properties {
			one["property "+p.Name.Text] = p.Value.Text
		}
		all[s.Domain()] = one
	}
	return all
}

// TestExportWithoutTenantManager: apply adds what the server does not start without, so the
// profile changes this home, and the export warns of it.
func TestExportWithoutTenantManager(t *testing.T) {
	const name = `"TenantManager">org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager</Property>
            <Property name="ConnectionURL">ldap://localhost:`
	home := changed(t, patch.UserManagement, name, strings.Replace(name, "TenantManager", "Manager", 1))
	e := mustExport(t, home, "5.7.0")
	if len(e.Warnings) != 1 || !strings.HasSuffix(e.Warnings[0],
		"the user store has no property TenantManager, without which the server does not start: apply adds it") {
		t.Errorf("warnings: %q", e.Warnings)
	}
	made, err := plan(t, e, home, "5.7.0")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range made.Files {
		if file.Changed() != (file.Path == patch.UserManagement) {
			t.Errorf("%s: changed %v", file.Path, file.Changed())
		}
	}
}
