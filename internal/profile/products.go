package profile

import (
	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
)

// userStores reads the section of that name.
func (l *loader) userStores(keys *documentKeys, p *Profile) {
	for _, one := range keys.UserStores.pairs {
		if !one.is.ok() {
			continue
		}
		store := &userStoreKeys{block: one.is.block, Type: one.is.Type, Class: one.is.Class, Properties: one.is.Properties}
		file := patch.SecondaryUserStore{Domain: one.entry.key}.File()
		if read := l.store(store, file, StoreTypes()); read != nil {
			p.UserStores = append(p.UserStores, SecondaryStore{Domain: one.entry.key, UserStore: *read})
		}
	}
}

// identityServer and apiManager read the sections of these names.
func (l *loader) identityServer(keys *documentKeys, p *Profile) {
	section := keys.IdentityServer
	if !section.ok() {
		return
	}
	is := &IdentityServer{at: section.key, PortOffset: whole(section.PortOffset), RevokeURL: section.RevokeURL.value(),
		SignatureAlgorithm: section.JWT.SignatureAlgorithm.value()}
	if section.IdentityDataSource.ok() {
		is.IdentityDataSource, _ = l.reference(section.IdentityDataSource, keys, p)
	}
	if gateway := section.Gateway; gateway.ok() {
		is.Gateway = &patch.Gateway{URL: gateway.URL.value(), Environment: gateway.Environment.value()}
	}
	p.IdentityServer = is
}

func (l *loader) apiManager(keys *documentKeys, p *Profile) {
	section := keys.APIManager
	if !section.ok() {
		return
	}
	am := &APIManager{at: section.key, PortOffset: whole(section.PortOffset)}
	if section.IdentityDataSource.ok() {
		am.IdentityDataSource, _ = l.reference(section.IdentityDataSource, keys, p)
	}
	if manager := section.KeyManager; manager.ok() {
		am.KeyManager = &patch.KeyManager{URL: manager.URL.value(), Client: manager.Client.value(),
			ThriftServer: truth(manager.ThriftServer), UserName: l.optional(manager.Username),
			Password: l.optional(manager.Password)}
	}
	p.APIManager = am
}

// whole returns a whole number, or nil if it is missing.
func whole(k numberKey) *int {
	if !k.ok() {
		return nil
	}
	n, _ := decimal(k.text)
	number := int(n)
	return &number
}

// optional returns a value, or nil if it is missing.
func (l *loader) optional(k secretKey) *patch.Value {
	if !k.given() {
		return nil
	}
	v := l.resolve(k.leaf)
	return &v.Value
}

// Fits returns the problems of the profile for a product: a chosen section that is for
// another product. A home without a known product accepts both.
func (p *Profile) Fits(product server.Product, only Only) error {
	var problems problem.List
	add := func(at origin, section, of string) {
		one := problem.At(at.file, at.line, at.column, "leave the section out for this home",
			"%s is for %s, and this home is %s", section, of, product)
		if at.fromOption() {
			one = problem.New(one.Hint, "%s: %s", at.option, one.Message)
		}
		problems = append(problems, one)
	}
	if product == server.UnknownProduct {
		return nil
	}
	if is := p.IdentityServer; is != nil && only.Has(SectionIdentityServer) && !product.IsIdentityServer() {
		add(is.at, SectionIdentityServer, "an Identity Server or a Key Manager")
	}
	if am := p.APIManager; am != nil && only.Has(SectionAPIManager) && product != server.APIManager {
		add(am.at, SectionAPIManager, "an API Manager")
	}
	return problems.Err()
}

// operations returns the operations of the section.
func (s *IdentityServer) operations() []patch.Operation {
	var all []patch.Operation
	if s.PortOffset != nil {
		all = append(all, patch.PortOffset{Offset: *s.PortOffset})
	}
	if source := s.IdentityDataSource; source != (SourceName{}) {
		all = append(all, patch.IdentityDatasource{JNDI: source.JNDI, Datasource: source.Datasource})
	}
	if s.Gateway != nil {
		all = append(all, *s.Gateway)
	}
	if s.RevokeURL != "" {
		all = append(all, patch.RevokeURL{URL: s.RevokeURL})
	}
	if s.SignatureAlgorithm != "" {
		all = append(all, patch.JWT{SignatureAlgorithm: s.SignatureAlgorithm})
	}
	return all
}

func (s *APIManager) operations(force bool) []patch.Operation {
	var all []patch.Operation
	if s.PortOffset != nil {
		all = append(all, patch.PortOffset{Offset: *s.PortOffset})
	}
	if source := s.IdentityDataSource; source != (SourceName{}) {
		all = append(all, patch.IdentityDatasource{JNDI: source.JNDI, Datasource: source.Datasource})
	}
	if s.KeyManager != nil {
		manager := *s.KeyManager
		manager.Force = force
		all = append(all, manager)
	}
	return all
}

// hideProperty records a property whose value came from a file or variable.
func (l *loader) hideProperty(file, name string, v value) {
	if v.hidden {
		l.secrets = append(l.secrets, secret.Place{File: file, Property: name})
	}
}
