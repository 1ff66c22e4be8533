package profile

import (
	"strings"

	"ispatch/internal/secret"
)

// driver reads the section of that name: the file stays where it is until it
// is installed.
func (l *loader) driver(keys *documentKeys, p *Profile) {
	if file := keys.Driver.File; keys.Driver.ok() && file.ok() {
		p.Driver = &Driver{File: file.text, Path: within(file.at.dir, file.text)}
	}
}

// hosts reads the section of that name. A name given twice is reported: the
// hosts file would get one address of them.
func (l *loader) hosts(keys *documentKeys, p *Profile) {
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for _, one := range keys.Hosts.each {
		if !one.ok() || !one.Name.ok() || !one.Address.ok() {
			continue
		}
		unique.check("name", strings.ToLower(one.Name.text), one.Name.at, one.path)
		p.Hosts = append(p.Hosts, Host{Name: one.Name.text, Address: one.Address.text})
	}
}

// patches reads the section of that name. Two patches of one place are
// reported: each run would change it twice.
func (l *loader) patches(keys *documentKeys, p *Profile) {
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for i := range keys.Patches.each {
		one := &keys.Patches.each[i]
		if !one.ok() || !one.File.ok() || !one.Path.ok() {
			continue
		}
		unique.check("place", one.File.text+" "+one.Path.text, one.Path.at, one.path)
		p.Patches = append(p.Patches, l.patch(one))
	}
}

func (l *loader) patch(keys *patchKeys) Patch {
	one := Patch{File: keys.File.text, Path: keys.Path.text}
	switch {
	case keys.Value.given() && keys.Delete.given():
		l.add(keys.entry("delete").at, keys.path, "", "has both value and delete")
	case !keys.Value.given() && !keys.Delete.given():
		if !keys.vague {
			l.add(keys.at, keys.path, "", "has neither value nor delete")
		}
	case keys.Delete.ok() && keys.Delete.text != "true":
		l.reject(keys.Delete.node, keys.Delete.path, "leave the patch out", "must be true, or left out")
	case keys.Value.given():
		v := l.resolve(keys.Value.leaf)
		if v.hidden {
			l.secrets = append(l.secrets, secret.Place{File: one.File, Path: one.Path})
		}
		one.Value = &v.Value
	}
	return one
}
