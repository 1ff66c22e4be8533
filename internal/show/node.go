package show

import "strings"

// A kind is the kind of a node.
type kind int

const (
	ofHome       kind = iota
	ofGroup           // realm, registry, other files
	ofStore           // a user store
	ofSetting         // an element that names a datasource
	ofMount           // a mount of the registry
	ofInstance        // a remote instance
	ofDBConfig        // a dbConfig
	ofJNDI            // a JNDI name
	ofDatasource      // a datasource
	ofDatabase        // a database or a directory
	ofFile            // a file that cannot be read
)

// A node is one thing in the drawing. A shared target is a single node; the tree draws it
// at each reference.
type node struct {
	kind     kind
	label    string
	to       string // the target of the label, shown after an arrow
	place    string
	broken   string
	off      string // why the server does not use it
	local    bool   // for a database: no other home can use it
	children []*node
}

// lines returns the lines of a node in a chart.
func (n *node) lines() []string {
	lines := []string{n.label}
	if n.to != "" {
		lines[0] += " → " + n.to
	}
	if n.place != "" {
		lines = append(lines, strings.Replace(n.place, ".xml:", ".xml line ", 1))
	}
	if n.off != "" {
		lines = append(lines, "not used: "+n.off)
	}
	if n.broken != "" {
		lines = append(lines, "broken: "+n.broken)
	}
	return lines
}

// A picture builds the nodes of a graph.
type picture struct {
	graph       *Graph
	datasources map[*Datasource]*node
	databases   map[Database]*node
	dbConfigs   map[*DBConfig]*node
	instances   map[*Instance]*node
	jndi        map[string]*node
	referred    map[*node]bool
}

// draw returns the root of the drawing.
func draw(g *Graph) *node {
	p := &picture{g, map[*Datasource]*node{}, map[Database]*node{}, map[*DBConfig]*node{}, map[*Instance]*node{},
		map[string]*node{}, map[*node]bool{}}
	label := strings.TrimSpace(g.Home + "  " + strings.TrimSpace(g.Product+" "+g.Version))
	if label == "" {
		label = "home"
	}
	root := &node{kind: ofHome, label: label}
	root.children = append(root.children, p.realm(), p.registry())
	root.children = append(root.children, p.elsewhere()...)
	root.children = append(root.children, p.files()...)
	if rest := p.rest(); rest != nil {
		root.children = append(root.children, rest)
	}
	return root
}

// link returns the node of a JNDI name, with the datasources that bind it.
func (p *picture) link(l *Link) *node {
	key := l.JNDI
	if l.Off != "" {
		key += "\x00off" // problems with the name do not matter there
	}
	n := p.jndi[key]
	if n == nil {
		n = &node{kind: ofJNDI, label: quote(l.JNDI), broken: string(l.Broken)}
		p.jndi[key] = n
		for _, d := range l.binders {
			n.children = append(n.children, p.datasource(d))
		}
	}
	for _, child := range n.children {
		p.referred[child] = true
	}
	return n
}

func (p *picture) datasource(d *Datasource) *node {
	n := p.datasources[d]
	if n == nil {
		n = &node{kind: ofDatasource, label: "datasource " + quote(d.Name), place: d.Place.String(), broken: string(d.Broken)}
		p.datasources[d] = n
		if d.Database.URL != "" {
			n.children = []*node{p.database(d.Database)}
		}
	}
	return n
}

// database returns the node of a database: the same node for all references to it.
func (p *picture) database(d Database) *node {
	n := p.databases[d]
	if n == nil {
		n = &node{kind: ofDatabase, label: d.String(), local: d.server == "" || strings.Contains(d.String(), "${")}
		p.databases[d] = n
	}
	return n
}

func (p *picture) dbConfig(d *DBConfig) *node {
	n := p.dbConfigs[d]
	if n == nil {
		n = &node{kind: ofDBConfig, label: "dbConfig " + quote(d.Name), place: d.Place.String(), broken: string(d.Broken)}
		p.dbConfigs[d] = n
		if d.DataSource != nil {
			n.children = append(n.children, p.link(d.DataSource))
		}
		if d.Database != nil {
			n.children = append(n.children, p.database(*d.Database))
		}
	}
	p.referred[n] = true
	return n
}

func (p *picture) instance(i *Instance) *node {
	n := p.instances[i]
	if n == nil {
		n = &node{kind: ofInstance, label: "remoteInstance " + quote(i.ID), place: i.Place.String(), broken: string(i.Broken)}
		p.instances[i] = n
		switch {
		case i.dbConfig != nil:
			n.children = append(n.children, p.dbConfig(i.dbConfig))
		case i.DBConfig == "" && i.URL != "":
			n.children = append(n.children, &node{kind: ofDatabase, label: "web service " + i.URL, local: true})
		}
	}
	p.referred[n] = true
	return n
}

func (p *picture) realm() *node {
	realm := &p.graph.Realm
	n := &node{kind: ofGroup, label: "user realm", place: realm.Place.String(), broken: string(realm.Broken)}
	if realm.DataSource != nil {
		n.children = append(n.children, &node{kind: ofSetting, label: "dataSource", place: realm.DataSource.Place.String(),
			children: []*node{p.link(realm.DataSource)}})
	}
	for i, s := range realm.UserStores {
		label := "user store "
		if i > 0 {
			label = "further user store "
		}
		if s.Domain != "" {
			label += quote(s.Domain) + " "
		}
		class := s.Class[strings.LastIndexByte(s.Class, '.')+1:]
		store := &node{kind: ofStore, label: label + quote(class), place: s.Place.String(), broken: string(s.Broken)}
		if s.ofRealm {
			store.label += ", in the realm's database"
		}
		if s.DataSource != nil {
			store.children = append(store.children, p.link(s.DataSource))
		}
		if s.Database != nil {
			store.children = append(store.children, p.database(*s.Database))
		}
		if s.Directory != "" {
			store.children = append(store.children, &node{kind: ofDatabase, label: s.Directory,
				local: strings.Contains(s.Directory, "${")})
		}
		n.children = append(n.children, store)
	}
	return n
}

func (p *picture) registry() *node {
	g := &p.graph.Registry
	n := &node{kind: ofGroup, label: "registry", place: g.Place.String(), broken: string(g.Broken)}
	if c := g.Current; c != nil {
		local := &node{kind: ofSetting, label: "currentDBConfig", to: quote(c.Name), place: c.Place.String(),
			broken: string(c.Broken)}
		if c.dbConfig != nil {
			local.children = []*node{p.dbConfig(c.dbConfig)}
		}
		n.children = append(n.children, local)
	}
	for _, m := range g.Mounts {
		mount := &node{kind: ofMount, label: "mount " + quote(m.Path), to: quote(m.Target), place: m.Place.String(),
			broken: string(m.Broken)}
		if m.instance != nil {
			mount.children = []*node{p.instance(m.instance)}
		}
		n.children = append(n.children, mount)
	}
	for _, i := range g.Instances {
		if !p.referred[p.instances[i]] {
			unused := p.instance(i)
			unused.label += ", which no mount uses"
			n.children = append(n.children, unused)
		}
	}
	for _, d := range g.DBConfigs {
		if !p.referred[p.dbConfigs[d]] {
			unused := p.dbConfig(d)
			unused.label += ", which nothing uses"
			n.children = append(n.children, unused)
		}
	}
	return n
}

func (p *picture) elsewhere() []*node {
	var all []*node
	for i := range p.graph.Elsewhere {
		r := &p.graph.Elsewhere[i]
		if r.Name == "" {
			all = append(all, &node{kind: ofFile, label: r.Place.String(), broken: string(r.Broken)})
			continue
		}
		all = append(all, &node{kind: ofSetting, label: quote(r.Name), place: r.Place.String(),
			off: string(r.Off), children: []*node{p.link(&r.Link)}})
	}
	return all
}

// files returns the nodes of the files of datasources that are broken as a whole.
func (p *picture) files() []*node {
	var all []*node
	for _, f := range p.graph.files {
		all = append(all, &node{kind: ofFile, label: f.Place.String(), broken: f.Message})
	}
	return all
}

// rest returns the node of the datasources that nothing refers to, or nil if there are
// none.
func (p *picture) rest() *node {
	rest := &node{kind: ofGroup, label: "datasources that nothing here refers to"}
	for _, d := range p.graph.Datasources {
		n := p.datasource(d)
		if p.referred[n] {
			continue
		}
		if d.JNDI != "" {
			n.label += ", " + quote(d.JNDI)
		} else {
			n.label += ", without a JNDI name"
		}
		rest.children = append(rest.children, n)
	}
	if rest.children == nil {
		return nil
	}
	return rest
}
