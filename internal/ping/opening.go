package ping

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/problem"
)

// An opening is a target that is being opened.
type opening struct {
	target  Target
	result  Result
	secrets secrets
	schemas []schema
	// host and address are those of the URL, name is its database.
	host, address, name string
	done                bool
}

func newOpening(t Target, all secrets) *opening {
	o := &opening{target: t, secrets: all}
	o.locate()
	o.result = Result{Target: t, Name: t.Name, JNDI: t.JNDI, File: t.Place.File, Line: t.Place.Line,
		Address: o.address, Codes: []Code{}, Notes: []string{}}
	return o
}

// locate reads host, port and database from the URL, for messages.
func (o *opening) locate() {
	o.host, o.address = "of the url", "the database"
	if o.target.Directory {
		o.address = "the directory"
		if _, rest, ok := strings.Cut(o.target.url(), "://"); ok {
			rest, _, _ = strings.Cut(rest, "/")
			if host, _, err := net.SplitHostPort(rest); err == nil {
				o.host, o.address = host, rest
			}
		}
		return
	}
	u := jdbc.Parse(o.target.url())
	host := u.Host()
	if u.Err() != nil || host.Name == "" {
		return
	}
	if preset, ok := jdbc.Lookup(u.Type); ok && host.Port == 0 {
		host.Port = preset.Port
	}
	o.host, o.address, o.name = host.Name, host.String(), u.Database
}

// problemWith returns a problem of this target. The detail must be our own
// words; text from a driver or a server goes through quote first.
func (o *opening) problemWith(code Code, detail, script string) *problem.Problem {
	f := finding(code)
	fill := strings.NewReplacer("{address}", o.own(o.address), "{host}", o.own(o.host),
		"{user}", o.shown(o.target.user()), "{database}", o.shown(o.name), "{tls}", tlsParameter(o.target.url()),
		"{script}", script, "{detail}", detail)
	return &problem.Problem{Severity: f.Severity, Code: string(code),
		Message: fill.Replace(f.message), Hint: fill.Replace(f.hint)}
}

// shown returns a name for a message. If a wrong separator made a parameter
// part of it, that part is cut off: it may be the password.
func (o *opening) shown(name string) string {
	if name == "" {
		return "without a name"
	}
	if at := strings.IndexAny(name, "?;&"); at >= 0 {
		name = name[:at] + "…"
	}
	return `"` + o.own(name) + `"`
}

// own masks a part of the URL that is one of its passwords, misread.
func (o *opening) own(text string) string {
	return oneLine(secrets(jdbc.Passwords(o.target.url())).cover(text))
}

// tlsParameter returns the parameter that requires TLS in a URL.
func tlsParameter(url string) string {
	switch jdbc.Scheme(url) {
	case "mysql":
		return "useSSL=true"
	case "mariadb":
		return "useSSL=true, or sslMode=verify-full from version 3 on"
	case "postgresql":
		return "ssl=true"
	case "sqlserver":
		return "encrypt=true"
	case "ldap":
		return "an ldaps:// URL, or the property StartTLSEnabled"
	}
	return "or its certificate's parameters"
}

// expectTables fills in the tables to look for, and returns them as settings.
func (o *opening) expectTables(all []schema) []Setting {
	o.schemas = all
	var settings []Setting
	for _, s := range all {
		if s.script == "" {
			o.result.Notes = append(o.result.Notes,
				"the home has no script for the tables of "+s.role.info().title+": only "+enumerate(s.tables)+" was looked for")
		}
		for _, table := range s.tables {
			o.result.Tables = append(o.result.Tables, Table{Role: s.role, Name: table})
			if one := (Setting{"table", table, ""}); !slices.Contains(settings, one) {
				settings = append(settings, one)
			}
		}
	}
	return settings
}

// lookedForTables reports the tables of each role that are missing, or may not
// be read.
func (o *opening) lookedForTables() {
	for _, s := range o.schemas {
		o.report(s, Missing, TablesMissing)
		o.report(s, Denied, TablesDenied)
	}
	// Tables without an answer are left out.
	o.result.Tables = slices.DeleteFunc(o.result.Tables, func(t Table) bool { return t.State == "" })
}

func (o *opening) report(s schema, state TableState, code Code) {
	var names []string
	for _, t := range o.result.Tables {
		if t.Role == s.role && t.State == state {
			names = append(names, t.Name)
		}
	}
	if len(names) == 0 {
		return
	}
	script := s.script
	if script == "" {
		script = "the server's script for it (dbscripts)"
	}
	detail := fmt.Sprintf("%d of %d tables of %s: %s", len(names), len(s.tables), s.role.info().title, some(names))
	if len(s.tables) == 1 {
		detail = names[0] + " of " + s.role.info().title
	}
	o.result.add(o.problemWith(code, detail, script))
}

// some returns the first few names.
func some(names []string) string {
	const few = 6
	if len(names) <= few {
		return enumerate(names)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few-1], ", "), len(names)-few+1)
}

// late returns the problem of a target that was not finished in time.
func (o *opening) late(stage string) *problem.Problem {
	doing := map[string]string{
		"load":    "still loading the driver",
		"connect": "still connecting or logging in",
		"query":   "still running the validationQuery",
		"table":   "still looking for tables",
		"tls":     "still negotiating TLS",
		"dns":     "still looking up the controllers in DNS",
		"base":    "still looking for a search base",
		"users":   "still listing users",
		"close":   "still closing the connection",
	}[stage]
	if doing == "" {
		doing = "still connecting"
	}
	return o.problem(Timeout, doing)
}
