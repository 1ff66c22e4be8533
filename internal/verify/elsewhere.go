package verify

import (
	"strings"

	"github.com/beevik/etree"
)

// checkElsewhere collects the JNDI names in the other files that have some,
// where these files exist.
func (c *check) checkElsewhere() {
	for _, other := range elsewhere {
		f := c.open("repository/conf/"+other.path, false)
		if f == nil {
			continue
		}
		if e, name := other.find(f.doc.Root()); e != nil {
			// Not all of them are trimmed, but which are was not looked into.
			c.refer(reference{file: f, element: e, what: other.what, name: strings.TrimSpace(name), feature: other.feature})
		}
	}
}

// elsewhere are the files and where they name a datasource.
var elsewhere = []struct {
	path, what string
	feature    bool // the server and its logins work without
	find       func(root *etree.Element) (*etree.Element, string)
}{
	{"identity/identity.xml", "the identity database", false, persistence},
	{"identity/thrift-authentication.xml", "thrift authentication", false, thrift},
	{"consent-mgt-config.xml", "consent management", false, func(root *etree.Element) (*etree.Element, string) {
		return text(root, "DataSource", "Name")
	}},
	{"api-manager.xml", "the key manager", false, func(root *etree.Element) (*etree.Element, string) {
		return text(root, "DataSourceName")
	}},
	{"bps.xml", "the workflow engine", true, workflow},
	{"humantask.xml", "the human task engine", true, tasks},
	{"metrics.xml", "the metrics reporter", true, metrics},
}

// text returns the element at a path below the root, and its text.
func text(root *etree.Element, path ...string) (*etree.Element, string) {
	e := root
	for _, tag := range path {
		e = first(e, tag)
	}
	return e, value(e)
}

func persistence(root *etree.Element) (*etree.Element, string) {
	return text(root, "JDBCPersistenceManager", "DataSource", "Name")
}

// thrift sessions that are kept in memory need no database.
func thrift(root *etree.Element) (*etree.Element, string) {
	if _, class := text(root, "ThriftSessionDAO"); strings.Contains(class, "InMemory") {
		return nil, ""
	}
	return persistence(root)
}

// workflow finds the name in an attribute. With a JNDI repository of its own it
// is not looked up among the server's datasources.
func workflow(root *etree.Element) (*etree.Element, string) {
	e, _ := text(root, "DataBaseConfig", "DataSource")
	if e == nil || first(e, "JNDI") != nil || e.SelectAttr("name") == nil {
		return nil, ""
	}
	return e, e.SelectAttrValue("name", "")
}

func tasks(root *etree.Element) (*etree.Element, string) {
	if e, _ := text(root, "PersistenceConfig", "JNDIInitialContextFactory"); e != nil {
		return nil, ""
	}
	return text(root, "PersistenceConfig", "DataSource")
}

// metrics are written to a database only where that is enabled, which a stock
// server has not.
func metrics(root *etree.Element) (*etree.Element, string) {
	_, all := text(root, "Enabled")
	_, jdbc := text(root, "Reporting", "JDBC", "Enabled")
	if strings.TrimSpace(all) != "true" || strings.TrimSpace(jdbc) != "true" {
		return nil, ""
	}
	return text(root, "Reporting", "JDBC", "DataSourceName")
}
