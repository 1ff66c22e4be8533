package verify

import (
	"cmp"
	"slices"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/server"
)

// A Pair is a Key Manager and the API Manager that uses it.
type Pair struct {
	// Home is the path of the home that is checked, Other that of the home it is checked
	// against.
	Home, Other string
	// SameHost reports whether two host names mean the same host. If it is nil, they are
	// compared ignoring case.
	SameHost func(a, b string) bool
}

// A side is one of the two homes.
type side struct {
	*server.Config
	home string
}

// A pairCheck compares the two sides.
type pairCheck struct {
	Pair
	km, am side
	// swapped reports whether the API Manager's home is the one that is checked.
	swapped  bool
	problems problem.List
}

// Check returns the conflicts between the two homes. The place of each problem is in the
// home that is checked; places in the other home are in Related.
func (p Pair) Check(config, other *server.Config) problem.List {
	c := &pairCheck{Pair: p, km: side{config, p.Home}, am: side{other, p.Other}}
	c.swapped = config.Product == server.APIManager
	if c.swapped {
		c.km, c.am = c.am, c.km
	}
	if c.SameHost == nil {
		c.SameHost = strings.EqualFold
	}
	if c.am.Product != server.APIManager || c.km.Product == server.APIManager {
		c.add("not-a-pair", "check a Key Manager's home with an API Manager's", c.carbon(c.km), c.carbon(c.am),
			"one of the two must be an API Manager and the other an Identity Server: they are %s and %s",
			cmp.Or(string(c.km.Product), "unknown"), cmp.Or(string(c.am.Product), "unknown"))
		return c.problems
	}
	c.databases()
	c.stores()
	c.registries()
	c.administrators()
	c.gateways()
	c.keyManagers()
	c.ports()
	return c.problems
}

// Add checks a pair and adds the conflicts to the report of the home that is checked. It
// drops a suspicion that the other home settles: that API Manager mounts the same config
// target.
func (p Pair) Add(r *Report, other *server.Config) {
	found := p.Check(r.Config, other)
	m := other.Registry.Mount(server.ConfigPath)
	if other.Product == server.APIManager && m != nil && m.Status == server.Mounted {
		r.Problems = slices.DeleteFunc(r.Problems, func(p *problem.Problem) bool { return p.Code == "shared-config-target" })
	}
	r.Problems = append(r.Problems, found...)
}

// carbon is the place at which a side names its product.
func (c *pairCheck) carbon(s side) server.Syntax {
	return orParent(orParent(s.Offset.Syntax, s.HostName.Syntax), server.Syntax{File: s.Carbon})
}

// add reports a difference between two places, the Key Manager's first.
func (c *pairCheck) add(code, hint string, km, am server.Syntax, format string, args ...any) *problem.Problem {
	own, others := km, c.place(c.am, am)
	if c.swapped {
		own, others = am, c.place(c.km, km)
	}
	p := problem.At(own.Place().File, own.Line(), 0, oneLine(hint), format, args...)
	p.Message, p.Code, p.Severity = oneLine(p.Message), code, severityOf(code)
	p.Related = append(p.Related, others)
	c.problems = append(c.problems, p)
	return p
}

// place returns a place of a side for a report, with Home set if it is not the home that
// is checked.
func (c *pairCheck) place(s side, at server.Syntax) problem.Place {
	place := at.Place()
	if s.home != c.Home {
		place.Home = s.home
	}
	return place
}

// relate adds related places of a side to a problem.
func (c *pairCheck) relate(p *problem.Problem, s side, places ...server.Syntax) {
	for _, at := range places {
		p.Related = append(p.Related, c.place(s, at))
	}
}

// databases compares the databases that the two share.
func (c *pairCheck) databases() {
	if km, am := c.km.Realm.DataSource, c.am.Realm.DataSource; km != nil && am != nil {
		c.database("different-user-database", "the user database", km, am)
	}
	api := c.database("different-api-database", "the API Manager's database", c.reference(c.km, server.APIRole),
		c.reference(c.am, server.APIRole))
	km, am := c.reference(c.km, server.IdentityRole), c.reference(c.am, server.IdentityRole)
	if api != nil || km == nil || am == nil {
		return // one cause gives one finding
	}
	c.database("different-identity-database", "the identity database", km, am)
}

// reference returns the first reference of a role that is looked up. In a Key Manager
// without an api-manager.xml, the identity data is in the API Manager's database.
func (c *pairCheck) reference(s side, role server.Role) *server.Reference {
	for _, ref := range s.References {
		if ref.Role == role && ref.Off == "" {
			return ref
		}
	}
	if role == server.APIRole {
		return c.reference(s, server.IdentityRole)
	}
	return nil
}

// database reports two references to different databases. A reference that finds nothing
// is a problem of its own home.
func (c *pairCheck) database(code, what string, km, am *server.Reference) *problem.Problem {
	if km == nil || am == nil || km.Datasource == nil || am.Datasource == nil || c.same(km.Datasource, am.Datasource) {
		return nil
	}
	p := c.add(code, "make both use the same database", km.Syntax, am.Syntax,
		"%s of the Key Manager is %s (%s), and that of the API Manager %s (%s)", what,
		km.Text, shown(km.Datasource), am.Text, shown(am.Datasource))
	c.relate(p, c.km, orParent(km.Datasource.URL().Syntax, km.Datasource.Syntax))
	c.relate(p, c.am, orParent(am.Datasource.URL().Syntax, am.Datasource.Syntax))
	return p
}

// administrators compares the administrators of the two homes, and the user that the API
// Manager logs in as.
func (c *pairCheck) administrators() {
	km, am := c.km.Realm.AdminName, c.am.Realm.AdminName
	if km.Known() && am.Known() && km.Text != am.Text {
		c.add("different-administrator", "write the same name in both", km.Syntax, am.Syntax,
			"the administrator of the Key Manager is %s, and that of the API Manager %s: both have the same users",
			clip(km.Text), clip(am.Text))
		return
	}
	for _, e := range []server.Endpoint{c.am.API.AuthManager, c.am.API.KeyValidator} {
		name := c.am.Resolve(e.Username.Text)
		if !e.Username.Written() || e.Username.Alias != "" || strings.Contains(name, "${") || !km.Known() || name == km.Text {
			continue
		}
		c.add("different-administrator", "write ${admin.username}, or the Key Manager's administrator", km.Syntax,
			e.Username.Syntax,
			"the API Manager logs in to the Key Manager as %s, whose administrator is %s", clip(name), clip(km.Text))
	}
}

// ports reports two servers on the same machine that use the same ports.
func (c *pairCheck) ports() {
	km, am := c.hostName(c.km), c.hostName(c.am)
	if km == "" || am == "" || !c.SameHost(km, am) || c.km.HTTPSPort() != c.am.HTTPSPort() {
		return
	}
	c.add("port-clash", "set <Offset> of one of them to 1", c.carbon(c.km), c.carbon(c.am),
		"both servers are on host %s with the port offset %d: the second one does not start", clip(km),
		c.km.PortOffset())
}
