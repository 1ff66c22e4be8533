package verify

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// configPath is where every server keeps its configuration registry.
const configPath = "/_system/config"

// ownPaths are there in every registry before anything is mounted.
var ownPaths = []string{configPath, "/_system/governance", "/_system/local"}

// checkMounts checks the mounts in the order in which the server reads them.
func (r *registry) checkMounts() {
	found := map[string]*etree.Element{}
	for _, e := range r.root.SelectElements("mount") {
		r.shape(e, mountShape)
		path := e.SelectAttr("path")
		if path == nil {
			r.at(r.file, e, "skipped-mount", "add the attribute path", "a <mount> has no path: the server skips it")
			continue
		}
		if one := found[path.Value]; one != nil {
			r.at(r.file, e, "duplicate-mount", "remove one of the two",
				"the mount %s stands at line %s already: the registry does not start", path.Value, number{r.file, one})
			continue
		}
		if r.skipped(e, path.Value) {
			continue
		}
		found[path.Value] = e
		r.checkOverwrite(e, path.Value)
		r.checkInstance(e, path.Value)
		r.checkShared(e, path.Value)
	}
}

// skipped reports a mount without an instance or a target.
func (r *registry) skipped(e *etree.Element, path string) bool {
	for _, tag := range []string{"instanceId", "targetPath"} {
		if first(e, tag) == nil {
			r.at(r.file, e, "skipped-mount", orElse(sameLetters(e, tag), "add <"+tag+">"), "the mount %s has no <%s>: the server skips it", path, tag)
			return true
		}
	}
	return false
}

// checkOverwrite reports a mount that is not made, because something is there.
// An explicit false is somebody's will, unless it is for a path that is there
// in every registry.
func (r *registry) checkOverwrite(e *etree.Element, path string) {
	a := e.SelectAttr("overwrite")
	text := ""
	if a != nil {
		text = a.Value
	}
	if strings.EqualFold(text, "true") || strings.EqualFold(text, "virtual") || depends(text) {
		return
	}
	const hint = `write overwrite="true"`
	switch own := slices.Contains(ownPaths, path); {
	case a == nil:
		r.at(r.file, e, "mount-overwrite", hint, "the mount %s has no overwrite, which is false: where the path exists, the mount is not made", path)
	case !strings.EqualFold(text, "false"):
		r.at(r.file, e, "mount-overwrite", hint, "overwrite of the mount %s is %q, which is false: where the path exists, the mount is not made", path, clip(text))
	case own:
		r.at(r.file, e, "mount-overwrite", hint, "overwrite of the mount %s is false, and the path exists in every registry: the mount is not made", path)
	}
}

// checkInstance reports a mount of an instance that there is not.
func (r *registry) checkInstance(e *etree.Element, path string) {
	instance := first(e, "instanceId")
	id := value(instance)
	if r.remotes[id] != nil || depends(id) || r.full() {
		return
	}
	if at, ok := r.commented[id]; ok {
		r.at(r.file, instance, "commented-remote-instance", "take it out of the comment, or make the mount a comment too",
			"the mount %s is of the instance %s, whose remoteInstance stands in a comment at line %s: the server doesn't make the mount", path, id, number(at))
		return
	}
	r.at(r.file, instance, "unknown-instance", meant(id, r.remotes, "add the remoteInstance"),
		"the mount %s is of the instance %q, but there is no remoteInstance of this id: the server doesn't make the mount", path, id)
}

// checkShared reports that this server's configuration registry is mounted on
// the path that API Manager's is on: what one writes the other overwrites. A
// database inside this server is not shared.
func (r *registry) checkShared(e *etree.Element, path string) {
	target := first(e, "targetPath")
	remote := r.remotes[value(first(e, "instanceId"))]
	if path != configPath || value(target) != configPath || remote == nil {
		return
	}
	if d := r.binders[r.sources[value(first(remote, "dbConfig"))]]; d != nil && local(d) {
		return
	}
	r.at(r.file, target, "shared-config-target", "give it a target of its own, as /_system/is_km/config",
		"the mount %s has the target that API Manager's has, %s: on one database each overwrites the other's configuration", path, configPath)
}
