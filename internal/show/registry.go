package show

import "ispatch/internal/server"

// registry draws registry.xml.
func (m *maker) registry() {
	from, g := &m.config.Registry, &m.graph.Registry
	*g = Registry{Place: Place{File: server.RegistryXML}, DBConfigs: []*DBConfig{}, Instances: []*Instance{},
		Mounts: []Mount{}}
	if from.File.Problem != nil {
		g.Place, g.Broken = m.unreadable(from.File)
		return
	}
	for _, d := range from.DBConfigs {
		g.DBConfigs = append(g.DBConfigs, m.dbConfig(d))
	}
	if from.CurrentName.Written() {
		g.Current = &CurrentDBConfig{Place: place(from.CurrentName.Syntax), Name: from.CurrentName.Text,
			dbConfig: m.dbConfigs[from.Current]}
		if from.Current == nil {
			g.Current.Broken = m.broken(g.Current.Place, "dbConfig %s does not exist", quote(g.Current.Name))
		}
	} else {
		g.Broken = m.broken(g.Place, "there is no <currentDBConfig>")
	}
	for _, i := range from.Instances {
		g.Instances = append(g.Instances, m.instance(i))
	}
	for _, one := range from.Mounts {
		g.Mounts = append(g.Mounts, m.mount(one))
	}
}

func (m *maker) dbConfig(from *server.DBConfig) *DBConfig {
	d := &DBConfig{Place: place(from.Syntax), Name: from.Name.Text}
	m.dbConfigs[from] = d
	switch {
	case from.DataSource != nil:
		d.DataSource = m.link(from.DataSource)
	case from.URL.Text != "":
		database := locate(from.URL.Text)
		d.Database = &database
	default:
		d.Broken = m.broken(d.Place, "it names neither a dataSource nor a url")
	}
	if from.Overridden != nil && d.Broken == "" {
		d.Broken = m.broken(d.Place, "duplicate dbConfig %s (also at line %d, which the server uses)",
			quote(d.Name), from.Overridden.Line())
	}
	return d
}

func (m *maker) instance(from *server.Instance) *Instance {
	i := &Instance{Place: place(from.Syntax), ID: from.ID.Text, URL: plainURLs(from.URL.Text),
		DBConfig: from.DBConfigName.Text, dbConfig: m.dbConfigs[from.DBConfig]}
	m.instances[from] = i
	switch {
	case i.ID == "":
		i.Broken = m.broken(i.Place, "it has no id")
	case from.Duplicate != nil:
		i.Broken = m.broken(i.Place, "duplicate id %s (also at line %d)", quote(i.ID), from.Duplicate.Line())
	case !from.DBConfigName.Written() && !from.WebService():
		i.Broken = m.broken(i.Place, "it has neither a dbConfig nor username and password")
	case from.DBConfigName.Written() && from.DBConfig == nil:
		i.Broken = m.broken(i.Place, "dbConfig %s does not exist", quote(i.DBConfig))
	}
	return i
}

func (m *maker) mount(from *server.Mount) Mount {
	one := Mount{Place: place(from.Syntax), Path: from.Path.Text, Overwrite: from.Overwrite.Text,
		Instance: from.InstanceID.Text, Target: from.Target.Text, instance: m.instances[from.Instance]}
	switch from.Status {
	case server.DuplicateMount:
		one.Broken = m.broken(one.Place, "duplicate mount of %s (also at line %d)", quote(one.Path), from.Duplicate.Line())
	case server.SkippedMount:
		missing := "path"
		switch {
		case !from.Path.Written():
		case !from.InstanceID.Written():
			missing = "instanceId"
		default:
			missing = "targetPath"
		}
		one.Broken = m.broken(one.Place, "the server skips it: it has no %s", missing)
	case server.AbsentMount:
		one.Broken = m.broken(one.Place, "remoteInstance %s does not exist", quote(one.Instance))
	}
	return one
}
