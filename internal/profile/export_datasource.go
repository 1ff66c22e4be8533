package profile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
	"ispatch/internal/secret"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// carbonDB is the datasource of what is local to a node.
const carbonDB = "WSO2_CARBON_DB"

// exportDatasources writes the datasources that are not as the server ships
// them. Of two with one name the server drops the second, and of two with one
// JNDI name it takes the last.
func (e *exporter) exportDatasources(all []patch.DefinedDatasource) {
	referred := e.referred()
	last := map[string]int{}
	for i, d := range all {
		last[d.JNDI] = i
	}
	seen := map[string]bool{}
	for i, d := range all {
		url := d.Setting("url")
		switch {
		case d.Name == carbonDB && asShipped(d), d.Name != carbonDB && inServersFolder(url) && !referred[d.JNDI]:
			e.shipped = append(e.shipped, d.Name)
			continue
		case seen[d.Name]:
			e.warn(d.File, d.Element,
				"a second datasource %s, which the server drops together with all behind it, is left out", d.Name)
			continue
		case d.JNDI != "" && last[d.JNDI] != i:
			e.warn(d.File, d.Element, "datasource %s is left out: a later one binds its JNDI name %s", d.Name, d.JNDI)
			continue
		}
		seen[d.Name] = true
		if why := unsayable(d, url); why != "" {
			e.warn(d.File, d.Element, "datasource %s is left out: %s", d.Name, why)
			continue
		}
		e.exportDatasource(d, url)
	}
}

// referred are the JNDI names that the realm, the registry, the identity tables
// and the API Manager's ask for.
func (e *exporter) referred() map[string]bool {
	names := map[string]bool{}
	if l := e.graph.Realm.DataSource; l != nil {
		names[l.JNDI] = true
	}
	for _, s := range e.graph.Realm.UserStores {
		if s.DataSource != nil {
			names[s.DataSource.JNDI] = true
		}
	}
	for _, d := range e.graph.Registry.DBConfigs {
		if d.DataSource != nil {
			names[d.DataSource.JNDI] = true
		}
	}
	for _, r := range e.graph.Elsewhere {
		if _, own := ownDatabase[r.File]; !own {
			names[r.JNDI] = true
		}
	}
	return names
}

// unsayable says why a profile can't have a datasource, "" where it can.
func unsayable(d patch.DefinedDatasource, url string) string {
	definition := lastChild(d.Element, "definition")
	switch {
	case d.Name == "":
		return "it has no name"
	case oneLine(d.Name) != "":
		return "its name must be " + oneLine(d.Name)
	case d.JNDI == "":
		return "it has no JNDI name, and a profile gives it one"
	case oneLine(d.JNDI) != "":
		return "its JNDI name must be " + oneLine(d.JNDI)
	case definition == nil || definition.SelectAttrValue("type", "") != "RDBMS":
		return "its definition is not of the type RDBMS"
	case lastChild(definition, "configuration") == nil:
		return "it has no <configuration>"
	}
	if _, aliased := vaultAlias(lastChild(lastChild(definition, "configuration"), "url")); aliased {
		return "its URL is in the secure vault"
	}
	u := jdbc.Parse(url)
	if err := u.Err(); err != nil {
		return "its URL " + err.Error()
	}
	if u.Type == jdbc.Other {
		return "its URL is not of a database known here"
	}
	if must := oneLine(url); must != "" {
		return "its URL must be " + must
	}
	if escaped(url) {
		return "its URL holds &amp;"
	}
	return ""
}

// exportDatasource writes one datasource, every setting in its order.
func (e *exporter) exportDatasource(d patch.DefinedDatasource, url string) {
	w := &e.datasources
	configuration := lastChild(lastChild(d.Element, "definition"), "configuration")
	s := &poolExport{exporter: e, d: d, configuration: configuration}
	purpose := func(what string) string { return what + " of datasource " + d.Name }
	w.open(2, d.Name)
	driver := d.Setting("driverClassName")
	if preset, _ := jdbc.Lookup(jdbc.MySQL8); driver == preset.Driver && strings.HasPrefix(url, preset.Scheme) {
		w.pair(4, "type", YAMLText(string(jdbc.MySQL8)))
	}
	shown := url
	if secretURL(url) {
		shown = harmlessURL(url)
		if path, ok := s.path("url"); ok {
			e.patchValue("The URL of datasource "+d.Name+" holds a password.", d.File, path, e.env(d.Name+"_URL",
				purpose("URL"), url))
		}
	}
	w.pair(4, "url", YAMLText(shown))
	user := s.last("username")
	if alias, ok := vaultAlias(user); ok {
		w.pair(4, "username", "{secretAlias: "+YAMLText(alias)+"}")
	} else if name := d.Setting("username"); oneLine(name) == "" {
		w.pair(4, "username", YAMLText(name))
	} else {
		w.pair(4, "username", `""`)
		s.exact("username")
	}
	w.pair(4, "password", e.secret(s.last("password"), d.Name+"_PASSWORD", purpose("password"), d.Setting("password")))
	if description := lastChild(d.Element, "description"); description != nil && xmlpath.Value(description) != "" {
		w.pair(4, "description", YAMLText(xmlpath.Value(description)))
	}
	if d.JNDI != "jdbc/"+d.Name {
		w.pair(4, "jndi", YAMLText(d.JNDI))
	}
	if lines := s.pool(); lines != "" {
		w.open(4, "configuration")
		w.WriteString(lines)
	}
	s.away(url)

	e.names[d.JNDI] = d.Name
	source := exported{jndi: d.JNDI}
	if _, aliased := vaultAlias(user); !aliased && shown == url {
		source.cacheID = d.Setting("username") + "@" + jdbc.Base(url)
	}
	e.sources = append(e.sources, source)
}

// A poolExport exports the configuration of one datasource.
type poolExport struct {
	*exporter
	d             patch.DefinedDatasource
	configuration *etree.Element
}

func (s *poolExport) last(tag string) *etree.Element { return lastChild(s.configuration, tag) }

// path is that of a setting; false where a patch can't name it: it stands in
// another file, which a stock home does not have.
func (s *poolExport) path(tag string) (string, bool) {
	name, ok := literal(s.d.JNDI)
	return "/datasources-configuration/datasources/datasource[jndiConfig/name=" + name + "]/definition/configuration/" +
			tag,
		ok && s.d.File == patch.MasterDatasources
}

// pool renders the pool settings that the home has. One that a profile does not
// accept, because the server takes it for something else, becomes a patch.
func (s *poolExport) pool() string {
	var w yamlWriter
	done := map[string]bool{}
	for _, at := range s.configuration.ChildElements() {
		name := at.Tag
		if done[name] || name == "url" || name == "username" || name == "password" {
			continue
		}
		done[name] = true
		if len(s.configuration.SelectElements(name)) > 1 {
			s.warn(s.d.File, at,
				"<%s> of datasource %s stands there twice: the last one was taken, and apply refuses this home", name, s.d.Name)
		}
		at = s.last(name)
		shape := configurationShape().field(name)
		value := xmlpath.Value(at)
		switch _, aliased := vaultAlias(at); {
		case name == "databaseProps" || name == "dataSourceProps":
			s.properties(at)
		case shape == nil:
			s.warn(s.d.File, at, "<%s> of datasource %s is nothing that the server reads, and was left out", name, s.d.Name)
		case aliased:
			s.warn(s.d.File, at, "<%s> of datasource %s is in the secure vault, and was left out", name, s.d.Name)
		case shape.accepts == text && revealing(value):
			s.exact(name)
		case shape.accepts == text && accepts(shape, value):
			w.pair(6, name, YAMLText(value))
		case shape.accepts != text && accepts(shape, canonical(shape, value)):
			w.pair(6, name, canonical(shape, value))
		default:
			s.exact(name)
		}
	}
	return w.String()
}

// canonical is how a number or boolean is written that the server reads from a
// text.
func canonical(s *shape, value string) string {
	value = strings.Trim(value, " \t\r\n")
	if s.accepts == boolean {
		switch value {
		case "1":
			return "true"
		case "0":
			return "false"
		}
		return value
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	return value
}

// exact patches a setting to the text that it has.
func (s *poolExport) exact(name string) {
	path, ok := s.path(name)
	if !ok {
		s.warn(s.d.File, s.last(name), "<%s> of datasource %s cannot be said by a profile, and was left out", name, s.d.Name)
		return
	}
	s.patchText(fmt.Sprintf("<%s> of datasource %s, as it stands in the file.", name, s.d.Name), s.d.File, path,
		s.d.Name+"_"+name, xmlpath.Value(s.last(name)))
}

// properties patches a list of properties.
func (s *poolExport) properties(list *etree.Element) {
	names := map[string]int{}
	for _, p := range list.SelectElements("property") {
		names[p.SelectAttrValue("name", "")]++
	}
	for _, p := range list.SelectElements("property") {
		name := p.SelectAttrValue("name", "")
		quoted, sayable := literal(name)
		path, ok := s.path(list.Tag + "/property[@name=" + quoted + "]")
		if !ok || !sayable || name == "" || names[name] > 1 {
			s.warn(s.d.File, p, "property %q in <%s> of datasource %s cannot be said by a profile, and was left out", name,
				list.Tag, s.d.Name)
			continue
		}
		why := fmt.Sprintf("Property %s in <%s> of datasource %s.", name, list.Tag, s.d.Name)
		if value := xmlpath.Value(p); secret.Name(name) {
			s.patchValue(why, s.d.File, path, s.secret(p, s.d.Name+"_"+name, why, value))
		} else {
			s.patchText(why, s.d.File, path, s.d.Name+"_"+name, value)
		}
	}
}

// away patches away what apply would add to the datasource: the presets that
// the home does not have.
func (s *poolExport) away(url string) {
	presets := []string{"username", "password", "driverClassName", "maxActive", "maxWait", "testOnBorrow",
		"validationQuery", "validationInterval"}
	if t, ok := jdbc.TypeOf(url); ok {
		preset, _ := jdbc.Lookup(t)
		if _, documented := preset.DefaultAutoCommit(s.version); documented {
			presets = append(presets, "defaultAutoCommit")
		}
	}
	for _, name := range presets {
		if s.last(name) != nil {
			continue
		}
		if path, ok := s.path(name); ok {
			s.patchAway(fmt.Sprintf("Datasource %s has no <%s>.", s.d.Name, name), s.d.File, path)
		} else {
			s.warn(s.d.File, s.d.Element, "datasource %s has no <%s>, and apply adds one", s.d.Name, name)
		}
	}
}

// secretURL says whether a JDBC URL holds a password.
func secretURL(url string) bool { return revealing(url) || len(jdbc.Passwords(url)) > 0 }

// harmlessURL is one of the same type that holds no password.
func harmlessURL(url string) string {
	base := jdbc.Base(url)
	if u := jdbc.Parse(base); u.Err() == nil && u.Type != jdbc.Other && !secretURL(base) &&
		!strings.Contains(strings.ToLower(base), "pass") {
		return base
	}
	t, _ := jdbc.TypeOf(url)
	preset, _ := jdbc.Lookup(t)
	return preset.Scheme + "see-patches"
}

// inServersFolder says whether a URL is that of an H2 database in the folder
// that the server keeps its own in, or of the placeholder that it ships.
func inServersFolder(url string) bool {
	rest, ok := strings.CutPrefix(url, "jdbc:h2:")
	if !ok {
		return false
	}
	name, _, _ := strings.Cut(rest, ";")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "file:"), "./")
	return name == "" || strings.HasPrefix(name, "repository/database/")
}

// shippedCarbonDB is what the stock files have for WSO2_CARBON_DB, apart from
// the URL and from defaultAutoCommit, which is false or not there.
var shippedCarbonDB = []struct{ name, value string }{
	{"username", "wso2carbon"}, {"password", "wso2carbon"}, {"driverClassName", "org.h2.Driver"}, {"maxActive", "50"},
	{"maxWait", "60000"},
	{"testOnBorrow", "true"}, {"validationQuery", "SELECT 1"}, {"validationInterval", "30000"},
}

// asShipped says whether WSO2_CARBON_DB is what the server ships: of Identity
// Server 5.2 to 5.8, or of the Key Manager packs.
func asShipped(d patch.DefinedDatasource) bool {
	configuration := lastChild(lastChild(d.Element, "definition"), "configuration")
	if configuration == nil || d.JNDI != "jdbc/WSO2CarbonDB" {
		return false
	}
	urls := map[string]string{ // and the defaultAutoCommit that goes with each
		"jdbc:h2:./repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000": "false",
		"jdbc:h2:repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE":                      "",
	}
	autoCommit, known := urls[d.Setting("url")]
	if !known || d.Setting("defaultAutoCommit") != autoCommit {
		return false
	}
	names := []string{"url", "defaultAutoCommit"}
	for _, s := range shippedCarbonDB {
		names = append(names, s.name)
		if d.Setting(s.name) != s.value {
			return false
		}
	}
	for _, at := range configuration.ChildElements() {
		if _, aliased := vaultAlias(at); aliased || !slices.Contains(names, at.Tag) {
			return false
		}
	}
	return true
}
