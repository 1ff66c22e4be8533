package profile

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// The names that stock files have.
const (
	localDBConfig = "wso2registry"
	carbonJNDI    = "jdbc/WSO2CarbonDB"
)

// exportRegistry writes the remote instances with their databases and mounts.
// The server trims nothing here.
func (e *exporter) exportRegistry(root *etree.Element) {
	r := &registryExport{exporter: e, root: root, dbConfigs: map[string][]*etree.Element{}, used: map[string]bool{},
		mounted: map[*etree.Element]bool{},
		ids:     map[string]int{}, paths: map[string]int{}}
	for _, at := range root.SelectElements("dbConfig") {
		name := at.SelectAttrValue("name", "")
		r.dbConfigs[name] = append(r.dbConfigs[name], at)
	}
	instances := root.SelectElements("remoteInstance")
	for _, at := range instances {
		id, _ := childText(at, "id")
		r.ids[id]++
	}
	for _, at := range root.SelectElements("mount") {
		r.paths[at.SelectAttrValue("path", "")]++
	}
	r.local()
	for _, at := range instances {
		if why := r.instance(at); why != "" {
			id, _ := childText(at, "id")
			r.warn(patch.RegistryConfiguration, at, "remoteInstance %q is left out: %s", id, why)
		}
	}
	for _, at := range root.SelectElements("mount") {
		if !r.mounted[at] {
			r.warn(patch.RegistryConfiguration, at, "the mount of %q is left out: a profile has no instance that it is "+
				"from, or cannot say it", at.SelectAttrValue("path", ""))
		}
	}
	for _, at := range root.SelectElements("dbConfig") {
		if name := at.SelectAttrValue("name", ""); name != localDBConfig && !r.used[name] {
			r.warn(patch.RegistryConfiguration, at, "dbConfig %q is left out: no remoteInstance of the profile uses it", name)
		}
	}
}

// A registryExport is what exportRegistry knows.
type registryExport struct {
	*exporter
	root       *etree.Element
	dbConfigs  map[string][]*etree.Element
	ids, paths map[string]int
	used       map[string]bool         // dbConfigs of the profile
	mounted    map[*etree.Element]bool // mounts of the profile
}

// path is that of an element below the root.
func (r *registryExport) path(step string) string { return "/" + r.root.Tag + "/" + step }

// local patches what is local to the node, where it is not as the server ships
// it.
func (r *registryExport) local() {
	const file = patch.RegistryConfiguration
	if current := r.root.SelectElement("currentDBConfig"); current == nil || xmlpath.Value(current) != localDBConfig {
		r.warn(file, current, "currentDBConfig is not %s, which a profile cannot say", localDBConfig)
	}
	all := r.dbConfigs[localDBConfig]
	if len(all) != 1 {
		r.warn(file, r.root, "there are %d dbConfigs named %s where one is needed: apply refuses this home", len(all),
			localDBConfig)
		return
	}
	source, ok := childText(all[0], "dataSource")
	if !ok {
		r.warn(file, all[0], "the dbConfig %s names no dataSource, which a profile cannot say", localDBConfig)
	} else if source != carbonJNDI {
		r.patchText("The local registry is in another datasource than the server ships.", file,
			r.path("dbConfig[@name='"+localDBConfig+"']/dataSource"), "LOCAL_REGISTRY", source)
	}
}

// instance writes one remote instance, or says why a profile can't have it.
func (r *registryExport) instance(at *etree.Element) (why string) {
	const file = patch.RegistryConfiguration
	id, _ := childText(at, "id")
	config, hasConfig := childText(at, "dbConfig")
	quotedID, sayable := literal(id)
	switch {
	case !accepts(registryShape().field("instance"), id) || !sayable:
		return "its id is none that a profile can say"
	case r.ids[id] > 1:
		return "another has the same id"
	case !hasConfig:
		return "it names no dbConfig; a profile has no mounts by web service"
	case config == localDBConfig:
		return "it uses the server's own dbConfig"
	case !accepts(registryShape().field("dbConfig"), config):
		return "the name of its dbConfig is none that a profile can say"
	case len(r.dbConfigs[config]) != 1:
		return fmt.Sprintf("there are %d dbConfigs %q", len(r.dbConfigs[config]), config)
	case r.used[config]:
		return "another uses its dbConfig " + config
	}
	jndi, ok := childText(r.dbConfigs[config][0], "dataSource")
	if !ok {
		return "its dbConfig " + config + " names no dataSource"
	}
	source, ok := r.reference(jndi)
	if !ok {
		return fmt.Sprintf("the JNDI name %q of its dbConfig is none that a profile can refer to", jndi)
	}
	r.used[config] = true
	step := r.path("remoteInstance[id=" + quotedID + "]")
	why = "remoteInstance " + id

	w := &r.registry
	fmt.Fprintf(w, "  - datasource: %s\n", YAMLText(source))
	w.pair(4, "dbConfig", YAMLText(config))
	w.pair(4, "instance", YAMLText(id))
	if url := at.SelectAttr("url"); url != nil {
		if accepts(registryShape().field("url"), url.Value) && !escaped(url.Value) && !revealing(url.Value) {
			w.pair(4, "url", YAMLText(url.Value))
		} else {
			r.patchText("The URL of "+why+".", file, step+"/@url", id+"_URL", url.Value)
		}
	}
	for _, key := range []string{"readOnly", "enableCache", "registryRoot"} {
		shape := registryShape().field(key)
		switch value, there := childText(at, key); {
		case !there:
			r.patchAway(fmt.Sprintf("%s has no <%s>.", why, key), file, step+"/"+key)
		case accepts(shape, value) && shape.accepts == text:
			w.pair(4, key, YAMLText(value))
		case accepts(shape, value):
			w.pair(4, key, value)
		default:
			r.patchText(fmt.Sprintf("<%s> of %s, as it stands in the file.", key, why), file, step+"/"+key, id+"_"+key, value)
		}
	}
	standard := ""
	for _, s := range r.sources {
		if s.jndi == jndi {
			standard = s.cacheID
		}
	}
	switch cacheID, there := childText(at, "cacheId"); {
	case !there:
		r.patchAway(why+" has no <cacheId>.", file, step+"/cacheId")
	case cacheID == standard:
	case accepts(registryShape().field("cacheId"), cacheID) && !escaped(cacheID) && !revealingCacheID(cacheID):
		w.pair(4, "cacheId", YAMLText(cacheID))
	default:
		r.patchText("<cacheId> of "+why+", as it stands in the file.", file, step+"/cacheId", id+"_CACHE_ID", cacheID)
	}
	for _, child := range at.ChildElements() {
		switch child.Tag {
		case "id", "dbConfig", "readOnly", "enableCache", "registryRoot", "cacheId":
		default:
			r.warn(file, child, "<%s> of %s is left out", child.Tag, why)
		}
	}
	r.mounts(id)
	return ""
}

// revealingCacheID is revealing for a user, an @ and a URL.
func revealingCacheID(cacheID string) bool {
	_, url, _ := strings.Cut(cacheID, "@")
	return revealing(cacheID) || revealing(url)
}

// mounts writes the mounts of an instance.
func (r *registryExport) mounts(id string) {
	const file = patch.RegistryConfiguration
	var lines yamlWriter
	for _, at := range r.root.SelectElements("mount") {
		if instance, _ := childText(at, "instanceId"); instance != id {
			continue
		}
		path := at.SelectAttrValue("path", "")
		target, _ := childText(at, "targetPath")
		quoted, sayable := literal(path)
		if !sayable || registryPath(path) != "" || r.paths[path] > 1 ||
			!accepts(registryShape().field("mounts").each, target) {
			continue
		}
		r.mounted[at] = true
		lines.pair(6, path, YAMLText(target))
		place := r.path("mount[@path=" + quoted + "]/@overwrite")
		if overwrite := at.SelectAttr("overwrite"); overwrite == nil {
			r.patchAway("The mount of "+path+" does not say overwrite.", file, place)
		} else if overwrite.Value != "true" {
			r.patchValue("The mount of "+path+" overwrites in its own way.", file, place, YAMLText(overwrite.Value))
		}
	}
	if lines.Len() > 0 {
		r.registry.open(4, "mounts")
		r.registry.WriteString(lines.String())
	}
}
