package verify

import (
	"strings"

	"github.com/beevik/etree"
)

// A reference is a place that names a datasource by its JNDI name.
type reference struct {
	file    *file
	element *etree.Element
	// what refers, for the message: the realm, dbConfig govregistry, …
	what string
	// name is the JNDI name as the server reads it.
	name string
	// feature says that only a part of the server needs it.
	feature bool
}

// refer notes a reference, which is resolved when all files are read.
func (c *check) refer(r reference) { c.references = append(c.references, r) }

// checkReferences resolves every reference. One that fails because of
// something that is reported already is not reported again.
func (c *check) checkReferences() {
	known := c.names()
	reported := map[*datasource]bool{}
	for _, r := range c.references {
		name := strings.TrimSpace(r.name)
		// java: names are another context's.
		if c.full() || depends(name) || strings.HasPrefix(name, "java:") {
			continue
		}
		if name != r.name {
			c.at(r.file, r.element, "jndi-name-blanks", "write "+name+" without blanks or newlines",
				"blanks around the JNDI name of %s: the server takes them as part of it", r.what)
		}
		d := known.unnamed[name]
		switch {
		case c.binders[name] != nil || known.failing[name]:
		case d != nil && !reported[d]:
			reported[d] = true
			c.at(d.file, d.element, "missing-jndi-name", "add <jndiConfig><name>"+name+"</name></jndiConfig> behind its <name> or <description>",
				"%s binds no JNDI name, but %s at %s asks for %s", d.title(), r.what, place{r.file, r.element}, name)
		case d == nil && !c.incomplete:
			c.unknown(r, name, known)
		}
	}
}

// unknown reports a reference to a name that nothing binds.
func (c *check) unknown(r reference, name string, known names) {
	code := "unknown-jndi-name"
	if r.feature {
		code = "unknown-jndi-name-in-feature"
	}
	if name == "" {
		c.at(r.file, r.element, code, "write the JNDI name of a datasource", "%s asks for an empty JNDI name", r.what)
		return
	}
	c.at(r.file, r.element, code, c.likely(name, known), "%s asks for the JNDI name %s, which no datasource binds", r.what, name)
}

// names are what is known of the datasources that bind no JNDI name, or go by
// another.
type names struct {
	// failing are the JNDI names that a datasource would bind but for an error
	// that is reported.
	failing map[string]bool
	// unnamed are the datasources without a JNDI name, by those that may be
	// meant for them.
	unnamed map[string]*datasource
	// outside are those that do not stand in <datasources>, by JNDI name.
	outside map[string]*datasource
	// named are those that bind a JNDI name, by their own name.
	named map[string]*datasource
}

func (c *check) names() names {
	n := names{map[string]bool{}, map[string]*datasource{}, map[string]*datasource{}, map[string]*datasource{}}
	for _, d := range c.datasources {
		switch jndi := strings.TrimSpace(d.jndi); {
		case d.outside:
			n.outside[jndi] = d
		case jndi == "" && d.name != "":
			n.unnamed[d.name], n.unnamed["jdbc/"+d.name] = d, d
		case d.failed:
			n.failing[jndi] = true
		case d.bound():
			n.named[d.name] = d
		}
	}
	return n
}

// likely says which JNDI name may have been meant.
func (c *check) likely(name string, known names) string {
	if d := known.outside[name]; d != nil {
		return "the datasource at " + place{d.file, d.element}.String() + " would, if it stood in <datasources>"
	}
	if d := known.named[name]; d != nil {
		return name + " is the name of a datasource; write the JNDI name that it binds, " + d.jndi
	}
	if at, ok := c.commented[name]; ok {
		return "one that does stands in a comment at " + at.String()
	}
	for _, near := range []string{"jdbc/" + name, strings.TrimPrefix(name, "jdbc/")} {
		if c.binders[near] != nil {
			return "did you mean " + near + "?"
		}
	}
	return meant(name, c.binders, "add a datasource that binds it")
}
