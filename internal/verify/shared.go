package verify

import (
	"errors"
	"io/fs"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
	"ispatch/internal/server"
)

// amDatabase is the JNDI name, in WSO2's documentation and packs, of the database that
// API Manager and its Key Manager share.
const amDatabase = "jdbc/WSO2AM_DB"

// shared checks how the parts of the configuration fit together.
func (c *check) shared() {
	c.noMounts()
	c.localRegistry()
	c.unusedAPI()
}

// noMounts reports a realm in a shared database if the server's registry shares nothing.
func (c *check) noMounts() {
	g, source := &c.Registry, c.Realm.DataSource
	if g.File.Root() == nil || len(g.Mounts) > 0 || len(g.Instances) > 0 || c.hidden[g.File.Path] || source == nil ||
		source.Datasource == nil || local(source.Datasource) {
		return
	}
	p := c.at(g.Syntax, "no-mounts", "mount /_system/governance and /_system/config from the shared registry database",
		"the realm is on the database of %s, but nothing is mounted in the registry: servers that share the users "+
			"do not share the governance registry", source.Text)
	relate(p, source.Syntax)
}

// localRegistry reports that the local registry of this server is in a shared database.
func (c *check) localRegistry() {
	current := c.Registry.Current
	if current == nil || current.DataSource == nil || current.DataSource.Datasource == nil {
		return
	}
	own := current.DataSource.Datasource
	if local(own) {
		return
	}
	for _, i := range c.Registry.Instances {
		if !i.Mounted || i.DBConfig == nil || i.DBConfig == current || i.DBConfig.DataSource == nil {
			continue
		}
		if d := i.DBConfig.DataSource.Datasource; d != nil && sameDatabase(d, own) {
			p := c.at(current.DataSource.Syntax, "local-registry-shared",
				"give the local registry a database of its own, such as the server's H2 database",
				"the local registry is in the database that remoteInstance %s mounts: servers that share it overwrite "+
					"each other's local data", i.ID.Text)
			relate(p, i.Syntax)
			return
		}
	}
}

// sameDatabase reports whether two datasources lead to the same database.
func sameDatabase(a, b *server.Datasource) bool {
	return a == b || jdbc.Base(a.URL().Text) == jdbc.Base(b.URL().Text)
}

// unusedAPI reports that the API Manager's database is defined but the server keeps its
// identity data elsewhere. It skips a home without identity.xml, which is only a part of
// a server.
func (c *check) unusedAPI() {
	d := c.Binder(amDatabase)
	if d == nil || c.refersTo(amDatabase) || c.Product == server.APIManager {
		return
	}
	for _, ref := range c.References {
		if ref.Role == server.APIRole && ref.Datasource == nil {
			return // reported as a name that nothing binds
		}
	}
	for _, ref := range c.References {
		if ref.Role == server.IdentityRole && ref.Datasource != nil {
			p := c.at(ref.Syntax, "unused-datasource", "write "+amDatabase,
				"%s is defined, but nothing refers to it: the identity data, with keys and tokens, stays in %s",
				d.Title(), ref.Text)
			relate(p, d.Syntax)
		}
	}
}

// aliases reports aliases of the secure vault that the cipher tool does not know.
func (c *check) aliases() {
	known, err := c.cipherAliases()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.skip("secure-vault aliases were not checked: cannot read %s", server.CipherTool)
		return
	}
	skipped := false
	for _, f := range c.configured() {
		each(f.Root(), func(t etree.Token) {
			e, ok := t.(*etree.Element)
			if !ok || c.full() {
				return
			}
			alias := server.AliasOf(e)
			switch {
			case alias == "" || known[alias]:
			case err != nil:
				if !skipped {
					c.skip("secure-vault aliases were not checked: there is no %s", server.CipherTool)
				}
				skipped = true
			default:
				c.at(server.Syntax{File: f, Element: e}, "unknown-secret-alias",
					"add a line for it to "+server.CipherTool+", and run the cipher tool",
					"the secret alias %s is not in %s: the cipher tool does not encrypt it, and the server does not find it",
					clip(alias), server.CipherTool)
			}
		})
	}
}

// cipherAliases returns the aliases in cipher-tool.properties.
func (c *check) cipherAliases() (map[string]bool, error) {
	data, err := fs.ReadFile(c.fsys, server.CipherTool)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, alias := range server.PropertyKeys(data) {
		known[alias] = true
	}
	return known, nil
}
