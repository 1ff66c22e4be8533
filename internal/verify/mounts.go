package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/server"
)

// mounts checks the mounts in the order in which the server reads them.
func (c *check) mounts() {
	targets := map[string]*server.Mount{}
	commented := c.commentedIDs()
	for _, m := range c.Registry.Mounts {
		c.shape(m.File, m.Element, mountShape, onlyFirst)
		switch m.Status {
		case server.SkippedMount:
			c.skipped(m)
			continue
		case server.DuplicateMount:
			p := c.at(m.Syntax, "duplicate-mount", "remove one of the two",
				"duplicate mount %s (also at line %d): the registry does not start", m.Path.Text, m.Duplicate.Line())
			relate(p, m.Duplicate.Syntax)
			continue
		case server.AbsentMount:
			c.absent(m, commented)
		}
		c.overwrite(m)
		c.mountPath(m.Path, "path")
		c.mountPath(m.Target, "target")
		c.sharedConfig(m)
		if m.Instance == nil || m.Instance.DBConfig == nil {
			continue
		}
		key := fmt.Sprintf("%p\x00%s", m.Instance.DBConfig, m.Target.Text)
		if one := targets[key]; one != nil {
			p := c.at(m.Target.Syntax, "mounts-on-one-target", "give each mount a target of its own",
				"the mounts %s and %s (line %d) have the same target, %s: what is written to one is in the other",
				m.Path.Text, one.Path.Text, one.Line(), m.Target.Text)
			relate(p, one.Target.Syntax)
		} else {
			targets[key] = m
		}
	}
}

// skipped reports a mount that lacks a path, an instance or a target.
func (c *check) skipped(m *server.Mount) {
	if c.hidden[m.File.Path] {
		return
	}
	if !m.Path.Written() {
		c.at(m.Syntax, "skipped-mount", "add the attribute path", "a <mount> has no path: the server skips it")
		return
	}
	tag := "instanceId"
	if m.InstanceID.Written() {
		tag = "targetPath"
	}
	c.at(m.Syntax, "skipped-mount", cmp.Or(sameLetters(m.Element, tag), "add <"+tag+">"),
		"the mount %s has no <%s>: the server skips it", m.Path.Text, tag)
}

// overwrite reports a mount that is not made because its path exists. An explicit false
// is taken as intended, unless every registry has the path.
func (c *check) overwrite(m *server.Mount) {
	if m.Overwrites() || m.Overwrite.Depends() {
		return
	}
	const hint = `write overwrite="true"`
	switch own := slices.Contains([]string{server.ConfigPath, server.GovernancePath, server.LocalPath}, m.Path.Text); {
	case !m.Overwrite.Written():
		c.at(m.Syntax, "mount-overwrite", hint,
			"the mount %s has no overwrite, which means false: if the path exists, it is not mounted", m.Path.Text)
	case !strings.EqualFold(m.Overwrite.Text, "false"):
		c.at(m.Syntax, "mount-overwrite", hint,
			"overwrite of the mount %s is %q, which means false: if the path exists, it is not mounted",
			m.Path.Text, clip(m.Overwrite.Text))
	case own:
		c.at(m.Syntax, "mount-overwrite", hint,
			"overwrite of the mount %s is false, and every registry has the path: it is not mounted", m.Path.Text)
	}
}

// absent reports a mount of an instance that does not exist.
func (c *check) absent(m *server.Mount, commented map[string]*etree.Comment) {
	id := m.InstanceID
	if id.Depends() || c.full() || c.hidden[m.File.Path] {
		return
	}
	if comment := commented[id.Text]; comment != nil {
		c.at(id.Syntax, "commented-remote-instance", "take it out of the comment, or make the mount a comment too",
			"the mount %s refers to remoteInstance %s, which is in a comment at line %d: the server does not mount it",
			m.Path.Text, id.Text, m.File.Line(comment))
		return
	}
	ids := map[string]bool{}
	for _, i := range c.Registry.Instances {
		ids[i.ID.Text] = i.ID.Written()
	}
	c.at(id.Syntax, "unknown-instance", meant(id.Text, ids, "add the remoteInstance"),
		"the mount %s refers to remoteInstance %q, which does not exist: the server does not mount it",
		m.Path.Text, id.Text)
}

// mountPath reports a path or target that was probably meant to be one of the two shared
// paths.
func (c *check) mountPath(v server.Value, what string) {
	likely := server.LikelyPath(v.Text)
	if likely == "" || !v.Known() {
		return
	}
	c.at(v.Syntax, "mount-path", "write "+likely,
		"the %s %q of a mount is not %s, which was probably meant: the server creates a separate path", what, clip(v.Text),
		likely)
}

// sharedConfig reports that this server's configuration registry is mounted at the same
// path as API Manager's, so that each overwrites the other's data. A database inside this
// server is not shared.
func (c *check) sharedConfig(m *server.Mount) {
	if m.Path.Text != server.ConfigPath || m.Target.Text != server.ConfigPath || m.Instance == nil ||
		c.Product == server.APIManager {
		return
	}
	if db := m.Instance.DBConfig; db != nil && db.DataSource != nil {
		if d := db.DataSource.Datasource; d != nil && local(d) {
			return
		}
	}
	c.at(m.Target.Syntax, "shared-config-target", "give it a target of its own, such as /_system/is_km/config",
		"the mount %s has the same target as API Manager's, %s: in a shared database "+
			"each overwrites the other's configuration",
		m.Path.Text, server.ConfigPath)
}
