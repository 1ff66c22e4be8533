// Package export describes a home as a profile.
//
// What it promises: the profile, applied to a stock home of the same version, gives
// what the server reads of the exported home in its files of datasources, user-mgt.xml,
// the files of secondary user stores and registry.xml, the references of the other files
// to datasources, and what a profile has of the two products: port offset, gateway, Key
// Manager; applied to the home itself it changes nothing. No secret is in it: it has {env: NAME} in place
// of each, or {secretAlias: …} where the secure vault has it. What a profile cannot
// say is said to be left out.
package export

import (
	"fmt"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/profile"
	"ispatch/internal/secret"
	"ispatch/internal/server"
)

// A Profile is one that describes a home.
type Profile struct {
	// YAML is its text, with comments.
	YAML []byte
	// Variables are those of the environment that it takes its secrets from.
	Variables []Variable
	// Warnings are what the home has and a profile cannot say, one line each.
	Warnings []string

	values map[string]string // of the variables, in the home
}

// A Variable is one of the environment that a profile refers to.
type Variable struct {
	Name string
	// For is whose secret it is.
	For string
}

// Of returns the profile of a home: its datasources with every setting, the realm
// with the primary user store and the administrator, the secondary user stores, the
// registry's databases and mounts, the product's section, and, as patches, what sections have no key for.
//
// A file of these that is missing or malformed is an error, a problem.List: half a
// home would pass for a whole one.
//
// Left out are the datasources that the server ships, as it ships them:
// WSO2_CARBON_DB where nothing of it was changed, any other where its H2 database is
// in the server's own folder and neither the realm, the registry, the identity tables
// nor the API Manager's refer to it.
func Of(c *server.Config) (*Profile, error) {
	e := &exporter{config: c, out: &Profile{values: map[string]string{}}, names: map[string]string{}}
	if err := e.unreadable().Err(); err != nil {
		return nil, err
	}
	for _, d := range c.Datasources {
		e.datasource(d)
	}
	e.realm()
	e.secondaryStores()
	e.registryFile()
	e.product()
	e.elsewhere()
	if c.Generated {
		e.out.Warnings = append(e.out.Warnings, server.DeploymentTOML+": this server generates its XML configuration "+
			"from this file at each start; apply refuses such a home")
	}
	e.out.YAML = e.text()
	if err := e.check(); err != nil {
		return nil, err
	}
	return e.out, nil
}

// unreadable are the files without which there is no profile.
func (e *exporter) unreadable() problem.List {
	var all problem.List
	add := func(f *server.File) {
		if f.Problem != nil {
			all = append(all, f.Problem)
		}
	}
	for _, f := range e.config.DatasourceFiles {
		add(f.File)
		if f.Stop == server.WrongRoot || f.Stop == server.NoDatasources {
			at := f.StopAt.Place()
			all = append(all, problem.At(at.File, at.Line, 0, "", "has no <datasources> that the server reads"))
		}
	}
	add(e.config.Realm.File)
	add(e.config.Registry.File)
	return all
}

// An exporter makes one profile.
type exporter struct {
	config *server.Config
	out    *Profile

	datasources, users, stores, registry, server, patches yamlWriter

	section string            // the product's: identityServer or apiManager
	said    *server.Reference // the one that the product's section has

	shipped []string          // datasources that are left out
	names   map[string]string // of the exported datasources, by JNDI name
	sources []exported        // the exported datasources
}

// An exported is what the registry needs to know of an exported datasource.
type exported struct {
	jndi, cacheID string // cacheID is the default one, empty where the profile can't make it
}

// check makes sure that the profile loads.
func (e *exporter) check() error {
	_, err := profile.Load(profile.Input{
		Sources: []profile.Source{{Name: "exported profile", Data: e.out.YAML}},
		Getenv: func(name string) (string, bool) {
			value, ok := e.out.values[name]
			return value, ok
		},
	})
	if err != nil {
		return fmt.Errorf("the profile of this home would not load, which is a mistake of ispatch: %w", err)
	}
	return nil
}

// warn notes what the profile cannot say.
func (e *exporter) warn(at server.Syntax, format string, args ...any) {
	e.out.Warnings = append(e.out.Warnings, at.String()+": "+plainLine(fmt.Sprintf(format, args...)))
}

// env renders a secret: the variable that it is to be taken from. An empty one is no
// secret.
func (e *exporter) env(name, purpose, value string) string {
	if value == "" {
		return `""`
	}
	word := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
	name = strings.Join(strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return !word(r) }), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "DB_" + name
	}
	unique := name
	for i := 2; ; i++ {
		if _, taken := e.out.values[unique]; !taken {
			break
		}
		unique = fmt.Sprintf("%s_%d", name, i)
	}
	e.out.values[unique] = value
	e.out.Variables = append(e.out.Variables, Variable{unique, purpose})
	return "{env: " + unique + "}"
}

// secret renders a value that is a secret.
func (e *exporter) secret(v server.Value, name, purpose string) string {
	if alias, ok := vaultAlias(v); ok {
		return "{secretAlias: " + profile.YAMLText(alias) + "}"
	}
	return e.env(name, purpose, v.Text)
}

// vaultAlias returns the name by which the secure vault knows a value; false where it
// does not, or by none that a profile can say.
func vaultAlias(v server.Value) (string, bool) {
	return v.Alias, v.Alias != "" && !strings.ContainsAny(v.Alias, " \t\r\n")
}

// reveals reports whether a value that is no password holds one: a URL, a list of
// parameters, an SQL statement.
func reveals(value string) bool { return secret.Value(value) != value }
