package patch

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// The classes of the user stores that the server ships.
const (
	JDBCUserStore            = "org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"
	ReadWriteLDAPUserStore   = "org.wso2.carbon.user.core.ldap.ReadWriteLDAPUserStoreManager"
	ReadOnlyLDAPUserStore    = "org.wso2.carbon.user.core.ldap.ReadOnlyLDAPUserStoreManager"
	ActiveDirectoryUserStore = "org.wso2.carbon.user.core.ldap.ActiveDirectoryUserStoreManager"
)

// tenantManagers are what the server's own files give these classes; the
// primary user store does not start without one.
var tenantManagers = map[string]string{
	JDBCUserStore:            "org.wso2.carbon.user.core.tenant.JDBCTenantManager",
	ReadWriteLDAPUserStore:   "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager",
	ReadOnlyLDAPUserStore:    "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager",
	ActiveDirectoryUserStore: "org.wso2.carbon.user.core.tenant.CommonHybridLDAPTenantManager",
}

// A Property is a named value of a user store.
type Property struct {
	Name  string
	Value Value
}

// UserStore is the operation that chooses the primary user store: the first
// UserStoreManager of the realm in user-mgt.xml.
//
// Active already: its properties are brought to the wanted values, the rest
// stays. Another class is active: that block becomes a comment, as the stock
// files have it, and the file's own commented block of the wanted class becomes
// active; the marks alone change, so that there and back gives the first bytes
// again. No such block: a new one is inserted in the place of the old. There
// twice in comments: a problem that names both lines.
type UserStore struct {
	// Class is the Java class of the user store.
	Class string
	// Properties are wanted, in the order of a new block. Others stay.
	Properties []Property
	// Force removes an active block that cannot become a comment because it
	// holds --, and overwrites values that the secure vault provides.
	Force bool
}

// File implements Operation.
func (UserStore) File() string { return UserManagement }

// Apply implements Operation.
func (o UserStore) Apply(docs *Documents) ([]Report, error) {
	doc, realm, err := docs.realm()
	if err != nil {
		return nil, err
	}
	name := "UserStoreManager " + o.Class[strings.LastIndexByte(o.Class, '.')+1:]
	active := first(realm, "UserStoreManager")
	if active != nil && classOf(active) == o.Class {
		fields, err := o.update(docs, active)
		if err != nil {
			return nil, err
		}
		return []Report{report(UserManagement, name, active, fields)}, nil
	}
	comment, err := o.commented(docs, doc, realm)
	if err != nil {
		return nil, err
	}
	if comment == nil && o.value("TenantManager") == nil && tenantManagers[o.Class] == "" {
		return nil, docs.problemAt(UserManagement, realm, "give the user store the property TenantManager",
			"there is no block of class %s to activate, and a new one needs a TenantManager", o.Class)
	}
	if comment != nil {
		if _, err := o.fits(docs, doc.Commented(comment)); err != nil {
			return nil, err
		}
	}
	// From here on nothing fails but CommentOut, which then changes nothing.
	var replaced etree.Token
	if active != nil {
		if replaced, err = doc.CommentOut(active); err != nil {
			if !o.Force {
				p := asProblem(UserManagement, err)
				p.Hint = "take the comment out of the block, or let --force remove the block"
				return nil, p
			}
			replaced = nil
		}
	}
	var block *etree.Element
	fields := []string(nil)
	action := Inserted
	if comment != nil {
		if block, err = doc.Uncomment(comment); err != nil {
			return nil, asProblem(UserManagement, err)
		}
		if fields, err = o.update(docs, block); err != nil {
			return nil, err
		}
		fields, action = append([]string{"class"}, fields...), Updated
	} else {
		block = o.create(realm)
		switch {
		case replaced != nil:
			xmlpath.InsertAfter(replaced, block)
		case active != nil:
			xmlpath.InsertAfter(active, block)
		default:
			place := first(realm, "AuthorizationManager")
			if place == nil {
				realm.AddChild(block)
			} else {
				realm.InsertChildAt(place.Index(), block)
			}
		}
	}
	if active != nil && replaced == nil {
		realm.RemoveChild(active)
	}
	return []Report{{File: UserManagement, Name: name, Action: action, Fields: fields, Element: block}}, nil
}

func classOf(e *etree.Element) string { return trimmed(e.SelectAttrValue("class", "")) }

// value returns the wanted value of a property, nil where there is none.
func (o UserStore) value(name string) *Value {
	for i := range o.Properties {
		if o.Properties[i].Name == name {
			return &o.Properties[i].Value
		}
	}
	return nil
}

// commented finds the comment that holds a block of the wanted class, nil
// where there is none.
func (o UserStore) commented(docs *Documents, doc *xmlpath.Document, realm *etree.Element) (*etree.Comment, error) {
	var found *etree.Comment
	for _, t := range realm.Child {
		c, ok := t.(*etree.Comment)
		if !ok || !strings.Contains(c.Data, o.Class) {
			continue
		}
		e := doc.Commented(c)
		if e == nil || e.Tag != "UserStoreManager" || classOf(e) != o.Class {
			continue
		}
		if found != nil {
			one, _ := doc.Position(found)
			other, _ := doc.Position(c)
			return nil, &Problem{File: UserManagement, Line: one.Line, Column: one.Column,
				Message: "a commented block of class " + o.Class + " stands here and again at line " + other.String(),
				Hint:    "remove one of the two, so that it is clear which to activate"}
		}
		found = c
	}
	return found, nil
}

// fits finds the wanted properties in a block and refuses one that is there
// twice.
func (o UserStore) fits(docs *Documents, block *etree.Element) ([]*etree.Element, error) {
	var problems Problems
	found := make([]*etree.Element, len(o.Properties))
	for i, p := range o.Properties {
		e, err := docs.property(block, p.Name, p.Value)
		if err != nil {
			problems = append(problems, err.(*Problem))
		}
		found[i] = e
	}
	return found, problems.Err()
}

// update brings the properties of a block to the wanted values and returns the
// names of those that changed.
func (o UserStore) update(docs *Documents, block *etree.Element) ([]string, error) {
	found, err := o.fits(docs, block)
	if err != nil {
		return nil, err
	}
	var fields []string
	for i, p := range o.Properties {
		if found[i] == nil {
			addProperty(block, newProperty(block, p.Name, p.Value))
		} else if !setValue(docs, UserManagement, found[i], p.Value, trimmed, o.Force) {
			continue
		}
		fields = append(fields, p.Name)
	}
	return fields, nil
}

// create makes a new block. One without a TenantManager gets the usual one.
func (o UserStore) create(realm *etree.Element) *etree.Element {
	e := etree.NewElement("UserStoreManager")
	e.CreateAttr("class", o.Class)
	if o.value("TenantManager") == nil {
		e.AddChild(newProperty(realm, "TenantManager", Value{Text: tenantManagers[o.Class]}))
	}
	for _, p := range o.Properties {
		e.AddChild(newProperty(realm, p.Name, p.Value))
	}
	return e
}
