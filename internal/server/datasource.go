package server

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
)

// A Status is how the server treats a datasource.
type Status string

// The statuses.
const (
	// Bound: a lookup of its JNDI name finds it.
	Bound Status = "bound"
	// Shadowed: it is bound, but a later datasource is bound to the same JNDI name.
	Shadowed Status = "shadowed"
	// Dropped: the server stops loading datasources before it.
	Dropped Status = "dropped"
	// Outside: it is not in <datasources>, where the server looks.
	Outside Status = "outside"
	// Unbound: it is loaded, but no lookup finds it.
	Unbound Status = "unbound"
)

// A Reason is why a datasource is not Bound.
type Reason string

// The reasons.
const (
	// DuplicateName: an earlier datasource has the same name, and the server stops here.
	// Cause is that datasource.
	DuplicateName Reason = "duplicate-name"
	// AfterStop: the server stopped earlier. Cause is the element that it stopped at.
	AfterStop Reason = "after-stop"
	// Replaced: a later <datasources> replaces the list it is in. Cause is the later
	// list.
	Replaced Reason = "replaced"
	// NotInList: it is Outside.
	NotInList Reason = "not-in-list"
	// InNamespace: it is Outside, because its element is in a namespace.
	InNamespace Reason = "in-namespace"
	// Rebound: another datasource has the same JNDI name. Cause is the JNDI name of the
	// other.
	Rebound Reason = "rebound"
	// NoProvider: no provider for its type was named up to here.
	NoProvider Reason = "no-provider"
	// NoDefinition: there is no <definition>.
	NoDefinition Reason = "no-definition"
	// UnknownType: the type of its definition is not RDBMS. Cause is the definition.
	UnknownType Reason = "unknown-type"
	// NoConfiguration: its definition has no child element. Cause is the definition.
	NoConfiguration Reason = "no-configuration"
	// WrongConfiguration: the last child of its definition is not <configuration>. Cause
	// is that child.
	WrongConfiguration Reason = "wrong-configuration"
	// BraceFirst: a text in its configuration has a } before a ${. Cause is the element
	// with the text.
	BraceFirst Reason = "brace-first"
	// NamelessProperty: a <property> in a list has no name. Cause is that property.
	NamelessProperty Reason = "nameless-property"
	// NoJNDIName: it has no JNDI name, or an empty one.
	NoJNDIName Reason = "no-jndi-name"
)

// A DatasourceFile is a file of datasources.
type DatasourceFile struct {
	*File
	// Stop is the reason why the server reads no datasource of this file or of any later
	// file; empty if it reads them. A duplicate name, which stops it within a file, is
	// not a Stop.
	Stop Stop
	// StopAt is the element that it stops at.
	StopAt Syntax
	// Lists are the <datasources> elements; the last counts.
	Lists []Syntax
	// Providers are the classes named in the last <providers>.
	Providers []Value
}

// A Stop is the reason why the server stops reading datasources at a file.
type Stop string

// The stops.
const (
	// Unreadable: see File.Problem.
	Unreadable Stop = "unreadable"
	// WrongRoot: the root is not <datasources-configuration> without a namespace.
	WrongRoot Stop = "wrong-root"
	// NoDatasources: there is no <datasources>.
	NoDatasources Stop = "no-datasources"
	// BadProvider: a provider is empty, has blanks around it, or is not a class of the
	// server.
	BadProvider Stop = "bad-provider"
)

// A Datasource is a datasource as a file defines it. Its Syntax is the <datasource>
// element.
type Datasource struct {
	Syntax
	// Name is <name>; Written is false if there is none.
	Name Value
	// JNDI is <jndiConfig><name>.
	JNDI Value
	// Type is the attribute of <definition>.
	Type   Value
	Status Status
	// Reason and Cause say why it is not Bound.
	Reason Reason
	Cause  Syntax
	// By is the other datasource with the same name or JNDI name; nil if the reason is
	// another.
	By *Datasource
	// Definition and Configuration are the elements that the server uses; their Element
	// is nil if there is none.
	Definition, Configuration Syntax
}

// Setting returns the value that the server reads for a setting of the configuration: the
// last, if the element is repeated. If there is none, Written is false.
func (d *Datasource) Setting(name string) Value {
	return text(d.File, last(d.Configuration.Element, name))
}

// Effective returns the value that the server uses for a setting: that of Setting, or the
// default if there is none or the server ignores it.
func (d *Datasource) Effective(name string) string {
	s, _ := SettingOf(name)
	v := d.Setting(name)
	if !v.Written() {
		return s.Default
	}
	value, _ := s.Read(v.Text)
	return value
}

// Property returns the <property name="…"> with the given name in a list such as
// dataSourceProps: the last, if it is repeated.
func (d *Datasource) Property(list, name string) Value {
	for _, p := range d.properties(list) {
		if n := attribute(d.File, p, "name"); strings.EqualFold(n.Text, name) {
			return text(d.File, p)
		}
	}
	return Value{Syntax: Syntax{File: d.File}}
}

// properties returns the elements of a list of properties, the last first.
func (d *Datasource) properties(list string) []*etree.Element {
	all := children(last(d.Configuration.Element, list), "property")
	reversed := make([]*etree.Element, 0, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		reversed = append(reversed, all[i])
	}
	return reversed
}

// External reports whether the pool gets its connections from a dataSourceClassName
// with dataSourceProps, and ignores <url> (RDBMSDataSourceUtils).
func (d *Datasource) External() bool { return d.Setting("dataSourceClassName").Text != "" }

// URL returns the JDBC URL that the pool uses: <url>, or the property url of an External
// datasource. If there is none, Written is false; this is usual for an External
// datasource, whose properties may name host and database instead.
func (d *Datasource) URL() Value { return d.effective("url", "url") }

// Username returns the user that the pool logs in as.
func (d *Datasource) Username() Value { return d.effective("username", "user", "username") }

// Password returns the password that the pool logs in with.
func (d *Datasource) Password() Value { return d.effective("password", "password") }

// JDBC returns the parsed URL.
func (d *Datasource) JDBC() jdbc.URL { return jdbc.Parse(d.URL().Text) }

// CacheID returns the default cacheId in registry.xml for the datasource: user@url, where
// url has no parameters and no password.
func (d *Datasource) CacheID() string { return d.Username().Text + "@" + jdbc.Base(d.URL().Text) }

// DriverClass returns <driverClassName>, or the dataSourceClassName of an External
// datasource.
func (d *Datasource) DriverClass() Value {
	if d.External() {
		return d.Setting("dataSourceClassName")
	}
	return d.Setting("driverClassName")
}

// effective returns a setting, or for an External datasource the first of the given
// properties that exists. The <url> of an External datasource is ignored; its <username>
// and <password> are used if the properties have none.
func (d *Datasource) effective(setting string, properties ...string) Value {
	if d.External() {
		for _, name := range properties {
			if p := d.Property("dataSourceProps", name); p.Written() {
				return p
			}
		}
		if setting == "url" {
			return Value{Syntax: Syntax{File: d.File}}
		}
	}
	return d.Setting(setting)
}

// Title names the datasource in a message.
func (d *Datasource) Title() string {
	if d.Name.Text == "" {
		return "a datasource without a name"
	}
	return "datasource " + d.Name.Text
}

// Why explains why a lookup does not find the datasource. It returns "" if it does.
func (d *Datasource) Why() string {
	switch d.Reason {
	case "":
		return ""
	case DuplicateName:
		return fmt.Sprintf(
			"duplicate name %s (also at %s): the server ignores this datasource and every one after it",
			d.Name.Text,
			d.Cause,
		)
	case AfterStop:
		return fmt.Sprintf("the server ignores it, because it stops reading datasources at %s", d.Cause)
	case Replaced:
		return fmt.Sprintf("the server ignores it: the <datasources> at line %d replaces its own", d.Cause.Line())
	case NotInList:
		return "the server ignores it, because it is not in <datasources>"
	case InNamespace:
		return "the server does not see it, because it is in a namespace"
	case Rebound:
		return fmt.Sprintf("%s is bound again by %s at %s, which the server uses", d.JNDI.Text, d.By.Title(), d.By.Syntax)
	case NoProvider:
		return "the server does not bind it, because no provider is named"
	case NoDefinition:
		return "the server does not bind it, because it has no <definition>"
	case UnknownType:
		return "the server does not bind it, because its definition is not of type RDBMS"
	case NoConfiguration:
		return "the server does not bind it, because its definition has no <configuration>"
	case WrongConfiguration:
		return fmt.Sprintf(
			"the server does not bind it, because the last element of its definition is <%s>, not <configuration>",
			d.Cause.Element.FullTag(),
		)
	case BraceFirst:
		return fmt.Sprintf("the server does not bind it, because <%s> has a } before a ${", d.Cause.Element.Tag)
	case NamelessProperty:
		return "the server does not bind it, because a property has no name"
	case NoJNDIName:
		return "it has no JNDI name"
	}
	return string(d.Reason)
}
