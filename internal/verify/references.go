package verify

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ispatch/internal/server"
	"ispatch/internal/spelling"
)

// what is the name of a reference in a message.
func what(ref *server.Reference) string {
	switch ref.Role {
	case server.RealmRole:
		return "the realm"
	case server.UserStoreRole:
		return "the user store"
	case server.RegistryRole:
		return "dbConfig " + cmp.Or(ref.Path, "without a name")
	case server.IdentityRole:
		return "the identity database"
	case server.ThriftRole:
		return "thrift authentication"
	case server.ConsentRole:
		return "consent management"
	case server.APIRole:
		return "the API Manager's configuration"
	case server.WorkflowRole:
		return "the workflow engine"
	case server.HumanTaskRole:
		return "the human task engine"
	}
	return "the metrics reporter"
}

// references reports references that find nothing. It skips those whose cause is reported
// already.
func (c *check) references() {
	missing := map[*server.Datasource]bool{}
	for _, ref := range c.References {
		if c.full() || ref.Off != "" || ref.Depends() || strings.HasPrefix(ref.Text, "java:") || !c.needed(ref) {
			continue
		}
		name := bare(ref.Text)
		if blanked(ref.Text) && name != "" {
			c.at(ref.Syntax, "jndi-name-blanks", "write "+name+" without blanks or newlines",
				"blanks around the JNDI name of %s: the server treats them as part of it", what(ref))
		}
		if c.Binder(name) != nil || c.failing(name) {
			continue
		}
		if d := c.unnamed(name); d != nil {
			if !missing[d] {
				p := c.at(d.Syntax, "missing-jndi-name",
					"add <jndiConfig><name>"+name+"</name></jndiConfig> after its <name> or <description>",
					"%s binds no JNDI name, but %s at %s asks for %s", d.Title(), what(ref), ref.Syntax, name)
				relate(p, ref.Syntax)
			}
			missing[d] = true
			continue
		}
		if !c.incomplete() {
			c.unknown(ref, name)
		}
	}
}

// needed reports whether the server fails if a reference finds nothing. For a dbConfig
// that nothing uses it only logs a warning; that is a problem of its own here.
func (c *check) needed(ref *server.Reference) bool {
	for _, d := range c.Registry.DBConfigs {
		if d.DataSource == ref {
			return d.Used || !c.unused(d)
		}
	}
	return true
}

// incomplete reports whether the server does not read all files of datasources, so that a
// missing name may be in one of them.
func (c *check) incomplete() bool {
	for _, f := range c.DatasourceFiles {
		if f.Stop != "" || f.Path == server.MasterDatasources && f.Missing() || c.hidden[f.Path] {
			return true
		}
	}
	return false
}

// failing reports whether a datasource would bind a JNDI name if it did not have a
// problem that is reported.
func (c *check) failing(name string) bool {
	for _, d := range c.Datasources {
		if bare(d.JNDI.Text) == name && name != "" {
			return true
		}
	}
	return false
}

// unnamed returns a datasource without a JNDI name that was probably meant to have the
// given one.
func (c *check) unnamed(name string) *server.Datasource {
	for _, d := range c.Datasources {
		if d.Reason == server.NoJNDIName && d.Name.Text != "" && (d.Name.Text == name || "jdbc/"+d.Name.Text == name) {
			return d
		}
	}
	return nil
}

// unknown reports a reference to a name that nothing binds.
func (c *check) unknown(ref *server.Reference, name string) {
	code := "unknown-jndi-name"
	if ref.Feature {
		code = "unknown-jndi-name-in-feature"
	}
	if name == "" {
		c.at(ref.Syntax, code, "write the JNDI name of a datasource", "%s asks for an empty JNDI name", what(ref))
		return
	}
	c.at(ref.Syntax, code, c.likely(name), "%s asks for the JNDI name %s, which no datasource binds", what(ref), name)
}

// likely suggests the JNDI name that was probably meant.
func (c *check) likely(name string) string {
	if d := c.Config.Datasource(name); d != nil && d.Status == server.Bound {
		return name + " is the name of a datasource; write the JNDI name that it binds, " + d.JNDI.Text
	}
	if at, ok := c.commented[name]; ok {
		return "one that does is in a comment at " + at.String()
	}
	bound := map[string]bool{}
	for _, d := range c.Datasources {
		if d.Status == server.Bound {
			bound[d.JNDI.Text] = true
		}
	}
	for _, near := range []string{"jdbc/" + name, strings.TrimPrefix(name, "jdbc/")} {
		if bound[near] {
			return "did you mean " + near + "?"
		}
	}
	return c.nearest(name, bound)
}

// nearest is the hint with the most similar JNDI name. It skips names with another
// purpose: WSO2AM_DB is not a misspelt WSO2UM_DB.
func (c *check) nearest(name string, bound map[string]bool) string {
	const otherwise = "add a datasource that binds it"
	candidates := slices.Sorted(maps.Keys(bound))
	for _, candidate := range candidates {
		if plain(candidate) == plain(name) {
			return "did you mean " + candidate + "?"
		}
	}
	if !slices.Contains(wellKnown, plain(name)) {
		candidates = slices.DeleteFunc(candidates, func(n string) bool {
			return slices.Contains(wellKnown, plain(n)) && c.refersTo(n)
		})
		if near := spelling.Nearest(name, candidates); near != "" {
			return "did you mean " + near + "?"
		}
	}
	if len(bound) > 8 || len(bound) == 0 {
		return otherwise
	}
	return otherwise + ", or write one of " + strings.Join(slices.Sorted(maps.Keys(bound)), ", ")
}

// wellKnown are the names in WSO2's documentation and stock files, in the form that plain
// returns.
var wellKnown = []string{"wso2amdb", "wso2umdb", "wso2regdb", "wso2carbondb", "wso2amstatsdb", "wso2mbstoredb",
	"wso2metricsdb", "bpsds"}

// plain returns a JNDI name in lower case without prefix and separators.
func plain(name string) string {
	name = strings.TrimPrefix(strings.ToLower(name), "jdbc/")
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(name)
}

// meant is the hint for an unknown name: the nearest known name, or otherwise if none is
// near.
func meant[V any](name string, known map[string]V, otherwise string) string {
	if len(known) == 0 {
		return otherwise
	}
	names := slices.Sorted(maps.Keys(known))
	if near := spelling.Nearest(bare(name), names); near != "" {
		return "did you mean " + near + "?"
	}
	if len(names) > 8 {
		return otherwise
	}
	return otherwise + ", or write one of " + strings.Join(names, ", ")
}
