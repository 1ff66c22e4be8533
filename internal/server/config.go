package server

// A Config is the configuration of a home as the server reads it.
type Config struct {
	// Product is the product that the home belongs to.
	Product Product
	// Version is the product's version, such as "5.7.0"; empty if unknown.
	Version string
	// Carbon is carbon.xml.
	Carbon *File
	// Offset and HostName are /Server/Ports/Offset and /Server/HostName.
	Offset, HostName Value
	// EmailUserName is EnableEmailUserName of carbon.xml.
	EmailUserName bool
	// Generated reports whether the home has a deployment.toml, from which the
	// server (5.9 and later) generates XML files at each start.
	Generated bool

	// Files are all files that were found, in the order in which they were read.
	Files []*File
	// DatasourceFiles are the files of datasources in the server's order:
	// master-datasources.xml, then every other file whose name ends in -datasources.xml.
	// master-datasources.xml is in the list even if it is missing.
	DatasourceFiles []*DatasourceFile
	// Datasources are all the datasources that those files define, in the server's order.
	Datasources []*Datasource

	Realm    Realm
	Registry Registry
	API      API
	// References are all the places that name a datasource by its JNDI name: those of the
	// realm, of the user stores, of the dbConfigs, then of the other files.
	References []*Reference

	httpsPort, ldapPort int // before the offset

	binders map[string]*Datasource
	byJNDI  map[string][]*Datasource
}

// Read reads a home. It never fails: errors are recorded in the Config.
func Read(src Source) *Config {
	r := &reader{src: src, files: map[string]*File{}, config: &Config{
		binders: map[string]*Datasource{}, byJNDI: map[string][]*Datasource{},
	}}
	r.product()
	r.datasources()
	r.realm()
	r.registry()
	r.elsewhere()
	r.api()
	return r.config
}

// ReadDatasources reads only the datasources of a home and their JNDI bindings. The rest
// of the Config is empty.
func ReadDatasources(src Source) *Config {
	r := &reader{src: src, files: map[string]*File{}, config: &Config{
		binders: map[string]*Datasource{}, byJNDI: map[string][]*Datasource{},
	}}
	r.datasources()
	return r.config
}

// ReadProduct reads only the product, the version, Generated and the other fields from
// carbon.xml. The rest of the Config is empty.
func ReadProduct(src Source) *Config {
	r := &reader{src: src, files: map[string]*File{}, config: &Config{}}
	r.product()
	return r.config
}

// A reader fills one Config.
type reader struct {
	src    Source
	files  map[string]*File
	config *Config
}

// File returns the file at a path, or nil if it was not found or the server does not read
// it.
func (c *Config) File(path string) *File {
	for _, f := range c.Files {
		if f.Path == path {
			return f
		}
	}
	return nil
}

// Binder returns the datasource that a lookup of a JNDI name finds: the last one that the
// server binds to the name. It returns nil if there is none.
func (c *Config) Binder(jndi string) *Datasource { return c.binders[jndi] }

// Claimants returns all datasources with the given JNDI name, in the server's order,
// whether or not the server binds them.
func (c *Config) Claimants(jndi string) []*Datasource { return c.byJNDI[jndi] }

// Datasource returns the datasource with the given name that the server uses, else the
// first one with that name, or nil if there is none.
func (c *Config) Datasource(name string) *Datasource {
	var found *Datasource
	for _, d := range c.Datasources {
		switch {
		case d.Name.Text != name:
		case d.Status == Bound || d.Status == Shadowed:
			return d
		case found == nil:
			found = d
		}
	}
	return found
}

// A Role is the purpose of a reference to a datasource.
type Role string

// The roles.
const (
	RealmRole     Role = "realm"
	UserStoreRole Role = "user store"
	RegistryRole  Role = "registry"
	IdentityRole  Role = "identity"
	ThriftRole    Role = "thrift"
	ConsentRole   Role = "consent"
	APIRole       Role = "api"
	WorkflowRole  Role = "workflow"
	HumanTaskRole Role = "human task"
	MetricsRole   Role = "metrics"
)

// A Reference is a place that names a datasource by its JNDI name.
type Reference struct {
	// Value is the JNDI name as the server looks it up.
	Value
	Role Role
	// Path is its path in the file, such as JDBCPersistenceManager/DataSource/Name. For a
	// dbConfig it is the dbConfig's name.
	Path string
	// Off is the reason why the server does not look up the name; empty if it does.
	Off string
	// Feature reports whether the server and its logins work without it.
	Feature bool
	// Datasource is the datasource that the server finds; nil if none binds the name.
	Datasource *Datasource
}

// refer adds a reference.
func (r *reader) refer(v Value, role Role, path string) *Reference {
	ref := &Reference{Value: v, Role: role, Path: path, Datasource: r.config.Binder(v.Text)}
	r.config.References = append(r.config.References, ref)
	return ref
}
