// Package export describes a home as a profile.
//
// Guarantees: applied to a stock home of the same version, the profile gives the same
// configuration as that of the exported home, as the server reads it: the files of
// datasources, user-mgt.xml, the files of secondary user stores, registry.xml, the
// references of other files to datasources, and the settings of the two products that a
// profile has (port offset, gateway, Key Manager). Applied to the home itself, the
// profile changes nothing. It contains no secret: each is replaced with {env: NAME}, or
// {secretAlias: …} if it is in the secure vault. Settings that a profile cannot express
// are reported.
package export

import (
	"fmt"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/profile"
	"ispatch/internal/secret"
	"ispatch/internal/server"
)

// A Profile is a profile that describes a home.
type Profile struct {
	// YAML is its text, with comments.
	YAML []byte
	// Variables are the environment variables that it takes its secrets from.
	Variables []Variable
	// Warnings are the settings of the home that a profile cannot express, one line each.
	Warnings []string

	values map[string]string // values of the variables, as in the home
}

// A Variable is an environment variable that a profile refers to.
type Variable struct {
	Name string
	// For says what the secret belongs to.
	For string
}

// Of returns the profile of a home: its datasources with every setting, the realm with
// the primary user store and the administrator, the secondary user stores, the registry's
// databases and mounts, the product's section, and patches for settings for which no
// section has a key.
//
// If one of these files is missing or malformed, the error is a problem.List, because the
// profile would be incomplete.
//
// It leaves out datasources that are as the server ships them: WSO2_CARBON_DB if it was
// not changed; any other if its H2 database is in the server's own folder and neither the
// realm, the registry, the identity tables nor the API Manager's tables refer to it.
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

// unreadable returns the problems of required files that cannot be read.
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

// An exporter builds one profile.
type exporter struct {
	config *server.Config
	out    *Profile

	datasources, users, stores, registry, server, patches yamlWriter

	section   string            // the product's: identityServer or apiManager
	inSection *server.Reference // the reference that is in the product's section

	shipped []string          // datasources that are left out
	names   map[string]string // names of the exported datasources, by JNDI name
	sources []exported        // the exported datasources
}

// An exported holds the facts about an exported datasource that the registry needs.
type exported struct {
	jndi, cacheID string // cacheID is the default one, empty where the profile can't make it
}

// check checks that the profile loads.
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

// warn adds a warning about a setting that the profile cannot express.
func (e *exporter) warn(at server.Syntax, format string, args ...any) {
	e.out.Warnings = append(e.out.Warnings, at.String()+": "+plainLine(fmt.Sprintf(format, args...)))
}

// env renders a secret as a reference to a variable. An empty text is not a secret.
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

// vaultAlias returns the alias of a value in the secure vault. It returns false if it has
// none, or one that a profile cannot express.
func vaultAlias(v server.Value) (string, bool) {
	return v.Alias, v.Alias != "" && !strings.ContainsAny(v.Alias, " \t\r\n")
}

// reveals reports whether a value contains a password without being one: a URL, a list of
// parameters, an SQL statement.
func reveals(value string) bool { return secret.Value(value) != value }
