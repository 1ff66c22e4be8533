package server

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/spelling"
)

// RDBMSReader is the provider that reads datasources of type RDBMS.
const RDBMSReader = "org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader"

// datasourceReader is the server's state while it reads the files of datasources
// (DataSourceManager.initSystemDataSources).
type datasourceReader struct {
	*reader
	// provided is set once a provider for RDBMS was named, foreign once any other
	// provider was: it may know other types.
	provided, foreign bool
	// names are the names in use. A missing name counts too (the server's map has a null
	// key).
	names map[name]*Datasource
	// stopped is the element that the server stopped at; nil while it goes on.
	stopped *Syntax
}

type name struct {
	text    string
	written bool
}

// datasources reads every file of datasources in the server's order.
func (r *reader) datasources() {
	d := &datasourceReader{reader: r, names: map[name]*Datasource{}}
	for _, path := range r.datasourceFiles() {
		d.file(path)
	}
	d.bind()
}

// datasourceFiles returns master-datasources.xml, then every other file in the folder
// whose name ends in -datasources.xml. The server takes these in the order of the file
// system; here they are sorted.
func (r *reader) datasourceFiles() []string {
	files := []string{MasterDatasources}
	entries, _ := fs.ReadDir(r.src.FS(), DatasourcesFolder)
	for _, entry := range entries {
		file := path.Join(DatasourcesFolder, entry.Name())
		if strings.HasSuffix(file, "-datasources.xml") && !entry.IsDir() && file != MasterDatasources {
			files = append(files, file)
		}
	}
	return files
}

// file reads one file.
func (r *datasourceReader) file(path string) {
	f := &DatasourceFile{File: r.open(path)}
	f.StopAt = Syntax{File: f.File}
	r.config.DatasourceFiles = append(r.config.DatasourceFiles, f)
	if f.Missing() {
		return // the server goes on with the others
	}
	root := f.Root()
	f.Stop = r.shape(f, root)
	if f.Stop != "" && r.stopped == nil {
		r.stopped = &f.StopAt
	}
	if root == nil {
		return
	}
	for i, list := range f.Lists {
		for _, e := range children(list.Element, "datasource") {
			d := newDatasource(f.File, e)
			r.config.Datasources = append(r.config.Datasources, d)
			if i < len(f.Lists)-1 {
				d.drop(Dropped, Replaced, f.Lists[len(f.Lists)-1])
				continue
			}
			r.load(d)
		}
	}
	r.outside(f, root)
}

// shape reads lists and providers, and returns why the server stops at the file:
// JAXB refuses another root; a missing list is a NullPointerException; a provider
// that cannot be loaded ends the loading of all datasources.
func (r *datasourceReader) shape(f *DatasourceFile, root *etree.Element) Stop {
	if root == nil {
		return Unreadable
	}
	f.StopAt.Element = root
	for _, e := range children(root, "datasources") {
		f.Lists = append(f.Lists, Syntax{f.File, e})
	}
	for _, e := range children(last(root, "providers"), "provider") {
		f.Providers = append(f.Providers, text(f.File, e))
	}
	if root.Tag != "datasources-configuration" || !visible(root) {
		return WrongRoot
	}
	for _, p := range f.Providers {
		if badProvider(p.Text) {
			f.StopAt = p.Syntax
			return BadProvider
		}
		r.provided = r.provided || p.Text == RDBMSReader
		r.foreign = r.foreign || p.Text != RDBMSReader
	}
	if len(f.Lists) == 0 {
		return NoDatasources
	}
	return ""
}

// badProvider reports whether the server lacks the class of a provider. A custom class
// may be in a JAR, so it is accepted unless it looks like a misspelt RDBMSReader.
func badProvider(class string) bool {
	switch {
	case class == RDBMSReader:
		return false
	case class == "" || Trim(class) != class || strings.ContainsAny(class, " \t\r\n"):
		return true
	}
	simple := class[strings.LastIndexByte(class, '.')+1:]
	return strings.EqualFold(simple, "RDBMSDataSourceReader") || spelling.Nearest(class, []string{RDBMSReader}) != ""
}

// newDatasource reads the names of a datasource and finds its settings. JAXB keeps the
// last of repeated elements.
func newDatasource(f *File, e *etree.Element) *Datasource {
	d := &Datasource{Syntax: Syntax{f, e}, Status: Bound,
		Name: text(f, last(e, "name")), JNDI: text(f, last(last(e, "jndiConfig"), "name"))}
	d.Definition = Syntax{f, last(e, "definition")}
	d.Type = attribute(f, d.Definition.Element, "type")
	d.Configuration = Syntax{f, last(d.Definition.Element, "configuration")}
	return d
}

// load does what the server does when it loads a datasource.
func (r *datasourceReader) load(d *Datasource) {
	key := name{d.Name.Text, d.Name.Written()}
	switch one := r.names[key]; {
	case r.stopped != nil:
		d.drop(Dropped, AfterStop, *r.stopped)
		return
	case one != nil:
		d.drop(Dropped, DuplicateName, one.Syntax)
		d.By = one
		r.stopped = &d.Syntax
		return
	}
	r.names[key] = d
	r.define(d)
}

// define finds the reason why a datasource cannot be bound. The server marks such a
// datasource as failed and goes on with the next
// (DataSourceRepository.registerDataSource).
func (r *datasourceReader) define(d *Datasource) {
	definition := d.Definition.Element
	switch {
	case !r.provided && !r.foreign:
		d.drop(Unbound, NoProvider, Syntax{File: d.File})
	case definition == nil:
		d.drop(Unbound, NoDefinition, d.Syntax)
	case d.Type.Text != "RDBMS" && (!r.foreign || strings.EqualFold(Trim(d.Type.Text), "RDBMS")):
		d.drop(Unbound, UnknownType, d.Definition)
	default:
		r.configure(d)
	}
}

// configure looks at the configuration, which is the last element of the
// definition whatever its name (@XmlAnyElement), and has its placeholders
// replaced in each text before it is read (RDBMSDataSourceReader.loadConfig).
func (r *datasourceReader) configure(d *Datasource) {
	elements := d.Definition.Element.ChildElements()
	var counts *etree.Element
	if len(elements) > 0 {
		counts = elements[len(elements)-1]
	}
	switch {
	case counts == nil:
		d.drop(Unbound, NoConfiguration, d.Definition)
		return
	case counts != d.Configuration.Element:
		d.drop(Unbound, WrongConfiguration, Syntax{d.File, counts})
		return
	}
	if e := braceIn(counts); e != nil {
		d.drop(Unbound, BraceFirst, Syntax{d.File, e})
		return
	}
	for _, list := range []string{"dataSourceProps", "databaseProps"} {
		for _, p := range d.properties(list) {
			if !attribute(d.File, p, "name").Written() {
				d.drop(Unbound, NamelessProperty, Syntax{d.File, p})
				return
			}
		}
	}
	for _, p := range children(last(last(d.Element, "jndiConfig"), "environment"), "property") {
		if !attribute(d.File, p, "name").Written() {
			d.drop(Unbound, NamelessProperty, Syntax{d.File, p})
			return
		}
	}
	if d.JNDI.Text == "" {
		d.drop(Unbound, NoJNDIName, d.Syntax)
	}
}

// braceIn returns the first element below e with a text that has a } before a ${, or nil
// if there is none. The server does not see comments.
func braceIn(e *etree.Element) *etree.Element {
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			if BraceBeforePlaceholder(t.Data) {
				return e
			}
		case *etree.Element:
			if found := braceIn(t); found != nil {
				return found
			}
		}
	}
	return nil
}

// outside finds the datasources that are not in <datasources> of the root.
func (r *datasourceReader) outside(f *DatasourceFile, root *etree.Element) {
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		listed := slices.ContainsFunc(f.Lists, func(list Syntax) bool { return list.Element == e })
		for child := range e.ChildElementsSeq() {
			if child.Tag == "datasource" && (!listed || !visible(child)) {
				d := newDatasource(f.File, child)
				d.drop(Outside, NotInList, d.Syntax)
				if listed {
					d.Name, d.JNDI = text(f.File, anywhere(child, "name")), text(f.File, anywhere(child, "jndiConfig", "name"))
					d.Reason = InNamespace
				}
				r.config.Datasources = append(r.config.Datasources, d)
			}
			walk(child)
		}
	}
	walk(root)
}

// bind finds the datasource of each JNDI name: the last that is bound to it.
func (r *datasourceReader) bind() {
	c := r.config
	for _, d := range c.Datasources {
		if !d.JNDI.Written() {
			continue
		}
		c.byJNDI[d.JNDI.Text] = append(c.byJNDI[d.JNDI.Text], d)
		if d.Status != Bound {
			continue
		}
		if one := c.binders[d.JNDI.Text]; one != nil {
			one.drop(Shadowed, Rebound, d.JNDI.Syntax)
		}
		c.binders[d.JNDI.Text] = d
	}
	for _, d := range c.Datasources {
		if d.Status == Shadowed {
			d.By = c.binders[d.JNDI.Text]
			d.Cause = d.By.JNDI.Syntax
		}
	}
}

// drop marks a datasource as not bound.
func (d *Datasource) drop(status Status, reason Reason, cause Syntax) {
	d.Status, d.Reason, d.Cause = status, reason, cause
}
