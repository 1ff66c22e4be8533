package profile

import (
	"math"
	"sync"

	"ispatch/internal/server"
)

// poolFields are the pool settings that the server knows, one field each. The server
// ignores an unknown name; here it is an error.
var poolFields = sync.OnceValue(func() []field {
	var fields []field
	for _, setting := range server.Settings() {
		if _, reserved := poolReserved[setting.Name]; reserved {
			continue
		}
		s := &shape{accepts: text, what: "a text", empty: true}
		switch {
		case setting.Name == "driverClassName":
			s.what, s.empty, s.check = "the name of a Java class", false, checkNamed("class")
		case setting.Name == "defaultTransactionIsolation":
			// The server reads any other word as the driver's default.
			s = &shape{accepts: text, what: oneOf(server.IsolationLevels()), words: server.IsolationLevels()}
		case setting.Kind == server.Integer:
			s = anInteger(-1, math.MaxInt32)
		case setting.Kind == server.Long:
			s = anInteger(-1, math.MaxInt64)
		case setting.Kind == server.Boolean:
			// The server reads any word but true, false, 1 and 0 as the default.
			s = &shape{accepts: boolean, what: "true or false"}
		}
		s.doc = poolDocs[setting.Name]
		fields = append(fields, field{key: setting.Name, shape: func() *shape { return s }})
	}
	return fields
})

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

// poolReserved are names that are allowed in the file's <configuration> but not in a
// profile's.
var poolReserved = map[string]string{
	"url":             "url is a key of the datasource itself",
	"username":        "username is a key of the datasource itself",
	"password":        "password is a key of the datasource itself",
	"databaseProps":   "it is a list of properties: write them with patches",
	"dataSourceProps": "it is a list of properties: write them with patches",
}
