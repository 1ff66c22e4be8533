package verify

import (
	"cmp"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/server"
)

// realm checks user-mgt.xml: its first Realm with its first Configuration.
func (c *check) realm() {
	f := c.Realm.File
	root := f.Root()
	if root == nil {
		return
	}
	if !c.Realm.Written() {
		c.missing(server.Syntax{File: f, Element: root}, "Realm")
		return
	}
	for _, extra := range root.SelectElements("Realm")[1:] {
		p := c.at(server.Syntax{File: f, Element: extra}, "second-realm-configuration", "merge them",
			"a second <Realm>: the server reads only the first, at line %d", c.Realm.Line())
		relate(p, c.Realm.Syntax)
	}
	c.configuration()
	c.stores()
	c.authorization()
	c.misspelt(c.Realm.Syntax, "UserStoreManager", "AuthorizationManager")
}

// missing reports a missing element without which the server does not start. An element
// in a namespace is reported already.
func (c *check) missing(parent server.Syntax, tag string) {
	if c.hidden[parent.File.Path] {
		return
	}
	c.at(parent, "missing-realm-element", cmp.Or(sameLetters(parent.Element, tag), "add <"+tag+">"),
		"<%s> has no <%s>: the server does not start", parent.Element.Tag, tag)
}

// configuration checks the realm's configuration.
func (c *check) configuration() {
	at := c.Realm.Configuration
	if !at.Written() {
		c.noConfiguration()
		return
	}
	for _, e := range c.Realm.Element.ChildElements() {
		extra := server.Syntax{File: at.File, Element: e}
		switch {
		case e == at.Element || !strings.EqualFold(e.Tag, "Configuration") || e.NamespaceURI() != "":
		case e.Tag == "Configuration":
			p := c.at(extra, "second-realm-configuration", "move its contents into the first, and remove it",
				"a second <Configuration>: the server reads only the first, at line %d", at.Line())
			relate(p, at)
		default:
			p := c.at(extra, "second-realm-configuration", "move its contents into <Configuration>, and remove it",
				"<%s> is not <Configuration>: the server ignores it with all its contents", e.Tag)
			relate(p, at)
		}
	}
	c.required(at, "AddAdmin", c.Realm.AddAdmin)
	c.required(at, "AdminRole", c.Realm.AdminRole)
	c.required(at, "EveryOneRoleName", c.Realm.EveryoneRole)
	if admin := c.once(at, "AdminUser"); admin.Written() {
		c.required(admin, "UserName", c.Realm.AdminName)
		c.required(admin, "Password", c.Realm.AdminPassword)
		c.misspelt(admin, "UserName", "Password")
	}
	c.addAdmin()
	c.misspelt(at, "AddAdmin", "AdminRole", "EveryOneRoleName", "AdminUser", "Property")
	c.properties(c.Realm.Properties, at)
	if !nearly(c.Realm.Properties, "dataSource") && !nearly(c.Realm.Properties, "url") && !c.hidden[at.File.Path] {
		c.at(at, "missing-realm-element", `add <Property name="dataSource"> with the JNDI name of a datasource`,
			"<Configuration> names no dataSource: the server does not start")
	}
	name := c.Realm.AdminName
	if at := strings.IndexByte(name.Text, '@'); name.Known() && at >= 0 && !c.EmailUserName && c.Carbon.Root() != nil {
		p := c.at(name.Syntax, "email-user-name", "set <EnableEmailUserName>true</EnableEmailUserName> in carbon.xml",
			"the administrator's name has an @, but carbon.xml does not enable e-mail addresses as user names: "+
				"the server treats what is after the @ as a tenant")
		relate(p, server.Syntax{File: c.Carbon})
	}
}

// noConfiguration reports that the realm has no configuration.
func (c *check) noConfiguration() {
	for _, e := range c.Realm.Element.ChildElements() {
		if strings.EqualFold(e.Tag, "Configuration") && e.NamespaceURI() == "" {
			c.at(server.Syntax{File: c.Realm.File, Element: e}, "configuration-case",
				"write <Configuration> with a capital letter",
				"<%s> is not <Configuration>: the server finds none and does not start", e.Tag)
			return
		}
	}
	c.missing(c.Realm.Syntax, "Configuration")
}

// required checks an element that must exist and must not be empty.
func (c *check) required(parent server.Syntax, tag string, v server.Value) {
	if !c.once(parent, tag).Written() {
		return
	}
	c.trimmed(v, "<"+tag+">")
	if v.Text == "" && v.Alias == "" {
		c.at(v.Syntax, "empty-value", "write its value", "<%s> is empty: the server does not start", tag)
	}
}

// once returns a required element, and reports it if it is missing or repeated.
func (c *check) once(parent server.Syntax, tag string) server.Syntax {
	var all []*etree.Element
	for _, e := range parent.Element.SelectElements(tag) {
		if e.NamespaceURI() == "" && e.Space == "" {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		c.missing(parent, tag)
		return server.Syntax{File: parent.File}
	}
	one := server.Syntax{File: parent.File, Element: all[0]}
	for _, extra := range all[1:] {
		c.repeated(one, server.Syntax{File: parent.File, Element: extra}, "the server reads only the first")
	}
	return one
}

// addAdmin checks that AddAdmin is a boolean.
func (c *check) addAdmin() {
	v := c.Realm.AddAdmin
	if !v.Known() || v.Text == "" || strings.EqualFold(v.Text, "true") || strings.EqualFold(v.Text, "false") {
		return
	}
	c.at(v.Syntax, "add-admin", "write true or false",
		"<AddAdmin> is %q, which the server reads as false: the first start creates no administrator", clip(v.Text))
}

// trimmed reports a blank that the server's trimming leaves at the start or end of a
// value.
func (c *check) trimmed(v server.Value, name string) {
	if odd, kind := oddBlank(v.Text); odd != 0 {
		c.at(v.Syntax, "untrimmed-blank", "write "+name+" without it",
			"%s has a %s at an end, which the server does not trim: it is part of the value", name, kind)
	}
}

// misspelt reports elements that differ from a known one only in case, unless the known
// one is missing (which is an error of its own).
func (c *check) misspelt(parent server.Syntax, known ...string) {
	for _, e := range parent.Element.ChildElements() {
		for _, tag := range known {
			if e.Tag != tag && strings.EqualFold(e.Tag, tag) && first(parent.Element, tag) != nil {
				c.at(server.Syntax{File: parent.File, Element: e}, "unknown-element", "write <"+tag+">",
					"<%s> is not <%s>: the server ignores it", e.Tag, tag)
			}
		}
	}
}

// nearly reports whether there is a property with the given name, or with a name that
// differs only in blanks.
func nearly(properties server.Properties, name string) bool {
	for _, p := range properties {
		if bare(p.Name.Text) == name {
			return true
		}
	}
	return false
}

// properties checks the properties of an element. It reports a repeated property if that
// matters.
func (c *check) properties(all server.Properties, parent server.Syntax) {
	c.misspelt(parent, "Property")
	seen := map[string]*server.Property{}
	for _, p := range all {
		at := p.Value.Syntax
		if !p.Name.Written() {
			c.at(at, "property-without-name", "add the attribute name, or remove the property",
				"a <Property> of <%s> has no name: the server does not start", parent.Element.Tag)
			continue
		}
		name := p.Name.Text
		if odd, kind := oddBlank(name); odd != 0 {
			c.at(at, "untrimmed-blank", "write "+bare(name)+" without it",
				"the name of the property %s has a %s at an end, which the server does not trim: it does not know the property",
				bare(name), kind)
		}
		if name != "dataSource" {
			c.trimmed(p.Value, "the property "+bare(name))
		}
		if one := seen[name]; one != nil && (name == "dataSource" || one.Value.Text != p.Value.Text) {
			found := c.at(at, "repeated-property", "remove one of the two",
				"duplicate property %s (also at line %d): the server uses the last", name, one.Value.Line())
			relate(found, one.Value.Syntax)
		}
		seen[name] = p
	}
}

func (c *check) authorization() {
	at := c.once(c.Realm.Syntax, "AuthorizationManager")
	if !at.Written() {
		return
	}
	c.class(c.Realm.AuthorizationClass, at)
	c.properties(c.Realm.AuthorizationProperties, at)
}

// class checks the attribute that names a class, which the server does not trim.
func (c *check) class(v server.Value, at server.Syntax) {
	switch {
	case bare(v.Text) == "":
		c.at(at, "missing-realm-element", "add the attribute class", "<%s> has no class: the server does not start",
			at.Element.Tag)
	case v.Text != bare(v.Text):
		c.at(at, "class-blanks", `write class="`+bare(v.Text)+`"`,
			"blanks around the class of <%s>: the server treats them as part of the name and does not find the class",
			at.Element.Tag)
	}
}
