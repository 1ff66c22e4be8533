package profile

import (
	"fmt"

	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// datasources reads the sections database and datasources.
func (l *loader) datasources(keys *documentKeys, p *Profile) {
	defaults := keys.Database
	if !defaults.ok() {
		// If the section is invalid or misspelt, missing keys cannot be reported.
		defaults.node = &node{kind: mapping, vague: keys.vague || defaults.given()}
	}
	// Resolve them even if no datasource uses them: a missing file is an error.
	l.resolve(defaults.Username.leaf)
	l.resolve(defaults.Password.leaf)
	l.checkHost(defaults.Host)

	if !keys.Datasources.ok() {
		return
	}
	binds := map[string]origin{} // the JNDI names so far
	for i := range keys.Datasources.pairs {
		one := &keys.Datasources.pairs[i]
		if !one.is.ok() {
			continue
		}
		r := &datasourceReader{loader: l, keys: &one.is, defaults: &defaults}
		d := r.read(one.entry.key)
		at := one.at
		if one.is.JNDI.given() {
			at = one.is.JNDI.at
		}
		if first, twice := binds[d.jndi()]; twice {
			l.add(at, r.keys.path, "of two datasources with the same JNDI name the server uses the last",
				"duplicate JNDI name %s (also %s)", clip(d.jndi()), first.describe(at))
		}
		binds[d.jndi()] = at
		p.Datasources = append(p.Datasources, d)
	}
}

// jndi is the JNDI name that a new datasource binds.
func (d *Datasource) jndi() string {
	if d.JNDI != "" {
		return d.JNDI
	}
	return "jdbc/" + d.Name
}

// A datasourceReader reads one datasource.
type datasourceReader struct {
	*loader
	keys     *datasourceKeys
	defaults *databaseKeys
}

// missing reports a key that neither the datasource nor the defaults have, unless it may
// be a misspelt one.
func (r *datasourceReader) missing(what string) {
	if !r.keys.vague && !r.defaults.vague {
		r.add(r.keys.key, r.keys.path, "give it here, or in database for all datasources", "has no %s", what)
	}
}

// embedded reports whether a value comes from the embedded default profile.
func embedded(k leaf) bool { return k.given() && k.at.embedded }

// own returns the datasource's own value, else the default.
func own(own, standard leaf) leaf {
	if own.given() {
		return own
	}
	return standard
}

func (r *datasourceReader) read(name string) Datasource {
	d := Datasource{Name: name, JNDI: r.keys.JNDI.value(), Description: r.keys.Description.value()}
	username := own(r.keys.Username.leaf, r.defaults.Username.leaf)
	if !username.given() {
		r.missing("username")
	}
	password := own(r.keys.Password.leaf, r.defaults.Password.leaf)
	if !password.given() {
		r.missing("password")
	}
	d.Username = r.resolve(username).Value
	d.Password = r.resolve(password).Value
	d.Type, d.URL = r.url()
	if reason, hint := patch.Refusal(patch.Value{Text: d.URL}, false); reason != "" && !r.keys.URL.given() {
		r.add(r.keys.key, r.keys.path, hint, "its URL %s", reason)
	}
	preset, _ := jdbc.Lookup(d.Type)
	d.Driver, d.ValidationQuery = preset.Driver, preset.ValidationQuery
	host := own(r.keys.Host.leaf, r.defaults.Host.leaf)
	d.placeholders = map[string]bool{"username": embedded(username), "password": embedded(password),
		"url": !r.keys.URL.given() && d.Type != jdbc.H2 && embedded(host)}
	r.configuration(&d)
	r.complete(&d)
	return d
}

// configuration reads the pool settings that the profile gives.
func (r *datasourceReader) configuration(d *Datasource) {
	if !r.keys.Configuration.ok() {
		return
	}
	for _, e := range r.keys.Configuration.entries {
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

// settings returns the settings that the datasource's configuration must have, in the
// order of a new datasource. Settings from the profile are for any datasource, the pool's
// presets only for a new one.
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
		{Name: "url", Value: patch.Value{Text: d.URL}, Placeholder: d.placeholders["url"]},
		{Name: "username", Value: d.Username, Placeholder: d.placeholders["username"]},
		{Name: "password", Value: d.Password, Placeholder: d.placeholders["password"]},
	}
	// add adds a pool setting at this position: that of the profile, or the preset.
	add := func(name, text string) {
		s, ok := given[name]
		if !ok {
			s = wanted(name, text)
			s.NewOnly = true
		}
		delete(given, name)
		settings = append(settings, s)
	}
	// Settings for another type of database must not stay.
	autoCommit, documented := preset.DefaultAutoCommit(version)
	if s, ok := given["defaultAutoCommit"]; ok {
		settings = append(settings, s)
	} else if documented {
		settings = append(settings, wanted("defaultAutoCommit", autoCommit))
	}
	delete(given, "defaultAutoCommit")
	settings = append(settings, wanted("driverClassName", d.Driver))
	delete(given, "driverClassName")
	add("maxActive", "50")
	add("maxWait", fmt.Sprint(max(preset.MaxWait, 60000)))
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
