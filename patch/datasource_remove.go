package patch

import (
	"fmt"
	"slices"
	"strings"

	"ispatch/internal/server"
)

// DatasourceRemove is the operation that removes a datasource by its name, from
// whichever file has it.
//
// If it is missing, nothing happens. If it is present, it is removed with its
// lines; but if the home still refers to its JNDI name, that is a problem that
// lists the references. If it is there twice, that is a problem that names both
// places.
type DatasourceRemove struct {
	// Name is the text of <name>.
	Name string
}

// File returns the file that most datasources are in.
func (DatasourceRemove) File() string { return MasterDatasources }

// Apply implements Operation.
func (o DatasourceRemove) Apply(docs *Documents) ([]Report, error) {
	list, err := docs.datasourceList(MasterDatasources)
	if err != nil {
		return nil, err
	}
	docs.named = append(docs.named, o.Name)
	name := "datasource " + o.Name
	found := slices.DeleteFunc(docs.datasources(), func(d *server.Datasource) bool { return d.Name.Text != o.Name })
	if len(found) == 0 {
		return []Report{{File: MasterDatasources, Name: name, Action: Unchanged, Element: list}}, nil
	}
	d := found[0]
	if len(found) > 1 {
		return nil, docs.ambiguous(Datasource{Name: o.Name}, d, found[1])
	}
	editor, err := docs.Edit(d.File.Path)
	if err != nil {
		return nil, err
	}
	var users []string
	for _, r := range docs.server().References {
		if r.Datasource != nil && r.Datasource.Element == d.Element && r.Off == "" {
			users = append(users, fmt.Sprintf("the %s (%s)", r.Role, r.Syntax))
		}
	}
	if len(users) > 0 {
		return nil, editor.Problem(d.Element, "make these refer to another datasource first",
			"datasource %s is in use: its JNDI name %s is referred to by %s", o.Name, d.JNDI.Text, strings.Join(users, ", "))
	}
	d.Element.Parent().RemoveChild(d.Element)
	return []Report{editor.Removed(name, d.Element)}, nil
}
