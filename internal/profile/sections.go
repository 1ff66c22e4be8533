package profile

import (
	"strings"

	"ispatch/internal/problem"
)

// driver reads the section of that name. The file is not read here.
func (l *loader) driver(keys *documentKeys, p *Profile) {
	if file := keys.Driver.File; keys.Driver.ok() && file.ok() {
		p.Driver = &Driver{File: file.text, Path: within(file.at.dir, file.text),
			Replace: keys.Driver.Replace.value() == "true", at: file.at, path: file.path}
	}
}

// Refused returns an error in the driver's file with the place of its name in the profile.
func (d *Driver) Refused(err error) error {
	var all problems
	for _, p := range problem.From(err) {
		all.add(d.at, d.path, p.Hint, "%s", p.Error())
		one := &all.found[len(all.found)-1]
		one.Code, one.Err = p.Code, p
	}
	return all.err()
}

// hosts reads the section of that name. It reports a name that is given twice: the hosts
// file can have only one address for it.
func (l *loader) hosts(keys *documentKeys, p *Profile) {
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for _, one := range keys.Hosts.each {
		if !one.Name.ok() {
			continue
		}
		unique.check("name", strings.ToLower(one.Name.text), one.Name.at, one.path)
		if one.Address.ok() {
			p.Hosts = append(p.Hosts, Host{Name: one.Name.text, Address: one.Address.text})
		}
	}
}
