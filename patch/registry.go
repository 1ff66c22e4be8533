package patch

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/database"
	"ispatch/xmlpath"
)

// localRegistry is the name of the dbConfig of what is local to a node: mounts,
// indexing. It is never changed.
const localRegistry = "wso2registry"

// Registry is the operation that mounts parts of the registry from databases
// that several servers share: for each instance a dbConfig, the remoteInstance
// on it and its mounts, in registry.xml.
//
// Missing elements are inserted directly beneath the dbConfig wso2registry and
// what this operation already put there, in their order. Present ones are
// updated where they stand, and only in what differs. One that is there twice
// is a problem that names both lines: two remote instances of one id, or two
// mounts of one path, stop the server, and of two dbConfigs the last wins
// (carbon-kernel 4.4.35, RegistryConfigurationProcessor). The dbConfig
// wso2registry itself is never changed; a file without it is refused.
type Registry struct {
	Instances []RegistryInstance
}

// RegistryInstance is a database that holds a part of the registry. A nil
// pointer leaves alone what is present, and gives a new element the default:
// readOnly false, enableCache true, registryRoot /, no url.
type RegistryInstance struct {
	// DBConfig is the name of the dbConfig, and JNDI that of its datasource.
	DBConfig string
	JNDI     string
	// ID is the id of the remoteInstance.
	ID string
	// URL is the remoteInstance's attribute url, which mounts by dbConfig do
	// not need.
	URL *string
	// CacheID is the text of cacheId. Where it is empty, it is made of the
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
	doc, err := docs.Open(RegistryConfiguration)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	r := &registry{docs: docs, root: root}
	r.anchor = r.find("dbConfig", localRegistry)
	if r.anchor == nil && len(r.problems) == 0 {
		r.problems = append(r.problems, docs.problemAt(RegistryConfiguration, root,
			"it holds what is local to the node and must stay; restore it from the server's distribution",
			`there is no <dbConfig name="%s">`, localRegistry))
	}
	// First everything is looked up, so that a problem leaves the document as
	// it was.
	var parts []part
	for _, instance := range o.Instances {
		parts = append(parts, r.parts(instance)...)
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	reports := make([]Report, len(parts))
	for i, p := range parts {
		reports[i] = r.ensure(p)
	}
	return reports, nil
}

// registry is one run of the operation.
type registry struct {
	docs     *Documents
	root     *etree.Element
	anchor   *etree.Element // new elements go behind it
	problems Problems
}

// A part is one element that the operation wants below the root.
type part struct {
	kind, name string // as they are reported
	key        string // the attribute or, with keyElement, the child that tells it from others
	keyElement bool
	present    *etree.Element
	attributes []attribute
	settings   []Setting
}

// An attribute of a part. A missing one is inserted; one
// that keep accepts stays.
type attribute struct {
	name, value string
	keep        func(string) bool
}

// parts are the elements of one instance.
func (r *registry) parts(o RegistryInstance) []part {
	dbConfig := part{kind: "dbConfig", name: o.DBConfig, key: "name",
		settings: []Setting{{Name: "dataSource", Value: Value{Text: o.JNDI}}}}
	remote := part{kind: "remoteInstance", name: o.ID, key: "id", keyElement: true}
	if o.URL != nil {
		remote.attributes = []attribute{{name: "url", value: *o.URL}}
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

	parts := []part{dbConfig, remote}
	for _, m := range o.Mounts {
		parts = append(parts, part{kind: "mount", name: m.Path, key: "path",
			// The server takes virtual as well, and both in any case.
			attributes: []attribute{{name: "overwrite", value: "true", keep: func(s string) bool {
				return strings.EqualFold(s, "true") || strings.EqualFold(s, "virtual")
			}}},
			settings: []Setting{{Name: "instanceId", Value: Value{Text: o.ID}}, {Name: "targetPath", Value: Value{Text: m.Target}}}})
	}
	for i := range parts {
		p := &parts[i]
		p.present = r.find(p.kind, p.name)
		r.once(*p)
	}
	return parts
}

// cacheID returns the wanted cacheId, empty where none is known.
func (r *registry) cacheID(o RegistryInstance) string {
	if o.CacheID != "" {
		return o.CacheID
	}
	d, ok := r.docs.Binder(o.JNDI)
	if !ok {
		r.docs.Warn("%s: nothing binds the JNDI name %s of dbConfig %s, so the cacheId of remoteInstance %s is left as it is",
			RegistryConfiguration, o.JNDI, o.DBConfig, o.ID)
		return ""
	}
	return d.Setting("username") + "@" + database.Base(d.Setting("url"))
}

// find returns the element of a kind that has a name, nil where there is none.
// A second one is a problem.
func (r *registry) find(kind, name string) *etree.Element {
	var found *etree.Element
	for _, e := range children(r.root, kind) {
		if keyOf(e) != name {
			continue
		}
		if found != nil {
			r.problems = append(r.problems, r.docs.twice(RegistryConfiguration, found, e, kind+" "+name))
			break
		}
		found = e
	}
	return found
}

// keyOf is what tells an element of registry.xml from others of its kind.
func keyOf(e *etree.Element) string {
	switch e.Tag {
	case "dbConfig":
		return e.SelectAttrValue("name", "")
	case "mount":
		return e.SelectAttrValue("path", "")
	}
	if id := first(e, "id"); id != nil {
		return xmlpath.Value(id)
	}
	return ""
}

// once refuses an element that has a setting to change twice.
func (r *registry) once(p part) {
	if p.present == nil {
		return
	}
	for _, s := range p.settings {
		if all := children(p.present, s.Name); len(all) > 1 && !s.NewOnly {
			r.problems = append(r.problems, r.docs.twice(RegistryConfiguration, all[0], all[1], "<"+s.Name+"> of "+p.kind+" "+p.name))
		}
	}
}

// ensure inserts or updates one element.
func (r *registry) ensure(p part) Report {
	name := p.kind + " " + p.name
	if p.present == nil {
		e := p.create(r.root)
		xmlpath.InsertAfter(r.anchor, e)
		r.anchor = e
		return Report{File: RegistryConfiguration, Name: name, Action: Inserted, Element: e}
	}
	if r.anchor.NextSibling() == p.present {
		r.anchor = p.present // it stands where this operation puts it
	}
	return report(RegistryConfiguration, name, p.present, r.update(p))
}

func (p part) create(root *etree.Element) *etree.Element {
	e := etree.NewElement(p.kind)
	if !p.keyElement {
		e.CreateAttr(p.key, p.name)
	}
	for _, a := range p.attributes {
		e.CreateAttr(a.name, a.value)
	}
	for _, s := range p.settings {
		e.AddChild(newElement(root, s.Name, s.Value))
	}
	return e
}

// update changes what differs and returns its names.
func (r *registry) update(p part) (fields []string) {
	for _, a := range p.attributes {
		if present := p.present.SelectAttr(a.name); present != nil && (present.Value == a.value || a.keep != nil && a.keep(present.Value)) {
			continue
		}
		p.present.CreateAttr(a.name, a.value)
		fields = append(fields, "@"+a.name)
	}
	var before []string // the settings before this one, the nearest first
	for _, s := range p.settings {
		if e := first(p.present, s.Name); e != nil {
			if !s.NewOnly && setValue(r.docs, RegistryConfiguration, e, s.Value, exact, false) {
				fields = append(fields, s.Name)
			}
		} else if !s.NewOnly {
			insertBehind(p.present, newElement(r.root, s.Name, s.Value), before...)
			fields = append(fields, s.Name)
		}
		before = append([]string{s.Name}, before...)
	}
	return fields
}
