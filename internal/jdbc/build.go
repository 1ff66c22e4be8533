package jdbc

import (
	"fmt"
	"strings"
	"unicode"
)

// h2Folder is the folder in which the server keeps its H2 databases.
const h2Folder = "./repository/database/"

// A PartError reports an invalid part of a URL.
type PartError struct {
	// Part is host, port, database or parameters.
	Part    string
	Message string
}

// Error returns the part and what is wrong with it.
func (e *PartError) Error() string { return e.Part + ": " + e.Message }

// Build builds a JDBC URL from its parts. It omits a port of 0, an empty Database and
// empty Parameters. It returns a *PartError if a text holds a character that would end
// its part of the URL, if there are parameters or no host for Oracle, or if there is a
// host for H2. It returns another error if the type has no preset.
func (u URL) Build() (string, error) {
	preset, ok := Lookup(u.Type)
	if !ok {
		return "", fmt.Errorf("unknown database type %q", u.Type)
	}
	if u.Opaque != "" {
		return preset.Scheme + u.Opaque, nil
	}
	if err := u.check(); err != nil {
		return "", err
	}
	mode := u.Mode
	if mode != "" {
		mode += ":"
	}
	head := preset.Scheme + mode
	switch u.Type {
	case Oracle:
		return head + u.buildOracle(), nil
	case SQLServer:
		return head + u.buildSQLServer(), nil
	case H2:
		return head + u.buildH2(), nil
	case DB2:
		return head + "//" + u.joined() + "/" + u.Database + u.join(":", "", ";"), nil
	}
	return head + "//" + u.joined() + "/" + u.Database + u.join("?", "&", ""), nil
}

// joined returns host:port,host:port.
func (u URL) joined() string {
	hosts := make([]string, len(u.Hosts))
	for i, h := range u.Hosts {
		hosts[i] = h.String()
	}
	return strings.Join(hosts, ",")
}

// join writes the parameters: start before the first, between before each of the others,
// and end after each.
func (u URL) join(start, between, end string) string {
	var b strings.Builder
	for i, p := range u.Parameters {
		if i == 0 {
			b.WriteString(start)
		} else {
			b.WriteString(between)
		}
		b.WriteString(p.Name + "=" + p.Value + end)
	}
	return b.String()
}

func (u URL) buildOracle() string {
	switch {
	case u.Descriptor != "":
		return "thin:@" + u.Descriptor
	case u.SID:
		return "thin:@" + u.joined() + ":" + u.Database
	}
	return "thin:@" + u.joined() + "/" + u.Database
}

func (u URL) buildSQLServer() string {
	var b strings.Builder
	b.WriteString("//")
	if _, named := u.server(); !named {
		h := u.Host()
		if _, named := u.Parameter("instanceName"); u.Instance != "" && !named {
			h.Name += `\` + u.Instance
		}
		b.WriteString(h.String())
	}
	if u.Database != "" {
		b.WriteString(";databaseName=" + brace(u.Database))
	}
	for _, p := range u.Parameters {
		b.WriteString(";" + p.Name + "=" + brace(p.Value))
	}
	return b.String()
}

func (u URL) buildH2() string {
	name := u.Database
	if !strings.ContainsAny(name, `/\:`) {
		name = h2Folder + name
	}
	escape := strings.NewReplacer(`\`, `\\`, `;`, `\;`)
	for _, p := range u.Parameters {
		name += ";" + p.Name + "=" + escape.Replace(p.Value)
	}
	return name
}

// check returns the first part that Build cannot write in a form that Parse reads back.
func (u URL) check() error {
	fail := func(part, format string, values ...any) error {
		return &PartError{part, fmt.Sprintf(format, values...)}
	}
	if u.Type == H2 && len(u.Hosts) > 0 {
		return fail("host", "h2 runs in the server itself and has neither host nor port")
	}
	for _, h := range u.Hosts {
		if at := strings.IndexFunc(h.Name, func(r rune) bool { return !hostRune(r) }); at >= 0 {
			return fail("host", "can't hold %q", firstRune(h.Name[at:]))
		}
		if h.Port < 0 || h.Port > 65535 {
			return fail("port", "must be from 1 to 65535")
		}
		if strings.Contains(h.Name, ":") && !isIPv6(h.Name) {
			return fail("host", "is neither a name nor an address; its port is given apart")
		}
		if h.Name == "" && len(u.Hosts) > 1 {
			return fail("host", "is missing")
		}
	}
	if len(u.Hosts) > 1 && (u.Type == Oracle || u.Type == SQLServer || u.Type == DB2) {
		return fail("host", "there can be one only")
	}
	if err := u.checkOracle(fail); err != nil {
		return err
	}
	if u.Database == "" && u.Type == H2 {
		return fail("database", "is missing")
	}
	if u.Database == "" && u.Type == DB2 && len(u.Parameters) > 0 {
		return fail("database", "is missing")
	}
	if err := u.checkDatabase(fail); err != nil {
		return err
	}
	return u.checkParameters(fail)
}

func (u URL) checkOracle(fail func(string, string, ...any) error) error {
	switch {
	case u.Type != Oracle || u.Descriptor != "":
		return nil
	case u.Database == "":
		return fail("database", "is missing")
	case u.Host().Name == "":
		return fail("host", "is missing")
	case u.SID && u.Host().Port == 0:
		return fail("port", "is missing: a SID is told from a port by it")
	case len(u.Parameters) > 0:
		return fail("parameters", "oracle's URL takes none")
	}
	return nil
}

func (u URL) checkDatabase(fail func(string, string, ...any) error) error {
	// A '?' or ';' ends the name; the other end characters depend on the form.
	forbidden := map[Type]string{Oracle: "/:?@();", SQLServer: "", DB2: "/:;?", H2: ";"}
	ends, ok := forbidden[u.Type]
	if !ok {
		ends = "/?&#;"
	}
	if at := strings.IndexAny(u.Database, ends); at >= 0 {
		return fail("database", "can't hold %q", firstRune(u.Database[at:]))
	}
	if at := strings.IndexFunc(u.Database, unicode.IsControl); at >= 0 {
		return fail("database", "can't hold the control character %q", firstRune(u.Database[at:]))
	}
	if u.Database != strings.TrimSpace(u.Database) {
		return fail("database", "must not begin or end with a blank")
	}
	return nil
}

func (u URL) checkParameters(fail func(string, string, ...any) error) error {
	ends := "&#" // end of a value
	switch u.Type {
	case SQLServer, H2:
		ends = "" // these two can quote
	case DB2:
		ends = ";"
	}
	for _, p := range u.Parameters {
		if p.Name == "" {
			return fail("parameters", "one has no name")
		}
		if p.Name != strings.TrimSpace(p.Name) {
			return fail("parameters", "%q begins or ends with a blank", p.Name)
		}
		if at := strings.IndexAny(p.Name, `=&;#?{}\`); at >= 0 {
			return fail("parameters", "the name %q can't hold %q", p.Name, p.Name[at])
		}
		if strings.IndexFunc(p.Name, unicode.IsControl) >= 0 || strings.IndexFunc(p.Value, unicode.IsControl) >= 0 {
			return fail("parameters", "%q holds a control character", p.Name)
		}
		if at := strings.IndexAny(p.Value, ends); at >= 0 {
			return fail("parameters", "the value of %s can't hold %q", p.Name, p.Value[at])
		}
		if u.Type == SQLServer && isDatabaseName(p.Name) {
			return fail("parameters", "%s is what database is for", p.Name)
		}
	}
	return nil
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// hostRune reports whether a host may contain r. Underscores are common in the names of
// containers; ${name} is a system property of the server.
func hostRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_:%${}", r)
}

// isIPv6 checks an address only as far as needed to tell it from host:port.
func isIPv6(host string) bool {
	address, _, _ := strings.Cut(host, "%")
	return strings.Count(host, ":") >= 2 && strings.Trim(strings.ToLower(address), "0123456789abcdef:.") == ""
}

// brace quotes a value of SQL Server's URL if needed.
func brace(value string) string {
	if !strings.ContainsAny(value, ";{}=") && value == strings.TrimSpace(value) {
		return value
	}
	return "{" + strings.ReplaceAll(value, "}", "}}") + "}"
}
