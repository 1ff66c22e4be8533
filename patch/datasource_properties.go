package patch

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// poolProperties are the properties of a datasource that names a
// dataSourceClassName: the pool sets them on an object of that class, and uses
// neither driverClassName nor url, username and password of the configuration
// (carbon-kernel 4.4.35, RDBMSDataSourceUtils; tomcat-jdbc, PooledConnection).
// nil is a datasource without one.
type poolProperties struct {
	configuration *etree.Element
	list          *etree.Element // dataSourceProps; nil where there is none
	present       map[string]*etree.Element
}

// The properties by which drivers' datasource classes know a setting, in lower
// case, the one for a new property first.
var propertyNames = map[string][]string{
	"url":      {"url"},
	"username": {"user", "username"},
	"password": {"password"},
}

// properties finds the properties of a datasource, nil where it takes none of
// its settings from them. One that is there twice is a problem, and so is a
// class that is told its server otherwise than by a URL.
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
	for _, e := range children(props.list, "property") {
		name := strings.ToLower(e.SelectAttrValue("name", ""))
		for setting, names := range propertyNames {
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

// wants reports whether the operation gives a setting.
func (u *datasourceUpdate) wants(name string) bool {
	return slices.ContainsFunc(u.Configuration, func(s Setting) bool { return s.Name == name && !s.NewOnly })
}

// has reports whether the pool takes a setting from the properties, or does not use
// it at all, so that it does not belong in the configuration.
func (p *poolProperties) has(setting string) bool {
	return p != nil && (propertyNames[setting] != nil || setting == "driverClassName")
}

// name returns the name of the property that a setting is in.
func (p *poolProperties) name(setting string) string {
	if e := p.present[setting]; e != nil {
		return e.SelectAttrValue("name", "")
	}
	return or(append(propertyNames[setting], setting)...)
}

// set brings a property to the value of its setting, and reports whether it
// changed anything. Missing: it is inserted as the last. The driver's class is
// left alone: the pool does not use it.
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
	e.Attr = append([]etree.Attr{{Key: "name", Value: propertyNames[s.Name][0]}}, e.Attr...)
	if sibling := last(p.list, "property"); sibling != nil {
		xmlpath.InsertAfter(sibling, e)
	} else {
		p.list.AddChild(e)
	}
	return true
}
