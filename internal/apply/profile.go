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

// Apply brings the home to a profile. Of the sections only those of the choice
// are looked at. names is the section hosts, nil where there is none; alone says
// that the run is for no other home, so that the hosts file is undone with this
// one.
func (h *Home) Apply(
	ctx context.Context, p *profile.Profile, only profile.Only, names *Hosts, alone bool,
) (*Result, error) {
	parts := []Part{func(h *Home) (Planned, error) { return h.profile(p, only) }}
	if p.Driver != nil && only.Has(profile.SectionDriver) {
		parts = append(parts, Driver(DriverOptions{File: p.Driver.Path, Replace: p.Driver.Replace, Uses: usesOf(p)}))
	}
	if names == nil {
		return h.Run(ctx, parts...)
	}
	if pending, err := h.Pending(); !h.options.DryRun && err == nil && !pending {
		// What is wrong with the home must show before the hosts file is changed.
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

// usesOf returns the datasources of a profile that its driver is for, nil for
// those of the home where it defines none.
func usesOf(p *profile.Profile) []driver.Use {
	var uses []driver.Use
	for _, d := range p.Datasources {
		uses = append(uses, driver.Use{Datasource: d.Name, Class: d.Driver})
	}
	return uses
}

// profile plans the XML files of a profile, and warns of each placeholder
// password that would be written: one may be in the secure vault, or there
// already.
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
