package ping

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const slapdConfig = `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
{tls}
database mdb
directory {dir}/data
suffix "dc=example,dc=com"
rootdn "cn=boss,dc=example,dc=com"
rootpw b0ss
access to attrs=userPassword by anonymous auth by self write by * none
access to dn.subtree="ou=Hidden,dc=example,dc=com" by * none
access to * by users read by anonymous auth
`

const slapdEntries = `dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: example

dn: ou=Users,dc=example,dc=com
objectClass: organizationalUnit
ou: Users

dn: ou=Groups,dc=example,dc=com
objectClass: organizationalUnit
ou: Groups

dn: ou=Hidden,dc=example,dc=com
objectClass: organizationalUnit
ou: Hidden

dn: uid=wso2,ou=Users,dc=example,dc=com
objectClass: inetOrgPerson
uid: wso2
cn: wso2
sn: wso2
userPassword: {password}

dn: uid=other,ou=Users,dc=example,dc=com
objectClass: inetOrgPerson
uid: other
cn: other
sn: other
`

// slapd starts a directory with two users.
func slapd(t *testing.T, tls certificates) (port, securePort string) {
	t.Helper()
	server, add := program(t, "slapd", "/usr/sbin"), program(t, "slapadd", "/usr/sbin")
	f := newFolder(t, "openldap")
	options := ""
	if tls.server != nil {
		options = "TLSCertificateFile " + f.write(t, "cert", tls.server) +
			"\nTLSCertificateKeyFile " + f.write(t, "key", tls.key)
	}
	config := strings.NewReplacer("{tls}", options, "{dir}", f.dir).Replace(slapdConfig)
	entries := strings.ReplaceAll(slapdEntries, "{password}", planted)
	f.run(t, "mkdir", f.dir+"/data")
	f.write(t, "slapd.conf", []byte(config))
	f.run(t, add, "-q", "-f", f.dir+"/slapd.conf", "-l", f.write(t, "entries", []byte(entries)))
	securePort = closedPort(t)
	port, _ = f.serve(t, listening, server, func(port string) []string {
		return []string{"-d", "0", "-f", f.dir + "/slapd.conf",
			"-h", "ldap://127.0.0.1:" + port + " ldaps://127.0.0.1:" + securePort}
	})
	return port, securePort
}

// store is an LDAP user store.
func store(url string) Target {
	return Target{Name: "user store PRIMARY", Directory: true, Settings: []Setting{
		{StoreProperty, "ConnectionURL", url},
		{StoreProperty, "ConnectionName", "uid=wso2,ou=Users,dc=example,dc=com"},
		{StoreProperty, "ConnectionPassword", planted},
		{StoreProperty, "UserSearchBase", "ou=Users,dc=example,dc=com"},
		{StoreProperty, "UserNameListFilter", "(objectClass=person)"},
		{StoreProperty, "UserNameAttribute", "uid"},
		{StoreProperty, "ReadGroups", "true"},
		{StoreProperty, "GroupSearchBase", "ou=Groups,dc=example,dc=com"},
	}}
}

func TestDirectory(t *testing.T) {
	long(t)
	home, certificates := t.TempDir(), newCertificates(t)
	port, secure := slapd(t, certificates)
	at := store("ldap://127.0.0.1:" + port)
	with := func(name, value string) Target { return at.with(StoreProperty, name, value) }
	closed := closedPort(t)
	embedded := with("ConnectionURL", "ldap://127.0.0.1:"+closed)
	embedded.Embedded = true
	results := pingRows(t, home, []row{
		{"success", at, nil, ""},
		{"wrong password", with("ConnectionPassword", "wr0ng"), []Code{WrongPassword}, `user "uid=wso2,`},
		{"unknown user", with("ConnectionName", "uid=nobody,dc=example,dc=com"), []Code{WrongPassword}, "nobody"},
		{"unknown base", with("UserSearchBase", "ou=Nobody,dc=example,dc=com"), []Code{SearchBaseMissing}, "ou=Nobody"},
		{"one of two bases", with("UserSearchBase", "ou=Users,dc=example,dc=com#ou=Nobody,dc=example,dc=com"),
			[]Code{SearchBaseMissing}, "ou=Nobody"},
		{"unknown group base", with("GroupSearchBase", "ou=None,dc=example,dc=com"), []Code{SearchBaseMissing}, "ou=None"},
		{"a base that may not be seen", with("UserSearchBase", "ou=Hidden,dc=example,dc=com"),
			[]Code{SearchBaseMissing}, "must be allowed to read it"},
		{"no users", with("UserNameListFilter", "(objectClass=account)"), []Code{NoUsers}, "UserNameListFilter"},
		{"a bad filter", with("UserNameListFilter", "(objectClass=person"), []Code{DirectoryError}, "parenthesis"},
		{"refused", with("ConnectionURL", "ldap://127.0.0.1:"+closed), []Code{Refused}, "127.0.0.1:" + closed},
		{"the server's own", embedded, []Code{EmbeddedLDAPDown}, "only runs while the server does"},
		{"unknown host", with("ConnectionURL", "ldap://nothing.invalid:389"), []Code{UnknownHost}, "nothing.invalid"},
		{"no port", with("ConnectionURL", "ldap://127.0.0.1"), []Code{BadURL}, "has no port"},
		{"not trusted", with("ConnectionURL", "ldaps://127.0.0.1:"+secure), []Code{Untrusted}, "trust store"},
		{"StartTLS, not trusted", with("StartTLSEnabled", "true"), []Code{Untrusted}, ""},
		{"no TLS there", with("ConnectionURL", "ldaps://127.0.0.1:"+port), []Code{TLSFailed}, ""},
	})
	if r := results["success"]; !r.LoggedIn || r.Users != 2 || len(r.Bases) != 2 {
		t.Errorf("%+v", r)
	}
	o := optionsFor(home)
	o.TrustStore = trustStore(t, certificates)
	report := ping(t, o, with("ConnectionURL", "ldaps://127.0.0.1:"+secure), with("StartTLSEnabled", "true"))
	for _, r := range report.Results {
		expect(t, r)
	}
}

// trustStore is a server's trust store with the authority in it.
func trustStore(t *testing.T, c certificates) TrustStore {
	t.Helper()
	dir := t.TempDir()
	// The JVM may run as another user.
	os.Chmod(filepath.Dir(dir), 0o755)
	write(t, dir+"/authority.pem", c.authority)
	s := TrustStore{Location: dir + "/trust.jks", Type: "JKS", Password: "wso2carbon"}
	if out, err := exec.Command("keytool", "-importcert", "-noprompt", "-storetype", s.Type, "-keystore", s.Location,
		"-storepass", s.Password, "-file", dir+"/authority.pem").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return s
}
