package export

import (
	"slices"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// carbonDB is the datasource of the data that is local to a node.
const carbonDB = "WSO2_CARBON_DB"

// datasource writes a datasource unless it is as the server ships it.
func (e *exporter) datasource(d *server.Datasource) {
	shipped := asShipped(d)
	if d.Name.Text != carbonDB {
		shipped = inServersFolder(d.Setting("url").Text) && !e.referred(d.JNDI.Text)
	}
	if shipped && d.Reason != server.DuplicateName {
		e.shipped = append(e.shipped, d.Name.Text)
		return
	}
	switch d.Status {
	case server.Dropped, server.Outside, server.Shadowed:
		e.warn(d.Syntax, "%s is left out: %s", d.Title(), d.Why())
		return
	}
	if why := inexpressible(d); why != "" {
		e.warn(d.Syntax, "%s is left out: %s", d.Title(), why)
		return
	}
	e.writeDatasource(d)
}

// referred reports whether the realm, the registry, the identity tables or the API
// Manager's tables refer to a JNDI name.
func (e *exporter) referred(jndi string) bool {
	return slices.ContainsFunc(e.config.References, func(r *server.Reference) bool {
		return r.Text == jndi && !r.Feature
	})
}

// inexpressible returns the reason why a profile can't have a datasource, or "" if it can.
func inexpressible(d *server.Datasource) string {
	url := d.Setting("url")
	switch {
	case d.Name.Text == "":
		return "it has no name"
	case profile.NameError(d.Name.Text) != "":
		return "its name must be " + profile.NameError(d.Name.Text)
	case d.JNDI.Text == "":
		return "it has no JNDI name, and a profile gives it one"
	case profile.NameError(d.JNDI.Text) != "":
		return "its JNDI name must be " + profile.NameError(d.JNDI.Text)
	case d.Type.Text != "RDBMS":
		return "its definition is not of the type RDBMS"
	case !d.Configuration.Written():
		return "it has no <configuration>"
	case d.External():
		return "it takes its connections from a dataSourceClassName"
	case url.Alias != "":
		return "its URL is in the secure vault"
	}
	return inexpressibleURL(d, url.Text)
}

// inexpressibleURL returns the reason why a profile can't have a URL, or "" if it can.
func inexpressibleURL(d *server.Datasource, url string) string {
	u := jdbc.Parse(url)
	if err := u.Err(); err != nil {
		return "its URL " + err.Error()
	}
	if !profile.KeyAt(profile.SectionDatasources, "*", "url").Accepts(url) {
		return "its URL is not valid in a profile"
	}
	if strings.Contains(url, "&amp;") {
		return "its URL holds &amp;"
	}
	if u.Type != jdbc.Other {
		return ""
	}
	for _, name := range []string{"driverClassName", "validationQuery"} {
		v := d.Setting(name)
		key := profile.KeyAt(profile.SectionDatasources, "*", "configuration", name)
		if v.Text == "" || v.Alias != "" || !key.Accepts(v.Text) || reveals(v.Text) {
			return "its URL is of no database known here, and it has no " + name + " that a profile can have"
		}
	}
	if reveals(url) {
		return "its URL is of no database known here, and holds a password"
	}
	return ""
}

// writeDatasource writes one datasource with every setting, in the order of the settings.
func (e *exporter) writeDatasource(d *server.Datasource) {
	w, s := &e.datasources, &pool{exporter: e, d: d}
	name, url, user := d.Name.Text, d.Setting("url").Text, d.Setting("username")
	purpose := func(what string) string { return what + " of datasource " + name }
	w.open(2, name)
	switch preset, _ := jdbc.Lookup(jdbc.MySQL8); {
	case jdbc.Parse(url).Type == jdbc.Other:
		w.pair(4, "type", profile.YAMLText(string(jdbc.Other)))
	case d.Setting("driverClassName").Text == preset.Driver && strings.HasPrefix(url, preset.Scheme):
		w.pair(4, "type", profile.YAMLText(string(jdbc.MySQL8)))
	}
	shown := url
	if reveals(url) {
		shown = harmlessURL(url)
		if path, ok := s.path("url"); ok {
			value := e.env(name+"_URL", purpose("URL"), url)
			e.patchValue("The URL of datasource "+name+" holds a password.", d.File.Path, path, value)
		} else {
			e.warn(d.Syntax, "the URL of %s holds a password, and was left out", d.Title())
		}
	}
	w.pair(4, "url", profile.YAMLText(shown))
	if alias, ok := vaultAlias(user); ok {
		w.pair(4, "username", "{secretAlias: "+profile.YAMLText(alias)+"}")
	} else if profile.NameError(user.Text) == "" {
		w.pair(4, "username", profile.YAMLText(user.Text))
	} else {
		w.pair(4, "username", `""`)
		s.exact("username")
	}
	w.pair(4, "password", e.secret(d.Setting("password"), name+"_PASSWORD", purpose("password")))
	if all := d.Element.SelectElements("description"); len(all) > 0 && xmlpath.Value(all[len(all)-1]) != "" {
		w.pair(4, "description", profile.YAMLText(xmlpath.Value(all[len(all)-1])))
	}
	if d.JNDI.Text != "jdbc/"+name {
		w.pair(4, "jndi", profile.YAMLText(d.JNDI.Text))
	}
	if lines := s.lines(); lines != "" {
		w.open(4, "configuration")
		w.WriteString(lines)
	}
	s.away(url)

	e.names[d.JNDI.Text] = name
	source := exported{jndi: d.JNDI.Text}
	if user.Alias == "" && shown == url {
		source.cacheID = user.Text + "@" + jdbc.Base(url)
	}
	e.sources = append(e.sources, source)
}

// harmlessURL returns a URL of the same type that holds no password.
func harmlessURL(url string) string {
	base := jdbc.Base(url)
	if u := jdbc.Parse(base); u.Err() == nil && u.Opaque == "" && !reveals(base) {
		return base
	}
	t, _ := jdbc.TypeOf(url)
	preset, _ := jdbc.Lookup(t)
	return preset.Scheme + "see-patches"
}

// inServersFolder reports whether a URL is that of an H2 database in the server's own
// database folder, or the placeholder that the server ships.
func inServersFolder(url string) bool {
	rest, ok := strings.CutPrefix(url, "jdbc:h2:")
	if !ok {
		return false
	}
	name, _, _ := strings.Cut(rest, ";")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "file:"), "./")
	return name == "" || strings.HasPrefix(name, "repository/database/")
}

// shippedCarbonDB are the settings of WSO2_CARBON_DB in the stock files, except for the
// URL and defaultAutoCommit, which is false or missing.
var shippedCarbonDB = []struct{ name, value string }{
	{"username", "wso2carbon"}, {"password", "wso2carbon"}, {"driverClassName", "org.h2.Driver"}, {"maxActive", "50"},
	{"maxWait", "60000"}, {"testOnBorrow", "true"}, {"validationQuery", "SELECT 1"}, {"validationInterval", "30000"},
}

// asShipped reports whether WSO2_CARBON_DB is as shipped with Identity Server 5.2 to 5.8
// or the Key Manager packs.
func asShipped(d *server.Datasource) bool {
	if !d.Configuration.Written() || d.JNDI.Text != "jdbc/WSO2CarbonDB" {
		return false
	}
	urls := map[string]string{ // and the defaultAutoCommit of each
		"jdbc:h2:./repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000": "false",
		"jdbc:h2:repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE":                      "",
	}
	autoCommit, known := urls[d.Setting("url").Text]
	if !known || d.Setting("defaultAutoCommit").Text != autoCommit {
		return false
	}
	names := []string{"url", "defaultAutoCommit"}
	for _, s := range shippedCarbonDB {
		names = append(names, s.name)
		if v := d.Setting(s.name); v.Text != s.value || v.Alias != "" {
			return false
		}
	}
	for _, at := range d.Configuration.Element.ChildElements() {
		if !slices.Contains(names, at.Tag) {
			return false
		}
	}
	return true
}
