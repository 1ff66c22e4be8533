package show

import (
	"fmt"
	"strings"

	"ispatch/internal/server"
)

// Of returns the graph of a configuration.
func Of(c *server.Config) *Graph {
	m := &maker{
		config: c,
		graph: &Graph{Product: string(c.Product), Version: c.Version, Elsewhere: []Reference{},
			Datasources: []*Datasource{}, Broken: []Break{}},
		datasources: map[*server.Datasource]*Datasource{},
		dbConfigs:   map[*server.DBConfig]*DBConfig{},
		instances:   map[*server.Instance]*Instance{},
	}
	m.files()
	for _, d := range c.Datasources {
		m.graph.Datasources = append(m.graph.Datasources, m.datasource(d))
	}
	m.realm()
	m.registry()
	m.elsewhere()
	return m.graph
}

// A maker builds one Graph.
type maker struct {
	config      *server.Config
	graph       *Graph
	datasources map[*server.Datasource]*Datasource
	dbConfigs   map[*server.DBConfig]*DBConfig
	instances   map[*server.Instance]*Instance
}

// broken records that something does not work, and returns the reason.
func (m *maker) broken(at Place, format string, args ...any) Reason {
	message := fmt.Sprintf(format, args...)
	m.graph.Broken = append(m.graph.Broken, Break{at, message})
	return Reason(message)
}

// unreadable records that the server cannot read a file.
func (m *maker) unreadable(f *server.File) (Place, Reason) {
	at := Place{f.Path, f.Problem.Line}
	return at, m.broken(at, "%s", f.Problem.Message)
}

// place returns the place at which something is written.
func place(s server.Syntax) Place {
	at := s.Place()
	return Place{at.File, at.Line}
}

// files records the files of datasources that are broken as a whole.
func (m *maker) files() {
	for _, f := range m.config.DatasourceFiles {
		known := len(m.graph.Broken)
		if f.Problem != nil {
			m.unreadable(f.File)
		} else {
			switch f.Stop {
			case server.WrongRoot:
				m.broken(place(f.StopAt), "the root element is not <datasources-configuration>")
			case server.NoDatasources:
				m.broken(place(f.StopAt), "there is no <datasources>")
			case server.BadProvider:
				m.broken(place(f.StopAt), "the server has no such provider, and reads no datasource")
			}
			if len(f.Lists) > 1 {
				m.broken(place(f.Lists[0]), "duplicate <datasources> (also at line %d): the server reads only the last",
					f.Lists[1].Line())
			}
		}
		m.graph.files = append(m.graph.files, m.graph.Broken[known:]...)
	}
}

func (m *maker) datasource(d *server.Datasource) *Datasource {
	one := &Datasource{Place: place(d.Syntax), Name: d.Name.Text, JNDI: d.JNDI.Text,
		Driver: d.DriverClass().Text, Database: databaseOf(d)}
	switch {
	case d.Status != server.Bound && d.Reason != server.NoJNDIName:
		one.Broken = m.broken(one.Place, "%s", d.Why())
	case one.Database.URL == "":
		one.Broken = m.broken(one.Place, "it has no url")
	}
	m.datasources[d] = one
	return one
}

// link resolves a reference.
func (m *maker) link(ref *server.Reference) *Link {
	l := &Link{Place: place(ref.Syntax), JNDI: ref.Text, Off: Reason(ref.Off)}
	shadowed := ""
	for _, d := range m.config.Claimants(ref.Text) {
		l.binders = append(l.binders, m.datasources[d])
		if d.Status == server.Shadowed && shadowed == "" {
			shadowed = d.Name.Text
		}
	}
	if ref.Datasource != nil {
		l.Datasource = ref.Datasource.Name.Text
	}
	switch {
	case l.Off != "":
	case ref.Datasource == nil:
		l.Broken = m.broken(l.Place, "%s", m.unbound(ref.Text))
	case shadowed != "":
		l.Broken = m.broken(l.Place, "%s is bound twice, by datasource %s and by %s, which the server uses",
			quote(ref.Text), quote(shadowed), quote(l.Datasource))
	}
	return l
}

// unbound returns the reason that nothing binds a JNDI name, and the name that may have
// been meant.
func (m *maker) unbound(jndi string) string {
	if jndi == "" {
		return "no JNDI name is given"
	}
	message := "nothing binds " + quote(jndi)
	for _, d := range m.graph.Datasources {
		switch {
		case d.JNDI == jndi:
			return fmt.Sprintf("%s: datasource %s would, but the server does not bind it", message, quote(d.Name))
		case d.JNDI != "" && (d.Name == jndi || d.JNDI == "jdbc/"+jndi ||
			strings.EqualFold(strings.TrimSpace(d.JNDI), strings.TrimSpace(jndi))):
			return fmt.Sprintf("%s; datasource %s binds %s", message, quote(d.Name), quote(d.JNDI))
		}
	}
	return message
}

// elsewhere adds the references in other files, and records which of these files, of
// carbon.xml and of the user store files cannot be read.
func (m *maker) elsewhere() {
	known := map[string]bool{server.UserManagement: true, server.RegistryXML: true}
	for _, f := range m.config.DatasourceFiles {
		known[f.Path] = true
	}
	for _, f := range m.config.Files {
		if f.Problem != nil && !known[f.Path] {
			at, broken := m.unreadable(f)
			m.graph.Elsewhere = append(m.graph.Elsewhere, Reference{Link: Link{Place: at, Broken: broken}})
		}
		for _, ref := range m.config.References {
			switch ref.Role {
			case server.RealmRole, server.UserStoreRole, server.RegistryRole:
				continue
			}
			if ref.File == f {
				m.graph.Elsewhere = append(m.graph.Elsewhere, Reference{ref.Path, *m.link(ref)})
			}
		}
	}
}
