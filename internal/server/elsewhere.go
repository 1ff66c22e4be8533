package server

import (
	"strings"

	"github.com/beevik/etree"
)

// An elsewhere is a place in one of the other files that name a datasource.
type elsewhere struct {
	path string
	role Role
	// feature reports whether the server and its logins work without it.
	feature bool
	// at is the path of the element below the root, in any namespace.
	at []string
	// attribute is the name of the attribute that holds the name; empty if it is the
	// element's text.
	attribute string
	// off returns why the server does not look the name up, or "" if it does.
	off func(root *etree.Element) string
}

// elsewheres lists these files. Which of them a server has depends on its version and
// pack.
var elsewheres = []elsewhere{
	{path: IdentityXML, role: IdentityRole, at: []string{"JDBCPersistenceManager", "DataSource", "Name"}},
	{path: "repository/conf/identity/thrift-authentication.xml", role: ThriftRole,
		at: []string{"JDBCPersistenceManager", "DataSource", "Name"}, off: inMemory},
	{path: "repository/conf/consent-mgt-config.xml", role: ConsentRole, at: []string{"DataSource", "Name"}},
	{path: APIManagerXML, role: APIRole, at: []string{"DataSourceName"}},
	{
		path:      "repository/conf/bps.xml",
		role:      WorkflowRole,
		feature:   true,
		at:        []string{"DataBaseConfig", "DataSource"},
		attribute: "name",
		off: func(root *etree.Element) string {
			return ownContext(root, "DataBaseConfig", "DataSource", "JNDI")
		},
	},
	{
		path:    "repository/conf/humantask.xml",
		role:    HumanTaskRole,
		feature: true,
		at:      []string{"PersistenceConfig", "DataSource"},
		off: func(root *etree.Element) string {
			return ownContext(root, "PersistenceConfig", "JNDIInitialContextFactory")
		},
	},
	{
		path:    "repository/conf/metrics.xml",
		role:    MetricsRole,
		feature: true,
		at:      []string{"Reporting", "JDBC", "DataSourceName"},
		off:     noMetrics,
	},
}

// elsewhere reads the references of the other files. A missing file is not an error.
func (r *reader) elsewhere() {
	for _, other := range elsewheres {
		f := r.open(other.path)
		root := f.Root()
		e := anywhere(root, other.at...)
		if e == nil {
			continue
		}
		path := strings.Join(other.at, "/")
		v := trimmed(f, e)
		if other.attribute != "" {
			path += "/@" + other.attribute
			v = attribute(f, e, other.attribute)
			v.Text = Trim(v.Text)
		}
		if !v.Written() || v.Text == "" {
			continue
		}
		ref := r.refer(v, other.role, path)
		ref.Feature = other.feature
		if other.off != nil {
			ref.Off = other.off(root)
		}
	}
}

// inMemory: thrift sessions that are kept in memory need no database.
func inMemory(root *etree.Element) string {
	if e := anywhere(root, "ThriftSessionDAO"); e != nil && strings.Contains(text(nil, e).Text, "InMemory") {
		return "sessions are kept in memory"
	}
	return ""
}

// ownContext: if the file configures a JNDI context of its own, the name is not looked up
// among the server's datasources.
func ownContext(root *etree.Element, path ...string) string {
	if anywhere(root, path...) != nil {
		return "it is looked up in a JNDI context of its own"
	}
	return ""
}

// noMetrics: metrics go to a database only if both switches are true. In a stock server
// they are false.
func noMetrics(root *etree.Element) string {
	for _, path := range [][]string{{"Enabled"}, {"Reporting", "JDBC", "Enabled"}} {
		if e := anywhere(root, path...); e == nil || Trim(text(nil, e).Text) != "true" {
			return "metrics are not written to a database: " + strings.Join(path, "/") + " is not true"
		}
	}
	return ""
}
