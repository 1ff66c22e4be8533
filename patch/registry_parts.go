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
	local     *etree.Element // the dbConfig of the node's own data
	localName string
	anchor    *etree.Element // new elements are inserted after it
	problems  Problems
}

// registry opens registry.xml and finds the local dbConfig. A file without one
// is a *Problem: the node's own data must stay in its database.
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
	kind, name string // for reports
	key        string // the attribute or, with keyElement, the child that identifies it
	keyElement bool
	present    *etree.Element
	attributes []registryAttribute
	settings   []Setting
}

// A registryAttribute is an attribute of a part. A missing one is inserted. A
// value that keep accepts stays. If the wanted value is empty, the attribute is
// removed.
type registryAttribute struct {
	name, value string
	keep        func(string) bool
}

// look finds a part in the file, and refuses a duplicate, a setting that is
// there twice, and a value that stops the server.
func (r *registry) look(p *registryPart) {
	p.present = r.find(p.kind, p.name)
	for _, s := range p.settings {
		what := "<" + s.Name + "> of " + p.kind + " " + p.name
		if wrong := checkLoadable(r.Path, what, s.Value); wrong != nil {
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

// find returns the element of a kind with a name, or nil if there is none. A
// second one is a problem.
func (r *registry) find(kind, name string) *etree.Element {
	var found *etree.Element
	for _, e := range r.root.SelectElements(kind) {
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

// keyOf returns what identifies an element of registry.xml among those of its
// kind, or "" if e is nil.
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

// childText returns the text of the first child element with a name, or "" if
// there is none.
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
		r.anchor = p.present // this operation would have put it here
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

// update changes what differs and returns the names of what changed.
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
	var before []string // the names of the preceding settings, the nearest first
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
