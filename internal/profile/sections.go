package profile

import "strings"

// driver reads the section of that name. The file is not read here.
func (l *loader) driver(keys *documentKeys, p *Profile) {
	if file := keys.Driver.File; keys.Driver.ok() && file.ok() {
		p.Driver = &Driver{File: file.text, Path: within(file.at.dir, file.text),
			Replace: keys.Driver.Replace.value() == "true"}
	}
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
