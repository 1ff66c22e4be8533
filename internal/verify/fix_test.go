package verify_test

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// An edit replaces bytes of one file: the first old after the only occurrence of in or,
// if in is empty, the only occurrence of old.
type edit struct {
	file, in, old, new string
}

// apply makes an edit and returns its offset in the new bytes.
func (e edit) apply(t testing.TB, home fstest.MapFS) int {
	t.Helper()
	f, ok := home[e.file]
	if !ok {
		t.Fatalf("there is no %s", e.file)
	}
	from := 0
	if e.in != "" {
		if n := bytes.Count(f.Data, []byte(e.in)); n != 1 {
			t.Fatalf("%q is in %s %d times", e.in, e.file, n)
		}
		from = bytes.Index(f.Data, []byte(e.in))
	} else if n := bytes.Count(f.Data, []byte(e.old)); n != 1 {
		t.Fatalf("%q is in %s %d times", e.old, e.file, n)
	}
	at := bytes.Index(f.Data[from:], []byte(e.old))
	if at < 0 {
		t.Fatalf("%q is not after %q in %s", e.old, e.in, e.file)
	}
	at += from
	home[e.file] = &fstest.MapFile{Data: append(append(append([]byte{}, f.Data[:at]...), e.new...),
		f.Data[at+len(e.old):]...)}
	return at
}

// Places in the good home.
const (
	inAM      = "<name>WSO2AM_DB</name>"
	inStats   = "<name>WSO2AM_STATS_DB</name>"
	inMB      = "<name>WSO2_MB_STORE_DB</name>"
	inUM      = "<name>WSO2UM_DB</name>"
	inREG     = "<name>WSO2REG_DB</name>"
	inStore   = `<UserStoreManager class="org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager">`
	inJDBC    = `<UserStoreManager class="org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager">`
	inRealm   = "<AddAdmin>true</AddAdmin>"
	inRemote  = "<cacheId>"
	inConfig  = `<mount path="/_system/config" overwrite="true">` + "\r\n"
	inDefault = `<dbConfig name="wso2registry">`
)

// fixes are the problems of the good home, with the edits that fix them.
var fixes = []struct {
	edit
	code string
}{
	{edit{master, inAM, "<password>password<", "<password>s3cret<"}, "placeholder-password"},
	{edit{master, inStats, "<!-- put the path of the database here -->", "repository/database/STATS"},
		"no-database-in-url"},
	{edit{master, inUM, "<password>password<", "<password>s3cret<"}, "placeholder-password"},
	{edit{master, inREG, "<password>password<", "<password>s3cret<"}, "placeholder-password"},
	{edit{bps, "", "<useDataSourceFactory>false</useDataSourceFactory>", ""}, "unknown-element"},
	{edit{usermgt, inStore, "ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}",
		"ldaps://directory.example.com:636"}, "embedded-user-store"},
	{edit{registry, inConfig, "<targetPath>/_system/config<", "<targetPath>/_system/is_km/config<"},
		"shared-config-target"},
}

// fixedHome returns the good home with all its problems fixed.
func fixedHome(t testing.TB) fstest.MapFS {
	t.Helper()
	home := good(t)
	for _, m := range fixes {
		m.apply(t, home)
	}
	return home
}

// TestGood: the problems reported for the good home are real, each edit fixes one of them, and then
// there are none.
func TestGood(t *testing.T) {
	home := good(t)
	problems := check(home, "5.7.0")
	for _, m := range fixes {
		line := 1 + bytes.Count(home[m.file].Data[:m.apply(t, home)], []byte("\n"))
		if m.code == "embedded-user-store" {
			line -= 2 // is reported where the store begins
		}
		if len(problems) == 0 || problems[0] != (found{m.code, m.file, line}) {
			t.Fatalf("%v instead of %s at %s:%d", problems, m.code, m.file, line)
		}
		rest := check(home, "5.7.0")
		if diff := cmp.Diff(problems[1:], rest, cmp.AllowUnexported(found{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("fixing %s (-want +got):\n%s", m.code, diff)
		}
		problems = rest
	}
	if len(problems) > 0 {
		t.Error(problems)
	}
}
