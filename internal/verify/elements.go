package verify

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/internal/spelling"
)

// A shape lists the child elements that the server knows in an element.
type shape struct {
	known []string
	// many are those that can be repeated.
	many []string
}

// The elements of a file of datasources.
var (
	rootShape = shape{known: []string{"providers", "datasources", "datasource"},
		many: []string{"datasources", "datasource"}}
	providersShape  = shape{known: []string{"provider"}, many: []string{"provider"}}
	listShape       = shape{known: []string{"datasource"}, many: []string{"datasource"}}
	datasourceShape = shape{known: []string{"name", "description", "jndiConfig", "definition"}}
	jndiShape       = shape{known: []string{"name", "environment"}}
	definitionShape = shape{known: []string{"configuration"}, many: []string{"configuration"}}
	propertiesShape = shape{known: []string{"property"}, many: []string{"property"}}
)

// onlyLast says how the server treats a repeated element in a file of datasources.
const onlyLast = "the server reads only the last"

// structure reports elements of a file of datasources that the server silently
// ignores.
func (c *check) structure(f *server.DatasourceFile) {
	root := f.Root()
	if root.Tag != "datasources-configuration" {
		return
	}
	c.shape(f.File, root, rootShape, onlyLast)
	for _, e := range root.SelectElements("providers") {
		c.shape(f.File, e, providersShape, onlyLast)
	}
	for _, list := range root.SelectElements("datasources") {
		c.shape(f.File, list, listShape, onlyLast)
		for _, d := range list.SelectElements("datasource") {
			c.datasourceStructure(f.File, d)
		}
	}
}

func (c *check) datasourceStructure(f *server.File, d *etree.Element) {
	c.shape(f, d, datasourceShape, onlyLast)
	for _, jndi := range d.SelectElements("jndiConfig") {
		c.shape(f, jndi, jndiShape, onlyLast)
		c.propertyLists(f, jndi, "environment")
	}
	for _, definition := range d.SelectElements("definition") {
		if first(definition, "configuration") == nil || last(definition).Tag == "configuration" {
			c.shape(f, definition, definitionShape, onlyLast)
		}
		for _, configuration := range definition.SelectElements("configuration") {
			c.shape(f, configuration, c.configurationShape(), onlyLast)
			c.propertyLists(f, configuration, "databaseProps", "dataSourceProps")
		}
	}
}

// last returns the last child element, or nil if there is none.
func last(e *etree.Element) *etree.Element {
	all := e.ChildElements()
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// configurationShape is the shape of <configuration> for the home's version. A nested
// <configuration> is a problem of its own.
func (c *check) configurationShape() shape {
	s := shape{known: []string{"configuration"}, many: []string{"configuration"}}
	for _, setting := range server.Settings() {
		if setting.Since == "" || !c.Before(5, 8) {
			s.known = append(s.known, setting.Name)
		}
	}
	return s
}

// propertyLists checks the children that are lists of properties.
func (c *check) propertyLists(f *server.File, parent *etree.Element, lists ...string) {
	for _, tag := range lists {
		for _, e := range parent.SelectElements(tag) {
			c.shape(f, e, propertiesShape, onlyLast)
		}
	}
}

// shape reports child elements that the server does not know, and repeated ones; effect
// says how the server treats those.
func (c *check) shape(f *server.File, parent *etree.Element, s shape, effect string) {
	seen := map[string]*etree.Element{}
	for _, e := range parent.ChildElements() {
		at := server.Syntax{File: f, Element: e}
		switch one := seen[e.Tag]; {
		case e.NamespaceURI() != "" || e.Space != "":
			// Reported by namespaces.
		case e.Tag == "datasource" && strings.HasSuffix(f.Path, "-datasources.xml") && !slices.Contains(s.known, e.Tag):
			// Reported by outside.
		case !slices.Contains(s.known, e.Tag):
			if !s.reported(parent, e) {
				p := c.at(at, "unknown-element", unknownHint(parent, e, s.known),
					"<%s> is unknown in <%s>: the server ignores it", e.FullTag(), parent.Tag)
				if e.Tag == "useDataSourceFactory" && isFeature(f) {
					p.Severity = problem.Note // WSO2 ships it like that
				}
			}
		case one != nil && !slices.Contains(s.many, e.Tag):
			c.repeated(server.Syntax{File: f, Element: one}, at, effect)
		default:
			seen[e.Tag] = e
		}
	}
}

// repeated reports a repeated element.
func (c *check) repeated(one, extra server.Syntax, effect string) {
	p := c.at(extra, "repeated-element", "remove one of the two", "duplicate <%s> (also at line %d): %s",
		extra.Element.Tag, one.Line(), effect)
	relate(p, one)
}

// reported reports whether an unknown element causes an error that is reported anyway: it
// is a misspelt element without which nothing is bound.
func (s shape) reported(parent, e *etree.Element) bool {
	for _, tag := range []string{"configuration", "definition", "datasources", "providers"} {
		if slices.Contains(s.known, tag) && strings.EqualFold(e.Tag, tag) && first(parent, tag) == nil {
			return true
		}
	}
	return false
}

// unknownHint suggests a known element in place of an unknown one.
func unknownHint(parent, e *etree.Element, known []string) string {
	switch {
	case e.Tag == "useDataSourceFactory":
		return `remove it, or make it an attribute: <jndiConfig useDataSourceFactory="…">`
	case e.Tag == "properties" && parent.Tag == "jndiConfig":
		return "the properties of a JNDI context belong in <environment>"
	}
	if s, later := server.SettingOf(e.Tag); later && s.Since != "" {
		return "remove it: only Identity Server " + s.Since + " and later know it"
	}
	if near := spelling.Nearest(e.Tag, known); near != "" {
		return "did you mean <" + near + ">?"
	}
	return "remove it, or see whether it belongs somewhere else"
}

// sameLetters is the hint for a missing element if there is one that differs only in
// case; otherwise it is "".
func sameLetters(parent *etree.Element, tag string) string {
	for _, e := range parent.ChildElements() {
		if e.Tag != tag && strings.EqualFold(e.Tag, tag) {
			return "<" + e.Tag + "> is not the same: write <" + tag + ">"
		}
	}
	return ""
}
