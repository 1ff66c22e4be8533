package patch

import (
	"github.com/beevik/etree"

	"ispatch/internal/server"
)

// used returns the remoteInstances that mounts use, the dbConfigs that those
// use, and the local dbConfig.
func (r *registry) used() map[*etree.Element]bool {
	used := map[*etree.Element]bool{}
	by := func(kind, name string) {
		for _, e := range r.root.SelectElements(kind) {
			if keyOf(e) == name {
				used[e] = true
			}
		}
	}
	by("dbConfig", r.localName)
	for _, mount := range r.root.SelectElements("mount") {
		by("remoteInstance", childText(mount, "instanceId"))
	}
	for _, remote := range r.root.SelectElements("remoteInstance") {
		if used[remote] {
			by("dbConfig", childText(remote, "dbConfig"))
		}
	}
	return used
}

// warnOfUnused warns, at the end of the run, of elements that were used before
// the operation and no longer are: the server still connects to their database
// at start.
func (r *registry) warnOfUnused(before map[*etree.Element]bool) {
	now := r.used()
	for _, e := range r.root.ChildElements() {
		if !before[e] || now[e] {
			continue
		}
		what := "no mount uses remoteInstance %s any more"
		if e.Tag == "dbConfig" {
			what = "nothing uses dbConfig %s any more, and the server still connects to it"
		}
		r.Warn(e, Unused, "remove it if it is not needed", what, keyOf(e))
	}
}

// warnOfMove warns if a mount that is there gets another target: the server no longer
// sees what it stored at the old one, and may share the new one with another server.
func (r *registry) warnOfMove(p registryPart) {
	if p.kind != "mount" || p.present == nil {
		return
	}
	before := childText(p.present, "targetPath")
	for _, s := range p.settings {
		if s.Name == "targetPath" && before != "" && before != s.Value.Text {
			r.Warn(p.present, MountMoved, "what is stored there stays there; to keep the target, give "+before,
				"the target of mount %s was %s and becomes %s", p.name, before, s.Value.Text)
		}
	}
}

// warnOfMount warns if a path or target is nearly one of the registry's own:
// nothing would look for the mount there.
func (d *Documents) warnOfMount(m Mount) {
	for _, one := range []struct{ what, path string }{{"path", m.Path}, {"target", m.Target}} {
		if likely := server.LikelyPath(one.path); likely != "" {
			p := &Problem{File: RegistryConfiguration, Code: MountPath, Hint: "did you mean " + likely + "?"}
			p.Message = "the mount's " + one.what + ` "` + one.path + `" is nearly ` + likely
			d.Warn(p)
		}
	}
}
