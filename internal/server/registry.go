package server

import (
	"strings"

	"github.com/beevik/etree"
)

// A Registry is registry.xml (RegistryConfigurationProcessor). The server trims no value
// in it. A malformed file does not stop the server: it goes on with an empty registry.
// Its Syntax is the root.
type Registry struct {
	Syntax
	// CurrentName is <currentDBConfig>, the name of the local registry's dbConfig.
	CurrentName Value
	// Current is the dbConfig with that name; nil if there is none.
	Current   *DBConfig
	DBConfigs []*DBConfig
	Instances []*Instance
	Mounts    []*Mount

	dbConfigs map[string]*DBConfig
	instances map[string]*Instance
	mounts    map[string]*Mount
}

// DBConfig returns the dbConfig with the given name: the last, if there are several, or
// nil if there is none.
func (g *Registry) DBConfig(name string) *DBConfig { return g.dbConfigs[name] }

// Instance returns the remoteInstance with the given id, or nil if there is none. If
// there are several, which the server refuses, it returns the first.
func (g *Registry) Instance(id string) *Instance { return g.instances[id] }

// Mount returns the mount at the given path, or nil if there is none. If there are
// several, which the server refuses, it returns the first.
func (g *Registry) Mount(path string) *Mount { return g.mounts[path] }

// A DBConfig is a database of the registry.
type DBConfig struct {
	Syntax
	// Name is the attribute name.
	Name Value
	// DataSource is its datasource; nil if it has a URL of its own.
	DataSource *Reference
	// Its own connection settings, used if there is no dataSource.
	URL, Username, Password, Driver Value
	// Overridden is the later one with the same name, which the server uses; nil if it
	// uses this one.
	Overridden *DBConfig
	// Used reports whether the local registry or a mounted instance needs it. At startup
	// the server connects to the others too, but only logs a warning if it cannot.
	Used bool
}

// An Instance is a remoteInstance, to which mounts refer.
type Instance struct {
	Syntax
	ID Value
	// URL is the attribute.
	URL Value
	// DBConfigName is <dbConfig>. DBConfig is the dbConfig with that name; nil if it does
	// not exist.
	DBConfigName Value
	DBConfig     *DBConfig
	// ReadOnly and EnableCache are true only for "true" in any case; Flag reads
	// them.
	ReadOnly, EnableCache                           Value
	CacheID, RegistryRoot, Username, Password, Type Value
	// Duplicate is an earlier instance with the same id, because of which the registry
	// does not start; nil if there is none.
	Duplicate *Instance
	// Mounted reports whether the server makes a mount from it.
	Mounted bool
}

// Flag returns a boolean of registry.xml as the server reads it: it is true if the text,
// in lower case and not trimmed, is "true".
func Flag(v Value) bool { return strings.ToLower(v.Text) == "true" }

// WebService reports whether the instance is reached by web service, that is, has both a
// username and a password.
func (i *Instance) WebService() bool { return i.Username.Written() && i.Password.Written() }

// A MountStatus is how the server treats a mount.
type MountStatus string

// The statuses of mounts.
const (
	Mounted MountStatus = "mounted"
	// SkippedMount: it lacks a path, an instance or a target. The server logs a warning.
	SkippedMount MountStatus = "skipped"
	// AbsentMount: its instance does not exist. The server logs nothing.
	AbsentMount MountStatus = "absent"
	// DuplicateMount: its path is mounted already. The registry does not start.
	DuplicateMount MountStatus = "duplicate"
)

// A Mount is a path of the registry that another instance holds.
type Mount struct {
	Syntax
	// Path and Overwrite are attributes.
	Path, Overwrite    Value
	InstanceID, Target Value
	Status             MountStatus
	// Instance is the instance it refers to; nil if it does not exist.
	Instance *Instance
	// Duplicate is an earlier mount at the same path; nil if there is none.
	Duplicate *Mount
}

// Overwrites reports whether the mount is made even if its path exists, that is,
// overwrite is "true" or "virtual" in any case.
func (m *Mount) Overwrites() bool {
	return strings.EqualFold(m.Overwrite.Text, "true") || strings.EqualFold(m.Overwrite.Text, "virtual")
}

// registry reads registry.xml.
func (r *reader) registry() {
	g := &r.config.Registry
	f := r.open(RegistryXML)
	root := f.Root()
	g.Syntax = Syntax{f, root}
	g.CurrentName = text(f, first(root, "currentDBConfig"))
	g.dbConfigs, g.instances, g.mounts = map[string]*DBConfig{}, map[string]*Instance{}, map[string]*Mount{}
	for _, e := range children(root, "dbConfig") {
		d := r.dbConfig(f, e)
		g.DBConfigs = append(g.DBConfigs, d)
		if d.Name.Written() {
			g.dbConfigs[d.Name.Text] = d
		}
	}
	for _, d := range g.DBConfigs {
		if winner := g.DBConfig(d.Name.Text); d.Name.Written() && winner != d {
			d.Overridden = winner
			if d.DataSource != nil {
				d.DataSource.Off = "a later dbConfig has its name"
			}
		}
	}
	if g.CurrentName.Written() {
		g.Current = g.DBConfig(g.CurrentName.Text)
	}
	if g.Current != nil {
		g.Current.Used = true
	}
	for _, e := range children(root, "remoteInstance") {
		g.Instances = append(g.Instances, g.instance(f, e))
	}
	for _, e := range children(root, "mount") {
		g.Mounts = append(g.Mounts, g.mount(f, e))
	}
}

func (r *reader) dbConfig(f *File, e *etree.Element) *DBConfig {
	d := &DBConfig{Syntax: Syntax{f, e}, Name: attribute(f, e, "name")}
	if source := first(e, "dataSource"); source != nil {
		d.DataSource = r.refer(text(f, source), RegistryRole, d.Name.Text)
		return d
	}
	d.URL, d.Driver = text(f, first(e, "url")), text(f, first(e, "driverName"))
	d.Username, d.Password = text(f, first(e, "userName")), text(f, first(e, "password"))
	return d
}

func (g *Registry) instance(f *File, e *etree.Element) *Instance {
	of := func(tag string) Value { return text(f, first(e, tag)) }
	i := &Instance{Syntax: Syntax{f, e}, ID: of("id"), URL: attribute(f, e, "url"), DBConfigName: of("dbConfig"),
		ReadOnly: of("readOnly"), EnableCache: of("enableCache"), CacheID: of("cacheId"), RegistryRoot: of("registryRoot"),
		Username: of("username"), Password: of("password"), Type: of("type")}
	if i.DBConfigName.Written() {
		i.DBConfig = g.DBConfig(i.DBConfigName.Text)
	}
	if i.ID.Written() {
		if i.Duplicate = g.Instance(i.ID.Text); i.Duplicate == nil {
			g.instances[i.ID.Text] = i
		}
	}
	return i
}

func (g *Registry) mount(f *File, e *etree.Element) *Mount {
	m := &Mount{Syntax: Syntax{f, e}, Path: attribute(f, e, "path"), Overwrite: attribute(f, e, "overwrite"),
		InstanceID: text(f, first(e, "instanceId")), Target: text(f, first(e, "targetPath")), Status: Mounted}
	if m.InstanceID.Written() {
		m.Instance = g.Instance(m.InstanceID.Text)
	}
	if m.Path.Written() {
		m.Duplicate = g.Mount(m.Path.Text)
	}
	switch {
	case !m.Path.Written():
		m.Status = SkippedMount
	case m.Duplicate != nil:
		m.Status = DuplicateMount
	case !m.InstanceID.Written() || !m.Target.Written():
		m.Status = SkippedMount
	case m.Instance == nil:
		m.Status = AbsentMount
		g.mounts[m.Path.Text] = m
	default:
		g.mounts[m.Path.Text] = m
		m.Instance.Mounted = true
		if m.Instance.DBConfig != nil {
			m.Instance.DBConfig.Used = true
		}
	}
	return m
}
