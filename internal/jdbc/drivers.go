package jdbc

import (
	"slices"
	"strings"
)

// drivers are the classes of well-known drivers and the prefixes of the URLs that they
// accept.
var drivers = []struct {
	class   string
	schemes []string
}{
	{"com.mysql.jdbc.Driver", []string{"jdbc:mysql:"}},
	{"com.mysql.cj.jdbc.Driver", []string{"jdbc:mysql:"}},
	{"org.mariadb.jdbc.Driver", []string{"jdbc:mariadb:", "jdbc:mysql:"}},
	{"org.postgresql.Driver", []string{"jdbc:postgresql:"}},
	{"oracle.jdbc.OracleDriver", []string{"jdbc:oracle:"}},
	{"oracle.jdbc.driver.OracleDriver", []string{"jdbc:oracle:"}},
	{"com.microsoft.sqlserver.jdbc.SQLServerDriver", []string{"jdbc:sqlserver:"}},
	{"net.sourceforge.jtds.jdbc.Driver", []string{"jdbc:jtds:"}},
	{"com.ibm.db2.jcc.DB2Driver", []string{"jdbc:db2:", "jdbc:db2j:", "jdbc:ids:"}},
	{"com.informix.jdbc.IfxDriver", []string{"jdbc:informix-sqli:", "jdbc:informix-direct:"}},
	{"org.apache.derby.jdbc.ClientDriver", []string{"jdbc:derby://"}},
	{"org.apache.derby.jdbc.EmbeddedDriver", []string{"jdbc:derby:"}},
	{"org.hsqldb.jdbc.JDBCDriver", []string{"jdbc:hsqldb:"}},
	{"org.hsqldb.jdbcDriver", []string{"jdbc:hsqldb:"}},
	{"org.h2.Driver", []string{"jdbc:h2:"}},
}

// Schemes returns the prefixes of the URLs that a driver class accepts, or nil if the
// class is not known.
func Schemes(class string) []string {
	for _, d := range drivers {
		if d.class == class {
			return slices.Clone(d.schemes)
		}
	}
	return nil
}

// DriverClasses returns the well-known classes that accept a URL, the preset's first, or
// nil if none is known.
func DriverClasses(url string) []string {
	var classes []string
	for _, d := range drivers {
		if slices.ContainsFunc(d.schemes, func(s string) bool { return strings.HasPrefix(url, s) }) {
			classes = append(classes, d.class)
		}
	}
	if t, ok := TypeOf(url); ok {
		preset, _ := Lookup(t)
		slices.SortStableFunc(classes, func(a, b string) int {
			switch preset.Driver {
			case a:
				return -1
			case b:
				return 1
			}
			return 0
		})
	}
	return classes
}

// KnownDrivers returns the classes of all well-known drivers.
func KnownDrivers() []string {
	classes := make([]string, len(drivers))
	for i, d := range drivers {
		classes[i] = d.class
	}
	return classes
}
