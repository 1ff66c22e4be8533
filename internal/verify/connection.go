package verify

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// placeholderPassword is the password in WSO2's documentation.
const placeholderPassword = "password"

// A target is the connection settings for a database: those of a datasource, or of a JDBC
// user store or dbConfig with a URL of its own.
type target struct {
	title       string
	url, driver server.Value
	// parent is the element that url and driver belong in.
	parent server.Syntax
}

// xmlValue returns the text of an element as the server's XML parser reads it.
func xmlValue(e *etree.Element) string {
	if e == nil {
		return ""
	}
	return xmlpath.Value(e)
}

// connection checks how a datasource reaches its database.
func (c *check) connection(d *server.Datasource) {
	if d.External() {
		if url := d.Setting("url"); url.Written() {
			c.at(url.Syntax, "ignored-url", "remove <url>, or change the properties in <dataSourceProps>",
				"<url> of %s next to dataSourceClassName: the server ignores it and uses the properties", d.Title())
		}
	} else {
		t := target{title: d.Title(), url: d.Setting("url"), driver: d.Setting("driverClassName"), parent: d.Configuration}
		c.url(t, isFeature(d.File) || !c.refersTo(d.JNDI.Text))
		c.driverClass(t)
	}
	c.login(d)
	c.validation(d)
	c.autoCommit(d)
}

// known returns the URL of a target and the type of its database, if known.
func (t target) known() (url string, kind jdbc.Type, known bool) {
	if !t.url.Written() || t.url.Alias != "" {
		return "", "", false
	}
	url = bare(t.url.Text)
	kind, known = jdbc.TypeOf(url)
	return url, kind, known
}

// url checks a URL. unused means that nothing that this program configures needs it.
func (c *check) url(t target, unused bool) {
	if t.url.Alias != "" {
		return
	}
	url, kind, known := t.known()
	if url == "" {
		c.at(orParent(t.url.Syntax, t.parent), "missing-url", "add <url>", "%s has no url", t.title)
		return
	}
	if t.url.Depends() {
		return
	}
	if err := jdbc.Parse(url).Err(); err != nil && strings.HasPrefix(url, "jdbc:") {
		c.at(t.url.Syntax, "bad-url", "correct the URL", "the url of %s %s", t.title, err)
		return
	}
	if !known || namesDatabase(url, kind) {
		return
	}
	dropped := ""
	if hasComment(t.url.Element) {
		dropped = ", because it drops the comment"
	}
	p := c.at(t.url.Syntax, "no-database-in-url",
		"write the name of the database into the URL, or remove the datasource if nothing uses it",
		"the URL of %s names no database: the server reads %s%s", t.title, jdbc.Base(url), dropped)
	if dropped != "" && unused {
		p.Severity = problem.Note // WSO2 ships such a URL
	}
}

// namesDatabase reports whether a URL names a database. For types whose URL need not name
// one it returns true.
func namesDatabase(url string, t jdbc.Type) bool {
	switch t {
	case jdbc.H2:
		return jdbc.Base(url) != "jdbc:h2:"
	case jdbc.MySQL, jdbc.MariaDB:
		u := jdbc.Parse(url)
		return u.Opaque != "" || u.Database != ""
	}
	return true
}

// driverClass checks the class name of a driver, and notes it for the search in the JARs.
func (c *check) driverClass(t target) {
	if !t.driver.Known() {
		return
	}
	class := bare(t.driver.Text)
	if class == "" {
		c.at(t.driver.Syntax, "empty-value", hintDriver(t), "the driver class of %s is empty: there is no such class",
			t.title)
		return
	}
	if t.driver.Text != class {
		c.at(t.driver.Syntax, "driver-class-blanks", "write "+class+" without blanks or newlines",
			"blanks around the driver class of %s: the server treats them as part of the name and does not find the class",
			t.title)
	}
	c.classes = append(c.classes, driverUse{class, t})
	url, _, _ := t.known()
	wanted := jdbc.Schemes(class)
	fits := slices.ContainsFunc(wanted, func(s string) bool { return strings.HasPrefix(url, s) })
	if wanted == nil || fits || url == "" || strings.Contains(scheme(url), "${") {
		return
	}
	hint := "write a URL that begins with " + wanted[0]
	if classes := jdbc.DriverClasses(url); classes != nil {
		hint += ", or the driver of the URL's database, " + classes[0]
	}
	c.at(t.driver.Syntax, "driver-url-mismatch", hint, "the driver %s of %s does not accept its URL, which begins with %s",
		class, t.title, clip(scheme(url)))
}

func hintDriver(t target) string {
	url, _, _ := t.known()
	if classes := jdbc.DriverClasses(url); classes != nil {
		return "write " + classes[0]
	}
	return "write the class of the database's driver"
}

// scheme returns a URL up to its second colon. The rest may hold a password.
func scheme(url string) string {
	if s := jdbc.Scheme(url); s != "" {
		return "jdbc:" + s + ":"
	}
	if other, _, found := strings.Cut(url, ":"); found {
		return other + ":"
	}
	return "no scheme"
}

// login checks user and password.
func (c *check) login(d *server.Datasource) {
	url, kind, _ := target{url: d.URL()}.known()
	network := kind != jdbc.H2 && len(jdbc.Parse(url).Hosts) > 0
	if v := d.Username(); network && v.Known() && v.Text == "" {
		c.at(v.Syntax, "empty-login", "write the database's user", "the user of %s is empty", d.Title())
	}
	v := d.Password()
	if !v.Known() {
		return
	}
	switch {
	case v.Text == "" && network:
		c.at(v.Syntax, "empty-login", "write the database's password", "the password of %s is empty", d.Title())
	case v.Text == placeholderPassword:
		c.at(v.Syntax, "placeholder-password", "set the database's real password",
			"the password of %s is the placeholder of the documentation", d.Title())
	}
}

// alien reports whether a validation query is for other databases and fails on this one.
func alien(query string, t jdbc.Type, url string) bool {
	query = strings.ToUpper(strings.Join(strings.Fields(query), " "))
	query = strings.TrimRight(query, "; ")
	switch {
	case strings.Contains(query, "SYSIBM."):
		return t != jdbc.DB2
	case strings.HasSuffix(query, " FROM DUAL"):
		return t == jdbc.PostgreSQL || t == jdbc.SQLServer || t == jdbc.DB2
	case query == "SELECT 1; COMMIT" || query == "SELECT 1;COMMIT":
		several, _ := jdbc.Parse(url).Parameter("allowMultiQueries")
		return t == jdbc.Oracle || t == jdbc.DB2 || t == jdbc.SQLServer ||
			(t == jdbc.MySQL || t == jdbc.MariaDB) && !strings.EqualFold(several, "true")
	case query == "SELECT 1":
		return t == jdbc.Oracle || t == jdbc.DB2
	}
	return false
}

// validation checks the query that validates a connection.
func (c *check) validation(d *server.Datasource) {
	v := d.Setting("validationQuery")
	url, t, known := target{url: d.URL()}.known()
	if strings.TrimSpace(v.Text) == "" {
		// The pool of 5.9 can validate without a query.
		if c.AtLeast(5, 9) || d.Effective("testOnBorrow") != "true" || d.Setting("validatorClassName").Text != "" {
			return
		}
		hint := "add a <validationQuery>"
		if known {
			preset, _ := jdbc.Lookup(t)
			hint = "add <validationQuery>" + preset.ValidationQuery + "</validationQuery>"
		}
		c.at(d.Setting("testOnBorrow").Syntax, "no-validation-query", hint,
			"%s has testOnBorrow but no validationQuery: connections are not tested", d.Title())
		return
	}
	if !known || v.Alias != "" || !alien(v.Text, t, url) {
		return
	}
	preset, _ := jdbc.Lookup(t)
	c.at(v.Syntax, "validation-query-mismatch", "write "+preset.ValidationQuery,
		"the validationQuery %q of %s does not fit %s", clip(v.Text), d.Title(), preset.Title)
}

func (c *check) autoCommit(d *server.Datasource) {
	_, t, known := target{url: d.URL()}.known()
	v := d.Setting("defaultAutoCommit")
	if !known || !v.Written() {
		return
	}
	preset, _ := jdbc.Lookup(t)
	wanted, ok := preset.DefaultAutoCommit(c.ISVersion())
	s, _ := server.SettingOf("defaultAutoCommit")
	got, read := s.Read(v.Text)
	if ok && wanted == "true" && read && got == "false" {
		c.at(v.Syntax, "postgresql-auto-commit", "write true, or remove the element",
			"defaultAutoCommit of %s is false: from Identity Server 5.7.0 on it must be true with PostgreSQL", d.Title())
	}
}
