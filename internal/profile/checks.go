package profile

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"ispatch/internal/hosts"
	"ispatch/internal/jdbc"
	"ispatch/xmlpath"
)

// A check is a condition on a text.
type check struct {
	// name is its name in tags.
	name string
	// test returns what the text must be, or "" if it is that.
	test func(string) string
	// schema is the condition as JSON Schema keywords. It may be weaker than test.
	schema string
}

// must returns what a text must be, or "" if it is that. A nil check accepts every text.
func (c *check) must(s string) string {
	if c == nil {
		return ""
	}
	return c.test(s)
}

// is reports whether it is the check with the given name.
func (c *check) is(name string) bool { return c != nil && c.name == name }

// checkNamed returns the check with the given name from a tag.
func checkNamed(name string) *check {
	for i := range checks {
		if checks[i].name == name {
			return &checks[i]
		}
	}
	panic("profile: unknown check " + name)
}

const (
	schemaLine  = `"pattern": "^[^\\s\\x00-\\x1f\\x7f]([^\\x00-\\x1f\\x7f]*[^\\s\\x00-\\x1f\\x7f])?$"`
	schemaPlain = `, "not": {"type": "string", "pattern": "&amp;"}`
)

// checks are the checks that a tag can name.
var checks = []check{
	{"line", oneLine, schemaLine},
	{"variable", variableName,
		`"pattern": "^[^=\\s\\x00-\\x1f\\x7f]([^=\\x00-\\x1f\\x7f]*[^=\\s\\x00-\\x1f\\x7f])?$"`},
	{"alias", aliasName, `"pattern": "^[^ \\t\\r\\n]+$"`},
	{"class", className, `"pattern": "^[^\\s./\\\\<>&\\\"'-]+(\\.[^\\s./\\\\<>&\\\"'-]+)*$"`},
	{"host", anything, `"pattern": "^([\\p{L}\\p{Nd}._%${}-]+|\\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*` +
		`(%[\\p{L}\\p{Nd}._%${}-]*)?\\]?)$"`},
	{"parameter", anything, `"pattern": "^[^=&;#?{}\\\\]+$"`},
	{"url", jdbcURL, `"pattern": "^(jdbc:[^\\x00-\\x1f\\x7f]*|\\$\\{[^\\x00-\\x1f\\x7f]*)[^\\s\\x00-\\x1f\\x7f]$"` +
		schemaPlain},
	{"plainURL", oneLine, schemaLine + schemaPlain},
	{"dbConfig", dbConfigName, schemaLine + `, "not": {"const": "wso2registry"}`},
	{"registryPath", registryPath, `"pattern": "^(/|(/[^/\\x00-\\x1f\\x7f]+)+)$", "not": {"type": "string", ` +
		`"pattern": "(/\\.\\.?(/|$))|\\s$"}`},
	{"hostName", hostName, `"maxLength": 253, "pattern": "^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?` +
		`(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$", "not": {"type": "string", "pattern": "^[0-9.]*$"}`},
	{"address", address, `"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}, {"pattern": "^[0-9A-Fa-f:.]+%.+$"}]`},
	{"homePath", homePath, `"pattern": "^[^\\s/\\\\:\\x00-\\x1f\\x7f]([^\\\\:\\x00-\\x1f\\x7f]*` +
		`[^\\s/\\\\:\\x00-\\x1f\\x7f])?$", "not": {"type": "string", "pattern": "(^|/)\\.\\.?(/|$)|//"}`},
	{"web", webURL, `"pattern": "^(https?://|\\$\\{)[^\\s\\x00-\\x1f\\x7f]+$"` + schemaPlain},
	{"domain", domain, `"pattern": "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$"`},
	{"prefix", prefix, `"pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$"`},
	{"xpath", xpath, `"minLength": 1`},
}

// wordsNamed returns the list of words with the given name from a tag.
func wordsNamed(name string) []string {
	switch name {
	case "databaseTypes":
		return typeNames()
	case "userStores":
		return userStoreTypes()
	case "userStoreTypes":
		return StoreTypes()
	case "signatures":
		return []string{"NONE", "SHA256withRSA"}
	case "clients":
		return []string{"WSClient", "ThriftClient"}
	}
	panic("profile: unknown words " + name)
}

// otherThan returns the hint for a text that is near none of a list of words, or "".
func otherThan(name string) string {
	switch name {
	case "userStores", "userStoreTypes":
		return "give another user store by the name of its Java class, with class instead of type"
	}
	return ""
}

func typeNames() []string {
	var names []string
	for _, t := range jdbc.Types() {
		names = append(names, string(t))
	}
	return append(names, string(jdbc.Other))
}

// anything accepts every text. It is for texts that are checked later, together with
// others.
func anything(string) string { return "" }

// oneLine checks names and other one-line texts. The server trims none of them.
func oneLine(s string) string {
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return "a text of one line"
	}
	if s != strings.TrimSpace(s) {
		return "a text without leading or trailing blanks"
	}
	return ""
}

// jdbcURL accepts a JDBC URL of any scheme, and a system property that holds one.
func jdbcURL(s string) string {
	if must := oneLine(s); must != "" {
		return must
	}
	if !strings.HasPrefix(s, "jdbc:") && !strings.HasPrefix(s, "${") {
		return "a JDBC URL, which begins with jdbc:"
	}
	return ""
}

// webURL accepts the URL of a server, or a system property that holds it.
func webURL(s string) string {
	if must := oneLine(s); must != "" {
		return must
	}
	address := strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
	if !address && !strings.HasPrefix(s, "${") || strings.ContainsAny(s, " \t") || strings.HasSuffix(s, "//") {
		return "a URL that begins with https:// or http://"
	}
	if escaped(s) {
		return "a URL with plain &, which is escaped when the file is written"
	}
	return ""
}

// domain accepts the domain of a user store, which is also the name of its file.
func domain(s string) string {
	for _, part := range strings.Split(s, ".") {
		if part == "" || strings.Trim(part, letters+digits+"_-") != "" {
			return "a domain: letters, digits, hyphens, underscores and dots"
		}
	}
	return ""
}

// prefix accepts the prefix of a namespace.
func prefix(s string) string {
	if strings.Trim(s, letters+digits+"_.-") != "" || !strings.ContainsAny(s[:1], letters+"_") {
		return "a prefix of a namespace"
	}
	return ""
}

const (
	digits  = "0123456789"
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func variableName(s string) string {
	if strings.ContainsAny(s, "=\x00") || oneLine(s) != "" {
		return "the name of an environment variable"
	}
	return ""
}

func aliasName(s string) string {
	if strings.ContainsAny(s, " \t\r\n") {
		return "an alias without blanks"
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

// homePath accepts a path that stays inside a home on every system: it has no drive, no
// backslash and no "..".
func homePath(s string) string {
	if must := oneLine(s); must != "" {
		return must
	}
	if s == "." || strings.HasPrefix(s, "/") || s != path.Clean(s) || strings.ContainsAny(s, `\:`) ||
		slices.Contains(strings.Split(s, "/"), "..") {
		return "the path of a file in the home, such as repository/conf/carbon.xml"
	}
	return ""
}

// xpath accepts an XPath expression that can be evaluated.
func xpath(s string) string {
	if _, err := xmlpath.Compile(s); err != nil {
		return "an XPath 1.0 location path without variables, id() and lang()"
	}
	return ""
}

// hostName and address accept the names and addresses that a hosts file may hold.
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
