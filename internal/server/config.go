package server

// A Config is the configuration of a home as the server reads it.
type Config struct {
	// Product is what the home is the server of.
	Product Product
	// Version is the product's own, such as "5.7.0"; empty where it is not known.
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
	// master-datasources.xml, then every other whose name ends in
	// -datasources.xml. A missing master-datasources.xml is among them.
	DatasourceFiles []*DatasourceFile
	// Datasources are all that those files define, in the server's order.
	Datasources []*Datasource

	Realm    Realm
	Registry Registry
	API      API
	// References are all places that name a datasource by its JNDI name, in the
	// order of the files: the realm's, the user stores', the dbConfigs', then
	// those of the other files.
	References []*Reference

	httpsPort, ldapPort int // before the offset

	binders map[string]*Datasource
	byJNDI  map[string][]*Datasource
}

// Read reads a home. It never fails: what is wrong is in the Config, marked.
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

// ReadDatasources reads of a home its datasources and what binds which JNDI name, and
// leaves the rest of the Config empty.
func ReadDatasources(src Source) *Config {
	r := &reader{src: src, files: map[string]*File{}, config: &Config{
		binders: map[string]*Datasource{}, byJNDI: map[string][]*Datasource{},
	}}
	r.datasources()
	return r.config
}

// ReadProduct reads of a home what it is, and leaves the rest of the Config empty:
// product, version, Generated and what else carbon.xml says.
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

// File returns the file at a path, nil where it was not found or is none that
// the server reads.
func (c *Config) File(path string) *File {
	for _, f := range c.Files {
		if f.Path == path {
			return f
		}
	}
	return nil
}

// Binder returns the datasource that a lookup of a JNDI name finds: of several
// that the server binds to it the last. It is nil where none does.
func (c *Config) Binder(jndi string) *Datasource { return c.binders[jndi] }

// Claimants returns all datasources that are written with a JNDI name, in the
// server's order, whether it binds them or not.
func (c *Config) Claimants(jndi string) []*Datasource { return c.byJNDI[jndi] }

// Datasource returns the datasource of a name that the server uses, else the
// first that is written with it; nil where there is none.
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

// A Role is what a reference to a datasource is for.
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
	// Path is where in the file it is, such as JDBCPersistenceManager/DataSource/Name;
	// for a dbConfig it is the dbConfig's name.
	Path string
	// Off is why the server does not look the name up, empty where it does.
	Off string
	// Feature reports whether the server and its logins work without.
	Feature bool
	// Datasource is what the server finds, nil where nothing binds the name.
	Datasource *Datasource
}

// refer adds a reference.
func (r *reader) refer(v Value, role Role, path string) *Reference {
	ref := &Reference{Value: v, Role: role, Path: path, Datasource: r.config.Binder(v.Text)}
	r.config.References = append(r.config.References, ref)
	return ref
}
