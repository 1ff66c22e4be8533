package patch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// poolProperties are the properties of a datasource that names a
// dataSourceClassName. The pool sets them on an object of that class, and uses
// neither driverClassName nor url, username and password of the configuration
// (carbon-kernel 4.4.35, RDBMSDataSourceUtils; tomcat-jdbc, PooledConnection).
// It is nil for a datasource without such a class.
type poolProperties struct {
	configuration *etree.Element
	list          *etree.Element // dataSourceProps; nil if there is none
	present       map[string]*etree.Element
}

// propertyNames returns the names, in lower case, that drivers' datasource
// classes use for a setting, or nil if it is no property. A new property gets
// the first.
func propertyNames(setting string) []string {
	switch setting {
	case "url", "password":
		return []string{setting}
	case "username":
		return []string{"user", "username"}
	}
	return nil
}

// properties finds the properties of a datasource, or nil if it takes no
// settings from them. A duplicate property is a problem, and so is a class
// whose server is set by properties other than a URL.
func (u *datasourceUpdate) properties(d *server.Datasource) (*poolProperties, error) {
	if !d.External() && (!u.external() || d.Configuration.Element == nil) {
		return nil, nil
	}
	configuration := d.Configuration.Element
	props := &poolProperties{configuration: configuration, list: last(configuration, "dataSourceProps"),
		present: map[string]*etree.Element{}}
	if props.list == nil {
		return props, nil
	}
	for _, e := range props.list.SelectElements("property") {
		name := strings.ToLower(e.SelectAttrValue("name", ""))
		for _, setting := range []string{"url", "username", "password"} {
			names := propertyNames(setting)
			if !slices.Contains(names, name) {
				continue
			}
			if one := props.present[setting]; one != nil {
				return nil, u.Duplicate(one, e, "property "+names[0]+" of datasource "+d.Name.Text)
			}
			props.present[setting] = e
		}
		if slices.Contains([]string{"servername", "databasename", "port", "portnumber"}, name) && u.wants("url") {
			return nil, u.Problem(e, "give it a property url in their place, or set these one by one",
				"datasource %s takes its server from the properties of dataSourceProps, not from a URL", d.Name.Text)
		}
	}
	return props, nil
}

// external reports whether the operation names a dataSourceClassName.
func (o Datasource) external() bool {
	return slices.ContainsFunc(o.Configuration, func(s Setting) bool {
		return s.Name == "dataSourceClassName" && Trimmed(s.Value.Text) != ""
	})
}

// wants reports whether the operation sets a value.
func (u *datasourceUpdate) wants(name string) bool {
	return slices.ContainsFunc(u.Configuration, func(s Setting) bool { return s.Name == name && !s.NewOnly })
}

// has reports whether a setting does not belong in the configuration: the pool
// takes it from the properties, or does not use it at all.
func (p *poolProperties) has(setting string) bool {
	return p != nil && (propertyNames(setting) != nil || setting == "driverClassName")
}

// name returns the name of the property that a setting is in.
func (p *poolProperties) name(setting string) string {
	if e := p.present[setting]; e != nil {
		return e.SelectAttrValue("name", "")
	}
	return cmp.Or(append(propertyNames(setting), setting)...)
}

// set sets a property to the value of its setting, and reports whether it
// changed anything. A missing property is added at the end. The driver's class
// is left alone: the pool does not use it.
func (p *poolProperties) set(u *datasourceUpdate, s Setting) bool {
	if s.Name == "driverClassName" {
		return false
	}
	if e := p.present[s.Name]; e != nil {
		return !s.NewOnly && u.SetValue(e, s.Value, Verbatim, u.Force)
	}
	if p.list == nil {
		p.list = etree.NewElement("dataSourceProps")
		InsertAfterSibling(p.configuration, p.list, "dataSourceClassName")
	}
	e := u.NewElement(p.list, "property", s.Value)
	e.Attr = append([]etree.Attr{{Key: "name", Value: propertyNames(s.Name)[0]}}, e.Attr...)
	if sibling := last(p.list, "property"); sibling != nil {
		xmlpath.InsertAfter(sibling, e)
	} else {
		p.list.AddChild(e)
	}
	return true
}
