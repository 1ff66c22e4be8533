package patch

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/beevik/etree"

	"ispatch/xmlpath"
)

// A Setting is one child element of a datasource's configuration.
type Setting struct {
	// Name of the element: url, username, maxActive, …
	Name string
	// Value is what it must hold.
	Value Value
	// NewOnly says that the setting is a default: it is written into an element
	// that the operation creates and left alone, present or missing, in one
	// that was there before.
	NewOnly bool
}

// Datasource is the operation that defines one datasource.
//
// Missing: it is inserted into master-datasources.xml behind the last
// datasource. Present, by its name or because it alone binds the JNDI name, in
// any file of the folder that the server reads: it keeps its name, only what
// differs changes, and settings that it lacks are inserted in the order given
// here behind their nearest predecessor; what this operation does not know
// stays. There twice, by name or by JNDI name, in one file or in two: a problem
// that names both lines, because the server drops every datasource behind a
// name that it has met, and of two that bind one JNDI name the last wins
// (carbon-kernel 4.4.35, DataSourceManager and DataSourceRepository).
type Datasource struct {
	// Name is the text of <name>.
	Name string
	// Description is the text of <description>. Empty leaves one alone, and
	// gives a new datasource none.
	Description string
	// JNDI is the JNDI name that the datasource binds, e.g. jdbc/WSO2AM_DB.
	JNDI string
	// Configuration is what <configuration> holds, in the order of a new one.
	Configuration []Setting
	// Force overwrites a value that the secure vault provides by a plain one.
	Force bool
}

// File returns the file that new datasources go to.
func (Datasource) File() string { return MasterDatasources }

// Apply implements Operation.
func (o Datasource) Apply(docs *Documents) ([]Report, error) {
	list, err := docs.datasourceList(MasterDatasources)
	if err != nil {
		return nil, err
	}
	entries, err := docs.Datasources()
	if err != nil {
		return nil, err
	}
	docs.warnOfDuplicates(o, entries)
	found := slices.DeleteFunc(entries, func(d DefinedDatasource) bool { return d.Name != o.Name && d.JNDI != o.JNDI })
	if len(found) > 1 {
		return nil, docs.ambiguous(o, found[0], found[1])
	}
	name := "datasource " + o.Name
	if len(found) == 0 {
		e := o.create(list)
		if all := children(list, "datasource"); len(all) > 0 {
			xmlpath.InsertAfter(all[len(all)-1], e)
		} else {
			prepend(list, e)
		}
		return []Report{{File: MasterDatasources, Name: name, Action: Inserted, Element: e}}, nil
	}
	d := found[0]
	if err := o.check(docs, d); err != nil {
		return nil, err
	}
	fields := o.update(docs, d)
	if d.Name != o.Name {
		name = fmt.Sprintf("datasource %s (%s)", o.Name, d.Name)
	}
	return []Report{report(d.File, name, d.Element, fields)}, nil
}

// report is an update, or nothing where no field changed.
func report(file, name string, e *etree.Element, fields []string) Report {
	if len(fields) == 0 {
		return Report{File: file, Name: name, Action: Unchanged, Element: e}
	}
	return Report{File: file, Name: name, Action: Updated, Fields: fields, Element: e}
}

// warnOfDuplicates warns of two datasources of one name or JNDI name that are
// not the operation's: they are not ours to mend, but the server drops some.
func (d *Documents) warnOfDuplicates(o Datasource, entries []DefinedDatasource) {
	names, jndis := map[string]DefinedDatasource{}, map[string]DefinedDatasource{}
	for _, entry := range entries {
		if one, twice := names[entry.Name]; twice && entry.Name != o.Name {
			d.warnOnce(one, "datasource %s is defined here and again at %s: the server drops every datasource behind the second", one.Name, d.where(one.File, entry))
		}
		if one, twice := jndis[entry.JNDI]; twice && entry.JNDI != "" && entry.JNDI != o.JNDI && one.Name != entry.Name {
			d.warnOnce(one, "datasource %s binds the JNDI name %s, and %s at %s does again: the last wins", one.Name, one.JNDI, entry.Name, d.where(one.File, entry))
		}
		names[entry.Name], jndis[entry.JNDI] = entry, entry
	}
}

// warnOnce warns of a datasource, unless an operation did in the same words.
func (d *Documents) warnOnce(at DefinedDatasource, format string, args ...any) {
	message := d.problemAt(at.File, at.Element, "", format, args...).Error()
	if !slices.Contains(d.warnings, message) {
		d.Warn("%s", message)
	}
}

// where is the line of a datasource, with its file if that is another.
func (d *Documents) where(file string, entry DefinedDatasource) string {
	line := d.line(entry.File, entry.Element)
	if entry.File == file {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("%s:%d", entry.File, line)
}

// ambiguous is the problem of two datasources where one may be.
func (d *Documents) ambiguous(o Datasource, one, other DefinedDatasource) *Problem {
	again := d.where(one.File, other)
	if one.Name == other.Name {
		return d.problemAt(one.File, one.Element, "remove one of the two: the server drops every datasource behind the second",
			"datasource %s is defined here and again at %s", one.Name, again)
	}
	return d.problemAt(one.File, one.Element, "remove one of the two, or give it another JNDI name",
		"datasource %s stands here, and %s at %s would bind the same JNDI name %s", one.Name, other.Name, again, o.JNDI)
}

// create makes the whole element.
func (o Datasource) create(list *etree.Element) *etree.Element {
	e := etree.NewElement("datasource")
	e.AddChild(newElement(list, "name", Value{Text: o.Name}))
	if o.Description != "" {
		e.AddChild(newElement(list, "description", Value{Text: o.Description}))
	}
	e.CreateElement("jndiConfig").AddChild(newElement(list, "name", Value{Text: o.JNDI}))
	definition := e.CreateElement("definition")
	definition.CreateAttr("type", "RDBMS")
	configuration := definition.CreateElement("configuration")
	for _, s := range o.Configuration {
		configuration.AddChild(newElement(list, s.Name, s.Value))
	}
	return e
}

// check refuses a datasource that has one of the elements to change twice.
func (o Datasource) check(docs *Documents, d DefinedDatasource) error {
	var problems Problems
	once := func(parent *etree.Element, tags ...string) {
		if parent == nil {
			return
		}
		for _, tag := range tags {
			if all := children(parent, tag); len(all) > 1 {
				problems = append(problems, docs.twice(d.File, all[0], all[1], fmt.Sprintf("<%s> of datasource %s", tag, d.Name)))
			}
		}
	}
	once(d.Element, "name", "description", "jndiConfig", "definition")
	once(first(d.Element, "jndiConfig"), "name")
	once(first(d.Element, "definition"), "configuration")
	for _, s := range o.Configuration {
		if !s.NewOnly {
			once(first(first(d.Element, "definition"), "configuration"), s.Name)
		}
	}
	return problems.Err()
}

// update changes what differs and returns its names.
func (o Datasource) update(docs *Documents, d DefinedDatasource) (fields []string) {
	note := func(changed bool, field string) {
		if changed {
			fields = append(fields, field)
		}
	}
	e := d.Element
	if o.Description != "" {
		if description := first(e, "description"); description != nil {
			note(setValue(docs, d.File, description, Value{Text: o.Description}, exact, o.Force), "description")
		} else {
			insertBehind(e, newElement(e, "description", Value{Text: o.Description}), "name")
			note(true, "description")
		}
	}
	jndi := first(e, "jndiConfig")
	if jndi == nil {
		jndi = etree.NewElement("jndiConfig")
		insertBehind(e, jndi, "description", "name")
	}
	if name := first(jndi, "name"); name != nil {
		note(setValue(docs, d.File, name, Value{Text: o.JNDI}, exact, o.Force), "jndiConfig/name")
	} else {
		prepend(jndi, newElement(e, "name", Value{Text: o.JNDI}))
		note(true, "jndiConfig/name")
	}
	definition := first(e, "definition")
	if definition == nil {
		definition = etree.NewElement("definition")
		insertBehind(e, definition, "jndiConfig")
	}
	if definition.SelectAttrValue("type", "") != "RDBMS" {
		definition.CreateAttr("type", "RDBMS")
		note(true, "definition/@type")
	}
	configuration := first(definition, "configuration")
	fresh := configuration == nil
	if fresh {
		configuration = definition.CreateElement("configuration")
	}
	var before []string // the settings before this one, the nearest first
	for _, s := range o.Configuration {
		if present := first(configuration, s.Name); present != nil {
			note(!s.NewOnly && setValue(docs, d.File, present, s.Value, settingReader(s.Name), o.Force), s.Name)
		} else if fresh || !s.NewOnly {
			insertBehind(configuration, newElement(e, s.Name, s.Value), before...)
			note(true, s.Name)
		}
		before = slices.Insert(before, 0, s.Name)
	}
	return fields
}

// insertBehind puts a child behind the first of the named siblings that is
// there, else before all others.
func insertBehind(parent, child *etree.Element, siblings ...string) {
	for _, tag := range siblings {
		if sibling := last(parent, tag); sibling != nil {
			xmlpath.InsertAfter(sibling, child)
			return
		}
	}
	prepend(parent, child)
}

// The settings that the server reads as numbers and booleans (carbon-kernel
// 4.4.35, RDBMSConfiguration): it trims them, and knows 1 and 0 as booleans.
// All others are strings, which it reads as they are.
var (
	numbers = []string{"maxActive", "maxIdle", "minIdle", "initialSize", "maxWait", "timeBetweenEvictionRunsMillis",
		"numTestsPerEvictionRun", "minEvictableIdleTimeMillis", "removeAbandonedTimeout", "abandonWhenPercentageFull",
		"suspectTimeout", "validationQueryTimeout", "validationInterval", "maxAge"}
	booleans = []string{"defaultAutoCommit", "defaultReadOnly", "testOnBorrow", "testOnReturn", "testWhileIdle",
		"accessToUnderlyingConnectionAllowed", "removeAbandoned", "logAbandoned", "jmxEnabled", "fairQueue", "useEquals",
		"alternateUsernameAllowed", "commitOnReturn", "rollbackOnReturn"}
)

// settingReader says how the server reads a setting.
func settingReader(name string) reader {
	switch {
	case slices.Contains(numbers, name):
		return func(s string) string {
			if n, err := strconv.ParseInt(trimmed(s), 10, 64); err == nil {
				return strconv.FormatInt(n, 10)
			}
			return s
		}
	case slices.Contains(booleans, name):
		return func(s string) string {
			switch trimmed(s) {
			case "true", "1":
				return "true"
			case "false", "0":
				return "false"
			}
			return s
		}
	}
	return exact
}
