package verify

import (
	"regexp"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// localRegistry is the dbConfig of what is local to a node.
const localRegistry = "wso2registry"

// The elements of registry.xml's parts.
var (
	dbConfigShape = shape{known: []string{"dataSource", "url", "userName", "password", "driverName", "maxWait",
		"testWhileIdle",
		"timeBetweenEvictionRunsMillis", "minEvictableIdleTimeMillis", "numTestsPerEvictionRun", "maxActive", "maxIdle",
		"minIdle",
		"validationQuery"}}
	remoteShape = shape{known: []string{"id", "username", "password", "type", "dbConfig", "readOnly", "enableCache",
		"cacheId", "registryRoot"}}
	mountShape = shape{known: []string{"instanceId", "targetPath"}}
)

// A registry is what registry.xml says, as far as it was checked.
type registry struct {
	*check
	file *file
	root *etree.Element

	current string
	// sources are the JNDI names of the dbConfigs; empty for one that has a
	// URL instead.
	sources map[string]string
	remotes map[string]*etree.Element
	// commented are the ids in comments.
	commented map[string]place
}

// checkRegistry checks registry.xml.
func (c *check) checkRegistry() {
	f := c.open(patch.RegistryConfiguration, true)
	if f == nil {
		return
	}
	c.checkNamespaces(f)
	c.checkEntities(f)
	c.checkPlaceholders(f)
	r := &registry{check: c, file: f, root: f.doc.Root(), sources: map[string]string{},
		remotes:   map[string]*etree.Element{},
		commented: map[string]place{}}
	r.checkCase(f, r.root, "dbConfig", "remoteInstance", "mount", "currentDBConfig", "readOnly", "enableCache",
		"registryRoot")
	r.checkBooleans(r.root)
	r.readDBConfigs()
	r.checkCurrent()
	r.readRemotes()
	r.indexIDs()
	r.checkMounts()
}

// shape checks the children of one part.
func (r *registry) shape(e *etree.Element, s shape) {
	r.checkShape(r.file, e, s, "the server reads only the first")
}

func (r *registry) readDBConfigs() {
	found := map[string]*etree.Element{}
	for _, e := range r.root.SelectElements("dbConfig") {
		r.shape(e, dbConfigShape)
		a := e.SelectAttr("name")
		if a == nil {
			r.at(r.file, e, "db-config-without-name", "add the attribute name",
				"a <dbConfig> has no name: the registry does not start")
		} else {
			if one := found[a.Value]; one != nil {
				r.at(r.file, e, "duplicate-db-config", "rename or remove one of the two",
					"the dbConfig %s stands at line %s already: the server takes the last", a.Value, number{r.file, one})
			}
			found[a.Value] = e
		}
		r.readSource(e, a)
	}
	if found[localRegistry] == nil {
		r.at(r.file, r.root, "no-local-registry", "restore it from the server's distribution",
			`there is no <dbConfig name="%s">, which holds what is local to the node`, localRegistry)
	}
}

// readSource finds where a dbConfig's data is.
func (r *registry) readSource(e *etree.Element, name *etree.Attr) {
	title := "a dbConfig without a name"
	if name != nil {
		title = "dbConfig " + name.Value
	}
	source := first(e, "dataSource")
	switch {
	case source != nil:
		r.refer(reference{file: r.file, element: source, what: title, name: value(source)})
		if name != nil {
			r.sources[name.Value] = strings.TrimSpace(value(source))
		}
		return
	case first(e, "url") == nil:
		r.at(r.file, e, "db-config-without-source", orElse(sameLetters(e, "dataSource"),
			"add <dataSource> with the JNDI name of a datasource"),
			"%s has neither a dataSource nor a url: the registry does not start", title)
	}
	if name != nil {
		r.sources[name.Value] = ""
	}
}

// checkCurrent checks which dbConfig the registry itself uses.
func (r *registry) checkCurrent() {
	all := r.root.SelectElements("currentDBConfig")
	if len(all) == 0 {
		r.at(r.file, r.root, "no-current-db-config", orElse(sameLetters(r.root, "currentDBConfig"),
			"add <currentDBConfig>"+localRegistry+"</currentDBConfig>"),
			"there is no <currentDBConfig>: the registry does not start")
		return
	}
	for _, extra := range all[1:] {
		r.firstOnly(r.file, all[0], extra)
	}
	r.current = value(all[0])
	_, known := r.sources[r.current]
	// Its being gone is reported already.
	if known || depends(r.current) || r.current == localRegistry {
		return
	}
	r.at(r.file, all[0], "unknown-current-db-config", meant(r.current, r.sources, "add the dbConfig"),
		"<currentDBConfig> names %q, but there is no dbConfig of just this name: the registry does not start", r.current)
}

// checkBooleans checks readOnly and enableCache of the registry or of a remote
// instance: anything but true is false.
func (r *registry) checkBooleans(parent *etree.Element) {
	for _, tag := range []string{"readOnly", "enableCache"} {
		e := first(parent, tag)
		if e == nil {
			continue
		}
		if text := value(e); text != "true" && text != "false" && !depends(text) {
			r.at(r.file, e, "registry-boolean", "write true or false, in lower case and without blanks",
				"<%s> is %q: the server reads it as false", tag, clip(text))
		}
	}
}

func (r *registry) readRemotes() {
	for _, e := range r.root.SelectElements("remoteInstance") {
		r.shape(e, remoteShape)
		r.checkBooleans(e)
		id := first(e, "id")
		if id == nil {
			r.at(r.file, e, "remote-instance-without-id", orElse(sameLetters(e, "id"), "add <id>"),
				"a <remoteInstance> has no <id>: the registry does not start")
		} else if one := r.remotes[value(id)]; one != nil {
			r.at(r.file, e, "duplicate-remote-instance", "rename or remove one of the two",
				"the remoteInstance %s stands at line %s already: the registry does not start", value(id), number{r.file, one})
		} else {
			r.remotes[value(id)] = e
		}
		r.checkRemoteSource(e, orElse(value(id), "without an id"))
	}
}

// checkRemoteSource checks the dbConfig and the cacheId of a remote instance.
func (r *registry) checkRemoteSource(e *etree.Element, id string) {
	config := first(e, "dbConfig")
	if config == nil || r.full() {
		return
	}
	name := value(config)
	if depends(name) {
		return
	}
	source, known := r.sources[name]
	if !known {
		r.at(r.file, config, "unknown-db-config", meant(name, r.sources, "add the dbConfig"),
			"remoteInstance %s names the dbConfig %q, which there is not: what is mounted from it fails when it is used", id,
			name)
		return
	}
	if name == r.current {
		r.at(r.file, config, "remote-instance-on-current", "give it a dbConfig of its own",
			"remoteInstance %s is on %s, the registry's own dbConfig: its mounts lead back into the same registry", id, name)
	}
	d := r.binders[source]
	cache := first(e, "cacheId")
	if d == nil || cache == nil || vaulted(d.setting("username")) {
		return
	}
	url, _, known := d.url()
	wanted := d.text("username") + "@" + jdbc.Base(url)
	if got := value(cache); !known || got == wanted || got == d.text("username")+"@"+url || depends(got+wanted) {
		return
	}
	r.at(r.file, cache, "cache-id-mismatch", "write "+wanted,
		"the cacheId of remoteInstance %s is not the user and the URL of %s; the server doesn't use it, but it misleads",
		id, source)
}

// indexIDs remembers the ids in comments.
func (r *registry) indexIDs() {
	each(r.root, func(t etree.Token) {
		if comment, ok := t.(*etree.Comment); ok {
			for _, m := range idElement.FindAllStringSubmatch(comment.Data, -1) {
				r.commented[m[1]] = place{r.file, comment}
			}
		}
	})
}

var idElement = regexp.MustCompile(`<id>\s*([^<]*?)\s*</id>`)
