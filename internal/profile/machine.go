package profile

import (
	"ispatch/internal/secret"
	"strings"
)

// driver reads the section of that name: the file stays where it is until it
// is installed.
func (l *loader) driver(n *node, p *Profile) {
	section := n.get(SectionDriver)
	if file := section.get("file"); section.ok() && file.ok() {
		p.Driver = &Driver{File: file.text, Path: within(l.dir, file.text)}
	}
}

// hosts reads the section of that name. A name given twice is reported: the
// hosts file would get one address of them.
func (l *loader) hosts(n *node, p *Profile) {
	section := n.get(SectionHosts)
	if !section.ok() {
		return
	}
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for i, item := range section.items {
		name, address := item.get("name"), item.get("address")
		if !item.ok() || !name.ok() || !address.ok() {
			continue
		}
		unique.check("name", strings.ToLower(name.text), name.at, index(SectionHosts, i))
		p.Hosts = append(p.Hosts, Host{Name: name.text, Address: address.text})
	}
}

// patches reads the section of that name. Two patches of one place are
// reported: each run would change it twice.
func (l *loader) patches(n *node, p *Profile) {
	section := n.get(SectionPatches)
	if !section.ok() {
		return
	}
	unique := uniqueness{loader: l, seen: map[[2]string]origin{}}
	for i, item := range section.items {
		file, place := item.get("file"), item.get("path")
		if !item.ok() || !file.ok() || !place.ok() {
			continue
		}
		path := index(SectionPatches, i)
		unique.check("place", file.text+" "+place.text, place.at, path)
		one := Patch{File: file.text, Path: place.text}
		wanted, remove := item.get("value"), item.get("delete")
		switch {
		case wanted != nil && remove != nil:
			l.add(item.entry("delete").at, path, "", "has both value and delete")
		case wanted == nil && remove == nil:
			if !item.vague {
				l.add(item.at, path, "", "has neither value nor delete")
			}
		case remove.ok() && remove.text != "true":
			l.reject(remove, join(path, "delete"), "leave the patch out", "is true or not there")
		case wanted != nil:
			v := l.resolve(wanted, join(path, "value"))
			if v.hidden {
				l.secrets = append(l.secrets, secret.Place{File: file.text, Path: place.text})
			}
			one.Value = &v.Value
		}
		p.Patches = append(p.Patches, one)
	}
}
