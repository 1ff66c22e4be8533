package verify

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
	"ispatch/internal/profile"
)

// schemes are what the URLs of well-known drivers begin with.
var schemes = map[string][]string{
	"com.mysql.jdbc.Driver":                        {"jdbc:mysql:"},
	"com.mysql.cj.jdbc.Driver":                     {"jdbc:mysql:"},
	"org.mariadb.jdbc.Driver":                      {"jdbc:mariadb:", "jdbc:mysql:"},
	"org.postgresql.Driver":                        {"jdbc:postgresql:"},
	"oracle.jdbc.OracleDriver":                     {"jdbc:oracle:"},
	"oracle.jdbc.driver.OracleDriver":              {"jdbc:oracle:"},
	"com.microsoft.sqlserver.jdbc.SQLServerDriver": {"jdbc:sqlserver:"},
	"net.sourceforge.jtds.jdbc.Driver":             {"jdbc:jtds:"},
	"com.ibm.db2.jcc.DB2Driver":                    {"jdbc:db2:", "jdbc:db2j:", "jdbc:ids:"},
	"org.h2.Driver":                                {"jdbc:h2:"},
}

// checkConnection checks how a datasource reaches its database.
func (c *check) checkConnection(d *datasource) {
	c.checkURL(d)
	c.checkDriverClass(d)
	c.checkPassword(d)
	c.checkValidation(d)
	c.checkAutoCommit(d)
}

// url returns the URL of a datasource and the type of its database, where they
// are known.
func (d *datasource) url() (url string, t jdbc.Type, known bool) {
	e := d.setting("url")
	if e == nil || vaulted(e) {
		return "", "", false
	}
	url = strings.TrimSpace(value(e))
	t, known = jdbc.TypeOf(url)
	return url, t, known
}

// driver returns the class of a datasource's driver; empty where none is
// named, or it is not known here.
func (d *datasource) driver() string {
	e := d.setting("driverClassName")
	if e == nil || vaulted(e) || depends(value(e)) {
		return ""
	}
	return strings.TrimSpace(value(e))
}

func (c *check) checkURL(d *datasource) {
	e := d.setting("url")
	if d.text("dataSourceClassName") != "" || vaulted(e) {
		return
	}
	url, t, known := d.url()
	if url == "" {
		c.at(d.file, orParent(e, d.configuration), "missing-url", "add <url>", "%s has no url", d.title())
		return
	}
	if known && !depends(url) && !namesDatabase(url, t) {
		dropped := ""
		if slices.ContainsFunc(e.Child, func(t etree.Token) bool { _, comment := t.(*etree.Comment); return comment }) {
			dropped = ", for it drops the comment"
		}
		c.at(d.file, e, "no-database-in-url",
			"write the name of the database into the URL, or remove the datasource if nothing uses it",
			"the URL of %s names no database: the server reads %s%s", d.title(), jdbc.Base(url), dropped)
	}
}

// namesDatabase says whether a URL names a database. Databases in which one
// need not be named have always one.
func namesDatabase(url string, t jdbc.Type) bool {
	switch t {
	case jdbc.H2:
		return jdbc.Base(url) != "jdbc:h2:"
	case jdbc.MySQL, jdbc.MariaDB:
		u := jdbc.Parse(url)
		return u.Err() != nil || u.Opaque != "" || u.Database != ""
	}
	return true
}

func (c *check) checkDriverClass(d *datasource) {
	e := d.setting("driverClassName")
	class := d.driver()
	if class == "" {
		return
	}
	if value(e) != class {
		c.at(d.file, e, "driver-class-blanks", "write "+class+" without blanks or newlines",
			"blanks around the driver class of %s: the server takes them as part of the name and doesn't find the class",
			d.title())
	}
	url, _, _ := d.url()
	wanted, known := schemes[class]
	if !known || url == "" || strings.HasPrefix(url, "${") || slices.ContainsFunc(wanted,
		func(s string) bool { return strings.HasPrefix(url, s) }) {
		return
	}
	hint := "write a URL that begins with " + wanted[0]
	if t, ok := jdbc.TypeOf(url); ok {
		preset, _ := jdbc.Lookup(t)
		hint += ", or the driver of the URL's database, as " + preset.Driver
	}
	c.at(d.file, e, "driver-url-mismatch", hint, "the driver %s of %s does not take its URL, which begins with %s",
		class, d.title(), clip(scheme(url)))
}

// scheme returns what a URL begins with, up to its second colon: what follows
// may hold a password.
func scheme(url string) string {
	rest, found := strings.CutPrefix(url, "jdbc:")
	if name, _, colon := strings.Cut(rest, ":"); colon {
		rest = name + ":"
	} else {
		rest = ""
	}
	if found {
		return "jdbc:" + rest
	}
	return orElse(rest, "no scheme")
}

func (c *check) checkPassword(d *datasource) {
	if e := d.setting("password"); e != nil && !vaulted(e) && value(e) == profile.Placeholder {
		c.at(d.file, e, "placeholder-password", "set the database's password, best with --set-file or --set-env",
			"the password of %s is the placeholder of the documentation", d.title())
	}
}

// alien are validation queries that belong to some databases and fail on
// others, as a part of their text.
func alien(query string, t jdbc.Type, url string) bool {
	query = strings.ToUpper(strings.Join(strings.Fields(query), " "))
	query = strings.TrimRight(query, "; ")
	switch {
	case strings.Contains(query, "SYSIBM."):
		return t != jdbc.DB2
	case strings.HasSuffix(query, " FROM DUAL"):
		return t == jdbc.PostgreSQL || t == jdbc.SQLServer || t == jdbc.DB2
	case query == "SELECT 1; COMMIT" || query == "SELECT 1;COMMIT":
		several := strings.Contains(strings.ToLower(url), "allowmultiqueries=true")
		return t == jdbc.Oracle || t == jdbc.DB2 || t == jdbc.SQLServer ||
			(t == jdbc.MySQL || t == jdbc.MariaDB) && !several
	case query == "SELECT 1":
		return t == jdbc.Oracle || t == jdbc.DB2
	}
	return false
}

func (c *check) checkValidation(d *datasource) {
	e := d.setting("validationQuery")
	query := value(e)
	if strings.TrimSpace(query) == "" {
		// The pool of 5.9 tests without a query.
		if atLeast(c.Version, 5, 9) {
			return
		}
		test := d.setting("testOnBorrow")
		if on, _ := boolean(value(test)); on && d.text("validatorClassName") == "" {
			hint := "add a <validationQuery>"
			if _, t, ok := d.url(); ok {
				preset, _ := jdbc.Lookup(t)
				hint = "add <validationQuery>" + preset.ValidationQuery + "</validationQuery>"
			}
			c.at(d.file, test, "no-validation-query", hint,
				"%s is to test connections, but has no validationQuery to do it with", d.title())
		}
		return
	}
	url, t, known := d.url()
	if !known || vaulted(e) || !alien(query, t, url) {
		return
	}
	preset, _ := jdbc.Lookup(t)
	c.at(d.file, e, "validation-query-mismatch", "write "+preset.ValidationQuery,
		"the validationQuery %q of %s does not fit %s", clip(query), d.title(), preset.Title)
}

func (c *check) checkAutoCommit(d *datasource) {
	_, t, known := d.url()
	e := d.setting("defaultAutoCommit")
	if !known || e == nil {
		return
	}
	preset, _ := jdbc.Lookup(t)
	wanted, ok := preset.DefaultAutoCommit(c.Version)
	if on, read := boolean(value(e)); ok && wanted == "true" && read && !on {
		c.at(d.file, e, "postgresql-auto-commit", "write true, or remove the element",
			"defaultAutoCommit of %s is false: from Identity Server 5.7.0 on it must be true with PostgreSQL", d.title())
	}
}
