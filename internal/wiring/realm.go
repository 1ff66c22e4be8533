package wiring

import (
	"github.com/beevik/etree"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// realm reads user-mgt.xml, as the server does: the first Realm, its first
// Configuration, the last property of a name, and of the names and values what
// is between the blanks.
func (r *reader) realm() {
	const file = patch.UserManagement
	realm := &r.graph.Realm
	realm.Place, realm.UserStores = Place{File: file}, []UserStore{}
	root, broken := r.open(file)
	if root == nil {
		realm.Place, realm.Broken = broken.Place, Broken(broken.Message)
		return
	}
	e := first(root, "Realm")
	if e == nil {
		realm.Broken = r.broken(realm.Place, "there is no <Realm>")
		return
	}
	realm.Place = r.place(file, e)
	if source := property(first(e, "Configuration"), "dataSource"); source != nil {
		realm.DataSource = r.link(r.place(file, source), trim(xmlpath.Value(source)))
	} else {
		realm.Broken = r.broken(realm.Place, "its configuration has no property dataSource")
	}
	for i, store := range e.SelectElements("UserStoreManager") {
		realm.UserStores = append(realm.UserStores, r.userStore(file, store, i == 0))
	}
	if len(realm.UserStores) == 0 && realm.Broken == "" {
		realm.Broken = r.broken(realm.Place, "there is no active UserStoreManager")
	}
}

func (r *reader) userStore(file string, e *etree.Element, primary bool) UserStore {
	s := UserStore{Place: r.place(file, e), Class: trim(e.SelectAttrValue("class", "")), Domain: value(e, "DomainName"),
		Directory: plainURLs(value(e, "ConnectionURL"))}
	if source := property(e, "dataSource"); source != nil {
		s.DataSource = r.link(r.place(file, source), trim(xmlpath.Value(source)))
	}
	if url := value(e, "url"); url != "" {
		database := locate(url)
		s.Database = &database
	}
	if !primary && s.Domain == "" {
		s.Broken = r.broken(s.Place, "the server skips it: every store but the first needs the property DomainName")
	}
	return s
}

// property returns the last property of a name, nil where there is none.
func property(e *etree.Element, name string) *etree.Element {
	var found *etree.Element
	if e == nil {
		return nil
	}
	for _, p := range e.SelectElements("Property") {
		if trim(p.SelectAttrValue("name", "")) == name {
			found = p
		}
	}
	return found
}

// value is the text of a property, "" where there is none.
func value(e *etree.Element, name string) string {
	if p := property(e, name); p != nil {
		return trim(xmlpath.Value(p))
	}
	return ""
}
