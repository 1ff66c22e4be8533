package apply

import (
	"context"
	"errors"
	"slices"

	"ispatch/internal/driver"
	"ispatch/internal/hosts"
	"ispatch/internal/profile"
	"ispatch/patch"
)

// Apply changes the home to match the chosen sections of a profile. names is the
// section hosts, or nil if there is none. alone is set if the run is for this home
// only: if it fails, the change of the hosts file is undone too.
func (h *Home) Apply(
	ctx context.Context, p *profile.Profile, only profile.Only, names *Hosts, alone bool,
) (*Result, error) {
	parts := []Part{func(h *Home) (Planned, error) { return h.profile(p, only) }}
	if p.Driver != nil && only.Has(profile.SectionDriver) {
		parts = append(parts, Driver(DriverOptions{File: p.Driver.Path, Replace: p.Driver.Replace, Uses: usesOf(p),
			Refused: p.Driver.Refused}))
	}
	if names == nil {
		return h.Run(ctx, parts...)
	}
	if pending, err := h.Pending(); !h.options.DryRun && err == nil && !pending {
		// Report errors in the home before the hosts file is changed.
		if _, err := h.plan(parts); err != nil {
			_, errNames := names.preview()
			return h.newResult(), errors.Join(err, errNames)
		}
	}
	done, err := names.do(ctx)
	if err != nil {
		return h.newResult(), err
	}
	result, err := h.runAfter(ctx, done, parts)
	if err != nil && alone {
		err = names.undo(err)
	}
	return result, err
}

// ProfileHosts returns the names and addresses that a profile gives.
func ProfileHosts(p *profile.Profile, only profile.Only) []hosts.Entry {
	if !only.Has(profile.SectionHosts) {
		return nil
	}
	var entries []hosts.Entry
	for _, h := range p.Hosts {
		entries = append(entries, hosts.Entry(h))
	}
	return entries
}

// usesOf returns the datasources of a profile, which its driver is for. It returns
// nil, for those of the home, if the profile defines none.
func usesOf(p *profile.Profile) []driver.Use {
	var uses []driver.Use
	for _, d := range p.Datasources {
		uses = append(uses, driver.Use{Datasource: d.Name, Class: d.Driver})
	}
	return uses
}

// profile plans the XML files of a profile, and notes each datasource that would
// get a placeholder password. One that is already there, or a password in the
// secure vault, does not count.
func (h *Home) profile(p *profile.Profile, only profile.Only) (Planned, error) {
	if err := p.Fits(h.product.Product, only); err != nil {
		return Planned{}, err
	}
	of := func(force bool) []patch.Operation {
		return p.Operations(profile.Options{Only: only, ISVersion: h.product.ISVersion(), Force: force})
	}
	planned, err := h.xml(of)
	if err != nil {
		return planned, err
	}
	operations, placeholders := of(h.options.Force), p.Placeholders()
	for _, report := range planned.Reports {
		if report.Operation < 0 {
			continue
		}
		d, ok := operations[report.Operation].(patch.Datasource)
		if ok && slices.Contains(placeholders, d.Name) &&
			(report.Action == patch.Inserted || slices.Contains(report.Fields, "password")) {
			planned.Placeholders = append(planned.Placeholders, d.Name)
		}
	}
	return planned, nil
}
