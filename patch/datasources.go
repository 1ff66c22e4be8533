package patch

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"

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
