package verify_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/internal/verify"
)

const carbon = server.CarbonXML

// goodPair returns a Key Manager and an API Manager that belong together: the fixed
// home, and a copy of it that is an API Manager, with the URLs between the two.
func goodPair(t testing.TB) (km, am fstest.MapFS) {
	t.Helper()
	km, am = fixedHome(t), fixedHome(t)
	for _, home := range []fstest.MapFS{km, am} {
		edit{identity, "", ">jdbc/WSO2CarbonDB<", ">jdbc/WSO2AM_DB<"}.apply(t, home)
	}
	for _, e := range []edit{
		{carbon, "", "<HostName>localhost", "<HostName>is.example.com"},
		{carbon, "", "<Offset>0<", "<Offset>1<"},
		{manager, "<APIGateway>", "https://localhost:${mgt.transport.https.port}", "https://am.example.com:9443"},
		{manager, "", "https://localhost:${https.nio.port}/revoke", "https://am.example.com:8243/revoke"},
	} {
		e.apply(t, km)
	}
	for _, e := range []edit{
		{carbon, "", "<Name>WSO2 Identity Server<", "<Name>WSO2 API Manager<"},
		{carbon, "", "<ServerKey>IS<", "<ServerKey>AM<"},
		{carbon, "", "<HostName>localhost", "<HostName>am.example.com"},
		{manager, "<AuthManager>", "localhost:${mgt.transport.https.port}", "is.example.com:9444"},
		{manager, "<APIKeyValidator>", "localhost:${mgt.transport.https.port}", "is.example.com:9444"},
		{manager, "", "ThriftClient<", "WSClient<"},
		{registry, "", "<targetPath>/_system/is_km/config<", "<targetPath>/_system/config<"},
	} {
		e.apply(t, am)
	}
	return km, am
}

// pairCases each break the good pair in one way. km and am are the places that must be
// named in each home, as file:line or the file.
var pairCases = []struct {
	name, code string
	inAM       bool // the edit is in the API Manager's home
	edits      []edit
	km, am     string
}{
	{"another user database", "different-user-database", false, []edit{{usermgt, "", ">jdbc/WSO2UM_DB<",
		">jdbc/WSO2AM_DB<"}},
		usermgt + ":22", usermgt + ":22"},
	{"another host", "different-user-database", true, []edit{{master, inUM, "carbondb.mysql-wso2.com", "db2.example.com"}},
		usermgt + ":22", usermgt + ":22"},
	{"another API database", "different-api-database", true, []edit{{master, inAM, "/apimgtdb", "/other"}},
		manager + ":3", manager + ":3"},
	{"another identity database", "different-identity-database", true, []edit{{identity, "", ">jdbc/WSO2AM_DB<",
		">jdbc/WSO2CarbonDB<"}},
		identity + ":16", identity + ":16"},
	{"another registry database", "different-registry-database", false, []edit{{registry, "", ">jdbc/WSO2REG_DB<",
		">jdbc/WSO2AM_DB<"}},
		registry + ":28", registry + ":28"},
	{"one config target", "one-config-target", false, []edit{{registry, inConfig, "/_system/is_km/config",
		"/_system/config"}},
		registry + ":47", registry + ":47"},
	{"another kind of user store", "different-user-store", true, []edit{{usermgt, "", inStore, inJDBC}}, usermgt +
		":144", usermgt + ":144"},
	{"another port of the directory", "different-user-store", true,
		[]edit{{usermgt, inStore, "directory.example.com:636", "directory.example.com:637"}}, usermgt + ":146", usermgt +
			":146"},
	{"another search base", "different-user-store", false, []edit{{usermgt, inStore, "ou=Users,dc=example",
		"ou=People,dc=example"}},
		usermgt + ":150", usermgt + ":150"},
	{"another administrator", "different-administrator", false, []edit{{usermgt, "", "<UserName>admin", "<UserName>boss"}},
		usermgt + ":16", usermgt + ":16"},
	{"a login as another user", "different-administrator", true, []edit{{manager, "<AuthManager>", "${admin.username}",
		"someone"}},
		usermgt + ":16", manager + ":10"},
	{"AuthManager on another host", "wrong-peer-url", true, []edit{{manager, "<AuthManager>", "is.example.com",
		"elsewhere"}}, carbon + ":39", manager + ":9"},
	{"AuthManager without the offset", "wrong-peer-url", true, []edit{{manager, "<AuthManager>", "9444", "9443"}},
		carbon + ":39", manager + ":9"},
	{"AuthManager with its port twice", "wrong-peer-url", true, []edit{{manager, "<AuthManager>", "9444", "9444:9444"}},
		carbon + ":39", manager + ":9"},
	{"AuthManager on itself", "own-auth-manager", true, []edit{{manager, "<AuthManager>", "is.example.com:9444",
		"localhost:9443"}}, carbon + ":39", manager + ":9"},
	{"the key validator on itself", "wrong-peer-url", true, []edit{{manager, "<APIKeyValidator>", "is.example.com:9444",
		"localhost:9444"}}, carbon + ":39", manager + ":16"},
	{"the gateway on another port", "wrong-peer-url", false, []edit{{manager, "<APIGateway>", "9443", "9444"}},
		manager + ":28", carbon + ":39"},
	{"the gateway as it is shipped", "wrong-peer-url", false,
		[]edit{{manager, "<APIGateway>", "am.example.com:9443", "localhost:${mgt.transport.https.port}"}}, manager + ":28",
		carbon + ":39"},
	{"revoked with the wrong offset", "wrong-peer-url", false, []edit{{manager, "", "8243/revoke", "8244/revoke"}},
		manager + ":38", carbon + ":39"},
	{"Thrift", "key-validator-client", true, []edit{{manager, "", "WSClient<", "ThriftClient<"}}, manager, manager +
		":17"},
	{"one product twice", "not-a-pair", true, []edit{{carbon, "", "<Name>WSO2 API Manager<",
		"<Name>WSO2 Identity Server<"}},
		carbon + ":39", carbon + ":39"},
}

// TestPairs: a pair that belongs together has no finding between the two; each single
// difference has one, which names both places, whichever home is checked.
func TestPairs(t *testing.T) {
	check := func(home, other fstest.MapFS) []string {
		config := server.Read(server.NewSource(home))
		pair := verify.Pair{Home: "/home", Other: "/other"}
		var got []string
		for _, p := range pair.Check(config, server.Read(server.NewSource(other))) {
			places := []string{p.Place().String()}
			for _, r := range p.Related[:1] {
				places = append(places, r.Home+"/"+r.String())
			}
			got = append(got, p.Code+" "+strings.Join(places, " "))
		}
		return got
	}
	km, am := goodPair(t)
	if got := append(check(km, am), check(am, km)...); len(got) > 0 {
		t.Fatalf("the good pair: %q", got)
	}
	for _, test := range pairCases {
		t.Run(test.name, func(t *testing.T) {
			km, am := goodPair(t)
			for _, e := range test.edits {
				if test.inAM {
					e.apply(t, am)
				} else {
					e.apply(t, km)
				}
			}
			if diff := cmp.Diff([]string{test.code + " " + test.km + " /other/" + test.am}, check(km, am)); diff != "" {
				t.Errorf("from the Key Manager (-want +got):\n%s", diff)
			}
			if test.code == "not-a-pair" {
				return // it can't be told which is which
			}
			if diff := cmp.Diff([]string{test.code + " " + test.am + " /other/" + test.km}, check(am, km)); diff != "" {
				t.Errorf("from the API Manager (-want +got):\n%s", diff)
			}
		})
	}
}

// TestGatewayElsewhere: the gateway may be a separate server if the API Manager's home
// names it; the hint names it too.
func TestGatewayElsewhere(t *testing.T) {
	km, am := goodPair(t)
	edit{manager, "<APIGateway>", "localhost:${mgt.transport.https.port}", "gw.example.com:9443"}.apply(t, am)
	edit{manager, "", "localhost:${https.nio.port}/revoke", "gw.example.com:8243/revoke"}.apply(t, am)
	check := func() problem.List {
		return verify.Pair{}.Check(server.Read(server.NewSource(km)), server.Read(server.NewSource(am)))
	}
	edit{manager, "<APIGateway>", "am.example.com:9443", "gw.example.com:9443"}.apply(t, km)
	edit{manager, "", "am.example.com:8243/revoke", "gw.example.com:8243/revoke"}.apply(t, km)
	if found := check(); len(found) > 0 {
		t.Errorf("a gateway of its own: %v", found)
	}
	edit{manager, "<APIGateway>", "gw.example.com:9443", "localhost:9443"}.apply(t, km)
	if found := check(); len(found) != 1 || found[0].Hint != "write https://gw.example.com:9443/services/" {
		t.Errorf("the gateway on localhost: %v", found)
	}
}

// TestEmbeddedPair: a database inside a server is never that of the other; one that H2
// serves is, if the URL is the same.
func TestEmbeddedPair(t *testing.T) {
	for url, want := range map[string]int{
		"jdbc:h2:repository/database/x": 1, "jdbc:derby:x": 1, "jdbc:h2:tcp://db.example.com/x": 0,
		"jdbc:h2:ssl://db.example.com/x": 0,
	} {
		km, am := goodPair(t)
		for _, home := range []fstest.MapFS{km, am} {
			edit{master, inUM, "jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true", url}.apply(t, home)
		}
		found := verify.Pair{}.Check(server.Read(server.NewSource(km)), server.Read(server.NewSource(am)))
		if len(found) != want {
			t.Errorf("%s: %v", url, found)
		}
	}
}

// pairHints are what the hints say that name no URL: what the cases' edits are undone by.
var pairHints = map[string]string{
	"different-user-database":     "make both use the same database",
	"different-api-database":      "make both use the same database",
	"different-identity-database": "make both use the same database",
	"different-registry-database": "make both use the same database",
	"one-config-target":           "give the Key Manager a target of its own, such as /_system/is_km/config",
	"own-auth-manager":            "write the URL of APIKeyValidator",
	"key-validator-client":        "write WSClient",
	"not-a-pair":                  "check a Key Manager's home with an API Manager's",
}

// TestPairHints: following the hint of each difference fixes it. A URL in a hint is the one that
// the good pair has in that place.
func TestPairHints(t *testing.T) {
	for _, test := range pairCases {
		km, am := goodPair(t)
		home := km
		if test.inAM {
			home = am
		}
		for _, e := range test.edits {
			e.apply(t, home)
		}
		check := func() problem.List {
			return verify.Pair{}.Check(server.Read(server.NewSource(km)), server.Read(server.NewSource(am)))
		}
		found := check()
		if len(found) != 1 {
			t.Fatalf("%s: %v", test.name, found)
		}
		for _, e := range test.edits {
			edit{e.file, e.in, e.new, e.old}.apply(t, home)
		}
		if left := check(); len(left) > 0 {
			t.Errorf("%s: fixed, but there is still %v", test.name, left)
		}
		hint := found[0].Hint
		url, isURL := strings.CutPrefix(hint, "write https:")
		fixed := server.Read(server.NewSource(home))
		switch want := pairHints[test.code]; {
		case isURL && !strings.Contains(fixed.Resolve(string(home[manager].Data)), "https:"+url):
			t.Errorf("%s: the hint is %q, which is not what fixes it", test.name, hint)
		case hint == "", want != "" && hint != want:
			t.Errorf("%s: the hint is %q, want %q", test.name, hint, want)
		}
	}
}

// TestPortClash: two servers on one host need different offsets.
func TestPortClash(t *testing.T) {
	km, am := goodPair(t)
	edit{carbon, "", "<HostName>is.example.com", "<HostName>am.example.com"}.apply(t, km)
	edit{carbon, "", "<Offset>1<", "<Offset>0<"}.apply(t, km)
	for _, e := range []edit{{manager, "<AuthManager>", "is.example.com:9444", "am.example.com:9443"},
		{manager, "<APIKeyValidator>", "is.example.com:9444", "am.example.com:9443"}} {
		e.apply(t, am)
	}
	found := (verify.Pair{}).Check(server.Read(server.NewSource(km)), server.Read(server.NewSource(am)))
	if len(found) != 1 || found[0].Code != "port-clash" {
		t.Errorf("%v", found)
	}
}

// TestPairSettles: if the API Manager's home is given too, a config target is not
// reported on mere suspicion of being shared.
func TestPairSettles(t *testing.T) {
	km, am := goodPair(t)
	edit{registry, inConfig, "/_system/is_km/config", "/_system/config"}.apply(t, km)
	edit{registry, inConfig, "/_system/config<", "/_system/am/config<"}.apply(t, am)
	r := report(km, "5.7.0")
	if len(r.Problems) != 1 || r.Problems[0].Code != "shared-config-target" {
		t.Fatalf("alone: %v", short(r.Problems))
	}
	(verify.Pair{}).Add(&r, server.Read(server.NewSource(am)))
	if len(r.Problems) > 0 {
		t.Errorf("with the other: %v", short(r.Problems))
	}
}

// TestPairLocalDirectory: a directory on the Key Manager's own machine is the one that the API
// Manager names, however the machine is written.
func TestPairLocalDirectory(t *testing.T) {
	for _, local := range []string{"localhost", "localhost:389", "127.0.0.1", "[::1]", "[::1]:389"} {
		km, am := goodPair(t)
		edit{usermgt, inStore, "ldaps://directory.example.com:636", "ldap://" + local + "/"}.apply(t, km)
		edit{usermgt, inStore, "ldaps://directory.example.com:636", "ldap://is.example.com"}.apply(t, am)
		found := (verify.Pair{}).Check(server.Read(server.NewSource(km)), server.Read(server.NewSource(am)))
		if len(found) > 0 {
			t.Errorf("%s: %v", local, found)
		}
	}
}
