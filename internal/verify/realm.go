package verify

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/patch"
)

// checkRealm checks user-mgt.xml: its first Realm with its first
// Configuration.
func (c *check) checkRealm() {
	f := c.open(patch.UserManagement, true)
	if f == nil {
		return
	}
	c.checkNamespaces(f)
	c.checkEntities(f)
	c.checkPlaceholders(f)
	root := f.doc.Root()
	realm := first(root, "Realm")
	if realm == nil {
		c.missing(f, root, "Realm")
		return
	}
	for _, extra := range root.SelectElements("Realm")[1:] {
		c.at(f, extra, "second-realm-configuration", "make them one", "a second <Realm>: the server reads only the first, at line %s", number{f, realm})
	}
	realmSource := c.checkConfiguration(f, realm)
	c.checkStores(f, realm, realmSource)
	c.checkAuthorization(f, realm)
	c.checkCase(f, realm, "UserStoreManager", "AuthorizationManager")
}

// missing reports an element without which the server does not start.
func (c *check) missing(f *file, parent *etree.Element, tag string) {
	c.at(f, parent, "missing-realm-element", orElse(sameLetters(parent, tag), "add <"+tag+">"),
		"<%s> has no <%s>: the server does not start", parent.Tag, tag)
}

// checkConfiguration checks the realm's configuration and returns the element
// that names its datasource, nil where there is none.
func (c *check) checkConfiguration(f *file, realm *etree.Element) *etree.Element {
	configuration := first(realm, "Configuration")
	if configuration == nil {
		c.noConfiguration(f, realm)
		return nil
	}
	for _, e := range realm.ChildElements() {
		switch {
		case e == configuration || !strings.EqualFold(e.Tag, "Configuration"):
		case e.Tag == "Configuration":
			c.at(f, e, "second-realm-configuration", "move what it holds into the first, and remove it",
				"a second <Configuration>: the server reads only the first, at line %s", number{f, configuration})
		default:
			c.at(f, e, "second-realm-configuration", "move what it holds into <Configuration>, and remove it",
				"<%s> is not <Configuration>: the server ignores it and all that it holds", e.Tag)
		}
	}
	for _, tag := range []string{"AddAdmin", "AdminRole", "EveryOneRoleName"} {
		e := c.once(f, configuration, tag)
		if e != nil && tag == "AddAdmin" && strings.TrimSpace(value(e)) == "" {
			c.at(f, e, "missing-realm-element", "write true or false", "<AddAdmin> is empty: the server does not start")
		}
	}
	if admin := c.once(f, configuration, "AdminUser"); admin != nil {
		c.once(f, admin, "UserName")
		c.once(f, admin, "Password")
		c.checkCase(f, admin, "UserName", "Password")
	}
	c.checkCase(f, configuration, "AddAdmin", "AdminRole", "EveryOneRoleName", "AdminUser", "Property")
	properties := c.properties(f, configuration)
	source := properties["dataSource"]
	switch {
	case source != nil:
		c.refer(reference{file: f, element: source, what: "the realm", name: strings.TrimSpace(value(source))})
	case properties["url"] == nil:
		c.at(f, configuration, "missing-realm-element", `add <Property name="dataSource"> with the JNDI name of a datasource`,
			"<Configuration> names no dataSource: the server does not start")
	}
	return source
}

// noConfiguration reports that the realm has no configuration.
func (c *check) noConfiguration(f *file, realm *etree.Element) {
	for _, e := range realm.ChildElements() {
		if strings.EqualFold(e.Tag, "Configuration") {
			c.at(f, e, "configuration-case", "write <Configuration> with a capital letter",
				"<%s> is not <Configuration>: the server finds none and does not start", e.Tag)
			return
		}
	}
	c.missing(f, realm, "Configuration")
}

// once returns a required element, and reports where it is missing or stands
// there again.
func (c *check) once(f *file, parent *etree.Element, tag string) *etree.Element {
	all := parent.SelectElements(tag)
	if len(all) == 0 {
		c.missing(f, parent, tag)
		return nil
	}
	for _, extra := range all[1:] {
		c.firstOnly(f, all[0], extra)
	}
	return all[0]
}

// firstOnly reports an element that stands there again.
func (c *check) firstOnly(f *file, one, extra *etree.Element) {
	c.at(f, extra, "repeated-element", "remove one of the two", "<%s> stands at line %s already: the server reads only the first", extra.Tag, number{f, one})
}

// checkCase reports elements that differ from known ones by their case alone,
// where the known one is not missing (which is an error of its own).
func (c *check) checkCase(f *file, parent *etree.Element, known ...string) {
	for _, e := range parent.ChildElements() {
		for _, tag := range known {
			if e.Tag != tag && strings.EqualFold(e.Tag, tag) && first(parent, tag) != nil {
				c.at(f, e, "unknown-element", "write <"+tag+">", "<%s> is not <%s>: the server ignores it", e.Tag, tag)
			}
		}
	}
}

// properties returns the properties of an element by their names; the last of
// a name counts. One that stands there twice is reported where that matters.
func (c *check) properties(f *file, parent *etree.Element) map[string]*etree.Element {
	found := map[string]*etree.Element{}
	for _, e := range parent.SelectElements("Property") {
		a := e.SelectAttr("name")
		if a == nil {
			c.at(f, e, "property-without-name", `add the attribute name, or remove the property`,
				"a <Property> of <%s> has no name: the server does not start", parent.Tag)
			continue
		}
		name := strings.TrimSpace(a.Value)
		if one := found[name]; one != nil && (name == "dataSource" || strings.TrimSpace(value(one)) != strings.TrimSpace(value(e))) {
			c.at(f, e, "repeated-property", "remove one of the two",
				"the property %s stands at line %s already: the server takes the last", name, number{f, one})
		}
		found[name] = e
	}
	return found
}

func (c *check) checkAuthorization(f *file, realm *etree.Element) {
	e := c.once(f, realm, "AuthorizationManager")
	if e == nil {
		return
	}
	if e.SelectAttr("class") == nil {
		c.at(f, e, "missing-realm-element", "add the attribute class", "<AuthorizationManager> has no class: the server does not start")
	}
	c.properties(f, e)
	c.checkCase(f, e, "Property")
}
