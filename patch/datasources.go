package patch

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
	"ispatch/xmlpath"
)

// A DefinedDatasource is one that a file of the home defines.
type DefinedDatasource struct {
	// File is the path of the file, relative to the home.
	File    string
	Element *etree.Element
	// Name and JNDI are the texts as the server reads them; JNDI is empty where
	// no JNDI name is bound.
	Name, JNDI string
}

// Setting returns the text of a setting of the configuration as the server
// reads it: the last of a repeated one wins. It is empty where there is none.
func (d DefinedDatasource) Setting(name string) string {
	if e := last(last(last(d.Element, "definition"), "configuration"), name); e != nil {
		return xmlpath.Value(e)
	}
	return ""
}

// DatasourceFiles returns the files of datasources in the order in which the
// server reads them: master-datasources.xml, then every other whose name ends
// in -datasources.xml.
func (d *Documents) DatasourceFiles() []string {
	files := []string{MasterDatasources}
	entries, err := fs.ReadDir(d.fsys, datasourcesFolder)
	if err != nil {
		return files // a missing folder is a missing master-datasources.xml
	}
	for _, entry := range entries {
		file := path.Join(datasourcesFolder, entry.Name())
		if strings.HasSuffix(file, "-datasources.xml") && !entry.IsDir() && file != MasterDatasources {
			files = append(files, file)
		}
	}
	return files
}

// datasourceList returns the element that holds a file's datasources.
func (d *Documents) datasourceList(file string) (*etree.Element, error) {
	e, err := d.editPlain(file)
	if err != nil {
		return nil, err
	}
	root := e.Root()
	if root.Tag != "datasources-configuration" {
		return nil, e.Problem(root, "", "the root element is <%s>, not <datasources-configuration>", root.FullTag())
	}
	switch lists := children(root, "datasources"); len(lists) {
	case 0:
		return nil, e.Problem(root, "add <datasources></datasources> after <providers>", "there is no <datasources>")
	case 1:
		return lists[0], nil
	default:
		p := e.Duplicate(lists[0], lists[1], "<datasources>")
		p.Hint = "make them one: the server reads only the last"
		return nil, p
	}
}

// Datasources returns the datasources of all files, in the order in which the
// server reads them. A file other than
// master-datasources.xml that cannot be read is a warning: it is not ours to
// change, but it may hold a duplicate.
func (d *Documents) Datasources() ([]DefinedDatasource, error) {
	var all []DefinedDatasource
	for _, file := range d.DatasourceFiles() {
		list, err := d.datasourceList(file)
		if err != nil && file == MasterDatasources {
			return nil, err
		}
		if err != nil {
			d.Warn(notRead(err))
			continue
		}
		for _, e := range children(list, "datasource") {
			entry := DefinedDatasource{File: file, Element: e}
			if name := last(e, "name"); name != nil {
				entry.Name = xmlpath.Value(name)
			}
			if jndi := last(last(e, "jndiConfig"), "name"); jndi != nil {
				entry.JNDI = xmlpath.Value(jndi)
			}
			all = append(all, entry)
		}
	}
	return all, nil
}

// notRead is the warning of a file of datasources that cannot be read.
func notRead(err error) *Problem {
	p := *problem.From(err)[0]
	p.Code = NotRead
	p.Message += " (so duplicates in this file are not seen)"
	return &p
}

// Binder returns the datasource that binds a JNDI name, the last where there
// are several, as the server does.
func (d *Documents) Binder(jndi string) (DefinedDatasource, bool) {
	all, err := d.Datasources()
	if err != nil {
		return DefinedDatasource{}, false
	}
	for _, entry := range slices.Backward(all) {
		if entry.JNDI == jndi {
			return entry, true
		}
	}
	return DefinedDatasource{}, false
}

// Alias returns the secure vault's name of a setting, empty where its text
// is in the file.
func (d DefinedDatasource) Alias(name string) string {
	if e := last(last(last(d.Element, "definition"), "configuration"), name); e != nil {
		if alias := aliasOf(e); alias != nil {
			return alias.Value
		}
	}
	return ""
}

// Line returns the line of a datasource in its file as it was read.
func (d *Documents) Line(entry DefinedDatasource) int { return d.line(entry.File, entry.Element) }

// An asker is what refers to a JNDI name.
type asker struct {
	file    string
	element *etree.Element
	what    string
}

// askers returns what of user-mgt.xml and registry.xml refers to a JNDI name. A
// file that cannot be read has none.
func (d *Documents) askers(jndi string) []asker {
	var all []asker
	if configuration, err := d.realmConfiguration(); err == nil {
		for _, e := range children(configuration.element, "Property") {
			if Trimmed(e.SelectAttrValue("name", "")) == "dataSource" && Trimmed(xmlpath.Value(e)) == jndi {
				all = append(all, asker{UserManagement, e, "the realm"})
			}
		}
	}
	if doc, err := d.Open(RegistryConfiguration); err == nil {
		for _, e := range children(doc.Root(), "dbConfig") {
			if source := first(e, "dataSource"); source != nil && xmlpath.Value(source) == jndi {
				all = append(all, asker{RegistryConfiguration, source, "dbConfig " + e.SelectAttrValue("name", "")})
			}
		}
	}
	return all
}
