package server_test

import (
	"testing"

	"ispatch/internal/server"
)

// TestEmbeddedDirectory: the directory inside the server is on this machine, at its port
// with the offset.
func TestEmbeddedDirectory(t *testing.T) {
	const stock, moved, property = "<Offset>0</Offset>", "<Offset>150</Offset><EmbeddedLDAP>" +
		"<LDAPServerPort>10400</LDAPServerPort></EmbeddedLDAP>", "<Offset>${portOffset}</Offset>"
	for _, test := range []struct {
		ports, url string
		want       bool
	}{
		{stock, "ldap://localhost:10389", true},
		{stock, " ldap://LOCALHOST:10389/dc=wso2,dc=org\n", true},
		{stock, "ldap://127.0.0.1:10389/", true},
		{stock, "ldap://[::1]:10389", true},
		{stock, "ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}", true},
		{property, "ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}", true},
		{stock, "ldap://localhost:10390", false},
		{stock, "ldap://localhost:389", false},
		{stock, "ldap://localhost", false},
		{stock, "ldap://directory.example.com:10389", false},
		{stock, "", false},
		{moved, "ldap://localhost:10550", true},
		{moved, "ldap://localhost:10389", false},
		{moved, "ldap://localhost:10539", false},
	} {
		c := read(server.CarbonXML, "<Server><Ports>"+test.ports+"</Ports></Server>")
		if got := c.EmbeddedDirectory(test.url); got != test.want {
			t.Errorf("%s with %s: %t", test.url, test.ports, got)
		}
	}
}
