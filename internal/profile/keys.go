package profile

import (
	"reflect"

	"ispatch/internal/lazy"
)

// All keys of a profile are defined here. The type of a field is the type in YAML
// (values.go); its tag has the rest:
//
//	key     the key's name, followed by ",required" if it cannot be left out
//	doc     its description in the JSON Schema
//	what    what messages call a valid value
//	words   the list of the only texts that are accepted
//	check   what the text must be (checks.go)
//	keys    what the keys of a dict must be
//	values  what the texts of a dict must be
//	range   the bounds of a number
//	is      empty: "" is a value; filled: it is not; private: no message repeats it;
//	        path: a file, relative to the profile; loaded: the server looks for system
//	        properties in it; trimmed: the server trims it too
//
// The decoder, the merging of layers and the JSON Schema use these structs, and a test
// compares docs/profile.md with them.

// documentKeys are the keys of a whole profile.
type documentKeys struct {
	block
	Version numberKey `key:"version,required" range:"1..1" what:"the number 1, the version of this format"`

	Database       databaseKeys         `key:"database" doc:"Defaults for every datasource."`
	Datasources    dict[datasourceKeys] `key:"datasources" keys:"line" what:"a mapping of datasources by name"`
	UserManagement userManagementKeys   `key:"userManagement" doc:"repository/conf/user-mgt.xml."`
	Registry       registryList         `key:"registry" what:"a list of remote registry instances"`
	MultiTenant    flagKey              `key:"multiTenant" doc:"false: no realm dataSource and no registry mounts."`

	UserStores dict[secondaryStoreKeys] `key:"userStores" keys:"domain" what:"a mapping of user stores by domain"`

	IdentityServer identityServerKeys `key:"identityServer" doc:"Only on an Identity Server or a Key Manager."`
	APIManager     apiManagerKeys     `key:"apiManager" doc:"Only on an API Manager."`

	Driver  driverKeys          `key:"driver" doc:"The JDBC driver to install."`
	Hosts   sequence[hostKeys]  `key:"hosts" what:"a list of hosts" doc:"Lines for the hosts file."`
	Patches sequence[patchKeys] `key:"patches" what:"a list of patches" doc:"Changes of any other XML file."`
}

// referenceKeys are the ways to refer to a text that is kept elsewhere.
type referenceKeys struct {
	block
	Env   textKey `key:"env" check:"variable" what:"the name of an environment variable"`
	File  textKey `key:"file" what:"the name of a file" doc:"Relative to the profile's folder."`
	Alias textKey `key:"secretAlias" check:"alias" what:"an alias of the secure vault"`
}

// connectionKeys are the keys that database and each datasource have.
type connectionKeys struct {
	Type textKey   `key:"type" words:"databaseTypes" doc:"The database and its driver. A url implies it."`
	Host textKey   `key:"host" check:"host" doc:"Name or address of the database server. h2 has none."`
	Port numberKey `key:"port" range:"1..65535" doc:"Default: the type's."`

	Parameters dict[scalarKey] `key:"parameters" keys:"parameter" what:"a mapping of URL parameters"`

	Username secretKey `key:"username" check:"line" is:"loaded" doc:"User of the database."`
	Password secretKey `key:"password" is:"loaded" doc:"Password of the user."`
}

type databaseKeys struct {
	block
	connectionKeys
}

type datasourceKeys struct {
	block
	Database textKey `key:"database" what:"the name of a database" doc:"For oracle the service, for h2 the file."`
	URL      textKey `key:"url" check:"url" is:"private loaded" what:"a JDBC URL" doc:"Instead of host, port, database."`

	Description textKey `key:"description" doc:"Text of <description>."`

	JNDI textKey `key:"jndi" check:"line" what:"a JNDI name" doc:"The JNDI name that it binds. Default: jdbc/NAME."`

	Configuration poolKeys `key:"configuration" doc:"Settings of the connection pool."`
	connectionKeys
}

type userManagementKeys struct {
	block
	DataSource textKey `key:"dataSource" check:"line" what:"a datasource of this profile or jdbc/…"`

	UserStore userStoreKeys `key:"userStore" words:"userStores" doc:"The primary user store; keep leaves it alone."`
	Admin     adminKeys     `key:"admin" doc:"The realm's AdminUser."`
}

// userStoreKeys are the keys of the user store, which may also be given as its type
// alone.
type userStoreKeys struct {
	block
	Type       textKey        `key:"type" words:"userStores" doc:"A user store by its short name."`
	Class      textKey        `key:"class" check:"class" what:"the name of a Java class" doc:"Instead of type."`
	Properties dict[valueKey] `key:"properties" keys:"line" what:"a mapping of properties"`
}

// secondaryStoreKeys are the keys of a secondary user store.
type secondaryStoreKeys struct {
	block
	Type       textKey        `key:"type" words:"userStoreTypes" doc:"A user store by its short name."`
	Class      textKey        `key:"class" check:"class" what:"the name of a Java class" doc:"Instead of type."`
	Properties dict[valueKey] `key:"properties" keys:"line" what:"a mapping of properties"`
}

type identityServerKeys struct {
	block
	PortOffset         numberKey   `key:"portOffset" range:"0..64000" doc:"Added to every port."`
	IdentityDataSource textKey     `key:"identityDataSource" check:"line" what:"a datasource of this profile or jdbc/…"`
	Gateway            gatewayKeys `key:"gateway" doc:"Where the API Manager's gateway is."`
	RevokeURL          textKey     `key:"revokeURL" check:"web" is:"private loaded" what:"a URL" doc:"On the gateway."`
	JWT                jwtKeys     `key:"jwt" doc:"Claims about the caller in requests to the backend."`
}

type gatewayKeys struct {
	block
	URL textKey `key:"url,required" check:"web" is:"private loaded" what:"the gateway's URL" doc:"Path: /services/."`

	Environment textKey `key:"environment" doc:"Name of the environment, if there are several."`
}

type jwtKeys struct {
	block
	SignatureAlgorithm textKey `key:"signatureAlgorithm,required" words:"signatures"`
}

type apiManagerKeys struct {
	block
	PortOffset numberKey      `key:"portOffset" range:"0..64000" doc:"Added to every port."`
	KeyManager keyManagerKeys `key:"keyManager" doc:"Where the Key Manager is."`

	IdentityDataSource textKey `key:"identityDataSource" check:"line" what:"a datasource of this profile or jdbc/…"`
}

type keyManagerKeys struct {
	block
	URL          textKey   `key:"url" check:"web" is:"private loaded" what:"a URL" doc:"Default path /services/."`
	Client       textKey   `key:"client" words:"clients" doc:"KeyValidatorClientType."`
	ThriftServer flagKey   `key:"thriftServer" doc:"EnableThriftServer."`
	Username     secretKey `key:"username" check:"line" is:"filled trimmed" doc:"Administrator of the shared user store."`
	Password     secretKey `key:"password" is:"trimmed" doc:"Password of the administrator."`
}

type adminKeys struct {
	block
	Username secretKey `key:"username" check:"line" is:"filled trimmed" doc:"Name of the administrator."`
	Password secretKey `key:"password" is:"trimmed" doc:"Password of the administrator."`
}

type registryList struct{ sequence[registryKeys] }

type registryKeys struct {
	block
	Datasource textKey `key:"datasource,required" check:"line" what:"a datasource of this profile or jdbc/…"`

	DBConfig textKey `key:"dbConfig" check:"dbConfig" what:"the name of a dbConfig" doc:"Default: govregistry."`
	Instance textKey `key:"instance" check:"line" what:"the id of a remote instance" doc:"Default: gov."`
	URL      textKey `key:"url" check:"plainURL" is:"private empty loaded" what:"a URL" doc:"An empty one is removed."`

	ReadOnly     flagKey       `key:"readOnly" doc:"Default of a new instance: false."`
	EnableCache  flagKey       `key:"enableCache" doc:"Default of a new instance: true."`
	RegistryRoot textKey       `key:"registryRoot" check:"registryPath" doc:"Default of a new instance: /."`
	CacheID      textKey       `key:"cacheId" check:"plainURL" is:"private loaded" doc:"Default: <username>@<URL>."`
	Mounts       dict[textKey] `key:"mounts" keys:"registryPath" values:"registryPath" doc:"Paths and their targets."`
}

type driverKeys struct {
	block
	File    textKey `key:"file,required" is:"path" what:"the name of a file" doc:"The JAR, or its archive."`
	Replace flagKey `key:"replace" doc:"Remove other versions of the driver."`
}

type hostKeys struct {
	block
	Name    textKey `key:"name,required" check:"hostName" what:"a host name"`
	Address textKey `key:"address,required" check:"address" what:"an IPv4 or IPv6 address"`
}

// patchKeys are the keys of one change: value, delete, comment, uncomment or insert.
type patchKeys struct {
	block
	File textKey `key:"file,required" check:"homePath" what:"the path of a file in the home"`
	Path textKey `key:"path,required" check:"xpath" what:"a path in that file" doc:"PATH or PATH/@NAME."`
	All  flagKey `key:"all" doc:"The path may match several times."`

	Namespaces dict[textKey] `key:"namespaces" keys:"prefix" doc:"The namespaces of prefixes in paths."`

	Value     valueKey `key:"value" doc:"The value to set."`
	IfMissing flagKey  `key:"ifMissing" doc:"Leave an existing value alone."`

	Delete    flagKey `key:"delete" doc:"Remove it."`
	Comment   flagKey `key:"comment" doc:"Make it a comment."`
	Uncomment flagKey `key:"uncomment" doc:"Uncomment it; with value, look in comments before creating it."`

	Insert textKey           `key:"insert" is:"private" what:"an element as XML" doc:"Insert it into the element at path."`
	Key    sequence[textKey] `key:"key" what:"a list of paths" doc:"What identifies the inserted element."`
	First  flagKey           `key:"first" doc:"Insert before all others."`
	Before textKey           `key:"before" check:"xpath" what:"a path from the root" doc:"Insert before this element."`
	After  textKey           `key:"after" check:"xpath" what:"a path from the root" doc:"Insert after this element."`
}

// poolKeys are the settings of the connection pool, in the profile's order.
type poolKeys struct{ block }

func (poolKeys) shape() *shape {
	return &shape{accepts: mapping, what: "a mapping of pool settings", fields: poolFields.Get, reserved: poolReserved,
		def: "configuration"}
}

func (databaseKeys) shape() *shape {
	return &shape{accepts: mapping, what: "a mapping", supersede: supersedeDefaults}
}

func (datasourceKeys) shape() *shape {
	return &shape{accepts: mapping, what: "a mapping", supersede: supersedeDatasource, rules: `
		"dependentSchemas": {"url": {"properties": {"host": false, "port": false, "database": false, "parameters": false}}},
		"allOf": [{"if": {"properties": {"type": {"const": "h2"}}, "required": ["type"]},
			"then": {"properties": {"host": false, "port": false}}}]`}
}

func (userStoreKeys) shape() *shape {
	return &shape{accepts: text | mapping, what: "a mapping", supersede: supersedeStore, rules: `
		"not": {"required": ["type", "class"]},
		"if": {"properties": {"type": {"const": "keep"}}, "required": ["type"]},
		"then": {"properties": {"properties": false}}`}
}

func (registryList) shape() *shape {
	s := sequence[registryKeys]{}.shape()
	s.rules = `"if": {"type": "array", "minItems": 2}, "then": {"items": {"required": ["dbConfig", "instance"]}}`
	return s
}

func (secondaryStoreKeys) shape() *shape {
	return &shape{accepts: mapping, what: "a mapping", supersede: supersedeStore,
		rules: `"not": {"required": ["type", "class"]}`}
}

func (patchKeys) shape() *shape {
	return &shape{accepts: mapping, what: "a mapping", rules: `
		"oneOf": [{"required": ["value"]}, {"required": ["delete"]}, {"required": ["comment"]}, {"required": ["insert"]},
			{"required": ["uncomment"], "not": {"required": ["value"]}}],
		"not": {"anyOf": [{"properties": {"delete": {"const": false}}, "required": ["delete"]},
			{"properties": {"comment": {"const": false}}, "required": ["comment"]},
			{"properties": {"uncomment": {"const": false}}, "required": ["uncomment"]}]},
		"dependentRequired": {"ifMissing": ["value"], "key": ["insert"], "first": ["insert"], "before": ["insert"],
			"after": ["insert"]}`}
}

// root returns the shape of a whole profile.
func root() *shape { return rootShape.Get() }

var rootShape = lazy.Value[*shape]{Make: func() *shape { return shapeOf(reflect.TypeFor[documentKeys]()) }}
