package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
	"ispatch/internal/server"
)

// The values of the procedure in the layers below fixtures/profiles/both, and the
// gateway's host in the real pairs.
var (
	gatewayOptions = []string{"--set", "identityServer.gateway.url=https://wso2apim:9443",
		"--set", "identityServer.revokeURL=https://wso2apim:8243/revoke"}
	keyManagerValues = map[string]string{
		"offset":    "1",
		"realm":     "jdbc/WSO2UM_DB jdbc:mysql://db.example.com:3306/userdb",
		"identity":  "jdbc/WSO2AM_DB jdbc:mysql://db.example.com:3306/apimgtdb",
		"store":     "jdbc",
		"admin":     "keyadmin",
		"gateway":   "https://wso2apim:9443/services/",
		"revoke":    "https://wso2apim:8243/revoke",
		"algorithm": "SHA256withRSA",
		"mount /_system/governance": "/_system/governance on jdbc/WSO2REG_DB " +
			"jdbc:mysql://db.example.com:3306/regdb",
		"mount /_system/config": "/_system/is_km/config on jdbc/WSO2REG_DB " +
			"jdbc:mysql://db.example.com:3306/regdb",
	}
	apiManagerValues = map[string]string{
		"offset":       "0",
		"realm":        "jdbc/WSO2UM_DB jdbc:mysql://db.example.com:3306/userdb",
		"identity":     "jdbc/WSO2AM_DB jdbc:mysql://db.example.com:3306/apimgtdb",
		"store":        "jdbc",
		"admin":        "keyadmin",
		"auth manager": "https://is.example.com:9444/services/",
		"validator":    "https://is.example.com:9444/services/",
		"client":       "WSClient",
		"thrift":       "false",
		"mount /_system/governance": "/_system/governance on jdbc/WSO2REG_DB " +
			"jdbc:mysql://db.example.com:3306/regdb",
		"mount /_system/config": "/_system/config on jdbc/WSO2REG_DB " +
			"jdbc:mysql://db.example.com:3306/regdb",
	}
)

// TestBothServers applies the shared layer and each product's own layer to the real
// pairs of an API Manager and its Key Manager, and to the Key Managers that were
// configured by hand, each with the fixture's API Manager. Every value of the procedure
// is set, only files of the procedure change, a second run changes nothing, and verify
// finds that the two belong together. Files that a home lacks come from the fixture.
func TestBothServers(t *testing.T) {
	for _, pair := range homestest.Pairs(t) {
		t.Run(filepath.Base(pair), func(t *testing.T) {
			both(t, filepath.Join(pair, "key-manager"), filepath.Join(pair, "api-manager"))
		})
	}
	for name, home := range homestest.Homes(t) {
		if filepath.Base(filepath.Dir(home)) == "configured" {
			t.Run(name, func(t *testing.T) { both(t, home, filepath.Join("fixtures", "homes", "am-2.6.0")) })
		}
	}
}

// both configures a Key Manager and an API Manager.
func both(t *testing.T, km, am string) {
	km = configured(t, km, "is-km-5.7.0", "key-manager", keyManagerValues)
	am = configured(t, am, "am-2.6.0", "api-manager", apiManagerValues)
	for _, homes := range [][2]string{{km, am}, {am, km}} {
		if status, out, told := ispatch("--home", homes[0], "verify", "--strict", "--with", homes[1]); status != 0 {
			t.Errorf("verify: exit status %d\n%s%s", status, out, told)
		}
	}
	status, out, told := ispatch("--home", km, "show", "--with", am)
	_, shared, found := strings.Cut(out, "what these homes share")
	for _, database := range []string{"userdb", "regdb", "apimgtdb"} {
		if !found || !strings.Contains(shared, "mysql "+database+" at db.example.com:3306") {
			t.Errorf("show: exit status %d, %s is not shared in\n%s%s", status, database, out, told)
		}
	}
}

// configured applies the layers of a product to a copy of a home, twice, and returns
// its path.
func configured(t *testing.T, from, fixture, product string, values map[string]string) string {
	t.Helper()
	home := homestest.Copy(t, from)
	fill(t, home, filepath.Join("fixtures", "homes", fixture))
	before := homestest.Contents(t, home)
	layers := filepath.Join("fixtures", "profiles", "both")
	options := []string{"--home", home, "apply", "--exit-code", "--no-backup",
		"--profile", filepath.Join(layers, "shared.yaml"), "--profile", filepath.Join(layers, product+".yaml")}
	if product == "key-manager" {
		options = append(options, gatewayOptions...)
	}
	registry := before[filepath.Join(home, filepath.FromSlash(server.RegistryXML))]
	if strings.Contains(registry, `<dbConfig name="carbondb">`) {
		options = append(options, "--set", "registry.0.dbConfig=carbondb")
	}
	var first map[string]string
	for run, want := range []int{2, 0} {
		if status, _, told := ispatch(options...); status != want {
			t.Fatalf("run %d: exit status %d, want %d:\n%s", run+1, status, want, told)
		}
		if run == 0 {
			first = homestest.Contents(t, home)
		}
	}
	if diff := cmp.Diff(first, homestest.Contents(t, home)); diff != "" {
		t.Errorf("%s: the second run wrote something:\n%s", product, diff)
	}
	for path, content := range before {
		name, _ := filepath.Rel(home, path)
		if first[path] != content && !slices.Contains(procedureFiles, filepath.ToSlash(name)) {
			t.Errorf("%s: %s has changed", product, name)
		}
	}
	if diff := cmp.Diff(values, valuesOf(home, product)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", product, diff)
	}
	return home
}

// procedureFiles are the files that the procedure changes.
var procedureFiles = []string{server.MasterDatasources, server.UserManagement, server.RegistryXML, server.CarbonXML,
	server.IdentityXML, server.APIManagerXML}

// valuesOf reads the values of the procedure as the server does.
func valuesOf(home, product string) map[string]string {
	c := server.Read(server.NewSource(os.DirFS(home)))
	named := func(ref *server.Reference) string {
		if ref == nil || ref.Datasource == nil {
			return "none"
		}
		url, _, _ := strings.Cut(ref.Datasource.Setting("url").Text, "?")
		return ref.Text + " " + url
	}
	text := func(path string) string {
		if values, err := c.API.Doc.Get(path); err == nil {
			return values
		}
		return "none"
	}
	got := map[string]string{"offset": c.Offset.Text, "realm": named(c.Realm.DataSource),
		"store": c.Realm.Primary().Kind(), "admin": c.Realm.AdminName.Text}
	for _, ref := range c.References {
		if ref.Role == server.IdentityRole {
			got["identity"] = named(ref)
		}
	}
	for _, m := range c.Registry.Mounts {
		got["mount "+m.Path.Text] = m.Target.Text + " on " + named(m.Instance.DBConfig.DataSource)
	}
	if product == "api-manager" {
		maps.Copy(got, map[string]string{"auth manager": c.API.AuthManager.ServerURL.Text,
			"validator": c.API.KeyValidator.ServerURL.Text, "client": c.API.ClientType.Text,
			"thrift": text("/APIManager/APIKeyValidator/EnableThriftServer")})
		return got
	}
	maps.Copy(got, map[string]string{"gateway": c.API.Environments[0].ServerURL.Text, "revoke": c.API.Revoke.Text,
		"algorithm": text("/APIManager/JWTConfiguration/SignatureAlgorithm")})
	return got
}

// fill copies files that a home does not have.
func fill(t *testing.T, home, from string) {
	t.Helper()
	for _, file := range []string{"bin/version.txt", server.CarbonXML, server.IdentityXML, server.APIManagerXML} {
		target := filepath.Join(home, filepath.FromSlash(file))
		if _, err := os.Stat(target); err == nil {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
