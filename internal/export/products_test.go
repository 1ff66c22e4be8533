package export

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/patch"
)

// layered is a fixture's home after the layers of a product.
func layered(t *testing.T, home fs.FS, product string) fs.FS {
	t.Helper()
	in := profile.Input{ReadFile: func(string) ([]byte, error) { return []byte(mark), nil }}
	for _, layer := range []string{"shared", product} {
		name := filepath.Join("..", "..", "fixtures", "profiles", "both", layer+".yaml")
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		in.Sources = append(in.Sources, profile.Source{Name: name, Data: data})
	}
	p, err := profile.Load(in)
	if err != nil {
		t.Fatal(err)
	}
	made, err := patch.NewPlan(home, p.Operations(profile.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range made.Files {
		files[f.Path] = f.After
	}
	return homestest.Overlay(home, files)
}

// TestExportOfBothProducts: what the product's section of a profile did to a home is in
// the exported profile, and makes the same bytes of a stock home.
func TestExportOfBothProducts(t *testing.T) {
	for _, test := range []struct{ fixture, product, section string }{
		{"is-km-5.7.0", "key-manager", `
identityServer:
  portOffset: 1
  identityDataSource: WSO2AM_DB
  gateway:
    url: https://am.example.com:9443/services/
  revokeURL: https://am.example.com:8243/revoke
  jwt:
    signatureAlgorithm: SHA256withRSA
`},
		{"am-2.6.0", "api-manager", `
apiManager:
  identityDataSource: WSO2AM_DB
  keyManager:
    url: https://is.example.com:9444/services/
    username: keyadmin
    password: {env: KEY_MANAGER_PASSWORD}
    client: WSClient
    thriftServer: false
`},
	} {
		t.Run(test.product, func(t *testing.T) {
			stock := fixture(test.fixture)
			home := layered(t, stock, test.product)
			e := mustExport(t, home, "")
			if len(e.Warnings) > 0 || !strings.Contains(string(e.YAML), test.section) {
				t.Errorf("warnings: %q; profile:\n%s", e.Warnings, e.YAML)
			}
			if made, err := plan(t, e, home, ""); err != nil || made.Changed() {
				t.Errorf("applied to the home itself: %v", err)
			}
			result := applied(t, e, stock, "")
			for _, file := range []string{server.CarbonXML, server.IdentityXML, server.APIManagerXML} {
				want, err := fs.ReadFile(home, file)
				if err != nil {
					t.Fatal(err)
				}
				got, err := fs.ReadFile(result, file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("%s (-home +result):\n%s", file, diff)
				}
			}
		})
	}
}

// Settings that a product's section cannot express become patches or are reported; the
// profile changes nothing in its own home.
func TestExportOfOddProducts(t *testing.T) {
	const services = "https://localhost:${mgt.transport.https.port}${carbon.context}services/"
	for _, test := range []struct {
		name, fixture, file, old, new string
		holds, warns                  string
	}{
		{"one endpoint alone", "am-2.6.0", server.APIManagerXML, services, "https://is:9444/services/",
			"path: /APIManager/AuthManager/ServerURL\n    value: https://is:9444/services/\n", ""},
		{"a gateway without a path", "is-km-5.7.0", server.APIManagerXML, "<ServerURL>" + services + "</ServerURL>\n" +
			"                <Username>", "<ServerURL>https://gw:9443</ServerURL>\n                <Username>",
			"Environment/ServerURL\n    value: https://gw:9443\n", ""},
		{"several environments", "is-km-5.7.0", server.APIManagerXML, "<Environments>",
			"<Environments><Environment><Name>B</Name><ServerURL>https://b:9443/services/</ServerURL></Environment>",
			"", "the gateway of environment B is left out: there are several"},
		{"one element of the tokens", "is-km-5.7.0", server.APIManagerXML, "<JWTHeader>",
			"<SignatureAlgorithm>NONE</SignatureAlgorithm><JWTHeader>",
			"path: /APIManager/JWTConfiguration/SignatureAlgorithm\n    value: NONE\n", ""},
		{"an odd offset", "is-km-5.7.0", server.CarbonXML, "<Offset>0<", "<Offset>${offset}<", "",
			"the port offset cannot be expressed"},
		{"a password of its own", "am-2.6.0", server.APIManagerXML, "${admin.password}", mark,
			"path: /APIManager/AuthManager/Password\n    value: {env: KEY_MANAGER_PASSWORD}\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			stock := fixture(test.fixture)
			data, err := fs.ReadFile(stock, test.file)
			if err != nil || !strings.Contains(string(data), test.old) {
				t.Fatalf("%s has no %q: %v", test.file, test.old, err)
			}
			home := homestest.Overlay(stock, map[string][]byte{test.file: []byte(strings.Replace(string(data), test.old,
				test.new, 1))})
			e := mustExport(t, home, "")
			if text := string(e.YAML); !strings.Contains(text, test.holds) || strings.Contains(text, mark) {
				t.Errorf("%q is not in, or a password is:\n%s", test.holds, text)
			}
			if warnings := strings.Join(e.Warnings, "\n"); (warnings == "") != (test.warns == "") ||
				!strings.Contains(warnings, test.warns) {
				t.Errorf("warnings: %q", warnings)
			}
			if made, err := plan(t, e, home, ""); err != nil || made.Changed() {
				t.Errorf("applied to the home itself: %v", err)
			}
		})
	}
}

// The real pairs: an exported profile changes nothing where it came from.
func TestExportOfRealPairs(t *testing.T) {
	for _, pair := range homestest.Pairs(t) {
		for _, product := range []string{"key-manager", "api-manager"} {
			home := os.DirFS(filepath.Join(pair, product))
			e := mustExport(t, home, "")
			made, err := plan(t, e, home, "")
			if err != nil {
				t.Fatalf("%s/%s: %v\n%s", pair, product, err, e.YAML)
			}
			for _, f := range made.Files {
				if f.Changed() {
					t.Errorf("%s/%s: %s changes (-home +result):\n%s", pair, product, f.Path,
						cmp.Diff(string(f.Before), string(f.After)))
				}
			}
		}
	}
}
