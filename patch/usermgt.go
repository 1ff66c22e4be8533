package patch

import (
	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// realm returns the realm of user-mgt.xml: the first, as the server has it.
func (d *Documents) realm() (*xmlpath.Document, *etree.Element, error) {
	doc, err := d.Open(UserManagement)
	if err != nil {
		return nil, nil, err
	}
	realm := first(doc.Root(), "Realm")
	if doc.Root().Tag != "UserManager" || realm == nil {
		return nil, nil, d.problemAt(UserManagement, doc.Root(), "is this the server's own file?", "there is no <UserManager> with a <Realm>")
	}
	return doc, realm, nil
}

// realmConfiguration returns the realm's configuration: the first, as the
// server has it.
func (d *Documents) realmConfiguration() (*etree.Element, error) {
	_, realm, err := d.realm()
	if err != nil {
		return nil, err
	}
	if configuration := first(realm, "Configuration"); configuration != nil {
		return configuration, nil
	}
	hint := ""
	if first(realm, "configuration") != nil {
		hint = "<configuration> is not the same: write it with a capital letter"
	}
	return nil, d.problemAt(UserManagement, realm, hint, "the <Realm> has no <Configuration>")
}

// property finds a property by its name, which the server trims. Two of one
// name are a problem unless both have the wanted value: of two, the last wins.
func (d *Documents) property(parent *etree.Element, name string, want Value) (*etree.Element, error) {
	var found *etree.Element
	for _, e := range children(parent, "Property") {
		if trimmed(e.SelectAttrValue("name", "")) != name {
			continue
		}
		if found != nil && (want.Alias != "" || trimmed(xmlpath.Value(found)) != trimmed(want.Text) || trimmed(xmlpath.Value(e)) != trimmed(want.Text)) {
			return nil, d.twice(UserManagement, found, e, "property "+name)
		}
		found = e
	}
	return found, nil
}

// newProperty makes a property element.
func newProperty(root *etree.Element, name string, v Value) *etree.Element {
	e := newElement(root, "Property", v)
	e.Attr = append([]etree.Attr{{Key: "name", Value: name}}, e.Attr...)
	return e
}

// addProperty puts a property behind the last one of its parent.
func addProperty(parent, property *etree.Element) {
	if at := last(parent, "Property"); at != nil {
		xmlpath.InsertAfter(at, property)
		return
	}
	parent.AddChild(property)
}

// UserStoreDatasource is the operation that says which datasource holds the
// users' permissions and tenants: the property dataSource of the realm's
// configuration in user-mgt.xml.
//
// Missing: inserted behind the last property. Present: its value changes where
// the server would read another. There twice: a problem that names both lines.
type UserStoreDatasource struct {
	// JNDI is the JNDI name of the datasource.
	JNDI string
}

// File implements Operation.
func (UserStoreDatasource) File() string { return UserManagement }

// Apply implements Operation.
func (o UserStoreDatasource) Apply(docs *Documents) ([]Report, error) {
	configuration, err := docs.realmConfiguration()
	if err != nil {
		return nil, err
	}
	value := Value{Text: o.JNDI}
	e, err := docs.property(configuration, "dataSource", value)
	if err != nil {
		return nil, err
	}
	const name = "Property dataSource"
	if e == nil {
		e = newProperty(configuration, "dataSource", value)
		addProperty(configuration, e)
		return []Report{{File: UserManagement, Name: name, Action: Inserted, Element: e}}, nil
	}
	var fields []string
	if setValue(docs, UserManagement, e, value, trimmed, false) {
		fields = []string{"dataSource"}
	}
	return []Report{report(UserManagement, name, e, fields)}, nil
}

// Administrator is the operation that sets the administrator's name and
// password: AdminUser of the realm's configuration in user-mgt.xml. The server
// reads them at its first start with a user store.
//
// Missing: inserted. Present: what differs changes. There twice: a problem
// that names both lines. nil leaves a value alone.
type Administrator struct {
	UserName *Value
	Password *Value
	// Force overwrites a value that the secure vault provides by a plain one.
	Force bool
}

// File implements Operation.
func (Administrator) File() string { return UserManagement }

// Apply implements Operation.
func (o Administrator) Apply(docs *Documents) ([]Report, error) {
	configuration, err := docs.realmConfiguration()
	if err != nil {
		return nil, err
	}
	admins := children(configuration, "AdminUser")
	if len(admins) > 1 {
		return nil, docs.twice(UserManagement, admins[0], admins[1], "<AdminUser>")
	}
	var admin *etree.Element
	if len(admins) == 1 {
		admin = admins[0]
		for _, tag := range []string{"UserName", "Password"} {
			if all := children(admin, tag); len(all) > 1 {
				return nil, docs.twice(UserManagement, all[0], all[1], "<"+tag+"> of <AdminUser>")
			}
		}
	} else {
		admin = etree.NewElement("AdminUser")
		insertBehind(configuration, admin, "AdminRole", "AddAdmin")
	}
	var fields []string
	for _, field := range []struct {
		tag    string
		value  *Value
		behind []string
	}{{"UserName", o.UserName, nil}, {"Password", o.Password, []string{"UserName"}}} {
		if field.value == nil {
			continue
		}
		if e := first(admin, field.tag); e == nil {
			insertBehind(admin, newElement(configuration, field.tag, *field.value), field.behind...)
		} else if !setValue(docs, UserManagement, e, *field.value, trimmed, o.Force) {
			continue
		}
		fields = append(fields, field.tag)
	}
	if len(admins) == 0 {
		return []Report{{File: UserManagement, Name: "AdminUser", Action: Inserted, Element: admin}}, nil
	}
	return []Report{report(UserManagement, "AdminUser", admin, fields)}, nil
}
