package profile

import (
	"math"

	"ispatch/internal/lazy"
	"ispatch/internal/server"
)

// poolFields are the pool settings that the server knows, one field each. The server
// ignores an unknown name; here it is an error.
var poolFields = lazy.Value[[]field]{Make: func() []field {
	var fields []field
	for _, setting := range server.Settings() {
		if poolReserved(setting.Name) != "" {
			continue
		}
		s := &shape{accepts: text, what: "a text", empty: true, loaded: true}
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
		s.doc = poolDoc(setting.Name)
		fields = append(fields, field{key: setting.Name, shape: func() *shape { return s }})
	}
	return fields
}}

// poolDoc returns the description of a setting in the JSON Schema, or "".
func poolDoc(setting string) string {
	switch setting {
	case "driverClassName":
		return "Class of the JDBC driver. Default: the type's."
	case "validationQuery":
		return "SQL that tests a connection. Default: the type's."
	case "maxActive":
		return "Default of a new datasource: 50."
	case "maxWait":
		return "Milliseconds. Default of a new datasource: 60000, for db2 360000."
	case "validationInterval":
		return "Milliseconds. Default of a new datasource: 30000."
	case "testOnBorrow":
		return "Default of a new datasource: true."
	case "defaultAutoCommit":
		return "For postgresql the default is false before IS 5.7.0 and true from it on; others have none."
	}
	return ""
}

// poolReserved returns the hint for a name that is allowed in the file's <configuration>
// but not in a profile's, or "".
func poolReserved(key string) string {
	switch key {
	case "url", "username", "password":
		return key + " is a key of the datasource itself"
	case "databaseProps", "dataSourceProps":
		return "it is a list of properties: write them with patches"
	}
	return ""
}
