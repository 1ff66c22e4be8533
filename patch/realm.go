package patch

import (
	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// A realm is the realm of user-mgt.xml, opened for an operation.
type realm struct {
	*Editor
	element *etree.Element
}

// realm opens the realm: the first one, which the server uses.
func (d *Documents) realm() (*realm, error) {
	e, err := d.editPlain(UserManagement)
	if err != nil {
		return nil, err
	}
	element := first(e.Root(), "Realm")
	if e.Root().Tag != "UserManager" || element == nil {
		return nil, e.Problem(e.Root(), "is this the server's own file?", "there is no <UserManager> with a <Realm>")
	}
	return &realm{e, element}, nil
}

// realmConfiguration opens the realm's configuration: the first one, which the
// server uses.
func (d *Documents) realmConfiguration() (*realm, error) {
	r, err := d.realm()
	if err != nil {
		return nil, err
	}
	if configuration := first(r.element, "Configuration"); configuration != nil {
		return &realm{r.Editor, configuration}, nil
	}
	hint := ""
	if first(r.element, "configuration") != nil {
		hint = "<configuration> is not the same: write it with a capital letter"
	}
	return nil, r.Problem(r.element, hint, "the <Realm> has no <Configuration>")
}

// property finds a property by its name, which the server trims. Two with the
// same name are a problem unless both have the wanted value: the server uses
// the last.
func property(e *Editor, parent *etree.Element, name string, want Value) (*etree.Element, error) {
	var found *etree.Element
	for _, p := range parent.SelectElements("Property") {
		if Trimmed(p.SelectAttrValue("name", "")) != name {
			continue
		}
		if found != nil && (want.Alias != "" || !hasText(found, want) || !hasText(p, want)) {
			return nil, e.Duplicate(found, p, "property "+name)
		}
		found = p
	}
	return found, nil
}

// hasText reports whether the server reads an element as the value.
func hasText(e *etree.Element, v Value) bool { return Trimmed(xmlpath.Value(e)) == Trimmed(v.Text) }

// newProperty makes a property element, to be placed below parent.
func newProperty(parent *etree.Element, name string, v Value) *etree.Element {
	e := newElement(parent, "Property", v)
	e.Attr = append([]etree.Attr{{Key: "name", Value: name}}, e.Attr...)
	return e
}

// addProperty puts a property after the last one of its parent.
func addProperty(parent, property *etree.Element) {
	if at := last(parent, "Property"); at != nil {
		xmlpath.InsertAfter(at, property)
		return
	}
	parent.AddChild(property)
}

// UserStoreDatasource is the operation that sets which datasource holds the
// users' permissions and tenants: the property dataSource of the realm's
// configuration in user-mgt.xml.
//
// If it is missing, it is inserted after the last property. If it is present,
// it changes if the server would read another value. If it is there twice, that
// is a problem that names both lines.
type UserStoreDatasource struct {
	// JNDI is the JNDI name of the datasource.
	JNDI string
	// Datasource is its name; it is used if JNDI is empty. It stands for the
	// JNDI name that this datasource binds, or jdbc/<Datasource> if the home
	// has none with this name.
	Datasource string
}

// File implements Operation.
func (UserStoreDatasource) File() string { return UserManagement }

// Apply implements Operation.
func (o UserStoreDatasource) Apply(docs *Documents) ([]Report, error) {
	configuration, err := docs.realmConfiguration()
	if err != nil {
		return nil, err
	}
	if o.JNDI == "" {
		o.JNDI = docs.jndiOf(o.Datasource)
	}
	value := Value{Text: o.JNDI}
	e, err := property(configuration.Editor, configuration.element, "dataSource", value)
	if err != nil {
		return nil, err
	}
	const name = "Property dataSource"
	if e == nil {
		e = newProperty(configuration.element, "dataSource", value)
		addProperty(configuration.element, e)
		return []Report{configuration.Inserted(name, e)}, nil
	}
	if configuration.SetValue(e, value, Trimmed, false) {
		return []Report{configuration.Report(name, e, "dataSource")}, nil
	}
	return []Report{configuration.Report(name, e)}, nil
}
