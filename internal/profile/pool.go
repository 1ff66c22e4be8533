package profile

import (
	"math"
)

// Java's integers.
const (
	maxInt  = math.MaxInt32
	maxLong = math.MaxInt64
)

// poolFields are the pool settings that the server's parser knows. A name that
// it does not know it accepts and ignores; here it is an error. The lists of
// properties that it knows too are in poolReserved.
var poolFields = func() []field {
	var fields []field
	add := func(s shape, names ...string) {
		for _, name := range names {
			one := s
			one.doc = poolDocs[name]
			fields = append(fields, field{key: name, shape: &one})
		}
	}
	class := checkNamed("class")
	add(shape{accepts: text, what: "the name of a Java class", check: class}, "driverClassName")
	add(shape{accepts: text, what: "a text", empty: true}, "validationQuery", "defaultCatalog", "validatorClassName",
		"connectionProperties", "initSQL", "jdbcInterceptors", "dataSourceClassName")
	// The server takes any other word for the driver's default.
	levels := words["isolation"]()
	add(shape{accepts: text, what: oneOf(levels), words: levels}, "defaultTransactionIsolation")
	add(*anInteger(-1, maxInt), "maxActive", "maxIdle", "minIdle", "initialSize", "maxWait",
		"timeBetweenEvictionRunsMillis", "numTestsPerEvictionRun", "minEvictableIdleTimeMillis", "removeAbandonedTimeout",
		"abandonWhenPercentageFull", "suspectTimeout", "validationQueryTimeout")
	add(*anInteger(-1, maxLong), "validationInterval", "maxAge")
	// The server takes any word but true, false, 1 and 0 for the default.
	add(shape{accepts: boolean, what: "true or false"}, "defaultAutoCommit", "defaultReadOnly", "testOnBorrow",
		"testOnReturn", "testWhileIdle", "accessToUnderlyingConnectionAllowed", "removeAbandoned", "logAbandoned",
		"jmxEnabled", "fairQueue", "useEquals", "alternateUsernameAllowed", "commitOnReturn", "rollbackOnReturn")
	return fields
}()

// poolDocs are the descriptions of settings in the JSON Schema.
var poolDocs = map[string]string{
	"driverClassName":    "Class of the JDBC driver. Default: the type's.",
	"validationQuery":    "SQL that tests a connection. Default: the type's.",
	"maxActive":          "Default of a new datasource: 50.",
	"maxWait":            "Milliseconds. Default of a new datasource: 60000, for db2 360000.",
	"validationInterval": "Milliseconds. Default of a new datasource: 30000.",
	"testOnBorrow":       "Default of a new datasource: true.",
	"defaultAutoCommit": "For postgresql the default is false before IS 5.7.0 and true from it on; " +
		"others have none.",
}

// poolReserved are names that a datasource's configuration has in the file and
// not in a profile.
var poolReserved = map[string]string{
	"url":             "url is a key of the datasource itself",
	"username":        "username is a key of the datasource itself",
	"password":        "password is a key of the datasource itself",
	"databaseProps":   "it is a list of properties: write them with patches",
	"dataSourceProps": "it is a list of properties: write them with patches",
}
