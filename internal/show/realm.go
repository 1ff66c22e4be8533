package show

import (
	"ispatch/internal/server"
)

// realm draws user-mgt.xml and the user stores in files of their own.
func (m *maker) realm() {
	from, realm := &m.config.Realm, &m.graph.Realm
	realm.Place, realm.UserStores = place(from.Syntax), []UserStore{}
	switch {
	case from.File.Problem != nil:
		realm.Place, realm.Broken = m.unreadable(from.File)
	case !from.Written():
		realm.Broken = m.broken(realm.Place, "there is no <Realm>")
	case from.DataSource == nil:
		realm.Broken = m.broken(realm.Place, "its configuration has no property dataSource")
	case from.Primary() == nil:
		realm.Broken = m.broken(realm.Place, "there is no active UserStoreManager")
	}
	if from.DataSource != nil {
		realm.DataSource = m.link(from.DataSource)
	}
	for _, s := range from.Stores {
		realm.UserStores = append(realm.UserStores, m.userStore(s))
	}
}

func (m *maker) userStore(from *server.UserStore) UserStore {
	s := UserStore{Place: place(from.Syntax), Class: server.Trim(from.Class.Text), Domain: from.Domain(),
		Directory: plainURLs(from.Properties.Get("ConnectionURL").Text)}
	if from.DataSource != nil {
		s.DataSource = m.link(from.DataSource)
	}
	if url := from.Properties.Get("url").Text; url != "" {
		database := locate(url)
		s.Database = &database
	}
	s.ofRealm = from.Kind() == server.JDBCStore && s.DataSource == nil && s.Database == nil
	if from.Status == server.SkippedStore {
		s.Broken = m.broken(s.Place, "the server skips it: every store but the first needs the property DomainName")
	}
	return s
}
