package patch

import (
	"strings"

	"github.com/beevik/etree"

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
