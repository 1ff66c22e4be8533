package wiring

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// noDatasources stands for a master-datasources.xml that cannot be read, so
// that the other files still can.
const noDatasources = "<datasources-configuration><datasources/></datasources-configuration>"

// datasources reads every datasource and marks those that the server would not
// bind, or would bind over one another.
func (r *reader) datasources() {
	for _, file := range r.docs.DatasourceFiles() {
		known := len(r.graph.Broken)
		r.list(file)
		r.graph.files = append(r.graph.files, r.graph.Broken[known:]...)
	}
	defined, err := r.docs.Datasources()
	if err != nil {
		rest := patch.NewDocuments(Overlay(r.fsys, map[string][]byte{patch.MasterDatasources: []byte(noDatasources)}))
		defined, _ = rest.Datasources()
	}
	for _, d := range defined {
		r.graph.Datasources = append(r.graph.Datasources, r.datasource(d))
	}
	r.sameNames()
	r.sameJNDI()
}

// list marks a file whose list of datasources cannot be read.
func (r *reader) list(file string) {
	root, _ := r.open(file)
	if root == nil {
		return
	}
	switch lists := root.SelectElements("datasources"); {
	case root.Tag != "datasources-configuration":
		r.broken(r.place(file, root), fmt.Sprintf("the root element is <%s>, not <datasources-configuration>", root.FullTag()))
	case len(lists) == 0:
		r.broken(r.place(file, root), "there is no <datasources>")
	case len(lists) > 1:
		r.broken(r.place(file, lists[0]), fmt.Sprintf("<datasources> stands here and again at line %d: the server reads only the last",
			r.place(file, lists[1]).Line))
	}
}

func (r *reader) datasource(d patch.DefinedDatasource) *Datasource {
	one := &Datasource{Place: r.place(d.File, d.Element), Name: d.Name, JNDI: d.JNDI,
		Driver: d.Setting("driverClassName"), Database: locate(d.Setting("url"))}
	definition := last(d.Element, "definition")
	switch {
	case definition == nil || definition.SelectAttrValue("type", "") != "RDBMS":
		one.unbound = true
		one.Broken = r.broken(one.Place, "its definition is not of the type RDBMS, so the server does not bind it")
	case last(definition, "configuration") == nil:
		one.unbound = true
		one.Broken = r.broken(one.Place, "it has no <configuration>, so the server does not bind it")
	case one.Database.URL == "":
		one.Broken = r.broken(one.Place, "it has no url")
	}
	return one
}

// last returns the last child element of a name, nil where there is none.
func last(e *etree.Element, tag string) *etree.Element {
	if all := e.SelectElements(tag); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// sameNames marks what the server drops: a datasource whose name it has met,
// and every one behind it.
func (r *reader) sameNames() {
	seen := map[string]*Datasource{}
	var stop *Datasource
	for _, d := range r.graph.Datasources {
		before := seen[d.Name]
		switch {
		case stop != nil:
			d.unbound = true
			d.Broken = r.broken(d.Place, fmt.Sprintf("the server drops it, because it stands behind the second %s at %s", quote(stop.Name), stop.Place))
		case before != nil:
			stop, d.unbound = d, true
			d.Broken = r.broken(d.Place, fmt.Sprintf("the name %s is taken at %s: the server drops this datasource and all behind it", quote(d.Name), before.Place))
		case d.Name != "":
			seen[d.Name] = d
		}
	}
}

// sameJNDI finds who binds each JNDI name: the last, as the server has it. It
// marks those before it.
func (r *reader) sameJNDI() {
	r.byJNDI, r.binder = map[string][]*Datasource{}, map[string]*Datasource{}
	for _, d := range r.graph.Datasources {
		if d.JNDI == "" {
			continue
		}
		r.byJNDI[d.JNDI] = append(r.byJNDI[d.JNDI], d)
		if !d.unbound {
			r.binder[d.JNDI] = d
		}
	}
	for _, d := range r.graph.Datasources {
		if winner := r.binder[d.JNDI]; winner != nil && winner != d && !d.unbound {
			d.lost = true
			d.Broken = r.broken(d.Place, fmt.Sprintf("%s is bound again by datasource %s at %s, which the server takes", quote(d.JNDI), quote(winner.Name), winner.Place))
		}
	}
}

// link resolves a JNDI name that stands at a place.
func (r *reader) link(at Place, jndi string) *Link {
	l := &Link{Place: at, JNDI: jndi, binders: r.byJNDI[jndi]}
	binder := r.binder[jndi]
	if binder == nil {
		l.Broken = r.broken(at, r.unbound(jndi))
		return l
	}
	l.Datasource = binder.Name
	for _, d := range l.binders {
		if d.lost {
			l.Broken = r.broken(at, fmt.Sprintf("%s is bound twice, by datasource %s and by %s, which the server takes",
				quote(jndi), quote(d.Name), quote(l.Datasource)))
			break
		}
	}
	return l
}

// unbound says that nothing binds a JNDI name, and what may have been meant.
func (r *reader) unbound(jndi string) string {
	if jndi == "" {
		return "no JNDI name is given"
	}
	message := "nothing binds " + quote(jndi)
	for _, d := range r.graph.Datasources {
		switch {
		case d.JNDI == jndi:
			return fmt.Sprintf("%s: datasource %s would, but the server does not bind it", message, quote(d.Name))
		case d.JNDI != "" && (d.Name == jndi || strings.EqualFold(trim(d.JNDI), trim(jndi)) || d.JNDI == "jdbc/"+jndi):
			message += fmt.Sprintf("; datasource %s binds %s", quote(d.Name), quote(d.JNDI))
			return message
		}
	}
	return message
}

// linkTo resolves the JNDI name that an element holds.
func (r *reader) linkTo(file string, e *etree.Element) *Link {
	return r.link(r.place(file, e), xmlpath.Value(e))
}
