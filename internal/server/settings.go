package server

import (
	"slices"
	"strconv"
	"strings"
)

// A Kind is how the server reads a setting of a datasource.
type Kind int

// The kinds of settings.
const (
	// Text is used as it is, including blanks.
	Text Kind = iota
	// Integer is a 32-bit integer. An empty text is 0.
	Integer
	// Long is a 64-bit integer.
	Long
	// Boolean is true, false, 1 or 0.
	Boolean
	// PropertyList is a list of <property name="…">.
	PropertyList
)

// A Setting is an element that the server knows in a datasource's
// <configuration>.
type Setting struct {
	Name string
	Kind Kind
	// Default is the value that the pool uses if there is no element; empty if it depends
	// on the driver or the pool.
	Default string
	// Since is the first version of Identity Server that knows it; empty for 5.2 or
	// earlier.
	Since string
}

// settings are those of RDBMSConfiguration in carbon-kernel 4.4.35, or in 4.4.40
// according to Since. The defaults are the pool's (org.apache.tomcat.jdbc.pool
// PoolProperties, RDBMSDataSourceConstants).
var settings = []Setting{
	{Name: "url"},
	{Name: "username"},
	{Name: "password"},
	{Name: "driverClassName"},
	{Name: "defaultAutoCommit", Kind: Boolean},
	{Name: "defaultReadOnly", Kind: Boolean},
	{Name: "defaultTransactionIsolation"},
	{Name: "defaultCatalog"},
	{Name: "maxActive", Kind: Integer, Default: "100"},
	{Name: "maxIdle", Kind: Integer, Default: "8"},
	{Name: "minIdle", Kind: Integer, Default: "0"},
	{Name: "initialSize", Kind: Integer, Default: "0"},
	{Name: "maxWait", Kind: Integer, Default: "30000"},
	{Name: "testOnBorrow", Kind: Boolean, Default: "false"},
	{Name: "testOnReturn", Kind: Boolean, Default: "false"},
	{Name: "testWhileIdle", Kind: Boolean, Default: "false"},
	{Name: "validationQuery"},
	{Name: "validatorClassName"},
	{Name: "timeBetweenEvictionRunsMillis", Kind: Integer, Default: "5000"},
	{Name: "numTestsPerEvictionRun", Kind: Integer},
	{Name: "minEvictableIdleTimeMillis", Kind: Integer, Default: "60000"},
	{Name: "accessToUnderlyingConnectionAllowed", Kind: Boolean, Default: "true"},
	{Name: "removeAbandoned", Kind: Boolean, Default: "false"},
	{Name: "removeAbandonedTimeout", Kind: Integer, Default: "60"},
	{Name: "logAbandoned", Kind: Boolean, Default: "false"},
	{Name: "connectionProperties"},
	{Name: "initSQL"},
	{Name: "jdbcInterceptors"},
	{Name: "validationInterval", Kind: Long, Default: "30000"},
	{Name: "jmxEnabled", Kind: Boolean, Default: "true"},
	{Name: "fairQueue", Kind: Boolean, Default: "true"},
	{Name: "abandonWhenPercentageFull", Kind: Integer, Default: "0"},
	{Name: "maxAge", Kind: Long, Default: "0"},
	{Name: "useEquals", Kind: Boolean, Default: "true"},
	{Name: "suspectTimeout", Kind: Integer, Default: "0"},
	{Name: "validationQueryTimeout", Kind: Integer},
	{Name: "alternateUsernameAllowed", Kind: Boolean, Default: "false"},
	{Name: "dataSourceClassName"},
	{Name: "dataSourceProps", Kind: PropertyList},
	{Name: "databaseProps", Kind: PropertyList},
	{Name: "commitOnReturn", Kind: Boolean, Default: "false", Since: "5.8.0"},
	{Name: "rollbackOnReturn", Kind: Boolean, Default: "false", Since: "5.8.0"},
}

// Settings returns every setting of a datasource that some version of the server
// knows.
func Settings() []Setting { return slices.Clone(settings) }

// SettingOf returns the setting with the given name, or false if no version knows it.
func SettingOf(name string) (Setting, bool) {
	for _, s := range settings {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

// IsolationLevels are the values of defaultTransactionIsolation.
func IsolationLevels() []string {
	return []string{"NONE", "READ_COMMITTED", "READ_UNCOMMITTED", "REPEATABLE_READ", "SERIALIZABLE"}
}

// Read returns the value that the server reads from the text of the element. Numbers and
// booleans are trimmed, others are not. It returns false if the server ignores the text
// and uses the default (JAXB's DatatypeConverter fails silently).
func (s Setting) Read(text string) (value string, ok bool) {
	plain := strings.Trim(text, " \t\r\n") // XML's blanks, which JAXB trims
	switch s.Kind {
	case Boolean:
		switch plain {
		case "true", "1":
			return "true", true
		case "false", "0":
			return "false", true
		}
		return s.Default, false
	case Integer:
		plain = strings.Join(strings.Fields(plain), "") // blanks within are skipped
		if plain == "" {
			return "0", true
		}
		return s.number(plain, 32)
	case Long:
		return s.number(plain, 64)
	}
	return text, true
}

func (s Setting) number(text string, bits int) (string, bool) {
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil {
		return s.Default, false
	}
	return strconv.FormatInt(n, 10), true
}
