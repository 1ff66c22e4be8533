package export

import (
	"fmt"
	"strings"

	"ispatch/internal/profile"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
)

// Names in the stock files.
const (
	localDBConfig = "wso2registry"
	carbonJNDI    = "jdbc/WSO2CarbonDB"
)

// registryFile writes the remote instances with their databases and mounts.
func (e *exporter) registryFile() {
	r := &registry{exporter: e, from: &e.config.Registry, used: map[*server.DBConfig]bool{},
		mounted: map[*server.Mount]bool{}}
	r.local()
	for _, i := range r.from.Instances {
		if why := r.inexpressible(i); why != "" {
			r.warn(i.Syntax, "remoteInstance %q is left out: %s", i.ID.Text, why)
			continue
		}
		r.instance(i)
	}
	for _, m := range r.from.Mounts {
		if !r.mounted[m] {
			r.warn(m.Syntax, "the mount of %q is left out: a profile has no instance that it is of, or cannot express it",
				m.Path.Text)
		}
	}
	for _, d := range r.from.DBConfigs {
		if !r.used[d] && d != r.from.Current {
			r.warn(d.Syntax, "dbConfig %q is left out: no remoteInstance of the profile uses it", d.Name.Text)
		}
	}
}

// A registry holds the state of registryFile.
type registry struct {
	*exporter
	from    *server.Registry
	used    map[*server.DBConfig]bool // those in the profile
	mounted map[*server.Mount]bool    // those in the profile
}

// path returns the path of an element below the root.
func (r *registry) path(step string) string { return "/" + r.from.Element.Tag + "/" + step }

// key returns a key of an instance.
func (r *registry) key(path ...string) profile.Key {
	return profile.KeyAt(append([]string{profile.SectionRegistry, "0"}, path...)...)
}

// local adds a patch for the local registry if it is not as shipped.
func (r *registry) local() {
	current := r.from.Current
	if r.from.CurrentName.Text != localDBConfig {
		r.warn(r.from.CurrentName.Syntax, "currentDBConfig is not %s, which a profile cannot express", localDBConfig)
	}
	switch {
	case current == nil || r.twice(current):
		r.warn(r.from.Syntax, "there is not exactly one dbConfig that currentDBConfig names: apply refuses this home")
	case current.DataSource == nil:
		r.warn(current.Syntax, "the dbConfig %s names no dataSource, which a profile cannot express", current.Name.Text)
	case current.DataSource.Text != carbonJNDI:
		quoted, ok := literal(current.Name.Text)
		if !ok {
			r.warn(current.Syntax, "the local registry's dataSource cannot be expressed in a profile, and was left out")
			return
		}
		r.patchText("The local registry is in another datasource than the server ships.", patch.RegistryConfiguration,
			r.path("dbConfig[@name="+quoted+"]/dataSource"), "LOCAL_REGISTRY", current.DataSource.Text)
	}
}

// twice reports whether there is another dbConfig with the same name.
func (r *registry) twice(d *server.DBConfig) bool {
	for _, other := range r.from.DBConfigs {
		if other != d && other.Name.Text == d.Name.Text {
			return true
		}
	}
	return false
}

// inexpressible returns the reason why a profile can't have an instance, or "" if it can.
func (r *registry) inexpressible(i *server.Instance) string {
	_, expressible := literal(i.ID.Text)
	switch {
	case !r.key("instance").Accepts(i.ID.Text) || !expressible:
		return "its id cannot be expressed in a profile"
	case r.others(i):
		return "another has the same id"
	case !i.DBConfigName.Written():
		return "it names no dbConfig; a profile has no mounts by web service"
	case i.DBConfig == nil:
		return fmt.Sprintf("dbConfig %q does not exist", i.DBConfigName.Text)
	case i.DBConfig == r.from.Current:
		return "it uses the server's own dbConfig"
	case !r.key("dbConfig").Accepts(i.DBConfigName.Text):
		return "the name of its dbConfig cannot be expressed in a profile"
	case r.twice(i.DBConfig):
		return fmt.Sprintf("duplicate dbConfig %q", i.DBConfigName.Text)
	case r.used[i.DBConfig]:
		return "another uses its dbConfig " + i.DBConfigName.Text
	case i.DBConfig.DataSource == nil:
		return "its dbConfig " + i.DBConfigName.Text + " names no dataSource"
	}
	if _, ok := r.reference(i.DBConfig.DataSource.Text); !ok {
		return fmt.Sprintf("the JNDI name %q of its dbConfig is not valid in a profile", i.DBConfig.DataSource.Text)
	}
	return ""
}

// others reports whether another instance has the same id.
func (r *registry) others(i *server.Instance) bool {
	for _, other := range r.from.Instances {
		if other != i && other.ID.Text == i.ID.Text {
			return true
		}
	}
	return false
}

// instance writes one remote instance.
func (r *registry) instance(i *server.Instance) {
	const file = patch.RegistryConfiguration
	r.used[i.DBConfig] = true
	quotedID, _ := literal(i.ID.Text)
	step, of := r.path("remoteInstance[id="+quotedID+"]"), "remoteInstance "+i.ID.Text
	source, _ := r.reference(i.DBConfig.DataSource.Text)

	w := &r.exporter.registry
	fmt.Fprintf(w, "  - datasource: %s\n", profile.YAMLText(source))
	w.pair(4, "dbConfig", profile.YAMLText(i.DBConfigName.Text))
	w.pair(4, "instance", profile.YAMLText(i.ID.Text))
	if url := i.URL; url.Written() {
		if r.key("url").Accepts(url.Text) && !strings.Contains(url.Text, "&amp;") && !reveals(url.Text) {
			w.pair(4, "url", profile.YAMLText(url.Text))
		} else {
			r.patchText("The URL of "+of+".", file, step+"/@url", i.ID.Text+"_URL", url.Text)
		}
	}
	for _, one := range []struct {
		key   string
		value server.Value
	}{{"readOnly", i.ReadOnly}, {"enableCache", i.EnableCache}, {"registryRoot", i.RegistryRoot}} {
		switch key := r.key(one.key); {
		case !one.value.Written():
			r.patchAway(fmt.Sprintf("%s has no <%s>.", of, one.key), file, step+"/"+one.key)
		case key.Accepts(one.value.Text) && key.IsText():
			w.pair(4, one.key, profile.YAMLText(one.value.Text))
		case key.Accepts(one.value.Text):
			w.pair(4, one.key, one.value.Text)
		default:
			r.patchText(fmt.Sprintf("<%s> of %s, as it is in the file.", one.key, of), file, step+"/"+one.key,
				i.ID.Text+"_"+one.key, one.value.Text)
		}
	}
	r.cacheID(i, step, of)
	for _, child := range i.Element.ChildElements() {
		switch child.Tag {
		case "id", "dbConfig", "readOnly", "enableCache", "registryRoot", "cacheId":
		default:
			r.warn(server.Syntax{File: i.File, Element: child}, "<%s> of %s is left out", child.Tag, of)
		}
	}
	r.mounts(i)
}

// cacheID writes the cacheId of an instance unless it is the default.
func (r *registry) cacheID(i *server.Instance, step, of string) {
	const file = patch.RegistryConfiguration
	standard := ""
	for _, s := range r.sources {
		if s.jndi == i.DBConfig.DataSource.Text {
			standard = s.cacheID
		}
	}
	switch id := i.CacheID; {
	case !id.Written():
		r.patchAway(of+" has no <cacheId>.", file, step+"/cacheId")
	case id.Text == standard:
	case r.key("cacheId").Accepts(id.Text) && !strings.Contains(id.Text, "&amp;") && !revealsCacheID(id.Text):
		r.exporter.registry.pair(4, "cacheId", profile.YAMLText(id.Text))
	case revealsCacheID(id.Text):
		why := "<cacheId> of " + of + ", as it is in the file."
		r.patchValue(why, file, step+"/cacheId", r.env(i.ID.Text+"_CACHE_ID", why, id.Text))
	default:
		r.patchText("<cacheId> of "+of+", as it is in the file.", file, step+"/cacheId", i.ID.Text+"_CACHE_ID", id.Text)
	}
}

// revealsCacheID is reveals for a user, an @ and a URL.
func revealsCacheID(id string) bool {
	_, url, _ := strings.Cut(id, "@")
	return reveals(id) || secret.Value(url) != url
}

// mounts writes the mounts of an instance.
func (r *registry) mounts(i *server.Instance) {
	const file = patch.RegistryConfiguration
	var lines yamlWriter
	for _, m := range r.from.Mounts {
		if m.Instance != i && m.InstanceID.Text != i.ID.Text {
			continue
		}
		path := m.Path.Text
		quoted, expressible := literal(path)
		key := r.key("mounts", "*")
		if !expressible || !key.Accepts(path) || !key.Accepts(m.Target.Text) || r.mountedTwice(m) {
			continue
		}
		r.mounted[m] = true
		lines.pair(6, path, profile.YAMLText(m.Target.Text))
		place := r.path("mount[@path=" + quoted + "]/@overwrite")
		if !m.Overwrite.Written() {
			r.patchAway("The mount of "+path+" does not say overwrite.", file, place)
		} else if m.Overwrite.Text != "true" {
			r.patchValue("The mount of "+path+" overwrites in its own way.", file, place, profile.YAMLText(m.Overwrite.Text))
		}
	}
	if lines.Len() > 0 {
		r.exporter.registry.open(4, "mounts")
		r.exporter.registry.WriteString(lines.String())
	}
}

// mountedTwice reports whether another mount has the same path.
func (r *registry) mountedTwice(m *server.Mount) bool {
	for _, other := range r.from.Mounts {
		if other != m && other.Path.Text == m.Path.Text {
			return true
		}
	}
	return false
}

// elsewhere adds patches for the references in other files that are not those of a stock
// home.
func (e *exporter) elsewhere() {
	for _, f := range e.config.Files {
		if f.Problem != nil {
			e.warn(server.Syntax{File: f}, "is left out: %s", f.Problem.Message)
		}
	}
	for _, ref := range e.config.References {
		if ref == e.inSection || !isElsewhere(ref) || ref.Text == shippedReference(ref.Role) {
			continue
		}
		path := "/" + ref.File.Root().Tag + "/" + ref.Path
		found, err := ref.File.Doc.Find(path)
		if err != nil || len(found) != 1 {
			e.warn(ref.Syntax, "%s names %s, and was left out: a profile cannot express which element it is", ref.Path, ref.Text)
			continue
		}
		e.patchText("This file names another datasource than the server ships.", ref.File.Path, path, "DATASOURCE", ref.Raw)
	}
}

// isElsewhere reports whether a reference is in a file other than user-mgt.xml,
// registry.xml and the files of the user stores.
func isElsewhere(ref *server.Reference) bool {
	switch ref.Role {
	case server.RealmRole, server.UserStoreRole, server.RegistryRole:
		return false
	}
	return true
}

// shippedReference returns the JNDI name of a role in a stock home, for the roles in other
// files than user-mgt.xml and registry.xml.
func shippedReference(role server.Role) string {
	switch role {
	case server.IdentityRole, server.ThriftRole, server.ConsentRole:
		return carbonJNDI
	case server.APIRole:
		return "jdbc/WSO2AM_DB"
	case server.WorkflowRole, server.HumanTaskRole:
		return "bpsds"
	case server.MetricsRole:
		return "jdbc/WSO2MetricsDB"
	}
	return ""
}
