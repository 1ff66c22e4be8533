package verify_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/home"
	"ispatch/internal/homestest"
	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/internal/verify"
)

// Problems that several of the real homes have, and why they are true.
var (
	// <useDataSourceFactory> is in <configuration>; the server reads only an attribute of
	// this name on <jndiConfig>.
	factory = found{"unknown-element", bps, 23}
	// The stock file has JDBC users with admin/admin.
	adminAdmin = found{"default-admin", usermgt, 24}
)

// statsURL is the datasource WSO2AM_STATS_DB, whose <url> has a comment where
// the path should be: the server reads jdbc:h2:;AUTO_SERVER=TRUE.
func statsURL(line int) found { return found{"no-database-in-url", master, line} }

// TestRealHomes: every problem reported for real homes, untouched or configured, is real.
// Each line was checked by hand.
func TestRealHomes(t *testing.T) {
	homes := homestest.Homes(t)
	for name, want := range map[string][]found{
		"is-5.2.0":    {factory},
		"is-5.3.0":    {factory},
		"is-5.7.0":    {factory},
		"is-5.8.0":    {factory},
		"is-km-5.7.0": {statsURL(59), factory},
		// It has deployment.toml, and JDBC users from the start. Its mounts are
		// of an H2 database inside the server, which nobody shares.
		"is-5.9.0": {{"generated-home", "repository/conf/deployment.toml", 0}, adminAdmin},

		// /_system/config is mounted on /_system/config of a MySQL database.
		"docker-apim-2.1.0.5": {statsURL(81), adminAdmin, {"shared-config-target", registry, 54}},
		// Here and in k8s-apim-2.6.0.1 it is mounted on a path of its own, and
		// here WSO2AM_STATS_DB is a comment, line by line.
		"docker-apim-2.6.0.22": {adminAdmin},
		// The realm's database is MySQL, but the users are in the directory
		// inside the server. The cacheId has apim_rdbms and regdb, the URL
		// apim-rdbms and govregdb.
		"k8s-apim-2.1.x": {statsURL(102), {"embedded-user-store", usermgt, 170}, {"cache-id-mismatch", registry, 39},
			{"shared-config-target", registry, 51}},
		"k8s-apim-2.6.0.1": {statsURL(101), adminAdmin},
		// Its cacheId has the URL with its parameters, which is no mistake.
		"puppet-apim-2.6.x": {adminAdmin, {"shared-config-target", registry, 43}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, ok := homes[name]
			if !ok {
				t.Skip("no such home here")
			}
			h, err := home.Open(dir, home.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			report, err := verify.Home(h)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, short(report.Problems), cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, p := range report.Problems {
				if p.Severity == problem.Error {
					t.Errorf("an error on a home that works: %s", p)
				}
			}
		})
	}
}

// TestRealPairs: every problem reported for real pairs of homes is real. Each line was
// checked by hand.
func TestRealPairs(t *testing.T) {
	peer := func(line int) found { return found{"wrong-peer-url", manager, line} }
	wanted := map[string][]found{
		// Both Key Managers have the stock URLs of the gateway, on localhost.
		"docker-apim-2.6.x": {peer(88), peer(279)},
		// So has this API Manager the URL of its AuthManager, which works, because both
		// have one user store; in carbon.xml is where the Key Manager is.
		"kubernetes-apim-2.6.x": {peer(88), peer(279), {"own-auth-manager", server.CarbonXML, 0}},
	}
	for _, dir := range homestest.Pairs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			read := func(home string) *server.Config {
				return server.Read(server.NewSource(os.DirFS(filepath.Join(dir, home))))
			}
			got := verify.Pair{}.Check(read("key-manager"), read("api-manager"))
			if diff := cmp.Diff(wanted[filepath.Base(dir)], short(verify.Problems(got)),
				cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFixtures: the same for the homes written for this project, as they are.
func TestFixtures(t *testing.T) {
	for name, want := range map[string][]found{
		"is-km-5.7.0":       {statsURL(59), {"unknown-element", bps, 22}},
		"is-5.8.0":          {{"unknown-element", bps, 22}},
		"is-5.9.0":          {{"generated-home", "repository/conf/deployment.toml", 0}, {"default-admin", usermgt, 17}},
		"configured-vault":  nil,
		"configured-puppet": {{"default-admin", usermgt, 17}, {"shared-config-target", registry, 36}},
		// The store of both has only a few of its properties.
		"one-line": {{"store-property-missing", usermgt, 1}},
		// An empty <maxActive>; an entity of the DTD as text; a mount that waits
		// for its remote instance.
		"odd": {{"bad-number", master, 44}, {"store-property-missing", usermgt, 23}, {"entity-in-value", registry, 23},
			{"unknown-instance", registry, 29}},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := home.Open("../../fixtures/homes/"+name, home.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			report, err := verify.Home(h)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, short(report.Problems), cmp.AllowUnexported(found{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := os.Stat("../../fixtures/homes/" + name + "/.ispatch"); err == nil {
				t.Error("the check has left something in the home")
			}
		})
	}
}
