package home

import (
	"io/fs"
	"path"
	"slices"
)

// Generated reports whether the server regenerates XML files from
// repository/conf/deployment.toml at each start (5.9.0 and later), so that
// changes to them are lost. Only the name counts, so a dangling link counts
// too.
func (h *Home) Generated() bool {
	_, err := fs.Lstat(h.FS(), "repository/conf/deployment.toml")
	return err == nil
}

// templates is the folder with the templates of these files:
// repository/conf/user-mgt.xml is generated from
// repository/conf/user-mgt.xml.j2 in it (carbon-config-mapper, ConfigParser).
const templates = "repository/resources/conf/templates"

// withoutTemplates are the files that count as generated if the folder of
// templates is missing.
var withoutTemplates = []string{
	"repository/conf/datasources/master-datasources.xml",
	"repository/conf/user-mgt.xml",
	"repository/conf/registry.xml",
}

// GeneratedFile reports whether the server regenerates a file at each start:
// the home is Generated, and has a template for the file. Without a folder of
// templates, the datasources, the realm and the registry are assumed to be
// generated. The name is relative to the home, with slashes.
func (h *Home) GeneratedFile(name string) bool {
	if !h.Generated() {
		return false
	}
	name = path.Clean(name)
	if _, err := fs.Stat(h.FS(), templates); err != nil {
		return slices.Contains(withoutTemplates, name)
	}
	_, err := fs.Lstat(h.FS(), path.Join(templates, name+".j2"))
	return err == nil
}
