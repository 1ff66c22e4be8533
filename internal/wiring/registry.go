package wiring

import (
	"fmt"

	"github.com/beevik/etree"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// registry reads registry.xml, as the server does: it trims nothing, and of two
// dbConfigs of one name it takes the last.
func (r *reader) registry() {
	const file = patch.RegistryConfiguration
	g := &r.graph.Registry
	*g = Registry{Place: Place{File: file}, DBConfigs: []*DBConfig{}, Instances: []*Instance{}, Mounts: []Mount{},
		dbConfigs: map[string]*DBConfig{}, instances: map[string]*Instance{}, mounts: map[string]int{}}
	root, broken := r.open(file)
	if root == nil {
		g.Place, g.Broken = broken.Place, Broken(broken.Message)
		return
	}
	for _, e := range root.SelectElements("dbConfig") {
		d := r.dbConfig(file, e)
		g.DBConfigs = append(g.DBConfigs, d)
		g.dbConfigs[d.Name] = d
	}
	for _, d := range g.DBConfigs {
		if winner := g.dbConfigs[d.Name]; winner != d && d.Broken == "" {
			d.Broken = r.broken(d.Place, fmt.Sprintf("it stands again at line %d, which the server takes", winner.Line))
		}
	}
	if e := first(root, "currentDBConfig"); e != nil {
		current := &CurrentDBConfig{Place: r.place(file, e), Name: xmlpath.Value(e)}
		if current.dbConfig = g.dbConfigs[current.Name]; current.dbConfig == nil {
			current.Broken = r.broken(current.Place, "there is no dbConfig "+quote(current.Name))
		}
		g.Current = current
	} else {
		g.Broken = r.broken(g.Place, "there is no <currentDBConfig>")
	}
	for _, e := range root.SelectElements("remoteInstance") {
		i := r.instance(file, e)
		g.Instances = append(g.Instances, i)
		if g.instances[i.ID] == nil {
			g.instances[i.ID] = i // the server refuses a second
		}
	}
	for _, e := range root.SelectElements("mount") {
		g.Mounts = append(g.Mounts, r.mount(file, e))
	}
}

func (r *reader) dbConfig(file string, e *etree.Element) *DBConfig {
	d := &DBConfig{Place: r.place(file, e), Name: e.SelectAttrValue("name", "")}
	if source := first(e, "dataSource"); source != nil {
		d.DataSource = r.linkTo(file, source)
	} else if url := text(e, "url"); url != "" {
		database := locate(url)
		d.Database = &database
	} else {
		d.Broken = r.broken(d.Place, "it names neither a dataSource nor a url")
	}
	return d
}

func (r *reader) instance(file string, e *etree.Element) *Instance {
	g := &r.graph.Registry
	i := &Instance{Place: r.place(file, e), ID: text(e, "id"), URL: plainURLs(e.SelectAttrValue("url", "")), DBConfig: text(e, "dbConfig")}
	i.dbConfig = g.dbConfigs[i.DBConfig]
	switch {
	case i.ID == "":
		i.Broken = r.broken(i.Place, "it has no id")
	case g.instances[i.ID] != nil:
		i.Broken = r.broken(i.Place, fmt.Sprintf("its id is taken at line %d", g.instances[i.ID].Line))
	case i.DBConfig == "" && (text(e, "username") == "" || text(e, "password") == ""):
		i.Broken = r.broken(i.Place, "it has neither a dbConfig nor username and password")
	case i.DBConfig != "" && i.dbConfig == nil:
		i.Broken = r.broken(i.Place, "there is no dbConfig "+quote(i.DBConfig))
	}
	return i
}

func (r *reader) mount(file string, e *etree.Element) Mount {
	g := &r.graph.Registry
	m := Mount{Place: r.place(file, e), Path: e.SelectAttrValue("path", ""), Overwrite: e.SelectAttrValue("overwrite", ""),
		Instance: text(e, "instanceId"), Target: text(e, "targetPath")}
	m.instance = g.instances[m.Instance]
	before, twice := g.mounts[m.Path]
	g.mounts[m.Path] = m.Line
	switch {
	case m.Path == "":
		m.Broken = r.broken(m.Place, "the server skips it: it has no path")
	case twice:
		m.Broken = r.broken(m.Place, fmt.Sprintf("its path is mounted already at line %d", before))
	case m.Instance == "":
		m.Broken = r.broken(m.Place, "the server skips it: it has no instanceId")
	case m.Target == "":
		m.Broken = r.broken(m.Place, "the server skips it: it has no targetPath")
	case m.instance == nil:
		m.Broken = r.broken(m.Place, "there is no remoteInstance "+quote(m.Instance))
	}
	return m
}
