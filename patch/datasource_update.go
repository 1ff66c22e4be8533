package patch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/server"
)

// A datasourceUpdate changes one existing datasource.
type datasourceUpdate struct {
	*Editor
	Datasource
	element *etree.Element
	fields  []string // the names of what changed, in that order
}

// update changes the settings that differ.
func (o Datasource) update(docs *Documents, d *server.Datasource) ([]Report, error) {
	editor, err := docs.Edit(d.File.Path)
	if err != nil {
		return nil, err
	}
	u := &datasourceUpdate{Editor: editor, Datasource: o, element: d.Element}
	props, err := u.properties(d)
	if err != nil {
		return nil, err
	}
	if err := u.check(d, props); err != nil {
		return nil, err
	}
	u.describe()
	u.bind()
	u.configure(props)
	o.rememberAliases(docs, d.File.Path, d.Name.Text, props)
	name := "datasource " + o.Name
	if d.Name.Text != o.Name {
		name = fmt.Sprintf("datasource %s (%s)", o.Name, d.Name.Text)
	}
	return []Report{u.Report(name, d.Element, u.fields...)}, nil
}

// check refuses a datasource in which an element to change is there twice.
func (u *datasourceUpdate) check(d *server.Datasource, props *poolProperties) error {
	var problems Problems
	once := func(parent *etree.Element, tags ...string) {
		for _, tag := range tags {
			if _, err := u.Child(parent, tag, fmt.Sprintf("<%s> of datasource %s", tag, d.Name.Text)); err != nil {
				problems = append(problems, err.(*Problem))
			}
		}
	}
	once(u.element, "name", "description", "jndiConfig", "definition")
	once(first(u.element, "jndiConfig"), "name")
	once(first(u.element, "definition"), "configuration")
	configuration := first(first(u.element, "definition"), "configuration")
	for _, s := range u.Configuration {
		if !s.NewOnly && !props.has(s.Name) {
			once(configuration, s.Name)
		}
	}
	if p := u.placeholders(d, props); p != nil {
		problems = append(problems, p)
	}
	return problems.Err()
}

// note adds a field that changed.
func (u *datasourceUpdate) note(changed bool, field string) {
	if changed {
		u.fields = append(u.fields, field)
	}
}

// set sets the value of a child element and notes the field. check has made
// sure that there is at most one.
func (u *datasourceUpdate) set(parent *etree.Element, v Value, as Reading, field string, after ...string) {
	tag := field[strings.LastIndexByte(field, '/')+1:]
	changed, _ := u.Upsert(parent, tag, v, as, u.Force, after...)
	u.note(changed, field)
}

// describe sets the description.
func (u *datasourceUpdate) describe() {
	if u.Description != "" {
		u.set(u.element, Value{Text: u.Description}, Verbatim, "description", "name")
	}
}

// bind sets the JNDI name.
func (u *datasourceUpdate) bind() {
	jndi := first(u.element, "jndiConfig")
	if jndi == nil {
		jndi = etree.NewElement("jndiConfig")
		InsertAfterSibling(u.element, jndi, "description", "name")
	}
	u.set(jndi, Value{Text: u.JNDI}, Verbatim, "jndiConfig/name")
}

// configure sets the pool's settings.
func (u *datasourceUpdate) configure(props *poolProperties) {
	definition := first(u.element, "definition")
	if definition == nil {
		definition = etree.NewElement("definition")
		InsertAfterSibling(u.element, definition, "jndiConfig")
	}
	if definition.SelectAttrValue("type", "") != "RDBMS" {
		definition.CreateAttr("type", "RDBMS")
		u.note(true, "definition/@type")
	}
	configuration := first(definition, "configuration")
	fresh := configuration == nil
	if fresh {
		configuration = definition.CreateElement("configuration")
	}
	var before []string // the names of the preceding settings, the nearest first
	for _, s := range u.Configuration {
		if props.has(s.Name) {
			u.note(props.set(u, s), s.Name)
		} else if fresh || !s.NewOnly {
			u.set(configuration, s.Value, settingReading(s.Name), s.Name, before...)
		}
		before = slices.Insert(before, 0, s.Name)
	}
}
