package profile

import (
	"strings"

	"ispatch/internal/problem"
	"ispatch/patch"
)

// The sections of a profile, in the order that they are applied.
const (
	SectionDatasources    = "datasources"
	SectionUserManagement = "userManagement"
	SectionUserStores     = "userStores"
	SectionRegistry       = "registry"
	SectionIdentityServer = "identityServer"
	SectionAPIManager     = "apiManager"
	SectionDriver         = "driver"
	SectionHosts          = "hosts"
	SectionPatches        = "patches"
)

// sectionDatabase has the defaults of all datasources.
const sectionDatabase = "database"

// Sections returns the names of all sections, in their order.
func Sections() []string {
	return []string{SectionDatasources, SectionUserManagement, SectionUserStores, SectionRegistry,
		SectionIdentityServer, SectionAPIManager, SectionDriver, SectionHosts, SectionPatches}
}

// Only is a choice of sections. The nil one is of all.
type Only map[string]bool

// ParseOnly reads a choice: names of sections between commas, blanks around
// them. An unknown one, or none at all, is a *problem.Problem.
func ParseOnly(argument string) (Only, error) {
	only := Only{}
	for _, name := range strings.Split(argument, ",") {
		name = strings.TrimSpace(name)
		known := false
		for _, section := range Sections() {
			known = known || section == name
		}
		if !known {
			return nil, problem.New(suggest(name, Sections()), "unknown section %q", clip(name))
		}
		only[name] = true
	}
	return only, nil
}

// Has reports whether the choice holds a section.
func (o Only) Has(section string) bool { return o == nil || o[section] }

// Options say what to make of a profile.
type Options struct {
	// Only chooses sections; nil is all of them.
	Only Only
	// ISVersion is the home's, "5.7.0"; it may be empty.
	ISVersion string
	// Force lets plain values replace those of the secure vault, and placeholders
	// of the documentation real values.
	Force bool
}

// Operations returns what brings the files of a home to the profile, in the
// order it is to be applied: datasources, user management, registry, patches.
// Driver and Hosts are files of another kind, and the caller's. The same
// profile and options give the same operations each time.
func (p *Profile) Operations(o Options) []patch.Operation {
	var operations []patch.Operation
	if o.Only.Has(SectionDatasources) {
		for i := range p.Datasources {
			d := &p.Datasources[i]
			if p.SingleTenant && p.sharedOnly(d) {
				continue
			}
			operations = append(operations, patch.Datasource{
				Name: d.Name, Description: d.Description, JNDI: d.JNDI, Configuration: d.settings(o.ISVersion), Force: o.Force,
			})
		}
	}
	if u := p.UserManagement; u != nil && o.Only.Has(SectionUserManagement) {
		if u.Source != (SourceName{}) && !p.SingleTenant {
			operations = append(operations, patch.UserStoreDatasource{JNDI: u.Source.JNDI, Datasource: u.Source.Datasource})
		}
		if s := u.UserStore; s != nil {
			operations = append(operations, patch.UserStore{Class: s.Class, Properties: s.Properties, Force: o.Force})
		}
		if a := u.Admin; a != nil {
			operations = append(operations, patch.Administrator{UserName: a.Username, Password: a.Password, Force: o.Force})
		}
	}
	if o.Only.Has(SectionUserStores) {
		for _, s := range p.UserStores {
			operations = append(operations, patch.SecondaryUserStore{Domain: s.Domain, Class: s.Class,
				Properties: s.Properties, Force: o.Force})
		}
	}
	if len(p.Registry) > 0 && o.Only.Has(SectionRegistry) && !p.SingleTenant {
		operations = append(operations, patch.Registry{Instances: p.Registry})
	}
	if p.IdentityServer != nil && o.Only.Has(SectionIdentityServer) {
		operations = append(operations, p.IdentityServer.operations()...)
	}
	if p.APIManager != nil && o.Only.Has(SectionAPIManager) {
		operations = append(operations, p.APIManager.operations(o.Force)...)
	}
	if o.Only.Has(SectionPatches) {
		for _, one := range p.Patches {
			if set, ok := one.(patch.Set); ok {
				set.Force = o.Force
				one = set
			}
			operations = append(operations, one)
		}
	}
	return operations
}

// sharedOnly reports whether a datasource is for the realm and the registry
// alone, which a server of a single tenant has in its own database.
func (p *Profile) sharedOnly(d *Datasource) bool {
	is := func(s SourceName) bool { return s.Datasource == d.Name || s.JNDI == d.jndi() }
	shared := p.UserManagement != nil && is(p.UserManagement.Source)
	for _, r := range p.Registry {
		shared = shared || is(SourceName{r.JNDI, r.Datasource})
	}
	if section := p.IdentityServer; section != nil && is(section.IdentityDataSource) {
		return false
	}
	if am := p.APIManager; am != nil && is(am.IdentityDataSource) {
		return false
	}
	for _, one := range p.Patches {
		if set, ok := one.(patch.Set); ok && set.Value.Text == d.jndi() {
			return false
		}
	}
	return shared
}

// Placeholder is the password of WSO2's documentation, and the default
// profile's.
const Placeholder = patch.PlaceholderPassword

// Placeholders returns the names of the datasources whose password would be
// the documentation's.
func (p *Profile) Placeholders() []string {
	var names []string
	for _, d := range p.Datasources {
		if d.Password.Text == Placeholder {
			names = append(names, d.Name)
		}
	}
	return names
}
