package patch

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/secret"
	"ispatch/xmlpath"
)

// A Property is a named value of a user store.
type Property struct {
	Name  string
	Value Value
}

// UserStore is the operation that chooses the primary user store: the first
// UserStoreManager of the realm in user-mgt.xml.
//
// Active already: its properties are brought to the wanted values, the rest
// stays, and a TenantManager that it lacks is added. Another class is active:
// that block becomes a comment, as the stock files have it, and the file's own
// commented block of the wanted class becomes active; the marks alone change, so
// that there and back gives the first bytes again. A commented block named
// ISUserStoreManager, as some distributions have it, counts too, and gets the
// name that the server reads. No such block: a new one is inserted in the place
// of the old. There twice in comments, or an active block with -- in it that is
// not a comment's: a problem that names the lines.
//
// A store that would then lack what its class requires is a problem that lists
// what is missing: the server would not start with it. What the active store
// lacks already, and this operation does not give it, stays missing.
type UserStore struct {
	// Class is the Java class of the user store. Empty is that of the active one,
	// whose properties alone then change.
	Class string
	// Properties are wanted, in the order of a new block. Others stay.
	Properties []Property
	// Force overwrites values that the secure vault provides by plain ones.
	Force bool
}

// File implements Operation.
func (UserStore) File() string { return UserManagement }

// A storeBlock is a UserStoreManager that is to have a class and properties.
type storeBlock struct {
	UserStore
	primary bool // it needs a TenantManager
}

// Apply implements Operation.
func (o UserStore) Apply(docs *Documents) ([]Report, error) {
	return storeBlock{o, true}.apply(docs)
}

func (o storeBlock) apply(docs *Documents) ([]Report, error) {
	realm, err := docs.realm()
	if err != nil {
		return nil, err
	}
	if err := o.checkValues(realm.Editor); err != nil {
		return nil, err
	}
	active := first(realm.element, "UserStoreManager")
	if active == nil {
		if other := first(realm.element, unreadStore); other != nil {
			return nil, realm.Problem(other, "name it UserStoreManager",
				"the server does not read an element <%s>, so that there is no user store", unreadStore)
		}
	}
	if o.Class == "" {
		if active == nil {
			return nil, realm.Problem(realm.element, "", "there is no active UserStoreManager")
		}
		o.Class = classOf(active)
	}
	o.rememberAliases(docs, UserManagement, "UserManager/Realm/UserStoreManager")
	name := "UserStoreManager " + o.Class[strings.LastIndexByte(o.Class, '.')+1:]
	if active != nil && classOf(active) == o.Class {
		o = o.withTenantManager(active)
		if err := o.check(realm.Editor, active, active, true); err != nil {
			return nil, err
		}
		return []Report{realm.Report(name, active, o.update(realm.Editor, active)...)}, nil
	}
	return o.replace(realm, active, name)
}

// unreadStore is the element name that the products' build leaves in some
// distributions; the server reads UserStoreManager only.
const unreadStore = "ISUserStoreManager"

// replace makes the wanted store the primary one in the place of another class.
func (o storeBlock) replace(realm *realm, active *etree.Element, name string) ([]Report, error) {
	comment, err := o.commented(realm)
	if err != nil {
		return nil, err
	}
	var block *etree.Element
	if comment != nil {
		block = realm.Commented(comment)
		if in := firstInNamespace(block, ""); in != nil {
			return nil, realm.inNamespace(comment, in)
		}
	}
	o = o.withTenantManager(block)
	if err := o.check(realm.Editor, block, realm.element, false); err != nil {
		return nil, err
	}
	// From here on nothing fails but CommentOut, which then changes nothing.
	var replaced etree.Token
	if active != nil {
		if replaced, err = realm.CommentOut(active); err != nil {
			return nil, asProblem(UserManagement, err)
		}
	}
	if comment == nil {
		block = o.create(realm.element)
		insertStore(realm.element, replaced, block)
	} else {
		if block, err = realm.Activate(comment); err != nil {
			return nil, asProblem(UserManagement, err)
		}
		block.Tag = "UserStoreManager"
	}
	if comment == nil {
		return []Report{realm.Inserted(name, block)}, nil
	}
	return []Report{realm.Report(name, block, append([]string{"class"}, o.update(realm.Editor, block)...)...)}, nil
}

// insertStore puts a new block after the comment of the one that it replaces,
// else before the AuthorizationManager.
func insertStore(realm *etree.Element, replaced etree.Token, block *etree.Element) {
	if replaced != nil {
		xmlpath.InsertAfter(replaced, block)
	} else if place := first(realm, "AuthorizationManager"); place != nil {
		realm.InsertChildAt(place.Index(), block)
	} else {
		realm.AddChild(block)
	}
}

func classOf(e *etree.Element) string { return Trimmed(e.SelectAttrValue("class", "")) }

// value returns the wanted value of a property, nil where there is none.
func (o storeBlock) value(name string) *Value {
	for i := range o.Properties {
		if o.Properties[i].Name == name {
			return &o.Properties[i].Value
		}
	}
	return nil
}

// checkValues refuses a value that stops the server, and a password that it
// would read as another one, because it trims it. Another value with blanks at
// its ends is a warning.
func (o storeBlock) checkValues(e *Editor) error {
	var problems Problems
	for _, p := range o.Properties {
		what := "property " + p.Name + " of the user store"
		if wrong := loadable(UserManagement, what, p.Value); wrong != nil {
			problems = append(problems, wrong)
		} else if wrong := notEscaped(UserManagement, what, p.Value.Text); wrong != nil && strings.Contains(p.Name, "URL") {
			problems = append(problems, wrong)
		} else if wrong := readable(UserManagement, what, p.Value); wrong == nil {
			continue
		} else if secret.Name(p.Name) {
			problems = append(problems, wrong)
		} else {
			e.docs.Warn(wrong)
		}
	}
	return problems.Err()
}

// commented finds the comment that holds a block of the wanted class, nil where
// there is none.
func (o storeBlock) commented(realm *realm) (*etree.Comment, error) {
	for _, tag := range []string{"UserStoreManager", unreadStore} {
		var found *etree.Comment
		for _, t := range realm.element.Child {
			c, ok := t.(*etree.Comment)
			if !ok || !strings.Contains(c.Data, o.Class) {
				continue
			}
			e := realm.Commented(c)
			if e == nil || e.Tag != tag || classOf(e) != o.Class {
				continue
			}
			if found != nil {
				p := realm.Duplicate(found, c, "commented block of class "+o.Class)
				p.Hint = "remove one of the two, so that it is clear which to activate"
				return nil, p
			}
			found = c
		}
		if found != nil {
			return found, nil
		}
	}
	return nil, nil
}

// check refuses a block that has a wanted property twice, and one that would
// lack what it requires. The block is nil where a new one is made; what it lacks
// already is none of this operation's doing where it is active. The problem of a
// lack is at the place.
func (o storeBlock) check(e *Editor, block, place *etree.Element, active bool) error {
	properties := map[string]string{}
	var before []string
	var problems Problems
	if block != nil {
		properties = propertiesOf(block)
		if active {
			before = o.missing(properties)
		}
		for _, p := range o.Properties {
			if _, err := property(e, block, p.Name, p.Value); err != nil {
				problems = append(problems, err.(*Problem))
			}
		}
	}
	for _, p := range o.Properties {
		properties[p.Name] = Trimmed(p.Value.Text)
		if p.Value.Alias != "" {
			properties[p.Name] = p.Value.Alias
		}
	}
	missing := slices.DeleteFunc(o.missing(properties), func(name string) bool { return slices.Contains(before, name) })
	if len(missing) > 0 {
		problems = append(problems, e.Problem(place, "give the user store these properties",
			"the user store %s would lack what its class requires: %s", o.Class, strings.Join(missing, ", ")))
	}
	return problems.Err()
}

// rememberAliases notes the aliases of the properties of a block.
func (o storeBlock) rememberAliases(docs *Documents, file, block string) {
	for _, p := range o.Properties {
		docs.rememberAlias(p.Value, file, block+"/Property[@name="+quoted(p.Name)+"]")
	}
}

// missing returns what a store with these properties lacks.
func (o storeBlock) missing(properties map[string]string) []string {
	missing := missingProperties(o.Class, properties)
	if o.primary && properties["TenantManager"] == "" {
		missing = slices.Insert(missing, 0, "TenantManager")
	}
	return missing
}

// withTenantManager adds the usual TenantManager of the class to the properties
// where neither they nor the block have one. The block may be nil.
func (o storeBlock) withTenantManager(block *etree.Element) storeBlock {
	usual := tenantManagers[o.Class]
	if usual == "" || o.value("TenantManager") != nil || block != nil && propertiesOf(block)["TenantManager"] != "" {
		return o
	}
	o.Properties = slices.Insert(slices.Clone(o.Properties), 0, Property{Name: "TenantManager", Value: Value{Text: usual}})
	return o
}

// update brings the properties of a block to the wanted values and returns the
// names of those that changed. check has found that none is there twice.
func (o storeBlock) update(e *Editor, block *etree.Element) (fields []string) {
	for _, p := range o.Properties {
		found, _ := property(e, block, p.Name, p.Value)
		if found == nil && p.Name == "TenantManager" {
			InsertAfterSibling(block, newProperty(block, p.Name, p.Value))
		} else if found == nil {
			addProperty(block, newProperty(block, p.Name, p.Value))
		} else if !e.SetValue(found, p.Value, Trimmed, o.Force) {
			continue
		}
		fields = append(fields, p.Name)
	}
	return fields
}

// create makes a new block.
func (o storeBlock) create(realm *etree.Element) *etree.Element {
	e := etree.NewElement("UserStoreManager")
	e.CreateAttr("class", o.Class)
	for _, p := range o.Properties {
		e.AddChild(newProperty(realm, p.Name, p.Value))
	}
	return e
}
