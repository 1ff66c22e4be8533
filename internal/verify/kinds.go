package verify

import "slices"

// A Kind is a sort of problem.
type Kind struct {
	// Code is stable.
	Code     string
	Severity Severity
}

// Kinds returns every sort of problem there is, in the order of docs/verify.md.
func Kinds() []Kind { return slices.Clone(kinds) }

var kinds = []Kind{
	// The home, and any of its files.
	{"interrupted-run", Error},
	{"generated-home", Warning},
	{"missing-file", Error},
	{"unreadable-file", Error},
	{"not-well-formed", Error},
	{"default-namespace", Error},
	{"undeclared-prefix", Error},
	{"entity-in-value", Warning},
	{"brace-before-placeholder", Error},
	{"unknown-element", Warning},
	{"repeated-element", Warning},
	{"too-many-problems", Warning},

	// The files of datasources as a whole.
	{"leftover-copy", Warning},
	{"wrong-root", Error},
	{"no-providers", Error},
	{"no-datasources", Error},
	{"second-datasources", Error},
	{"datasource-outside", Warning},
	{"duplicate-datasource-name", Error},
	{"duplicate-jndi-name", Warning},

	// One datasource.
	{"definition-type", Error},
	{"no-configuration", Error},
	{"second-configuration", Warning},
	{"missing-jndi-name", Error},
	{"jndi-name-blanks", Error},
	{"missing-url", Warning},
	{"no-database-in-url", Warning},
	{"blanks-in-value", Warning},
	{"double-escaped", Warning},
	{"placeholder-password", Warning},
	{"bad-boolean", Warning},
	{"bad-number", Warning},
	{"unknown-isolation-level", Warning},
	{"no-validation-query", Warning},
	{"validation-query-mismatch", Warning},
	{"postgresql-auto-commit", Warning},

	// Drivers.
	{"driver-class-blanks", Error},
	{"driver-url-mismatch", Error},
	{"missing-driver", Error},

	// What refers to datasources.
	{"unknown-jndi-name", Error},
	{"unknown-jndi-name-in-feature", Warning},

	// user-mgt.xml.
	{"configuration-case", Error},
	{"second-realm-configuration", Warning},
	{"missing-realm-element", Error},
	{"property-without-name", Error},
	{"repeated-property", Warning},
	{"admin-domain", Error},
	{"default-admin", Warning},
	{"no-user-store", Error},
	{"no-tenant-manager", Error},
	{"store-without-domain", Warning},
	{"embedded-user-store", Warning},

	// registry.xml.
	{"no-local-registry", Error},
	{"no-current-db-config", Error},
	{"unknown-current-db-config", Error},
	{"db-config-without-name", Error},
	{"db-config-without-source", Error},
	{"duplicate-db-config", Warning},
	{"registry-boolean", Warning},
	{"remote-instance-without-id", Error},
	{"duplicate-remote-instance", Error},
	{"unknown-db-config", Warning},
	{"remote-instance-on-current", Warning},
	{"cache-id-mismatch", Warning},
	{"duplicate-mount", Error},
	{"skipped-mount", Warning},
	{"unknown-instance", Warning},
	{"commented-remote-instance", Warning},
	{"mount-overwrite", Warning},
	{"shared-config-target", Warning},
}

// severityOf returns the severity of a code. One that is not in kinds is a
// mistake of this package, which the tests find.
func severityOf(code string) Severity {
	for _, k := range kinds {
		if k.Code == code {
			return k.Severity
		}
	}
	return Error
}
