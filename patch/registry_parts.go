package patch

import (
	"slices"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// A registry is registry.xml, opened for an operation.
type registry struct {
	*Editor
	root      *etree.Element
	local     *etree.Element // the dbConfig of what is local to the node
	localName string
	anchor    *etree.Element // new elements go after it
	problems  Problems
}

// registry opens registry.xml and finds the local dbConfig. A file without it is
// a *Problem: what the node keeps for itself must stay.
func (d *Documents) registry() (*registry, error) {
	e, err := d.editPlain(RegistryConfiguration)
	if err != nil {
		return nil, err
	}
	r := &registry{Editor: e, root: e.Root(), localName: "wso2registry"}
	var current etree.Token = r.root
	if named := last(r.root, "currentDBConfig"); named != nil {
		r.localName, current = xmlpath.Value(named), named
	}
	if r.local = r.find("dbConfig", r.localName); len(r.problems) > 0 {
		return nil, r.problems
	}
	if r.local == nil {
		return nil, r.Problem(current,
			"it holds what is local to the node and must stay; restore it from the server's distribution",
			`there is no <dbConfig name="%s"> for the local registry`, r.localName)
	}
	r.anchor = r.local
	return r, nil
}

// A registryPart is one element that an operation wants below the root.
type registryPart struct {
	kind, name string // as they are reported
	key        string // the attribute or, with keyElement, the child that tells it from others
	keyElement bool
	present    *etree.Element
	attributes []registryAttribute
	settings   []Setting
}

// A registryAttribute is an attribute of a part. A missing one is inserted; one
// that keep accepts stays; one that is wanted empty is removed.
type registryAttribute struct {
	name, value string
	keep        func(string) bool
}

// look finds a part in the file, and refuses one that is there twice, has a
// setting to change twice, or a value that stops the server.
func (r *registry) look(p *registryPart) {
	p.present = r.find(p.kind, p.name)
	for _, s := range p.settings {
		what := "<" + s.Name + "> of " + p.kind + " " + p.name
		if wrong := loadable(r.Path, what, s.Value); wrong != nil {
			r.problems = append(r.problems, wrong)
		}
		if s.NewOnly {
			continue
		}
		if _, err := r.Child(p.present, s.Name, what); err != nil {
			r.problems = append(r.problems, err.(*Problem))
		}
	}
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
			r.problems = append(r.problems, r.Duplicate(found, e, kind+" "+name))
			break
		}
		found = e
	}
	return found
}

// keyOf is what tells an element of registry.xml from others of its kind. It is
// empty for no element.
func keyOf(e *etree.Element) string {
	if e == nil {
		return ""
	}
	switch e.Tag {
	case "dbConfig":
		return e.SelectAttrValue("name", "")
	case "mount":
		return e.SelectAttrValue("path", "")
	}
	return childText(e, "id")
}

// childText returns the text of the first child element of a name.
func childText(e *etree.Element, tag string) string {
	if child := first(e, tag); child != nil {
		return xmlpath.Value(child)
	}
	return ""
}

// ensure inserts or updates one element.
func (r *registry) ensure(p registryPart) Report {
	name := p.kind + " " + p.name
	if p.present == nil {
		e := p.create(r.root)
		xmlpath.InsertAfter(r.anchor, e)
		r.anchor = e
		return r.Inserted(name, e)
	}
	if r.anchor.NextSibling() == p.present {
		r.anchor = p.present // it is where this operation puts it
	}
	return r.Report(name, p.present, r.update(p)...)
}

func (p registryPart) create(root *etree.Element) *etree.Element {
	e := etree.NewElement(p.kind)
	if !p.keyElement {
		e.CreateAttr(p.key, p.name)
	}
	for _, a := range p.attributes {
		if a.value != "" {
			e.CreateAttr(a.name, a.value)
		}
	}
	for _, s := range p.settings {
		e.AddChild(newElement(root, s.Name, s.Value))
	}
	return e
}

// update changes what differs and returns its names.
func (r *registry) update(p registryPart) (fields []string) {
	for _, a := range p.attributes {
		present := p.present.SelectAttr(a.name)
		switch {
		case present == nil && a.value == "":
			continue
		case present != nil && (present.Value == a.value || a.keep != nil && a.keep(present.Value)):
			continue
		case a.value == "":
			p.present.RemoveAttr(a.name)
		default:
			p.present.CreateAttr(a.name, a.value)
		}
		fields = append(fields, "@"+a.name)
	}
	var before []string // the settings before this one, the nearest first
	for _, s := range p.settings {
		if !s.NewOnly {
			if changed, _ := r.Upsert(p.present, s.Name, s.Value, Verbatim, false, before...); changed {
				fields = append(fields, s.Name)
			}
		}
		before = slices.Insert(before, 0, s.Name)
	}
	return fields
}
