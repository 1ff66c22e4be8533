package server

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"ispatch/internal/lazy"
)

// The default ports, before the offset.
const (
	stockHTTPSPort = 9443  // catalina-server.xml
	stockLDAPPort  = 10389 // carbon.xml, Ports/EmbeddedLDAP/LDAPServerPort
	stockNIOPort   = 8243  // axis2.xml, the https receiver of an API Manager's gateway

	ldapPortProperty = "Ports.EmbeddedLDAP.LDAPServerPort"
	catalinaServer   = "repository/conf/tomcat/catalina-server.xml"
)

// HTTPSPort returns the port of the management services, offset included.
func (c *Config) HTTPSPort() int { return c.httpsPort + c.PortOffset() }

// LDAPPort returns the port of the directory inside the server, offset included.
func (c *Config) LDAPPort() int { return c.ldapPort + c.PortOffset() }

// EmbeddedDirectory reports whether an LDAP URL is that of the directory inside the server:
// its port on this machine is LDAPPort, or is written as the system property of that port.
func (c *Config) EmbeddedDirectory(url string) bool {
	_, place, _ := strings.Cut(c.Resolve(Trim(url)), "://")
	place, _, _ = strings.Cut(place, "/")
	if strings.HasSuffix(place, "${"+ldapPortProperty+"}") {
		return true // the offset is unknown
	}
	host, port, err := net.SplitHostPort(place)
	if err != nil || port != strconv.Itoa(c.LDAPPort()) {
		return false
	}
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && address.IsLoopback()
}

// GatewayPort returns the HTTPS port of the APIs of an API Manager's gateway, offset
// included.
func (c *Config) GatewayPort() int { return stockNIOPort + c.PortOffset() }

// ports reads the ports that differ from the stock ports.
func (r *reader) ports() {
	c := r.config
	c.httpsPort, c.ldapPort = stockHTTPSPort, stockLDAPPort
	v := trimmed(c.Carbon, anywhere(c.Carbon.Root(), "Ports", "EmbeddedLDAP", "LDAPServerPort"))
	if port, err := strconv.Atoi(v.Text); err == nil {
		c.ldapPort = port
	}
	for _, service := range children(r.open(catalinaServer).Root(), "Service") {
		for _, connector := range children(service, "Connector") {
			port, err := strconv.Atoi(connector.SelectAttrValue("port", ""))
			if err == nil && connector.SelectAttrValue("scheme", "") == "https" {
				c.httpsPort = port
				return
			}
		}
	}
}

var systemProperty = lazy.Regexp{Expr: `\$\{[^{}]*\}`}

// Resolve replaces the system properties that the server sets from its own files: its
// ports, its web context and its administrator. Other properties, and those with an
// unknown value, are left as they are.
func (c *Config) Resolve(text string) string {
	if !strings.Contains(text, "${") {
		return text
	}
	return systemProperty.Get().ReplaceAllStringFunc(text, func(property string) string {
		if value, ok := c.property(property[2 : len(property)-1]); ok {
			return value
		}
		return property
	})
}

func (c *Config) property(name string) (string, bool) {
	known := !c.Offset.Depends()
	switch name {
	case "carbon.context":
		// If the context is not /, it is not known how it is put into a URL.
		context := trimmed(c.Carbon, anywhere(c.Carbon.Root(), "WebContextRoot")).Text
		return "/", context == "" || context == "/"
	case "mgt.transport.https.port":
		return strconv.Itoa(c.HTTPSPort()), known
	case "https.nio.port":
		return strconv.Itoa(c.GatewayPort()), known
	case ldapPortProperty:
		return strconv.Itoa(c.LDAPPort()), known
	case "admin.username":
		return c.Realm.AdminName.Text, c.Realm.AdminName.Known()
	case "admin.password":
		return c.Realm.AdminPassword.Text, c.Realm.AdminPassword.Known()
	}
	return "", false
}
