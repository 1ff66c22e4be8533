package server

import (
	"io/fs"
	"path"
	"strings"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// A Realm is user-mgt.xml: its first <Realm> with its first <Configuration>
// (RealmConfigXMLProcessor). Names and values of properties and of the
// administrator are trimmed. Its Syntax is the <Realm>.
type Realm struct {
	Syntax
	// Configuration is the first <Configuration>.
	Configuration Syntax
	// Properties are those of the Configuration.
	Properties Properties
	// Every realm must have these.
	AddAdmin, AdminRole, AdminName, AdminPassword, EveryoneRole Value
	// Authorization is the <AuthorizationManager>.
	Authorization           Syntax
	AuthorizationClass      Value
	AuthorizationProperties Properties
	// DataSource is the property dataSource; nil if there is none.
	DataSource *Reference
	// Stores are the active user stores in the order of the file, the primary store
	// first, followed by those of UserStoresFolder.
	Stores []*UserStore
}

// Primary returns the primary user store, or nil if there is none.
func (r *Realm) Primary() *UserStore {
	if len(r.Stores) > 0 && r.Stores[0].Status == PrimaryStore {
		return r.Stores[0]
	}
	return nil
}

// PrimaryDomain returns the domain of the primary store: its DomainName, else
// PRIMARY.
func (r *Realm) PrimaryDomain() string {
	if p := r.Primary(); p != nil {
		if name := p.Properties.Get("DomainName"); name.Text != "" {
			return name.Text
		}
	}
	return "PRIMARY"
}

// A StoreStatus is how the server treats a user store.
type StoreStatus string

// The statuses of user stores.
const (
	PrimaryStore   StoreStatus = "primary"
	SecondaryStore StoreStatus = "secondary"
	// SkippedStore is a store after the first that has no DomainName: the server logs a
	// warning and skips it.
	SkippedStore StoreStatus = "skipped"
	// CommentedStore is a store in a comment.
	CommentedStore StoreStatus = "commented"
)

// A UserStore is a <UserStoreManager>. Its Syntax is that element. For a store in a
// comment, the Element is parsed from the comment's text and is not part of the document.
type UserStore struct {
	Syntax
	Status StoreStatus
	// Class is the attribute, which the server does not trim.
	Class      Value
	Properties Properties
	// DataSource is the JDBC store's own datasource; nil if it uses the realm's.
	DataSource *Reference
	// Comment is the comment that a CommentedStore is in.
	Comment *etree.Comment
}

// Domain returns the DomainName, or "" if there is none.
func (s *UserStore) Domain() string { return s.Properties.Get("DomainName").Text }

// The kinds of user store that the server ships.
const (
	JDBCStore            = "jdbc"
	ReadWriteLDAPStore   = "read-write-ldap"
	ReadOnlyLDAPStore    = "read-only-ldap"
	ActiveDirectoryStore = "active-directory"
)

// storeKinds maps the end of a class name to a kind.
var storeKinds = []struct{ class, kind string }{
	{"JDBCUserStoreManager", JDBCStore},
	{"ReadWriteLDAPUserStoreManager", ReadWriteLDAPStore},
	{"ReadOnlyLDAPUserStoreManager", ReadOnlyLDAPStore},
	{"ActiveDirectoryUserStoreManager", ActiveDirectoryStore},
}

// Kind returns the kind of the store by its class, or "" if the class is not one of the
// server's.
func (s *UserStore) Kind() string {
	for _, k := range storeKinds {
		if strings.HasSuffix(Trim(s.Class.Text), k.class) {
			return k.kind
		}
	}
	return ""
}

// IsLDAP reports whether the store is a directory.
func (s *UserStore) IsLDAP() bool {
	switch s.Kind() {
	case ReadWriteLDAPStore, ReadOnlyLDAPStore, ActiveDirectoryStore:
		return true
	}
	return strings.Contains(s.Class.Text, ".ldap.")
}

// A Property is a <Property name="…">.
type Property struct {
	Name  Value
	Value Value
	// Overridden is the later one with the same name, which the server uses; nil if it
	// uses this one.
	Overridden *Property
}

// Properties are the properties of an element, in their order.
type Properties []*Property

// Get returns the value of the property with the given name: the last, if there are
// several. If there is none, Written is false.
func (p Properties) Get(name string) Value {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i].Name.Written() && p[i].Name.Text == name {
			return p[i].Value
		}
	}
	return Value{}
}

// Has reports whether there is a property with the given name.
func (p Properties) Has(name string) bool { return p.Get(name).Written() }

// properties reads the properties of an element.
func properties(f *File, parent *etree.Element) Properties {
	var all Properties
	seen := map[string]*Property{}
	for _, e := range children(parent, "Property") {
		p := &Property{Name: attribute(f, e, "name"), Value: trimmed(f, e)}
		p.Name.Text = Trim(p.Name.Raw)
		all = append(all, p)
		if !p.Name.Written() {
			continue
		}
		if one := seen[p.Name.Text]; one != nil {
			one.Overridden = p
		}
		seen[p.Name.Text] = p
	}
	return all
}

// realm reads user-mgt.xml.
func (r *reader) realm() {
	realm := &r.config.Realm
	f := r.open(UserManagement)
	e := first(f.Root(), "Realm")
	realm.Syntax = Syntax{f, e}
	configuration := first(e, "Configuration")
	realm.Configuration = Syntax{f, configuration}
	realm.Properties = properties(f, configuration)
	realm.AddAdmin = trimmed(f, first(configuration, "AddAdmin"))
	realm.AdminRole = trimmed(f, first(configuration, "AdminRole"))
	realm.EveryoneRole = trimmed(f, first(configuration, "EveryOneRoleName"))
	admin := first(configuration, "AdminUser")
	realm.AdminName = trimmed(f, first(admin, "UserName"))
	realm.AdminPassword = trimmed(f, first(admin, "Password"))
	realm.Authorization = Syntax{f, first(e, "AuthorizationManager")}
	realm.AuthorizationClass = attribute(f, realm.Authorization.Element, "class")
	realm.AuthorizationProperties = properties(f, realm.Authorization.Element)
	if source := realm.Properties.Get("dataSource"); source.Written() {
		realm.DataSource = r.refer(source, RealmRole, "Realm/Configuration/Property[@name='dataSource']")
	}
	for i, store := range children(e, "UserStoreManager") {
		s := newUserStore(f, store)
		s.Status = PrimaryStore
		switch {
		case i > 0 && s.Domain() == "":
			s.Status = SkippedStore
		case i > 0:
			s.Status = SecondaryStore
		}
		r.addStore(s)
	}
	r.storeFiles()
}

// newUserStore reads a <UserStoreManager>.
func newUserStore(f *File, e *etree.Element) *UserStore {
	return &UserStore{Syntax: Syntax{f, e}, Class: attribute(f, e, "class"), Properties: properties(f, e)}
}

// addStore adds an active store.
func (r *reader) addStore(s *UserStore) {
	if source := s.Properties.Get("dataSource"); source.Written() && (s.Kind() == JDBCStore || s.Kind() == "") {
		s.DataSource = r.refer(source, UserStoreRole, "UserStoreManager/Property[@name='dataSource']")
		if s.Status == SkippedStore {
			s.DataSource.Off = "the server skips the user store, because it has no DomainName"
		}
	}
	r.config.Realm.Stores = append(r.config.Realm.Stores, s)
}

// storeFiles reads the secondary stores that the server deploys from files of
// their own (UserStoreConfigXMLProcessor): the root is the <UserStoreManager>.
func (r *reader) storeFiles() {
	entries, _ := fs.ReadDir(r.src.FS(), UserStoresFolder)
	for _, entry := range entries {
		if entry.IsDir() || !strings.HasSuffix(entry.Name(), ".xml") {
			continue
		}
		f := r.open(path.Join(UserStoresFolder, entry.Name()))
		root := f.Root()
		if root == nil || root.Tag != "UserStoreManager" {
			continue
		}
		s := newUserStore(f, root)
		s.Status = SecondaryStore
		if s.Domain() == "" {
			s.Status = SkippedStore
		}
		r.addStore(s)
	}
}

// Commented returns the stores in comments of the <Realm>, which the server does not see:
// <!--UserStoreManager …>… </UserStoreManager-->, as in stock files, or a whole element.
// Stock files of Identity Server call some of them ISUserStoreManager. Finding them takes
// time: each comment is parsed.
func (r *Realm) Commented() []*UserStore {
	if r.Element == nil {
		return nil
	}
	var all []*UserStore
	for _, t := range r.Element.Child {
		c, ok := t.(*etree.Comment)
		if !ok {
			continue
		}
		e := r.File.Doc.Commented(c)
		if e == nil {
			if doc, err := xmlpath.Parse([]byte(strings.TrimSpace(c.Data))); err == nil {
				e = doc.Root()
			}
		}
		if e == nil || e.Tag != "UserStoreManager" && e.Tag != "ISUserStoreManager" {
			continue
		}
		s := newUserStore(r.File, e)
		s.Status, s.Comment = CommentedStore, c
		all = append(all, s)
	}
	return all
}
