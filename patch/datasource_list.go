package patch

import (
	"slices"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
	"ispatch/internal/server"
)

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
	switch lists := root.SelectElements("datasources"); len(lists) {
	case 0:
		return nil, e.Problem(root, "add <datasources></datasources> after <providers>", "there is no <datasources>")
	case 1:
		return lists[0], nil
	default:
		p := e.Duplicate(lists[0], lists[1], "<datasources>")
		p.Hint = "merge them: the server reads only the last"
		return nil, p
	}
}

// datasources returns the datasources of all files that the server reads, in
// its order. A file other than master-datasources.xml that cannot be read is a
// warning: the operation does not change it, but it may hold a duplicate.
func (d *Documents) datasources() []*server.Datasource {
	config, sources := d.config, d.bindings()
	for _, f := range sources.DatasourceFiles {
		if _, err := d.datasourceList(f.Path); err != nil && f.Path != MasterDatasources {
			d.Warn(notRead(err))
		}
	}
	d.config, d.sources = config, sources // valid until the next edit
	return slices.DeleteFunc(slices.Clone(sources.Datasources), func(e *server.Datasource) bool {
		return e.Status == server.Outside
	})
}

// notRead returns the warning about a file of datasources that cannot be read.
func notRead(err error) *Problem {
	p := *problem.From(err)[0]
	p.Code = NotRead
	p.Message += " (so duplicates in this file are not seen)"
	return &p
}
