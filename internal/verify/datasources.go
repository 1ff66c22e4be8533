package verify

import (
	"cmp"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/lazy"
	"ispatch/internal/problem"
	"ispatch/internal/server"
)

// datasources checks the files of datasources and each datasource.
func (c *check) datasources() {
	for _, f := range c.DatasourceFiles {
		c.leftoverCopy(f)
		if f.Root() == nil {
			continue
		}
		c.indexComments(f.File)
		c.stops(f)
		c.lists(f)
		c.structure(f)
	}
	rebound := map[*server.Datasource][]*server.Datasource{}
	for _, d := range c.Datasources {
		if d.Reason == server.Rebound {
			rebound[d.By] = append(rebound[d.By], d)
		}
	}
	for _, d := range c.Datasources {
		c.status(d)
		if others := rebound[d]; others != nil {
			p := c.at(d.JNDI.Syntax, "duplicate-jndi-name", "give one of them another JNDI name, or remove it",
				"%s binds %s, and so does %s at %s: the server uses the last", d.Title(), d.JNDI.Text, others[0].Title(),
				others[0].JNDI.Syntax)
			for _, other := range others {
				relate(p, other.JNDI.Syntax)
			}
		}
		if d.Status == server.Outside || d.Reason == server.Replaced {
			continue
		}
		c.nameBlanks(d)
		if d.Configuration.Written() {
			c.settings(d)
			c.connection(d)
		}
	}
}

// stops reports why the server stops reading datasources at a file.
func (c *check) stops(f *server.DatasourceFile) {
	root := f.Root()
	at := server.Syntax{File: f.File, Element: root}
	switch {
	case c.hidden[f.Path] && f.Stop != server.BadProvider:
	case f.Stop == server.WrongRoot:
		c.at(at, "wrong-root", "the root element must be <datasources-configuration>",
			"the root element is <%s>, not <datasources-configuration>: the server refuses the file and reads none after it",
			root.FullTag())
	case f.Stop == server.NoDatasources:
		c.at(at, "no-datasources", cmp.Or(sameLetters(root, "datasources"),
			"add <datasources></datasources> after <providers>"),
			"there is no <datasources>: the server fails on the file and reads none after it")
	case f.Stop == server.BadProvider:
		text := xmlValue(f.StopAt.Element)
		what := "an unknown class " + clip(bare(text))
		switch {
		case bare(text) == "":
			what = "an empty class"
		case text != bare(text):
			what = "a class with blanks around it"
		}
		c.at(f.StopAt, "bad-provider", "write "+server.RDBMSReader,
			"a provider has %s: the server loads no datasource of this file or those after it", what)
	}
}

// lists reports a second <datasources>, and a file without a provider.
func (c *check) lists(f *server.DatasourceFile) {
	for i, list := range f.Lists {
		if i > 0 {
			p := c.at(list, "second-datasources", "merge them",
				"a second <datasources>: it replaces the one at line %d", f.Lists[0].Line())
			relate(p, f.Lists[0])
		}
	}
	for _, d := range c.Datasources {
		if d.File == f.File && d.Reason == server.NoProvider {
			root := server.Syntax{File: f.File, Element: f.Root()}
			c.at(root, "no-providers", cmp.Or(sameLetters(f.Root(), "providers"),
				"add <providers><provider>"+server.RDBMSReader+"</provider></providers> before <datasources>"),
				"there is no <providers> with the server's reader of datasources: none of them is bound")
			return
		}
	}
}

// status reports the reason why a datasource is not bound.
func (c *check) status(d *server.Datasource) {
	definition := orParent(d.Definition, d.Syntax)
	reason := d.Reason
	if c.hidden[d.File.Path] && (reason == server.NoDefinition || reason == server.NoConfiguration) {
		return // it may exist in a namespace
	}
	switch reason {
	case server.DuplicateName:
		p := c.at(d.Syntax, "duplicate-datasource-name", "rename or remove one of the two",
			"duplicate %s (also at %s): the server ignores this datasource, every one after it, and every file after this one",
			d.Title(), d.Cause)
		relate(p, d.Cause)
	case server.NotInList:
		c.outside(d)
	case server.NoDefinition:
		c.at(d.Syntax, "definition-type", cmp.Or(sameLetters(d.Element, "definition"),
			`add <definition type="RDBMS"> with its <configuration>`), "%s has no <definition>: it is not bound", d.Title())
	case server.UnknownType:
		c.at(definition, "definition-type", `write type="RDBMS", exactly`,
			"the definition of %s has the type %q, which the server does not know: it is not bound", d.Title(), d.Type.Text)
	case server.NoConfiguration, server.WrongConfiguration:
		if !d.Configuration.Written() {
			c.at(definition, "no-configuration", cmp.Or(sameLetters(definition.Element, "configuration"), "add <configuration>"),
				"the definition of %s has no <configuration>: it is not bound", d.Title())
			return
		}
		c.at(d.Cause, "element-after-configuration", "remove it, or move it before <configuration>",
			"<%s> comes after <configuration>: the server uses the last element of a definition as its configuration, "+
				"so that %s is not bound", d.Cause.Element.FullTag(), d.Title())
	case server.BraceFirst:
		c.at(d.Cause, "brace-before-placeholder", hintBrace,
			"<%s> of %s has a } before a ${: the server fails when it looks for properties in it, and does not bind it",
			d.Cause.Element.Tag, d.Title())
	case server.NamelessProperty:
		c.at(d.Cause, "property-without-name", "add the attribute name, or remove the property",
			"a <property> of %s has no name: it is not bound", d.Title())
	}
	c.configurations(d)
}

// configurations reports a second <configuration> and a nested one.
func (c *check) configurations(d *server.Datasource) {
	if d.Definition.Element == nil || d.Status == server.Outside {
		return
	}
	all := d.Definition.Element.SelectElements("configuration")
	if len(all) > 1 {
		one := server.Syntax{File: d.File, Element: all[0]}
		p := c.at(server.Syntax{File: d.File, Element: all[1]}, "second-configuration", "merge them",
			"a second <configuration>: the server reads only the last, not the one at line %d", one.Line())
		relate(p, one)
	}
	if inner := first(d.Configuration.Element, "configuration"); inner != nil {
		c.at(server.Syntax{File: d.File, Element: inner}, "nested-configuration", "move its contents out, and remove it",
			"a <configuration> inside the <configuration> of %s: the server ignores it and all its settings", d.Title())
	}
}

// outside reports a datasource that the server ignores. It is an error if something
// refers to its JNDI name, because the lookup fails.
func (c *check) outside(d *server.Datasource) {
	for _, f := range c.DatasourceFiles {
		if f.File == d.File && (f.Stop == server.NoDatasources || f.Stop == server.WrongRoot || c.hidden[f.Path]) {
			return // reported with the file
		}
	}
	p := c.at(d.Syntax, "datasource-outside", "move it into <datasources>",
		"%s is not in <datasources>: the server ignores it", d.Title())
	if d.JNDI.Text == "" || c.Binder(d.JNDI.Text) != nil {
		return
	}
	for _, ref := range c.References {
		if ref.Text == d.JNDI.Text && ref.Off == "" && !ref.Feature {
			p.Severity = problem.Error
			relate(p, ref.Syntax)
		}
	}
}

// nameBlanks reports blanks around the names of a datasource.
func (c *check) nameBlanks(d *server.Datasource) {
	if blanked(d.JNDI.Text) && bare(d.JNDI.Text) != "" {
		c.at(d.JNDI.Syntax, "jndi-name-blanks", "write "+bare(d.JNDI.Text)+" without blanks or newlines",
			"blanks around the JNDI name of %s: the server treats them as part of it", d.Title())
	}
}

// indexComments remembers the names in comments, for hints.
func (c *check) indexComments(f *server.File) {
	each(f.Root(), func(t etree.Token) {
		if comment, ok := t.(*etree.Comment); ok {
			for _, m := range nameElement.Get().FindAllStringSubmatch(comment.Data, -1) {
				if _, known := c.commented[m[1]]; !known {
					c.commented[m[1]] = commentAt{f, comment}
				}
			}
		}
	})
}

var nameElement = lazy.Regexp{Expr: `<name>\s*([^<]*?)\s*</name>`}

// hasComment reports whether an element contains a comment.
func hasComment(e *etree.Element) bool {
	for _, t := range e.Child {
		if _, ok := t.(*etree.Comment); ok {
			return true
		}
	}
	return false
}

// refersTo reports whether anything refers to a JNDI name.
func (c *check) refersTo(jndi string) bool {
	for _, ref := range c.References {
		if ref.Text == jndi && ref.Off == "" {
			return true
		}
	}
	return false
}

// isFeature reports whether a file of datasources belongs to a part of the server that
// this program does not configure.
func isFeature(f *server.File) bool {
	return f.Path != server.MasterDatasources && strings.HasPrefix(f.Path, server.DatasourcesFolder+"/")
}
