package verify

import (
	"cmp"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ispatch/internal/server"
)

// gateways checks the URL at which the Key Manager reaches the API Manager's gateway. The
// gateway may be a separate server; the address is right if the API Manager names it too.
func (c *pairCheck) gateways() {
	var services []server.Value
	for _, e := range c.am.API.Environments {
		services = append(services, e.ServerURL)
	}
	others := c.elsewhere(services...)
	for _, e := range c.km.API.Environments {
		c.peer(e.ServerURL, "the gateway's ServerURL", c.km, c.am, c.am.HTTPSPort(), others...)
	}
	c.peer(c.km.API.Revoke, "RevokeAPIURL", c.km, c.am, c.am.GatewayPort(), c.elsewhere(c.am.API.Revoke)...)
}

// elsewhere returns the host and port of each URL of the API Manager that leads to
// another server.
func (c *pairCheck) elsewhere(urls ...server.Value) []string {
	var all []string
	for _, v := range urls {
		u, ok := c.address(c.am, v)
		if !ok || isLocal(u.Hostname()) || u.Port() == "" {
			continue
		}
		if own := c.hostName(c.am); own == "" || !c.SameHost(u.Hostname(), own) {
			all = append(all, u.Host)
		}
	}
	return all
}

// keyManagers checks the URLs and the client type with which the API Manager reaches the
// Key Manager.
func (c *pairCheck) keyManagers() {
	if auth := c.am.API.AuthManager.ServerURL; c.toItself(auth) {
		c.add("own-auth-manager", "write the URL of APIKeyValidator", c.carbon(c.km), auth.Syntax,
			"AuthManager/ServerURL leads to the API Manager itself: users of its publisher and store log in there, and "+
				"not at the Key Manager")
	} else {
		c.peer(auth, "AuthManager/ServerURL", c.am, c.km, c.km.HTTPSPort())
	}
	c.peer(c.am.API.KeyValidator.ServerURL, "APIKeyValidator/ServerURL", c.am, c.km, c.km.HTTPSPort())
	client := c.am.API.ClientType
	if client.Known() && client.Text != "WSClient" {
		c.add("key-validator-client", "write WSClient", server.Syntax{File: c.keyManagerFile()}, client.Syntax,
			"KeyValidatorClientType of the API Manager is %q, but it can call a Key Manager on another server only as a web "+
				"service", clip(client.Text))
	}
}

// toItself reports whether a URL of the API Manager leads to its own services although
// another server validates its keys.
func (c *pairCheck) toItself(v server.Value) bool {
	u, ok := c.address(c.am, v)
	if !ok || !isLocal(u.Hostname()) || u.Port() != strconv.Itoa(c.am.HTTPSPort()) {
		return false
	}
	validator, ok := c.address(c.am, c.am.API.KeyValidator.ServerURL)
	return ok && validator.Host != u.Host
}

// keyManagerFile is the file of the Key Manager in which a problem of the API Manager's
// file is reported.
func (c *pairCheck) keyManagerFile() *server.File {
	if c.km.API.Missing() {
		return c.km.Carbon
	}
	return c.km.API.File
}

// address returns a URL as the server reads it, or false if that is not known.
func (c *pairCheck) address(s side, v server.Value) (*url.URL, bool) {
	text := s.Resolve(v.Text)
	u, err := parseURL(text)
	return u, v.Written() && v.Alias == "" && !strings.Contains(text, "${") && err == nil && u.Hostname() != ""
}

// parseURL is url.Parse, but also takes a host with colons, as in https://h:9443:9443/: a
// finding then says what is wrong with it.
func parseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	scheme, rest, _ := strings.Cut(text, "://")
	end := strings.IndexAny(rest+"/", "/?#")
	host := rest[:end]
	last := strings.LastIndexByte(host, ':')
	if err == nil || last < 0 || strings.ContainsAny(host, "[]@") {
		return u, err
	}
	if u, err = url.Parse(scheme + "://" + strings.ReplaceAll(host[:last], ":", "") + rest[last:]); err == nil {
		u.Host = host
	}
	return u, err
}

// peer checks a URL in one home that must lead to the other server, or to one of others,
// each a host and port.
func (c *pairCheck) peer(v server.Value, what string, from, to side, port int, others ...string) {
	u, ok := c.address(from, v)
	if !ok || slices.ContainsFunc(others, func(other string) bool { return strings.EqualFold(other, u.Host) }) {
		return
	}
	host, got := u.Hostname(), u.Port()
	name, own := c.hostName(to), c.hostName(from)
	wrongPort := got != strconv.Itoa(port)
	wrongHost := name != "" && !isLocal(host) && !c.SameHost(host, name)
	// localhost is right only for two servers on one machine, which have different
	// offsets.
	itself := isLocal(host) && (c.km.PortOffset() == c.am.PortOffset() || name != "" && own != "" && !c.SameHost(own,
		name))
	if !wrongPort && !wrongHost && !itself {
		return
	}
	wanted := net.JoinHostPort(cmp.Or(name, "HOST"), strconv.Itoa(port))
	where := "on " + wanted
	if name == "" {
		where = "on port " + strconv.Itoa(port) + " of its host"
	}
	if itself && !wrongPort {
		where = "another server"
	}
	if len(others) > 0 {
		wanted = others[0]
	}
	km, am, other, whose := v.Syntax, c.carbon(to), "API Manager", "Key Manager"
	if from.Config == c.am.Config {
		km, am, other, whose = am, km, whose, other
	}
	u.Host, u.User = wanted, nil
	c.add("wrong-peer-url", "write "+u.String(), km, am, "%s of the %s leads to %s, but the %s is %s",
		what, whose, net.JoinHostPort(host, cmp.Or(got, "443")), other, where)
}
