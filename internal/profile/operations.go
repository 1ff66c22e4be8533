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

// sectionDatabase is the section with the defaults of all datasources.
const sectionDatabase = "database"

// Sections returns the names of all sections, in their order.
func Sections() []string {
	return []string{SectionDatasources, SectionUserManagement, SectionUserStores, SectionRegistry,
		SectionIdentityServer, SectionAPIManager, SectionDriver, SectionHosts, SectionPatches}
}

// Only is a choice of sections. A nil Only chooses all.
type Only map[string]bool

// ParseOnly parses a choice: a comma-separated list of section names, which may have
// blanks around them. For an unknown name or an empty list it returns a *problem.Problem.
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

// Has reports whether the choice contains a section.
func (o Only) Has(section string) bool { return o == nil || o[section] }

// Options control the operations made from a profile.
type Options struct {
	// Only chooses sections; nil is all of them.
	Only Only
	// ISVersion is the version of the home, such as "5.7.0"; it may be empty.
	ISVersion string
	// Force lets plain values replace values from the secure vault, and the
	// documentation's placeholders replace real values.
	Force bool
}

// Operations returns the operations that change the files of a home to match the profile,
// in the order in which to apply them: datasources, user management, user stores, registry,
// Identity Server, API Manager, patches. It leaves Driver and Hosts to the caller. The
// result depends only on the profile and the options.
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

// sharedOnly reports whether a datasource is only for the realm and the registry, which a
// single-tenant server has in its own database.
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

// Placeholder is the password in WSO2's documentation and in the default profile.
const Placeholder = patch.PlaceholderPassword

// Placeholders returns the names of the datasources whose password would be Placeholder.
func (p *Profile) Placeholders() []string {
	var names []string
	for _, d := range p.Datasources {
		if d.Password.Text == Placeholder {
			names = append(names, d.Name)
		}
	}
	return names
}
