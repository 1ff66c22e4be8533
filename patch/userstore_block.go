package patch

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/secret"
)

// A storeBlock is the wanted state of a UserStoreManager.
type storeBlock struct {
	UserStore
	primary bool // it needs a TenantManager
}

func classOf(e *etree.Element) string { return Trimmed(e.SelectAttrValue("class", "")) }

// value returns the wanted value of a property, or nil if there is none.
func (o storeBlock) value(name string) *Value {
	for i := range o.Properties {
		if o.Properties[i].Name == name {
			return &o.Properties[i].Value
		}
	}
	return nil
}

// checkValues refuses a value that stops the server, and a password that the server would change by
// trimming it. Other values with blanks at their ends are a warning.
func (o storeBlock) checkValues(e *Editor) error {
	var problems Problems
	for _, p := range o.Properties {
		what := "property " + p.Name + " of the user store"
		if wrong := checkLoadable(UserManagement, what, p.Value); wrong != nil {
			problems = append(problems, wrong)
		} else if wrong := checkNotEscaped(UserManagement, what, p.Value.Text); wrong != nil &&
			strings.Contains(p.Name, "URL") {
			problems = append(problems, wrong)
		} else if wrong := checkReadable(UserManagement, what, p.Value); wrong == nil {
			continue
		} else if secret.Name(p.Name) {
			problems = append(problems, wrong)
		} else {
			e.docs.Warn(wrong)
		}
	}
	return problems.Err()
}

// commented finds the comment that holds a block of the wanted class. It returns nil if there is
// none.
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

// check refuses a block with a duplicate of a wanted property, and one that would lack a required
// property. The block is nil if a new one will be created. A property that an active block already
// lacks is accepted: the operation did not cause that. Missing properties are reported at place.
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

// withTenantManager adds the usual TenantManager of the class if neither the properties nor the
// block have one. The block may be nil.
func (o storeBlock) withTenantManager(block *etree.Element) storeBlock {
	usual := tenantManager(o.Class)
	if usual == "" || o.value("TenantManager") != nil || block != nil && propertiesOf(block)["TenantManager"] != "" {
		return o
	}
	o.Properties = slices.Insert(slices.Clone(o.Properties), 0, Property{Name: "TenantManager", Value: Value{Text: usual}})
	return o
}

// update sets the properties of a block and returns the names of those that changed. check has made
// sure that there are no duplicates.
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

// create creates a block.
func (o storeBlock) create(realm *etree.Element) *etree.Element {
	e := etree.NewElement("UserStoreManager")
	e.CreateAttr("class", o.Class)
	for _, p := range o.Properties {
		e.AddChild(newProperty(realm, p.Name, p.Value))
	}
	return e
}
