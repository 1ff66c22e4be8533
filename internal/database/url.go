package database

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// A URL is a JDBC URL taken apart. The texts are as they stand in it: a %20
// stays one.
type URL struct {
	Type Type
	// Host is a name or an address; an IPv6 address has no brackets. It is
	// empty in H2's, and where a URL leaves it out.
	Host string
	// Port is 0 where the URL has none.
	Port int
	// Database is the database's name; for Oracle that of the service. For H2
	// it is a plain name for the file ./repository/database/NAME, or anything
	// else that H2 knows, which has a slash, backslash or colon: ./test, mem:x.
	Database string
	// SID says that Oracle's Database is a SID and not a service.
	SID bool
	// Parameters in their order. SQL Server's instance is instanceName here.
	Parameters []Parameter
	// Opaque is everything after the scheme of a URL that is not of the usual
	// form: several hosts, an Oracle descriptor, … All other fields but Type
	// are empty then.
	Opaque string
}

// h2Folder is where the server keeps its H2 databases.
const h2Folder = "./repository/database/"

// A PartError says which part of a URL can't be what it is.
type PartError struct {
	// Part is host, port, database or parameters.
	Part    string
	Message string
}

// Error returns the part and what is wrong with it.
func (e *PartError) Error() string { return e.Part + ": " + e.Message }

// Build puts a JDBC URL together. A port of 0 is left out, as are an empty
// Database and no Parameters. It returns a *PartError where a text holds a
// character that would end its part of the URL, where Oracle is given
// parameters or no host, where H2 is given one, and an error where the type is unknown.
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
	var b strings.Builder
	b.WriteString(preset.Scheme)
	switch u.Type {
	case Oracle:
		b.WriteString("thin:@" + u.authority())
		if u.SID {
			b.WriteString(":" + u.Database)
		} else {
			b.WriteString("/" + u.Database)
		}
	case SQLServer:
		b.WriteString("//" + u.authority())
		if u.Database != "" {
			b.WriteString(";databaseName=" + brace(u.Database))
		}
		for _, p := range u.Parameters {
			b.WriteString(";" + p.Name + "=" + brace(p.Value))
		}
	case DB2:
		b.WriteString("//" + u.authority() + "/" + u.Database)
		for i, p := range u.Parameters {
			if i == 0 {
				b.WriteByte(':')
			}
			b.WriteString(p.Name + "=" + p.Value + ";")
		}
	case H2:
		if !strings.ContainsAny(u.Database, `/\:`) {
			b.WriteString(h2Folder)
		}
		b.WriteString(u.Database)
		for _, p := range u.Parameters {
			b.WriteString(";" + p.Name + "=" + h2Escape.Replace(p.Value))
		}
	default:
		b.WriteString("//" + u.authority() + "/" + u.Database)
		for i, p := range u.Parameters {
			b.WriteByte("?&"[min(i, 1)])
			b.WriteString(p.Name + "=" + p.Value)
		}
	}
	return b.String(), nil
}

// authority is host:port, an IPv6 address in brackets.
func (u URL) authority() string {
	host := u.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(u.Port)
}

// check finds the first part that Build could not write so that Parse reads
// it back.
func (u URL) check() error {
	fail := func(part, format string, values ...any) error {
		return &PartError{part, fmt.Sprintf(format, values...)}
	}
	if u.Type == H2 && (u.Host != "" || u.Port != 0) {
		return fail("host", "h2 runs in the server itself and has neither host nor port")
	}
	if at := strings.IndexFunc(u.Host, func(r rune) bool { return !hostRune(r) }); at >= 0 {
		return fail("host", "can't hold %q", firstRune(u.Host[at:]))
	}
	if u.Port < 0 || u.Port > 65535 {
		return fail("port", "must be from 1 to 65535")
	}
	if strings.Contains(u.Host, ":") && !isIPv6(u.Host) {
		return fail("host", "is neither a name nor an address; its port is given apart")
	}
	if u.Database == "" && (u.Type == Oracle || u.Type == H2) {
		return fail("database", "is missing")
	}
	if u.Type == Oracle && u.Host == "" {
		return fail("host", "is missing")
	}
	if u.Type == Oracle && u.SID && u.Port == 0 {
		return fail("port", "is missing: a SID is told from a port by it")
	}
	if u.Database == "" && u.Type == DB2 && len(u.Parameters) > 0 {
		return fail("database", "is missing")
	}
	// A '?' or ';' ends the name; what else does depends on the form.
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
	if u.Type == Oracle && len(u.Parameters) > 0 {
		return fail("parameters", "oracle's URL takes none")
	}
	return u.checkParameters(fail)
}

func (u URL) checkParameters(fail func(string, string, ...any) error) error {
	ends := "&#" // of a value
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

// hostRune says whether a host may hold r. The underscore is common in the
// names that containers go by; ${name} is a system property of the server.
func hostRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_:%${}", r)
}

// isIPv6 takes an address apart no further than needed to tell it from
// host:port.
func isIPv6(host string) bool {
	return strings.Count(host, ":") >= 2 && strings.Trim(strings.ToLower(beforeZone(host)), "0123456789abcdef:.") == ""
}

func beforeZone(host string) string {
	address, _, _ := strings.Cut(host, "%")
	return address
}

// brace quotes a value of SQL Server's URL where it needs it.
func brace(value string) string {
	if !strings.ContainsAny(value, ";{}=") && value == strings.TrimSpace(value) {
		return value
	}
	return "{" + strings.ReplaceAll(value, "}", "}}") + "}"
}

// h2Escape quotes a value of H2's URL.
var h2Escape = strings.NewReplacer(`\`, `\\`, `;`, `\;`)
