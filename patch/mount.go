package patch

import (
	"cmp"

	"github.com/beevik/etree"
)

// MountSet is the operation that mounts one path of the registry, with the
// remoteInstance and the dbConfig that the mount needs.
//
// Missing elements are inserted: each after the one it needs, the dbConfig
// after the local one. Present elements change if a given field differs; fields
// that are not given keep their values. An element that is there twice is a
// problem that names both lines. A dbConfig that other mounts also use is not
// moved to another datasource, unless DBConfig or Instance is given.
type MountSet struct {
	// Path is the path at which it is mounted.
	Path string
	// Target is the path in the instance. If it is empty, the existing target
	// stays; for a new mount it is Path.
	Target string
	// Instance is the id of the remoteInstance. If it is empty, the existing
	// instance stays; a new mount uses the one on JNDI's dbConfig, or "gov" if
	// there is none.
	Instance string
	// DBConfig is the name of the dbConfig that the instance uses. If it is
	// empty, the existing dbConfig stays; a new instance uses the one on JNDI,
	// or "govregistry" if there is none.
	DBConfig string
	// JNDI is the JNDI name of the dbConfig's datasource. If it is empty,
	// dbConfig and instance stay as they are, and must exist.
	JNDI string
}

// File implements Operation.
func (MountSet) File() string { return RegistryConfiguration }

// Apply implements Operation.
func (o MountSet) Apply(docs *Documents) ([]Report, error) {
	r, err := docs.registry()
	if err != nil {
		return nil, err
	}
	o.complete(r)
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	if o.JNDI != "" {
		return Registry{Instances: []RegistryInstance{{DBConfig: o.DBConfig, JNDI: o.JNDI, ID: o.Instance,
			Mounts: []Mount{{Path: o.Path, Target: o.Target}}}}}.Apply(docs)
	}
	instance := r.find("remoteInstance", o.Instance)
	if instance == nil && len(r.problems) == 0 {
		r.problems = append(r.problems, r.Problem(r.root, "give the mount a datasource, so that it can be made",
			"there is no remoteInstance %s for mount %s", o.Instance, o.Path))
	}
	part := mountPart(o.Path, o.Instance, o.Target)
	r.look(&part)
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	docs.warnOfMount(Mount{Path: o.Path, Target: o.Target})
	r.anchor = instance
	before := r.used()
	docs.Finally(func() { r.warnOfUnused(before) })
	return []Report{r.ensure(part)}, nil
}

// complete fills in missing fields from the file, or with the defaults.
func (o *MountSet) complete(r *registry) {
	mount := r.find("mount", o.Path)
	o.Target = cmp.Or(o.Target, childText(mount, "targetPath"), o.Path)
	chosen := o.Instance != "" || o.DBConfig != ""
	source := r.on(o.JNDI)
	var instance *etree.Element
	if id := cmp.Or(o.Instance, childText(mount, "instanceId")); id != "" {
		instance = r.find("remoteInstance", id)
	}
	if o.Instance == "" && source != nil && childText(instance, "dbConfig") != keyOf(source) {
		if other := r.of(keyOf(source)); other != nil {
			instance = other
		}
	}
	o.Instance = cmp.Or(o.Instance, keyOf(instance), childText(mount, "instanceId"), "gov")
	o.DBConfig = cmp.Or(o.DBConfig, childText(instance, "dbConfig"), keyOf(source), "govregistry")
	if o.JNDI != "" && !chosen {
		o.keepOthers(r, mount)
	}
}

// keepOthers refuses to move a dbConfig that other mounts also use, unless
// DBConfig or Instance was given.
func (o *MountSet) keepOthers(r *registry, mount *etree.Element) {
	source := childText(r.find("dbConfig", o.DBConfig), "dataSource")
	if source == "" || source == o.JNDI {
		return
	}
	for _, other := range r.root.SelectElements("mount") {
		instance := r.find("remoteInstance", childText(other, "instanceId"))
		if other != mount && instance != nil && childText(instance, "dbConfig") == o.DBConfig {
			r.problems = append(r.problems, r.Problem(other, "give the mount an instance and a dbConfig of its own",
				"mount %s uses dbConfig %s too, which would move from %s to %s", keyOf(other), o.DBConfig, source, o.JNDI))
			return
		}
	}
}

// on returns the first dbConfig, other than the local one, that uses a
// datasource, or nil if there is none.
func (r *registry) on(jndi string) *etree.Element {
	for _, e := range r.root.SelectElements("dbConfig") {
		if jndi != "" && e != r.local && childText(e, "dataSource") == jndi {
			return e
		}
	}
	return nil
}

// of returns the first remoteInstance that uses a dbConfig, or nil if there is
// none.
func (r *registry) of(dbConfig string) *etree.Element {
	for _, e := range r.root.SelectElements("remoteInstance") {
		if childText(e, "dbConfig") == dbConfig {
			return e
		}
	}
	return nil
}

// MountRemove is the operation that removes the mount of one path of the
// registry.
//
// If it is missing, nothing happens. If it is present, it is removed with its
// lines. Elements that nothing uses after that cause a warning; with Prune they
// are removed too. If it is there twice, that is a problem that names both
// lines.
type MountRemove struct {
	// Path is the path at which it is mounted.
	Path string
	// Prune also removes the mount's remoteInstance if no other mount uses it,
	// and then its dbConfig if nothing else uses that.
	Prune bool
}

// File implements Operation.
func (MountRemove) File() string { return RegistryConfiguration }

// Apply implements Operation.
func (o MountRemove) Apply(docs *Documents) ([]Report, error) {
	r, err := docs.registry()
	if err != nil {
		return nil, err
	}
	mount := r.find("mount", o.Path)
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	name := "mount " + o.Path
	if mount == nil {
		return []Report{{File: r.Path, Name: name, Action: Unchanged, Element: r.root}}, nil
	}
	before := r.used()
	r.root.RemoveChild(mount)
	reports := []Report{r.Removed(name, mount)}
	if !o.Prune {
		docs.Finally(func() { r.warnOfUnused(before) })
		return reports, nil
	}
	now := r.used()
	for _, e := range r.root.ChildElements() {
		if before[e] && !now[e] {
			r.root.RemoveChild(e)
			reports = append(reports, r.Removed(e.Tag+" "+keyOf(e), e))
		}
	}
	return reports, nil
}
