package patch

import (
	"fmt"
	"slices"

	"ispatch/internal/server"
)

// warnOfDuplicates warns of other datasources that share a name or a JNDI name.
// The operation does not touch them, but the server ignores some.
func (d *Documents) warnOfDuplicates(o Datasource, entries []*server.Datasource) {
	names, jndis := map[string]*server.Datasource{}, map[string]*server.Datasource{}
	for _, entry := range entries {
		if one, twice := names[entry.Name.Text]; twice && entry.Name.Text != o.Name {
			d.warnAt(one, "duplicate datasource %s (also at %s): the server ignores every datasource after the second",
				one.Name.Text, d.where(one.File.Path, entry))
		}
		one, twice := jndis[entry.JNDI.Text]
		if twice && entry.JNDI.Text != "" && entry.JNDI.Text != o.JNDI && one.Name.Text != entry.Name.Text {
			d.warnAt(one, "datasource %s binds the JNDI name %s, and so does %s at %s: the last wins",
				one.Name.Text, one.JNDI.Text, entry.Name.Text, d.where(one.File.Path, entry))
		}
		names[entry.Name.Text], jndis[entry.JNDI.Text] = entry, entry
	}
}

// warnAt adds a warning at a datasource.
func (d *Documents) warnAt(at *server.Datasource, format string, args ...any) {
	p := d.problemAt(at.File.Path, at.Element, "", format, args...)
	p.Code = DuplicateName
	d.Warn(p)
}

// where returns the line of a datasource, and its file if that is another one.
func (d *Documents) where(file string, entry *server.Datasource) string {
	line := d.line(entry.File.Path, entry.Element)
	if entry.File.Path == file {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("%s:%d", entry.File.Path, line)
}

// ambiguous returns the problem of two datasources where only one is allowed.
func (d *Documents) ambiguous(o Datasource, one, other *server.Datasource) *Problem {
	again := d.where(one.File.Path, other)
	if one.Name.Text == other.Name.Text {
		return d.problemAt(one.File.Path, one.Element,
			"remove one of the two: the server ignores every datasource after the second",
			"duplicate datasource %s (also at %s)", one.Name.Text, again)
	}
	return d.problemAt(one.File.Path, one.Element, "remove one of the two, or give it another JNDI name",
		"datasource %s, and %s at %s, would both bind the JNDI name %s", one.Name.Text, other.Name.Text, again, o.JNDI)
}

// warnOfNearName warns, at the end of the run, if a datasource already exists
// under nearly the name of a new one and the run does not name both: the name
// may be a typo, and then the intended datasource was not changed.
func (d *Documents) warnOfNearName(name string, entries []*server.Datasource) {
	d.Finally(func() {
		for _, entry := range entries {
			if near(name, entry.Name.Text) && !slices.Contains(d.named, entry.Name.Text) {
				p := d.problemAt(entry.File.Path, entry.Element, "if that one is meant, give its name",
					"datasource %s exists, and %s was added next to it", entry.Name.Text, name)
				p.Code = NearName
				d.Warn(p)
			}
		}
	})
}

// rememberBound notes which JNDI names the home binds, before the run changes
// any datasource.
func (d *Documents) rememberBound() {
	if d.bound != nil {
		return
	}
	d.bound = map[string]bool{}
	for _, e := range d.bindings().Datasources {
		d.bound[e.JNDI.Text] = d.bound[e.JNDI.Text] || e.Status == server.Bound
	}
	d.Finally(d.warnOfUnbound)
}

// warnOfUnbound warns of references to a JNDI name that the home bound before
// the run and no longer binds.
func (d *Documents) warnOfUnbound() {
	lost := false
	for name, was := range d.bound {
		lost = lost || was && d.bindings().Binder(name) == nil
	}
	if !lost {
		return
	}
	for _, r := range d.server().References {
		if !d.bound[r.Text] || r.Datasource != nil || r.Off != "" {
			continue
		}
		p := d.problemAt(r.File.Path, r.Element, "let the datasource keep its JNDI name, or change this reference too",
			"the %s refers to the JNDI name %s, which nothing binds any more", r.Role, r.Text)
		p.Code = UnboundName
		d.Warn(p)
	}
}
