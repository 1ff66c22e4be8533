package patch

import (
	"fmt"
	"slices"

	"github.com/beevik/etree"

	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// A Setting is one child element of a datasource's configuration.
type Setting struct {
	// Name of the element: url, username, maxActive, …
	Name string
	// Value is the text of the element.
	Value Value
	// NewOnly marks a default: the value is written only into a datasource that
	// the operation creates. An existing datasource keeps its own value, or
	// stays without one.
	NewOnly bool
	// Placeholder marks a value of the documentation. If it would replace a
	// url, username or password that the site has chosen, that is a problem.
	Placeholder bool
}

// Datasource is the operation that defines one datasource.
//
// If the datasource is missing, it is inserted into master-datasources.xml
// after the last datasource. A warning names an existing datasource with nearly
// the same name.
//
// If it is present in any file of the folder that the server reads, by its name
// or because only it binds the JNDI name, it keeps its name. Only settings that
// differ change. Missing settings are inserted in the order given here, after
// their nearest predecessor. Settings that the operation does not name stay.
//
// If it is there twice, by name or by JNDI name, in one file or in two, that is
// a problem that names both lines: the server ignores every datasource after a
// duplicate name, and the last of two with the same JNDI name wins
// (carbon-kernel 4.4.35, DataSourceManager and DataSourceRepository).
//
// A datasource with a dataSourceClassName takes url, username and password from
// the properties of dataSourceProps, and is changed there.
type Datasource struct {
	// Name is the text of <name>.
	Name string
	// Description is the text of <description>. If it is empty, an existing
	// description stays, and a new datasource gets none.
	Description string
	// JNDI is the JNDI name that the datasource binds, e.g. jdbc/WSO2AM_DB. If
	// it is empty, an existing JNDI name stays, and a new one is jdbc/<Name>.
	// If the home still refers to a JNDI name that is replaced, the plan has a
	// warning.
	JNDI string
	// Configuration is the content of <configuration>, in the order in which a
	// new datasource gets it.
	Configuration []Setting
	// Force allows a plain value to replace one that the secure vault provides.
	Force bool
}

// File returns the file that new datasources go to.
func (Datasource) File() string { return MasterDatasources }

// Apply implements Operation.
func (o Datasource) Apply(docs *Documents) ([]Report, error) {
	list, err := docs.datasourceList(MasterDatasources)
	if err != nil {
		return nil, err
	}
	entries := docs.datasources()
	var problems Problems
	for _, s := range o.Configuration {
		name := fmt.Sprintf("<%s> of datasource %s", s.Name, o.Name)
		if p := checkLoadable(MasterDatasources, name, s.Value); p != nil {
			problems = append(problems, p)
		}
		if p := checkNotEscaped(MasterDatasources, name, s.Value.Text); p != nil && s.Name == "url" {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if o.JNDI == "" {
		o.JNDI = jndiOf(o.Name, entries)
	}
	docs.named = append(docs.named, o.Name)
	docs.warnOfDuplicates(o, entries)
	found := slices.DeleteFunc(slices.Clone(entries), func(d *server.Datasource) bool {
		return d.Name.Text != o.Name && d.JNDI.Text != o.JNDI
	})
	switch len(found) {
	case 0:
		e := o.create(list)
		if all := list.SelectElements("datasource"); len(all) > 0 {
			xmlpath.InsertAfter(all[len(all)-1], e)
		} else {
			InsertAfterSibling(list, e)
		}
		docs.warnOfNearName(o.Name, entries)
		var props *poolProperties
		if o.external() {
			props = &poolProperties{}
		}
		o.rememberAliases(docs, MasterDatasources, o.Name, props)
		return []Report{{File: MasterDatasources, Name: "datasource " + o.Name, Action: Inserted, Element: e}}, nil
	case 1:
		return o.update(docs, found[0])
	}
	return nil, docs.ambiguous(o, found[0], found[1])
}

// jndiOf returns the JNDI name of the datasource with a name, or jdbc/<name> if
// there is none.
func jndiOf(name string, entries []*server.Datasource) string {
	for _, d := range entries {
		if d.Name.Text == name && d.JNDI.Text != "" {
			return d.JNDI.Text
		}
	}
	return "jdbc/" + name
}

// jndiOf returns the JNDI name that the datasource with a name binds, or
// jdbc/<name> if there is none.
func (d *Documents) jndiOf(name string) string { return jndiOf(name, d.datasources()) }

// rememberAliases notes the aliases of the settings and the elements they are
// for.
func (o Datasource) rememberAliases(docs *Documents, file, name string, props *poolProperties) {
	at := "datasources-configuration/datasources/datasource[name=" + quoted(name) +
		"]/definition[@type='RDBMS']/configuration/"
	for _, s := range o.Configuration {
		place := at + s.Name
		if props.has(s.Name) {
			place = at + "dataSourceProps/property[@name=" + quoted(props.name(s.Name)) + "]"
		}
		docs.rememberAlias(s.Value, file, place)
	}
}

// create creates the whole element.
func (o Datasource) create(list *etree.Element) *etree.Element {
	e := etree.NewElement("datasource")
	e.AddChild(newElement(list, "name", Value{Text: o.Name}))
	if o.Description != "" {
		e.AddChild(newElement(list, "description", Value{Text: o.Description}))
	}
	e.CreateElement("jndiConfig").AddChild(newElement(list, "name", Value{Text: o.JNDI}))
	definition := e.CreateElement("definition")
	definition.CreateAttr("type", "RDBMS")
	configuration := definition.CreateElement("configuration")
	external, props := o.external(), etree.NewElement("dataSourceProps")
	for _, s := range o.Configuration {
		switch names := propertyNames(s.Name); {
		case external && names != nil:
			property := newElement(list, "property", s.Value)
			property.Attr = append([]etree.Attr{{Key: "name", Value: names[0]}}, property.Attr...)
			props.AddChild(property)
		case !external || s.Name != "driverClassName":
			configuration.AddChild(newElement(list, s.Name, s.Value))
		}
	}
	if external {
		configuration.AddChild(props)
	}
	return e
}
