package apply

import (
	"ispatch/internal/inventory"
	"ispatch/internal/server"
	"ispatch/patch"
)

// Mount returns the part that mounts a path of the registry. datasource is the JNDI
// name of a datasource of the home, or its own name; if it is empty, dbConfig and
// instance are left alone.
func Mount(datasource string, mount patch.MountSet) Part {
	return func(h *Home) (Planned, error) {
		if datasource != "" {
			d, err := h.datasource(datasource)
			if err != nil {
				return Planned{}, err
			}
			mount.JNDI = d.JNDI.Text
		}
		return h.xml(Always(mount))
	}
}

// Config returns the configuration of the home as the server reads it.
func (h *Home) Config() *server.Config { return server.Read(server.NewSource(h.FS())) }

// datasource returns the datasource that binds a JNDI name, or else the one with
// that name.
func (h *Home) datasource(name string) (*server.Datasource, error) {
	config := h.Config()
	if d := config.Binder(name); d != nil {
		return d, nil
	}
	return inventory.Lookup(config, name)
}

// DatasourceFields returns the part that changes those fields of an existing
// datasource that the operation sets. If the datasource does not exist, that is a
// problem.
func DatasourceFields(d patch.Datasource) Part {
	of := func(force bool) []patch.Operation {
		forced := d
		forced.Force = force
		return []patch.Operation{forced}
	}
	return func(h *Home) (Planned, error) {
		if _, err := inventory.Lookup(h.Config(), d.Name); err != nil {
			return Planned{}, err
		}
		return h.xml(of)
	}
}
