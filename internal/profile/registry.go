package profile

import (
	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// Names that the only instance of a profile has unless it says otherwise: the
// ones of WSO2's documentation.
const (
	defaultDBConfig = "govregistry"
	defaultInstance = "gov"
)

// registry reads the section of that name. Two instances with one dbConfig,
// id or mount path are reported: the server would fail on them, or take the
// last.
func (l *loader) registry(n *node, p *Profile) {
	section := n.get(SectionRegistry)
	if !section.ok() {
		return
	}
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for i, item := range section.items {
		if !item.ok() {
			continue
		}
		path := index(SectionRegistry, i)
		r := Registry{}
		// name reads a name that the only instance has by default.
		name := func(key, standard string) string {
			given := item.get(key)
			at := item.at
			switch {
			case given != nil && given.bad:
				return ""
			case given != nil:
				standard, at = given.text, given.at
			case len(section.items) > 1:
				if !item.vague {
					l.add(item.at, path, "only a profile with one instance has a default, "+standard,
						"needs the key %s, as there are several", key)
				}
				return ""
			}
			unique.check(key, standard, at, path)
			return standard
		}
		r.DBConfig = name("dbConfig", defaultDBConfig)
		r.ID = name("instance", defaultInstance)
		r.URL = pointer(item.get("url"))
		if url := item.get("url"); url.ok() && escaped(url.text) {
			l.reject(url, join(path, "url"), hintAmpersand, "holds &amp;")
		}
		r.ReadOnly = pointerToBool(item.get("readOnly"))
		r.EnableCache = pointerToBool(item.get("enableCache"))
		r.RegistryRoot = pointer(item.get("registryRoot"))
		var source *Datasource
		if d := item.get("datasource"); d.ok() {
			r.JNDI, source = l.reference(d, join(path, "datasource"), n, p)
		}
		r.CacheID = l.cacheID(item, path, source)
		if mounts := item.get("mounts"); mounts.ok() {
			for _, e := range mounts.entries {
				unique.check("mount", e.key, e.at, path)
				r.Mounts = append(r.Mounts, patch.Mount{Path: e.key, Target: textOf(e.value)})
			}
		}
		p.Registry = append(p.Registry, r)
	}
}

// cacheID returns what the profile gives, else <username>@<URL without its
// parameters> of the profile's datasource, else "": then the home knows it.
func (l *loader) cacheID(item *node, path string, source *Datasource) string {
	if given := item.get("cacheId"); given != nil {
		if given.ok() && escaped(given.text) {
			l.reject(given, join(path, "cacheId"), hintAmpersand, "holds &amp;")
		}
		return textOf(given)
	}
	if source == nil || source.URL == "" {
		return ""
	}
	if source.Username.Alias != "" {
		l.add(item.at, path, "", "needs a cacheId: the datasource's username, which it begins with, is in the secure vault")
		return ""
	}
	return source.Username.Text + "@" + jdbc.Base(source.URL)
}

// uniqueness reports what may be given once only.
type uniqueness struct {
	*loader
	seen map[[2]string]origin
}

func (u uniqueness) check(what, name string, at origin, path string) {
	if first, twice := u.seen[[2]string{what, name}]; twice {
		u.add(at, path, "", "the %s %s is given already, %s", what, clip(name), first)
		return
	}
	u.seen[[2]string{what, name}] = at
}

func pointer(n *node) *string {
	if !n.ok() {
		return nil
	}
	return &n.text
}

func pointerToBool(n *node) *bool {
	if !n.ok() {
		return nil
	}
	b := n.text == "true"
	return &b
}
