package profile

import (
	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// Default names for the only instance of a profile, from WSO2's documentation.
const (
	defaultDBConfig = "govregistry"
	defaultInstance = "gov"
)

// registry reads the section of that name. It reports two instances with the same
// dbConfig, id or mount path: the server would fail, or use the last.
func (l *loader) registry(keys *documentKeys, p *Profile) {
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for i := range keys.Registry.each {
		one := &keys.Registry.each[i]
		if !one.ok() {
			continue
		}
		r := Registry{}
		// name reads a name that has a default if there is only one instance.
		name := func(key string, given textKey, standard string) string {
			at := one.at
			switch {
			case given.given() && given.bad:
				return ""
			case given.given():
				standard, at = given.text, given.at
			case len(keys.Registry.each) > 1:
				if !one.vague {
					l.add(one.at, one.path, "the default, "+standard+", is only for a single instance",
						"needs the key %s: there are several instances", key)
				}
				return ""
			}
			unique.check(key, standard, at, one.path)
			return standard
		}
		r.DBConfig = name("dbConfig", one.DBConfig, defaultDBConfig)
		r.ID = name("instance", one.Instance, defaultInstance)
		l.plainAmpersands(one.URL)
		r.URL = pointer(one.URL.leaf)
		r.ReadOnly = truth(one.ReadOnly)
		r.EnableCache = truth(one.EnableCache)
		r.RegistryRoot = pointer(one.RegistryRoot.leaf)
		var source *Datasource
		if one.Datasource.ok() {
			var name SourceName
			name, source = l.reference(one.Datasource, keys, p)
			r.JNDI, r.Datasource = name.JNDI, name.Datasource
		}
		r.CacheID = l.cacheID(one, source)
		for _, mount := range one.Mounts.pairs {
			unique.check("mount", mount.entry.key, mount.at, one.path)
			r.Mounts = append(r.Mounts, patch.Mount{Path: mount.entry.key, Target: mount.is.value()})
		}
		p.Registry = append(p.Registry, r)
	}
}

// plainAmpersands rejects a text that was copied from an XML file with its escapes.
func (l *loader) plainAmpersands(k textKey) {
	if k.ok() && escaped(k.text) {
		l.reject(k.node, k.path, hintAmpersand, "holds &amp;")
	}
}

// cacheID returns the cacheId of the profile, else <username>@<URL without its
// parameters> of the profile's datasource, else "": then it comes from the home.
func (l *loader) cacheID(keys *registryKeys, source *Datasource) string {
	if keys.CacheID.given() {
		l.plainAmpersands(keys.CacheID)
		return keys.CacheID.value()
	}
	if source == nil || source.URL == "" {
		return ""
	}
	if source.Username.Alias != "" {
		l.add(keys.at, keys.path, "",
			"needs a cacheId: the default begins with the datasource's username, which is in the secure vault")
		return ""
	}
	return source.Username.Text + "@" + jdbc.Base(source.URL)
}

// uniqueness reports values that must be unique.
type uniqueness struct {
	*loader
	seen map[[2]string]origin
}

func (u uniqueness) check(what, name string, at origin, path string) {
	if first, twice := u.seen[[2]string{what, name}]; twice {
		u.add(at, path, "", "duplicate %s %s (also %s)", what, clip(name), first.describe(at))
		return
	}
	u.seen[[2]string{what, name}] = at
}

// pointer returns a text, or nil if it is missing.
func pointer(k leaf) *string {
	if !k.ok() {
		return nil
	}
	return &k.text
}

// truth returns a boolean, or nil if it is missing.
func truth(k flagKey) *bool {
	if !k.ok() {
		return nil
	}
	b := k.text == "true"
	return &b
}
