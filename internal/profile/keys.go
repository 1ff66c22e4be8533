package profile

import (
	"math"
	"path"
	"strings"

	"ispatch/internal/hosts"
	"ispatch/internal/jdbc"
	"ispatch/xmlpath"
)

// The tables of all keys of a profile. docs/profile.md describes them,
// docs/profile.schema.json says the same to other programs.

var root = aMapping(
	field{"version", &shape{accepts: integer, what: "the number 1, the version of this format", min: 1, max: 1}, true},
	field{sectionDatabase, databaseShape, false},
	field{SectionDatasources, &shape{accepts: mapping, what: "a mapping of datasources by name", each: datasourceShape,
		freeKey: keyOf(oneLine)}, false},
	field{SectionUserManagement, userManagementShape, false},
	field{SectionRegistry, &shape{accepts: list, what: "a list of remote registry instances", each: registryShape}, false},
	field{SectionDriver, driverShape, false},
	field{SectionHosts, &shape{accepts: list, what: "a list of hosts", each: hostShape}, false},
	field{SectionPatches, &shape{accepts: list, what: "a list of patches", each: patchShape}, false},
)

const sectionDatabase = "database"

// secretFields are the ways to give a text without writing it down.
var secretFields = []field{
	{"env", aText("the name of an environment variable", variableName), false},
	{"file", aText("the name of a file", anything), false},
	{"secretAlias", aText("an alias of the secure vault", aliasName), false},
}

// secretShape is a text or a reference to one. A password that looks like a
// number must be quoted: YAML reads 0123 and 1e3 as other numbers.
func secretShape(accepts kind) *shape {
	return &shape{
		accepts: accepts | mapping, what: "a text, or one of {env: …}, {file: …}, {secretAlias: …}",
		fields: secretFields, empty: true, private: true,
	}
}

var (
	textOrSecret   = secretShape(text)
	scalarOrSecret = secretShape(scalar)
)

var (
	typeShape       = aWord(typeNames()...)
	hostTextShape   = aText("the name or address of a database server", anything)
	portShape       = anInteger(1, 65535)
	parametersShape = &shape{
		accepts: mapping, what: "a mapping of URL parameters",
		each: &shape{accepts: scalar, what: "a text, number, true or false", empty: true, private: true},
	}
	configurationShape = &shape{accepts: mapping, what: "a mapping of pool settings", fields: poolFields,
		reserved: poolReserved}
)

var databaseShape = aMapping(
	field{"type", typeShape, false},
	field{"host", hostTextShape, false},
	field{"port", portShape, false},
	field{"parameters", parametersShape, false},
	field{"username", textOrSecret, false},
	field{"password", textOrSecret, false},
)

var datasourceShape = aMapping(append([]field{
	{"database", aText("the name of a database", anything), false},
	{"url", aText("a JDBC URL", oneLine), false},
	{"description", aText("a text", anything), false},
	{"jndi", aText("a JNDI name", oneLine), false},
	{"configuration", configurationShape, false},
}, databaseShape.fields...)...)

var userManagementShape = aMapping(
	field{"dataSource", aText("a datasource of this profile, or jdbc/…", oneLine), false},
	field{"userStore", userStoreShape, false},
	field{"admin", aMapping(
		field{"username", textOrSecret, false},
		field{"password", textOrSecret, false},
	), false},
)

var userStoreShape = &shape{
	accepts: text | mapping, what: "one of " + strings.Join(userStoreTypes(), ", ") + ", or a mapping",
	words: userStoreTypes(),
	fields: []field{
		{"type", aWord(userStoreTypes()...), false},
		{"class", aText("the name of a Java class", className), false},
		{"properties", &shape{accepts: mapping, what: "a mapping of properties", each: scalarOrSecret,
			freeKey: keyOf(oneLine)}, false},
	},
}

var registryShape = aMapping(
	field{"datasource", aText("a datasource of this profile, or jdbc/…", oneLine), true},
	field{"dbConfig", aText("the name of a dbConfig", dbConfigName), false},
	field{"instance", aText("the id of a remote instance", oneLine), false},
	field{"url", urlShape("a URL"), false},
	field{"readOnly", aBoolean(), false},
	field{"enableCache", aBoolean(), false},
	field{"registryRoot", aText("an absolute path of the registry", registryPath), false},
	field{"cacheId", aText("a text", oneLine), false},
	field{"mounts", &shape{
		accepts: mapping, what: "a mapping of registry paths to targets",
		each: aText("an absolute path of the registry", registryPath), freeKey: keyOf(registryPath),
	}, false},
)

var driverShape = aMapping(
	field{"file", aText("the name of a file", anything), true},
)

var hostShape = aMapping(
	field{"name", aText("a host name", hostName), true},
	field{"address", aText("an IPv4 or IPv6 address", address), true},
)

var patchShape = aMapping(
	field{"file", aText("the path of a file in the home", homePath), true},
	field{"path", aText("a path in that file", xpath), true},
	field{"value", scalarOrSecret, false},
	field{"delete", aBoolean(), false},
)

// urlShape is a URL, which may have a password in it.
func urlShape(what string) *shape {
	s := aText(what, oneLine)
	s.private = true
	return s
}

// Checks of texts: each returns what the text must be, "" where it is.

func anything(string) string { return "" }

func typeNames() []string {
	var names []string
	for _, t := range jdbc.Types() {
		names = append(names, string(t))
	}
	return names
}

func variableName(s string) string {
	if strings.ContainsAny(s, "=\x00") || oneLine(s) != "" {
		return "the name of an environment variable"
	}
	return ""
}

func aliasName(s string) string {
	if strings.ContainsAny(s, " \t\r\n") {
		return "an alias, which has no blanks"
	}
	return ""
}

func className(s string) string {
	for _, part := range strings.Split(s, ".") {
		if part == "" || strings.ContainsAny(part, " \t\r\n/\\<>&\"'-") {
			return "the name of a Java class"
		}
	}
	return ""
}

func dbConfigName(s string) string {
	if s == "wso2registry" {
		return "a name other than that of the server's own database"
	}
	return oneLine(s)
}

func registryPath(s string) string {
	if must := oneLine(s); must != "" {
		return must
	}
	if !strings.HasPrefix(s, "/") || s != path.Clean(s) {
		return "an absolute path of the registry, such as /_system/governance"
	}
	return ""
}

// homePath accepts what stays inside of a home on every system: no drive, no
// backslash, no way up.
func homePath(s string) string {
	if must := oneLine(s); must != "" {
		return must
	}
	if s == "." || s == ".." || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "../") || s != path.Clean(s) ||
		strings.ContainsAny(s, `\:`) {
		return "the path of a file in the home, such as repository/conf/carbon.xml"
	}
	return ""
}

// xpath accepts what can be looked for in a document.
func xpath(s string) string {
	if _, err := xmlpath.Compile(s); err != nil {
		return "an XPath 1.0 location path"
	}
	return ""
}

// hostName and address accept what may stand in a hosts file.
func hostName(s string) string {
	switch {
	case address(s) == "" || s != "" && strings.Trim(s, "0123456789.") == "":
		return "a host name rather than an address"
	case hosts.CheckName(s) != nil:
		return "a host name: letters, digits, hyphens and dots"
	}
	return ""
}

func address(s string) string {
	if hosts.CheckAddress(s) != nil {
		return "an IPv4 or IPv6 address"
	}
	return ""
}

// Java's integers.
const (
	maxInt  = math.MaxInt32
	maxLong = math.MaxInt64
)
