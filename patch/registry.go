package patch

import (
	"strconv"
	"strings"
)

// Registry is the operation that mounts parts of the registry from databases
// that several servers share: for each instance a dbConfig, the remoteInstance
// on it and its mounts, in registry.xml.
//
// Missing elements are inserted, in their order, directly after the local
// dbConfig, the one that currentDBConfig names, and after what this operation
// already put there. Present ones are updated in place, and only where they
// differ. An element that is there twice is a problem that names both lines:
// two remote instances with one id, or two mounts of one path, stop the server,
// and the last of two dbConfigs wins (carbon-kernel 4.4.35,
// RegistryConfigurationProcessor). The local dbConfig itself is never changed;
// a file without one is refused.
//
// There is a warning for a mount path or target that is nearly one of the
// registry's own, and for an instance or dbConfig that no mount uses any more.
type Registry struct {
	Instances []RegistryInstance
}

// RegistryInstance is a database that holds a part of the registry. A nil
// pointer leaves an existing value alone, and gives a new element the default:
// readOnly false, enableCache true, registryRoot /, no url.
type RegistryInstance struct {
	// DBConfig is the name of the dbConfig, and JNDI that of its datasource.
	DBConfig string
	JNDI     string
	// Datasource is the datasource's own name; it is used if JNDI is empty. It
	// stands for the JNDI name that this datasource binds, or jdbc/<Datasource>
	// if the home has none with this name.
	Datasource string
	// ID is the id of the remoteInstance.
	ID string
	// URL is the remoteInstance's attribute url, which mounts by dbConfig do
	// not need. A pointer to an empty string removes it.
	URL *string
	// CacheID is the text of cacheId. If it is empty, it is derived from the
	// datasource that binds JNDI in the home: <username>@<url without
	// parameters>.
	CacheID      string
	ReadOnly     *bool
	EnableCache  *bool
	RegistryRoot *string
	Mounts       []Mount
}

// Mount is a path of the registry that another instance holds.
type Mount struct {
	// Path is where it is mounted, and Target the path in the instance.
	Path, Target string
}

// File implements Operation.
func (Registry) File() string { return RegistryConfiguration }

// Apply implements Operation.
func (o Registry) Apply(docs *Documents) ([]Report, error) {
	r, err := docs.registry()
	if err != nil {
		return nil, err
	}
	// Look everything up first, so that a problem leaves the document
	// unchanged.
	var parts []registryPart
	for _, instance := range o.Instances {
		if instance.JNDI == "" {
			instance.JNDI = docs.jndiOf(instance.Datasource)
		}
		if instance.DBConfig == r.localName {
			r.problems = append(r.problems, r.Problem(r.local, "give the shared database a dbConfig of its own",
				"dbConfig %s is the local registry, and is not changed", r.localName))
		}
		parts = append(parts, r.parts(instance)...)
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	for _, instance := range o.Instances {
		for _, m := range instance.Mounts {
			docs.warnOfMount(m)
		}
	}
	for _, p := range parts {
		r.warnOfMove(p)
	}
	before := r.used()
	reports := make([]Report, len(parts))
	for i, p := range parts {
		reports[i] = r.ensure(p)
	}
	docs.Finally(func() { r.warnOfUnused(before) })
	return reports, nil
}

// parts returns the elements of one instance.
func (r *registry) parts(o RegistryInstance) []registryPart {
	dbConfig := registryPart{kind: "dbConfig", name: o.DBConfig, key: "name",
		settings: []Setting{{Name: "dataSource", Value: Value{Text: o.JNDI}}}}
	remote := registryPart{kind: "remoteInstance", name: o.ID, key: "id", keyElement: true}
	if o.URL != nil {
		remote.attributes = []registryAttribute{{name: "url", value: *o.URL}}
	}
	set := func(name, value string, newOnly bool) {
		remote.settings = append(remote.settings, Setting{Name: name, Value: Value{Text: value}, NewOnly: newOnly})
	}
	set("id", o.ID, false)
	if cacheID := r.cacheID(o); cacheID != "" {
		set("cacheId", cacheID, false)
	}
	set("dbConfig", o.DBConfig, false)
	set("readOnly", strconv.FormatBool(o.ReadOnly != nil && *o.ReadOnly), o.ReadOnly == nil)
	set("enableCache", strconv.FormatBool(o.EnableCache == nil || *o.EnableCache), o.EnableCache == nil)
	root := "/"
	if o.RegistryRoot != nil {
		root = *o.RegistryRoot
	}
	set("registryRoot", root, o.RegistryRoot == nil)

	parts := []registryPart{dbConfig, remote}
	for _, m := range o.Mounts {
		parts = append(parts, mountPart(m.Path, o.ID, m.Target))
	}
	for i := range parts {
		r.look(&parts[i])
	}
	return parts
}

// mountPart returns the element of a mount.
func mountPart(path, instance, target string) registryPart {
	return registryPart{kind: "mount", name: path, key: "path",
		// The server also accepts virtual, and both in any case.
		attributes: []registryAttribute{{name: "overwrite", value: "true", keep: func(s string) bool {
			return strings.EqualFold(s, "true") || strings.EqualFold(s, "virtual")
		}}},
		settings: []Setting{{Name: "instanceId", Value: Value{Text: instance}},
			{Name: "targetPath", Value: Value{Text: target}}}}
}

// cacheID returns the wanted cacheId, or "" if it is not known.
func (r *registry) cacheID(o RegistryInstance) string {
	if o.CacheID != "" {
		return o.CacheID
	}
	d := r.docs.bindings().Binder(o.JNDI)
	if d == nil {
		p := r.Problem(nil, "", "nothing binds the JNDI name %s of dbConfig %s, so the cacheId of remoteInstance %s "+
			"is left as it is", o.JNDI, o.DBConfig, o.ID)
		p.Code = UnboundName
		r.docs.Warn(p)
		return ""
	}
	return d.CacheID()
}
