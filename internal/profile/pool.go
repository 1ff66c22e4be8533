package profile

// poolFields are the pool settings that the server's parser knows. A name that
// it doesn't know it accepts and ignores; here it is an error. The lists of
// properties that it knows too are in poolReserved.
var poolFields = func() []field {
	var fields []field
	add := func(s *shape, names ...string) {
		for _, name := range names {
			fields = append(fields, field{name, s, false})
		}
	}
	plainText := aText("a text", anything)
	plainText.empty = true
	add(aText("the name of a Java class", className), "driverClassName")
	add(plainText, "validationQuery", "defaultCatalog", "validatorClassName", "connectionProperties", "initSQL",
		"jdbcInterceptors", "dataSourceClassName")
	// The server takes any other word for the driver's default.
	add(aWord("NONE", "READ_COMMITTED", "READ_UNCOMMITTED", "REPEATABLE_READ", "SERIALIZABLE"), "defaultTransactionIsolation")
	add(anInteger(-1, maxInt), "maxActive", "maxIdle", "minIdle", "initialSize", "maxWait", "timeBetweenEvictionRunsMillis",
		"numTestsPerEvictionRun", "minEvictableIdleTimeMillis", "removeAbandonedTimeout", "abandonWhenPercentageFull",
		"suspectTimeout", "validationQueryTimeout")
	add(anInteger(-1, maxLong), "validationInterval", "maxAge")
	// The server takes any word but true, false, 1 and 0 for the default.
	add(aBoolean(), "defaultAutoCommit", "defaultReadOnly", "testOnBorrow", "testOnReturn", "testWhileIdle",
		"accessToUnderlyingConnectionAllowed", "removeAbandoned", "logAbandoned", "jmxEnabled", "fairQueue", "useEquals",
		"alternateUsernameAllowed", "commitOnReturn", "rollbackOnReturn")
	return fields
}()

// poolReserved are names that stand in a datasource's configuration and not in
// a profile's.
var poolReserved = map[string]string{
	"url":             "url is a key of the datasource itself",
	"username":        "username is a key of the datasource itself",
	"password":        "password is a key of the datasource itself",
	"databaseProps":   "it is a list of properties: write them with patches",
	"dataSourceProps": "it is a list of properties: write them with patches",
}
