package verify

import (
	"regexp"
	"strings"

	"github.com/beevik/etree"
)

// rdbmsReader is the provider that reads datasources of type RDBMS.
const rdbmsReader = "org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader"

// A datasource is one that a file of the home defines.
type datasource struct {
	file    *file
	element *etree.Element
	// name and jndi are the texts as the server reads them; jndiElement is nil
	// where no JNDI name is given.
	name, jndi    string
	jndiElement   *etree.Element
	configuration *etree.Element // nil where there is none
	// outside says that it does not stand in <datasources>, where the server
	// looks.
	outside bool
	// failed says that the server doesn't bind it because of an error that is
	// reported already.
	failed bool
}

// bound says whether the server binds the datasource's JNDI name.
func (d *datasource) bound() bool { return !d.outside && !d.failed && d.jndiElement != nil }

// setting returns the element of a setting that counts, nil where there is
// none.
func (d *datasource) setting(name string) *etree.Element { return last(d.configuration, name) }

// text returns the text of a setting as the server reads it.
func (d *datasource) text(name string) string { return value(d.setting(name)) }

// title names a datasource in a message.
func (d *datasource) title() string {
	if d.name == "" {
		return "a datasource without a name"
	}
	return "datasource " + d.name
}

// reader is what is known while the files of datasources are read.
type reader struct {
	*check
	provided bool // a provider for RDBMS was named
	foreign  bool // and another one
	names    map[string]*datasource
	stopped  bool // the server has given up
}

// readDatasources reads all files of datasources as the server would: master
// first, then the others, until a name stands twice.
func (c *check) readDatasources() {
	r := &reader{check: c, names: map[string]*datasource{}}
	for _, path := range c.docs.DatasourceFiles() {
		f := c.open(path, true)
		c.checkLeftover(path)
		if f == nil {
			c.incomplete = true
			continue
		}
		c.checkNamespaces(f)
		c.checkEntities(f)
		c.indexComments(f)
		r.read(f)
	}
}

func (r *reader) read(f *file) {
	root := f.doc.Root()
	if root.Tag != "datasources-configuration" {
		r.at(f, root, "wrong-root", "", "the root element is <%s>, not <datasources-configuration>: the server refuses the file", root.FullTag())
		r.incomplete = true
		return
	}
	lists := root.SelectElements("datasources")
	if len(lists) == 0 {
		r.at(f, root, "no-datasources", orElse(sameLetters(root, "datasources"), "add <datasources></datasources> behind <providers>"),
			"there is no <datasources>: the server fails on the file and reads none after it")
		r.incomplete = true
	}
	for _, extra := range lists[min(1, len(lists)):] {
		r.at(f, extra, "second-datasources", "make them one",
			"a second <datasources>: it replaces the one at line %s", number{f, lists[0]})
	}
	r.readProviders(f, root)
	for i, list := range lists {
		for _, e := range list.SelectElements("datasource") {
			r.readDatasource(f, e, i < len(lists)-1)
		}
	}
	if len(lists) > 0 {
		r.readOutside(f, root)
	}
	r.checkStructure(f, root)
}

// readProviders notes what kinds of datasources the server knows from here on.
func (r *reader) readProviders(f *file, root *etree.Element) {
	if providers := last(root, "providers"); providers != nil {
		for _, p := range providers.SelectElements("provider") {
			switch text := value(p); {
			case text == rdbmsReader:
				r.provided = true
			case strings.TrimSpace(text) != rdbmsReader && text != "":
				r.foreign = true
			}
		}
	}
	if !r.provided && !r.foreign {
		r.at(f, root, "no-providers", "add <providers><provider>"+rdbmsReader+"</provider></providers> before <datasources>",
			"there is no <providers> with the server's reader of datasources: none of them is bound")
	}
}

// readDatasource reads one that stands in <datasources>; replaced says that it
// is in one that a second <datasources> replaces.
func (r *reader) readDatasource(f *file, e *etree.Element, replaced bool) {
	d := newDatasource(f, e)
	d.failed = replaced || !r.provided && !r.foreign
	r.datasources = append(r.datasources, d)
	if replaced {
		return
	}
	if one := r.names[d.name]; one != nil {
		r.stopped = true
		r.at(f, e, "duplicate-datasource-name", "rename or remove one of the two",
			"%s stands at %s already: the server reads no datasource after it, nor any file after this one", d.title(), place{one.file, one.element})
	} else {
		r.names[d.name] = d
	}
	d.failed = d.failed || r.stopped
	if !r.checkDefinition(d) {
		d.failed = true
	}
}

// newDatasource reads the names of a datasource.
func newDatasource(f *file, e *etree.Element) *datasource {
	d := &datasource{file: f, element: e, name: value(last(e, "name")),
		configuration: last(last(e, "definition"), "configuration")}
	if d.jndiElement = last(last(e, "jndiConfig"), "name"); d.jndiElement != nil {
		d.jndi = value(d.jndiElement)
	}
	return d
}

// checkDefinition reports what keeps a datasource from being made, and says
// whether it is made.
func (r *reader) checkDefinition(d *datasource) bool {
	definition := last(d.element, "definition")
	if definition == nil {
		r.at(d.file, d.element, "definition-type", orElse(sameLetters(d.element, "definition"), `add <definition type="RDBMS"> with its <configuration>`), "%s has no <definition>: it is not bound", d.title())
		return false
	}
	// A reader of another kind may know other types.
	kind := definition.SelectAttrValue("type", "")
	if kind != "RDBMS" && (!r.foreign || strings.EqualFold(strings.TrimSpace(kind), "RDBMS")) {
		r.at(d.file, definition, "definition-type", `write type="RDBMS", with just these letters`,
			"the definition of %s has the type %q: the server knows no such type, and does not bind it", d.title(), kind)
		return false
	}
	if all := definition.SelectElements("configuration"); len(all) > 1 {
		r.at(d.file, all[1], "second-configuration", "make them one",
			"a second <configuration>: the server reads only the last, not the one at line %s", number{d.file, all[0]})
	}
	if d.configuration == nil {
		r.at(d.file, definition, "no-configuration", orElse(sameLetters(definition, "configuration"), "add <configuration>"),
			"the definition of %s has no <configuration>: it is not bound", d.title())
		return false
	}
	return true
}

// readOutside finds the datasources that stand elsewhere than in
// <datasources>.
func (r *reader) readOutside(f *file, root *etree.Element) {
	each(root, func(t etree.Token) {
		e, ok := t.(*etree.Element)
		if !ok || e.Tag != "datasource" || e.Parent().Tag == "datasources" && e.Parent().Parent() == root {
			return
		}
		d := newDatasource(f, e)
		d.outside = true
		r.datasources = append(r.datasources, d)
		r.at(f, e, "datasource-outside", "move it into <datasources>", "%s does not stand in <datasources>: the server ignores it", d.title())
	})
}

// indexComments remembers the names in comments, for hints.
func (c *check) indexComments(f *file) {
	each(f.doc.Root(), func(t etree.Token) {
		if comment, ok := t.(*etree.Comment); ok {
			for _, m := range nameElement.FindAllStringSubmatch(comment.Data, -1) {
				c.commented[m[1]] = place{f, comment}
			}
		}
	})
}

var nameElement = regexp.MustCompile(`<name>\s*([^<]*?)\s*</name>`)

// checkDatasources checks what the files of datasources say.
func (c *check) checkDatasources() {
	c.binders = map[string]*datasource{}
	for _, d := range c.datasources {
		if d.outside {
			continue
		}
		c.checkJNDIName(d)
		if d.configuration != nil {
			c.checkSettings(d)
			c.checkConnection(d)
		}
	}
}

// checkJNDIName reports blanks around a JNDI name, and two that bind one.
func (c *check) checkJNDIName(d *datasource) {
	if d.jndiElement == nil {
		return
	}
	if strings.TrimSpace(d.jndi) != d.jndi {
		c.at(d.file, d.jndiElement, "jndi-name-blanks", "write "+strings.TrimSpace(d.jndi)+" without blanks or newlines",
			"blanks around the JNDI name of %s: the server takes them as part of it", d.title())
		d.failed = true
	}
	if !d.bound() {
		return
	}
	if one := c.binders[d.jndi]; one != nil {
		c.at(d.file, d.jndiElement, "duplicate-jndi-name", "give one of the two another JNDI name, or remove it",
			"%s binds %s, as does %s at %s: the last wins", d.title(), d.jndi, one.title(), place{one.file, one.jndiElement})
	}
	c.binders[d.jndi] = d // the last wins
}
