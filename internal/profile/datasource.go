package profile

import (
	"fmt"

	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// datasources reads database and datasources.
func (l *loader) datasources(n *node, p *Profile) {
	defaults := n.get(sectionDatabase)
	if !defaults.ok() {
		// Where it is bad or misspelt, nobody knows what it lacks.
		defaults = &node{kind: mapping, vague: n.vague || defaults != nil}
	}
	// Resolved even if no datasource uses them: a missing file is a mistake.
	l.resolve(defaults.get("username"), "database.username")
	l.resolve(defaults.get("password"), "database.password")
	l.checkHost(defaults.get("host"), "database.host")

	section := n.get(SectionDatasources)
	if !section.ok() {
		return
	}
	binds := map[string]origin{} // the JNDI names so far
	for _, e := range section.entries {
		if !e.value.ok() {
			continue
		}
		r := &datasourceReader{loader: l, entry: e, node: e.value, path: join(SectionDatasources, e.key), defaults: defaults}
		d := r.read()
		at := e.at
		if jndi := e.value.get("jndi"); jndi != nil {
			at = jndi.at
		}
		if first, twice := binds[d.JNDI]; twice {
			l.add(at, r.path, "of two datasources with one JNDI name the server takes the last",
				"binds the JNDI name %s, as does the one %s", clip(d.JNDI), first)
		}
		binds[d.JNDI] = at
		p.Datasources = append(p.Datasources, d)
	}
}

// String says where something is, for the message about another.
func (o origin) String() string {
	if o.fromOption() {
		return "of " + o.option
	}
	return fmt.Sprintf("on line %d", o.line)
}

// A datasourceReader reads one datasource.
type datasourceReader struct {
	*loader
	entry    *entry
	node     *node // of the entry
	path     string
	defaults *node // database
}

// key returns a key's value and path: the datasource's own, or the default.
func (r *datasourceReader) key(name string) (*node, string) {
	if own := r.node.get(name); own != nil {
		return own, join(r.path, name)
	}
	return r.defaults.get(name), join(sectionDatabase, name)
}

// missing reports what neither the datasource nor the defaults have, unless a
// misspelt key may be it.
func (r *datasourceReader) missing(what string) {
	if !r.node.vague && !r.defaults.vague {
		r.add(r.entry.at, r.path, "give it here, or in database for all datasources", "has no %s", what)
	}
}

func (r *datasourceReader) read() Datasource {
	d := Datasource{Name: r.entry.key, JNDI: "jdbc/" + r.entry.key, Description: textOf(r.node.get("description"))}
	if jndi := textOf(r.node.get("jndi")); jndi != "" {
		d.JNDI = jndi
	}
	d.Username = r.username()
	password, path := r.key("password")
	if password == nil {
		r.missing("password")
	}
	d.Password = r.resolve(password, path).Value
	d.Type, d.URL = r.url()
	preset, _ := jdbc.Lookup(d.Type)
	d.Driver, d.ValidationQuery = preset.Driver, preset.ValidationQuery
	r.configuration(&d)
	return d
}

func (r *datasourceReader) username() patch.Value {
	n, path := r.key("username")
	if n == nil {
		r.missing("username")
	}
	user := r.resolve(n, path)
	if must := oneLine(user.Text); must != "" {
		r.reject(n, path, "", "must be %s", must)
	}
	return user.Value
}

// configuration reads the pool settings that the profile gives.
func (r *datasourceReader) configuration(d *Datasource) {
	n := r.node.get("configuration")
	if !n.ok() {
		return
	}
	for _, e := range n.entries {
		if !e.value.ok() {
			continue
		}
		switch e.key {
		case "driverClassName":
			d.Driver = e.value.text
		case "validationQuery":
			d.ValidationQuery = e.value.text
		}
		d.Configuration = append(d.Configuration, patch.Setting{Name: e.key, Value: patch.Value{Text: e.value.text}})
	}
}

// settings returns what the datasource's configuration must hold, in the order
// of a new one. What follows from the profile is wanted in any datasource, the
// pool's presets only in a new one.
func (d *Datasource) settings(version string) []patch.Setting {
	preset, _ := jdbc.Lookup(d.Type)
	given := map[string]patch.Setting{}
	for _, s := range d.Configuration {
		given[s.Name] = s
	}
	wanted := func(name, text string) patch.Setting {
		return patch.Setting{Name: name, Value: patch.Value{Text: text}}
	}
	settings := []patch.Setting{
		wanted("url", d.URL),
		{Name: "username", Value: d.Username},
		{Name: "password", Value: d.Password},
	}
	// add writes a pool setting at this place: the profile's, or the preset.
	add := func(name, text string) {
		s, ok := given[name]
		if !ok {
			s = wanted(name, text)
			s.NewOnly = true
		}
		delete(given, name)
		settings = append(settings, s)
	}
	autoCommit, documented := preset.DefaultAutoCommit(version)
	if _, ok := given["defaultAutoCommit"]; ok || documented {
		add("defaultAutoCommit", autoCommit)
	}
	settings = append(settings, wanted("driverClassName", d.Driver))
	delete(given, "driverClassName")
	add("maxActive", "50")
	add("maxWait", fmt.Sprint(preset.MaxWait))
	add("testOnBorrow", "true")
	settings = append(settings, wanted("validationQuery", d.ValidationQuery))
	delete(given, "validationQuery")
	add("validationInterval", "30000")
	for _, s := range d.Configuration {
		if _, left := given[s.Name]; left {
			settings = append(settings, s)
		}
	}
	return settings
}
