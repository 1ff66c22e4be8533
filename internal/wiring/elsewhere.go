package wiring

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// elsewhereFiles are the other files that name datasources. Which of them a
// server has depends on its version and on the pack.
var elsewhereFiles = []string{
	"repository/conf/identity/identity.xml",
	"repository/conf/identity/thrift-authentication.xml",
	"repository/conf/consent-mgt-config.xml",
	"repository/conf/api-manager.xml",
	"repository/conf/bps.xml",
	"repository/conf/humantask.xml",
	"repository/conf/metrics.xml",
}

// elsewhere reads the references of other files. One that is not there is not
// missed.
func (r *reader) elsewhere() {
	for _, file := range elsewhereFiles {
		if _, err := fs.Stat(r.fsys, file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		root, broken := r.open(file)
		if root == nil {
			r.graph.Elsewhere = append(r.graph.Elsewhere, Reference{Link: Link{Place: broken.Place, Broken: Broken(broken.Message)}})
			continue
		}
		r.references(file, root, nil)
	}
}

// references walks an element. In all of these files a JNDI name is the text of
// DataSourceName, of DataSource/Name or of a DataSource without elements.
func (r *reader) references(file string, e *etree.Element, path []string) {
	children := e.ChildElements()
	is := len(path) > 0 && len(children) == 0 && trim(xmlpath.Value(e)) != "" &&
		(e.Tag == "DataSourceName" || e.Tag == "DataSource" || e.Tag == "Name" && path[len(path)-1] == "DataSource")
	if is {
		name := strings.Join(append(path[1:len(path):len(path)], e.Tag), "/")
		link := r.link(r.place(file, e), trim(xmlpath.Value(e)))
		r.graph.Elsewhere = append(r.graph.Elsewhere, Reference{Name: name, Link: *link})
		return
	}
	path = append(path[:len(path):len(path)], e.Tag)
	for _, child := range children {
		r.references(file, child, path)
	}
}
