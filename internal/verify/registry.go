package verify

import (
	"cmp"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/lazy"
	"ispatch/internal/server"
)

// The elements of registry.xml's parts.
var (
	dbConfigShape = shape{known: []string{"dataSource", "url", "userName", "password", "driverName", "maxWait",
		"testWhileIdle", "timeBetweenEvictionRunsMillis", "minEvictableIdleTimeMillis", "numTestsPerEvictionRun",
		"maxActive", "maxIdle", "minIdle", "validationQuery"}}
	remoteShape = shape{known: []string{"id", "username", "password", "type", "dbConfig", "readOnly", "enableCache",
		"cacheId", "registryRoot"}}
	mountShape = shape{known: []string{"instanceId", "targetPath"}}
)

// onlyFirst says how the server treats a repeated element in registry.xml.
const onlyFirst = "the server reads only the first"

// registry checks registry.xml.
func (c *check) registry() {
	g := &c.Registry
	root := g.File.Root()
	if root == nil {
		return
	}
	c.misspelt(g.Syntax, "dbConfig", "remoteInstance", "mount", "currentDBConfig", "readOnly", "enableCache",
		"registryRoot")
	for _, tag := range []string{"readOnly", "enableCache"} {
		if e := first(root, tag); e != nil {
			c.flag(server.Value{Syntax: server.Syntax{File: g.File, Element: e}, Text: xmlValue(e)})
		}
	}
	for _, d := range g.DBConfigs {
		c.dbConfig(d)
	}
	c.current()
	for _, i := range g.Instances {
		c.instance(i)
	}
	c.mounts()
	c.leftovers()
	c.handlers(root)
}

// dbConfig checks one database of the registry.
func (c *check) dbConfig(d *server.DBConfig) {
	c.shape(d.File, d.Element, dbConfigShape, onlyFirst)
	title := "a dbConfig without a name"
	switch {
	case !d.Name.Written():
		c.at(d.Syntax, "db-config-without-name", "add the attribute name",
			"a <dbConfig> has no name: the registry does not start")
	case d.Overridden != nil:
		title = "dbConfig " + d.Name.Text
		p := c.at(d.Overridden.Syntax, "duplicate-db-config", "rename or remove one of the two",
			"duplicate dbConfig %s (also at line %d): the server uses the last", d.Name.Text, d.Line())
		relate(p, d.Syntax)
	default:
		title = "dbConfig " + d.Name.Text
	}
	switch {
	case d.DataSource != nil:
	case !d.URL.Written():
		if !c.hidden[d.File.Path] {
			c.at(d.Syntax, "db-config-without-source", cmp.Or(sameLetters(d.Element, "dataSource"),
				"add <dataSource> with the JNDI name of a datasource"),
				"%s has neither a dataSource nor a url: the registry does not start", title)
		}
	default:
		t := target{title: title, url: d.URL, driver: d.Driver, parent: d.Syntax}
		c.url(t, false)
		c.driverClass(t)
	}
}

// current checks which dbConfig the registry itself uses.
func (c *check) current() {
	g := &c.Registry
	if !g.CurrentName.Written() {
		if !c.hidden[g.File.Path] {
			c.at(g.Syntax, "no-current-db-config", cmp.Or(sameLetters(g.Element, "currentDBConfig"),
				"add <currentDBConfig> with the name of the local registry's dbConfig"),
				"there is no <currentDBConfig>: the registry does not start")
		}
		return
	}
	for _, extra := range g.Element.SelectElements("currentDBConfig")[1:] {
		c.repeated(g.CurrentName.Syntax, server.Syntax{File: g.File, Element: extra}, onlyFirst)
	}
	if g.Current != nil || g.CurrentName.Depends() || c.hidden[g.File.Path] {
		return
	}
	// A dbConfig that is mounted is not the local one.
	local := c.dbConfigNames()
	for _, i := range g.Instances {
		delete(local, i.DBConfigName.Text)
	}
	c.at(g.CurrentName.Syntax, "unknown-current-db-config", meant(g.CurrentName.Text, local,
		"add the dbConfig"),
		"<currentDBConfig> refers to dbConfig %q, which does not exist: the registry does not start", g.CurrentName.Text)
}

func (c *check) dbConfigNames() map[string]bool {
	names := map[string]bool{}
	for _, d := range c.Registry.DBConfigs {
		if d.Name.Written() {
			names[d.Name.Text] = true
		}
	}
	return names
}

// flag checks a readOnly or enableCache. Any text but true, in any case, means false.
func (c *check) flag(v server.Value) {
	text := strings.ToLower(v.Text)
	if !v.Written() || text == "true" || text == "false" || v.Depends() {
		return
	}
	c.at(v.Syntax, "registry-boolean", "write true or false, without blanks", "<%s> is %q, which the server reads as %v",
		v.Element.Tag, clip(v.Text), server.Flag(v))
}

// instance checks a remoteInstance.
func (c *check) instance(i *server.Instance) {
	c.shape(i.File, i.Element, remoteShape, onlyFirst)
	c.flag(i.ReadOnly)
	c.flag(i.EnableCache)
	switch {
	case !i.ID.Written():
		if !c.hidden[i.File.Path] {
			c.at(i.Syntax, "remote-instance-without-id", cmp.Or(sameLetters(i.Element, "id"), "add <id>"),
				"a <remoteInstance> has no <id>: the registry does not start")
		}
	case i.Duplicate != nil:
		p := c.at(i.Syntax, "duplicate-remote-instance", "rename or remove one of the two",
			"duplicate remoteInstance %s (also at line %d): the registry does not start", i.ID.Text, i.Duplicate.Line())
		relate(p, i.Duplicate.Syntax)
	}
	id := cmp.Or(i.ID.Text, "without an id")
	switch {
	case i.WebService():
		c.at(i.Username.Syntax, "web-service-instance", "remove <username> and <password>: those of the datasource are used",
			"remoteInstance %s has a username and a password: the server mounts it by web service, not from its database", id)
	case !i.DBConfigName.Written() && !c.hidden[i.File.Path]:
		c.at(i.Syntax, "instance-without-db-config", cmp.Or(sameLetters(i.Element, "dbConfig"), "add <dbConfig>"),
			"remoteInstance %s has no dbConfig: what is mounted from it fails when it is used", id)
	}
	c.instanceSource(i, id)
}

// instanceSource checks the dbConfig and the cacheId of a remoteInstance.
func (c *check) instanceSource(i *server.Instance, id string) {
	name := i.DBConfigName
	if !name.Written() || name.Depends() || c.full() {
		return
	}
	if i.DBConfig == nil {
		c.at(name.Syntax, "unknown-db-config", meant(name.Text, c.dbConfigNames(), "add the dbConfig"),
			"remoteInstance %s refers to dbConfig %q, which does not exist: what is mounted from it fails when it is used",
			id, name.Text)
		return
	}
	if i.DBConfig == c.Registry.Current {
		p := c.at(name.Syntax, "remote-instance-on-current", "give it a dbConfig of its own",
			"remoteInstance %s is on %s, the registry's own dbConfig: its mounts lead back into the same registry", id,
			name.Text)
		relate(p, i.DBConfig.Syntax)
		return
	}
	if i.DBConfig.DataSource == nil || !i.CacheID.Written() {
		return
	}
	d := i.DBConfig.DataSource.Datasource
	if d == nil || d.Username().Alias != "" || d.JDBC().Err() != nil {
		return
	}
	wanted, got := d.CacheID(), i.CacheID.Text
	if got == wanted || got == d.Username().Text+"@"+d.URL().Text || strings.Contains(got+wanted, "${") {
		return
	}
	c.at(i.CacheID.Syntax, "cache-id-mismatch", "write "+wanted,
		"the cacheId of remoteInstance %s is not the user and the URL of %s; the server does not use it, but it misleads",
		id, i.DBConfig.DataSource.Text)
}

// leftovers reports the instances and dbConfigs that no mount uses, unless a mount refers
// to something that does not exist, which is then the problem.
func (c *check) leftovers() {
	for _, i := range c.Registry.Instances {
		if i.Mounted || !i.ID.Written() || i.Duplicate != nil || c.mountProblem() {
			continue
		}
		c.at(i.Syntax, "unused-instance", "remove it, or mount something from it",
			"no mount uses remoteInstance %s, but the server connects to its database when it starts", i.ID.Text)
	}
	for _, d := range c.Registry.DBConfigs {
		if c.unused(d) {
			c.at(d.Syntax, "unused-db-config", "remove it",
				"nothing uses dbConfig %s, but the server connects to its database when it starts", d.Name.Text)
		}
	}
}

// mountProblem reports whether a mount or an instance refers to something that does not
// exist.
func (c *check) mountProblem() bool {
	for _, m := range c.Registry.Mounts {
		if m.Status != server.Mounted {
			return true
		}
	}
	return false
}

// unused reports whether nothing refers to a dbConfig or was probably meant to.
func (c *check) unused(d *server.DBConfig) bool {
	if d.DataSource == nil && !d.URL.Written() {
		return false // reported as a dbConfig without a source
	}
	if d.Used || !d.Name.Written() || d.Overridden != nil || c.Registry.Current == nil || c.hidden[d.File.Path] {
		return false
	}
	for _, i := range c.Registry.Instances {
		if i.DBConfig == d || i.DBConfig == nil && !i.WebService() || i.DBConfig == c.Registry.Current {
			return false
		}
	}
	return true
}

// handlers reports handlers, filters and aspects without a class.
func (c *check) handlers(root *etree.Element) {
	report := func(e *etree.Element) {
		if a := e.SelectAttr("class"); a == nil || strings.TrimSpace(a.Value) == "" {
			c.at(server.Syntax{File: c.Registry.File, Element: e}, "handler-without-class", "add the attribute class",
				"<%s> has no class: the registry does not start", e.Tag)
		}
	}
	for _, e := range root.SelectElements("aspect") {
		report(e)
	}
	for _, e := range root.SelectElements("handler") {
		report(e)
		for _, filter := range e.SelectElements("filter") {
			report(filter)
		}
	}
}

// commentedIDs returns the ids in comments and their lines.
func (c *check) commentedIDs() map[string]*etree.Comment {
	ids := map[string]*etree.Comment{}
	each(c.Registry.File.Root(), func(t etree.Token) {
		if comment, ok := t.(*etree.Comment); ok {
			for _, m := range idElement.Get().FindAllStringSubmatch(comment.Data, -1) {
				ids[m[1]] = comment
			}
		}
	})
	return ids
}

var idElement = lazy.Regexp{Expr: `<id>\s*([^<]*?)\s*</id>`}
