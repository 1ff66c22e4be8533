package export

import (
	"path"
	"strings"

	"ispatch/internal/profile"
	"ispatch/internal/server"
)

// domainName is the property that names the domain of a secondary user store.
const domainName = "DomainName"

// secondaryStores writes the user stores that have files of their own.
//
// A password that the server has encrypted there becomes a variable like any other: apply
// keeps the encrypted password in this home, and a new file needs the plain one.
func (e *exporter) secondaryStores() {
	var exported []*server.UserStore
	for _, s := range e.config.Realm.Stores {
		if !inOwnFile(s) {
			continue
		}
		if why := inexpressibleStore(s, exported); why != "" {
			e.warn(s.Syntax, "the user store is left out: %s", why)
			continue
		}
		exported = append(exported, s)
		e.secondaryStore(s)
	}
}

// inOwnFile reports whether a user store is in the folder of secondary stores.
func inOwnFile(s *server.UserStore) bool { return path.Dir(s.File.Path) == server.UserStoresFolder }

// isDomain reports whether a property is the domain, which is also the key of the store.
func isDomain(s *server.UserStore, name string) bool { return name == domainName && inOwnFile(s) }

// inexpressibleStore returns the reason why a profile can't have a secondary store, or "" if
// it can.
func inexpressibleStore(s *server.UserStore, exported []*server.UserStore) string {
	domain := s.Domain()
	_, differ := properties(s.Properties)
	switch {
	case domain == "":
		return "it has no " + domainName + ", and the server skips it"
	case differ[domainName]:
		return "duplicate property " + domainName
	case !profile.AcceptsDomain(domain):
		return "its " + domainName + " is not valid in a profile"
	case !profile.KeyAt(profile.SectionUserStores, "*", "class").Accepts(server.Trim(s.Class.Text)):
		return "its class is not valid in a profile"
	}
	for _, other := range exported {
		if strings.EqualFold(other.Domain(), domain) {
			return "duplicate domain " + domain + " (also at " + other.Syntax.String() + "): apply refuses this home"
		}
	}
	return ""
}

// secondaryStore writes one store.
func (e *exporter) secondaryStore(s *server.UserStore) {
	w, class := &e.stores, server.Trim(s.Class.Text)
	w.open(2, s.Domain())
	if kind := profile.StoreType(class); kind != "" {
		w.pair(4, "type", profile.YAMLText(kind))
	} else {
		w.pair(4, "class", profile.YAMLText(class))
	}
	w.WriteString(e.storeProperties(s, 4, s.Domain()+"_", "of the user store "+s.Domain()))
}
