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
// If it is active already, the properties that differ change, the rest stays,
// and a missing TenantManager is added. If another class is active, that block
// becomes a comment, as in the stock files, and the commented block of the
// wanted class becomes active. Only comment marks change, so switching back
// restores the original bytes. A commented block named ISUserStoreManager, as
// in some distributions, counts too, and gets the name that the server reads.
// If there is no such block, a new one takes the place of the old. Two
// commented blocks of the class are a problem that names the lines, and so is
// an active block with a -- outside a comment.
//
// A store that would lack properties that its class requires is a problem that
// lists them: the server would not start. Properties that the active store
// already lacks are not reported.
type UserStore struct {
	// Class is the Java class of the user store. If it is empty, the active
	// class stays, and only its properties change.
	Class string
	// Properties are wanted, in their order in a new block. Other properties
	// stay.
	Properties []Property
	// Force allows plain values to replace those that the secure vault
	// provides.
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

// unreadStore is an element name that some distributions have by mistake; the
// server only reads UserStoreManager.
const unreadStore = "ISUserStoreManager"

// replace makes the wanted store the primary one, in place of another class.
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
	// From here on only CommentOut can fail, and then it changes nothing.
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

// insertStore inserts a new block after the comment of the one that it
// replaces, or before the AuthorizationManager if there is none.
func insertStore(realm *etree.Element, replaced etree.Token, block *etree.Element) {
	if replaced != nil {
		xmlpath.InsertAfter(replaced, block)
	} else if place := first(realm, "AuthorizationManager"); place != nil {
		realm.InsertChildAt(place.Index(), block)
	} else {
		realm.AddChild(block)
	}
}
