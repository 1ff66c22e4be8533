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
	// Value is what it must hold.
	Value Value
	// NewOnly says that the setting is a default: it is written into an element
	// that the operation creates and left alone, present or missing, in one
	// that was there before.
	NewOnly bool
	// Placeholder says that the value is one of the documentation's. It does not
	// replace a url, username or password of the site's own: that is a problem.
	Placeholder bool
}

// Datasource is the operation that defines one datasource.
//
// Missing: it is inserted into master-datasources.xml after the last
// datasource; a warning names one that is there under nearly the same name.
// Present, by its name or because it alone binds the JNDI name, in any file of
// the folder that the server reads: it keeps its name, only what differs
// changes, and settings that it lacks are inserted in the order given here after
// their nearest predecessor; what this operation does not know stays. There
// twice, by name or by JNDI name, in one file or in two: a problem that names
// both lines, because the server ignores every datasource after a duplicate
// name, and of two that bind one JNDI name the last wins (carbon-kernel 4.4.35,
// DataSourceManager and DataSourceRepository).
//
// A datasource with a dataSourceClassName takes url, username and password from
// the properties of dataSourceProps, and is changed there.
type Datasource struct {
	// Name is the text of <name>.
	Name string
	// Description is the text of <description>. Empty leaves one alone, and
	// gives a new datasource none.
	Description string
	// JNDI is the JNDI name that the datasource binds, e.g. jdbc/WSO2AM_DB. Empty
	// keeps the one that is there, and is jdbc/<Name> where there is none. Where
	// the home still asks for a name that goes away, the plan has a warning.
	JNDI string
	// Configuration is what <configuration> holds, in the order of a new one.
	Configuration []Setting
	// Force overwrites a value that the secure vault provides by a plain one.
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
		if p := loadable(MasterDatasources, name, s.Value); p != nil {
			problems = append(problems, p)
		}
		if p := notEscaped(MasterDatasources, name, s.Value.Text); p != nil && s.Name == "url" {
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
		if all := children(list, "datasource"); len(all) > 0 {
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

// jndiOf returns the JNDI name of the datasource of a name: the one that is there,
// else the usual one.
func jndiOf(name string, entries []*server.Datasource) string {
	for _, d := range entries {
		if d.Name.Text == name && d.JNDI.Text != "" {
			return d.JNDI.Text
		}
	}
	return "jdbc/" + name
}

// jndiOf returns the JNDI name that the datasource of a name binds, jdbc/<name>
// where there is none.
func (d *Documents) jndiOf(name string) string { return jndiOf(name, d.datasources()) }

// rememberAliases notes the aliases of the settings, and where they are.
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

// create makes the whole element.
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
		switch names := propertyNames[s.Name]; {
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
