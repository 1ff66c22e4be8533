package verify

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/spelling"
)

// A shape is the elements that the server knows in one.
type shape struct {
	known []string
	// many are those that may stand there several times.
	many []string
}

// The elements of a file of datasources.
var (
	rootShape       = shape{known: []string{"providers", "datasources", "datasource"}, many: []string{"datasources", "datasource"}}
	providersShape  = shape{known: []string{"provider"}, many: []string{"provider"}}
	listShape       = shape{known: []string{"datasource"}, many: []string{"datasource"}}
	datasourceShape = shape{known: []string{"name", "description", "jndiConfig", "definition"}}
	jndiShape       = shape{known: []string{"name", "environment"}}
	definitionShape = shape{known: []string{"configuration"}, many: []string{"configuration"}}
	propertiesShape = shape{known: []string{"property"}, many: []string{"property"}}
)

// onlyLast is what the server makes of two elements in a file of datasources.
const onlyLast = "the server reads only the last"

// checkStructure reports elements of a file of datasources that the server
// ignores without a word.
func (r *reader) checkStructure(f *file, root *etree.Element) {
	r.checkShape(f, root, rootShape, onlyLast)
	for _, e := range root.SelectElements("providers") {
		r.checkShape(f, e, providersShape, onlyLast)
	}
	for _, list := range root.SelectElements("datasources") {
		r.checkShape(f, list, listShape, onlyLast)
		for _, d := range list.SelectElements("datasource") {
			r.checkDatasourceStructure(f, d)
		}
	}
}

func (r *reader) checkDatasourceStructure(f *file, d *etree.Element) {
	r.checkShape(f, d, datasourceShape, onlyLast)
	for _, jndi := range d.SelectElements("jndiConfig") {
		r.checkShape(f, jndi, jndiShape, onlyLast)
		r.checkProperties(f, jndi, "environment")
	}
	for _, definition := range d.SelectElements("definition") {
		r.checkShape(f, definition, definitionShape, onlyLast)
		for _, configuration := range definition.SelectElements("configuration") {
			r.checkShape(f, configuration, r.configurationShape(), onlyLast)
			r.checkProperties(f, configuration, propertyLists...)
		}
	}
}

// checkProperties checks the children that are lists of properties.
func (r *reader) checkProperties(f *file, parent *etree.Element, lists ...string) {
	for _, tag := range lists {
		for _, e := range parent.SelectElements(tag) {
			r.checkShape(f, e, propertiesShape, onlyLast)
		}
	}
}

// checkShape reports children that the server doesn't know, and those that
// stand there twice; effect is what it makes of two.
func (c *check) checkShape(f *file, parent *etree.Element, s shape, effect string) {
	seen := map[string]*etree.Element{}
	for _, e := range parent.ChildElements() {
		switch one := seen[e.Tag]; {
		case e.Tag == "datasource" && strings.HasSuffix(f.path, "-datasources.xml") && !slices.Contains(s.known, e.Tag):
			// Is reported as one that stands outside.
		case !slices.Contains(s.known, e.Tag):
			if !s.reported(parent, e) {
				c.at(f, e, "unknown-element", unknownHint(parent, e, s.known), "<%s> is unknown in <%s>: the server ignores it", e.FullTag(), parent.Tag)
			}
		case one != nil && !slices.Contains(s.many, e.Tag):
			c.at(f, e, "repeated-element", "remove one of the two", "<%s> stands at line %s already: %s", e.Tag, number{f, one}, effect)
		default:
			seen[e.Tag] = e
		}
	}
}

// reported says that an unknown element is the cause of an error that is
// reported anyway: a misspelt element without which nothing is bound.
func (s shape) reported(parent, e *etree.Element) bool {
	for _, tag := range []string{"configuration", "definition", "datasources", "providers"} {
		if slices.Contains(s.known, tag) && strings.EqualFold(e.Tag, tag) && first(parent, tag) == nil {
			return true
		}
	}
	return false
}

// unknownHint says what an unknown element may have been meant to be.
func unknownHint(parent, e *etree.Element, known []string) string {
	switch {
	case e.Tag == "useDataSourceFactory":
		return `remove it, or make it an attribute: <jndiConfig useDataSourceFactory="…">`
	case e.Tag == "properties" && parent.Tag == "jndiConfig":
		return "the properties of a JNDI context stand in <environment>"
	}
	if near := spelling.Nearest(e.Tag, known); near != "" {
		return "did you mean <" + near + ">?"
	}
	return "remove it, or see whether it belongs somewhere else"
}

// sameLetters is the hint for a missing element, where there is one that
// differs in its case alone; else it is empty.
func sameLetters(parent *etree.Element, tag string) string {
	for _, e := range parent.ChildElements() {
		if e.Tag != tag && strings.EqualFold(e.Tag, tag) {
			return "<" + e.Tag + "> is not the same: write <" + tag + ">"
		}
	}
	return ""
}

// orElse returns the first of two texts that is not empty.
func orElse(text, other string) string {
	if text != "" {
		return text
	}
	return other
}
