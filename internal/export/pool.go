package export

import (
	"fmt"
	"strconv"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/profile"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// A pool exports the configuration of one datasource.
type pool struct {
	*exporter
	d *server.Datasource
}

// path returns the path of a setting. It returns false if a patch can't name it, because
// it is in another file that a stock home does not have.
func (s *pool) path(tag string) (string, bool) {
	name, ok := literal(s.d.JNDI.Text)
	return "/datasources-configuration/datasources/datasource[jndiConfig/name=" + name + "]/definition/configuration/" +
		tag, ok && s.d.File.Path == patch.MasterDatasources
}

// lines renders the pool settings of the home. A value that a profile does not accept,
// because the server reads it as something else, becomes a patch.
func (s *pool) lines() string {
	var w yamlWriter
	done := map[string]bool{}
	configuration := s.d.Configuration.Element
	for _, at := range configuration.ChildElements() {
		name := at.Tag
		if done[name] || name == "url" || name == "username" || name == "password" {
			continue
		}
		done[name] = true
		syntax := server.Syntax{File: s.d.File, Element: at}
		if len(configuration.SelectElements(name)) > 1 {
			s.warn(syntax, "duplicate <%s> of %s: the last one was taken, and apply refuses this home", name, s.d.Title())
		}
		v := s.d.Setting(name)
		key := profile.KeyAt(profile.SectionDatasources, "*", "configuration", name)
		switch {
		case name == "databaseProps" || name == "dataSourceProps":
			s.properties(v.Syntax)
		case !key.Exists():
			s.warn(syntax, "the server does not read <%s> of %s, and it was left out", name, s.d.Title())
		case v.Alias != "":
			s.warn(syntax, "<%s> of %s is in the secure vault, and was left out", name, s.d.Title())
		case key.IsText() && reveals(v.Text):
			s.exact(name)
		case key.IsText() && key.Accepts(v.Text):
			w.pair(6, name, profile.YAMLText(v.Text))
		case !key.IsText() && key.Accepts(canonical(key, v.Text)):
			w.pair(6, name, canonical(key, v.Text))
		default:
			s.exact(name)
		}
	}
	return w.String()
}

// canonical returns the usual form of the number or boolean that the server reads from a
// text.
func canonical(key profile.Key, value string) string {
	value = strings.Trim(value, " \t\r\n")
	if key.IsBoolean() {
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

// exact adds a patch that sets a setting to its exact text.
func (s *pool) exact(name string) {
	v := s.d.Setting(name)
	path, ok := s.path(name)
	if !ok {
		s.warn(v.Syntax, "<%s> of %s cannot be expressed in a profile, and was left out", name, s.d.Title())
		return
	}
	s.patchText(fmt.Sprintf("<%s> of %s, as it is in the file.", name, s.d.Title()), s.d.File.Path, path,
		s.d.Name.Text+"_"+name, v.Text)
}

// properties adds patches for a list of properties.
func (s *pool) properties(list server.Syntax) {
	names := map[string]int{}
	for _, p := range list.Element.SelectElements("property") {
		names[p.SelectAttrValue("name", "")]++
	}
	for _, p := range list.Element.SelectElements("property") {
		name := p.SelectAttrValue("name", "")
		quoted, expressible := literal(name)
		path, ok := s.path(list.Element.Tag + "/property[@name=" + quoted + "]")
		if !ok || !expressible || name == "" || names[name] > 1 {
			s.warn(server.Syntax{File: s.d.File, Element: p},
				"property %q in <%s> of %s cannot be expressed in a profile, and was left out", name, list.Element.Tag, s.d.Title())
			continue
		}
		why := fmt.Sprintf("Property %s in <%s> of %s.", name, list.Element.Tag, s.d.Title())
		if v := s.d.Property(list.Element.Tag, name); secret.Name(name) {
			s.patchValue(why, s.d.File.Path, path, s.secret(v, s.d.Name.Text+"_"+name, why))
		} else {
			s.patchText(why, s.d.File.Path, path, s.d.Name.Text+"_"+name, xmlpath.Value(p))
		}
	}
}

// away adds patches that remove the presets that apply would add and the home does not
// have.
func (s *pool) away(url string) {
	presets := []string{"username", "password", "driverClassName", "maxActive", "maxWait", "testOnBorrow",
		"validationQuery", "validationInterval"}
	if t, ok := jdbc.TypeOf(url); ok {
		preset, _ := jdbc.Lookup(t)
		if _, documented := preset.DefaultAutoCommit(s.config.ISVersion()); documented {
			presets = append(presets, "defaultAutoCommit")
		}
	}
	for _, name := range presets {
		if s.d.Setting(name).Written() {
			continue
		}
		if path, ok := s.path(name); ok {
			s.patchAway(fmt.Sprintf("Datasource %s has no <%s>.", s.d.Name.Text, name), s.d.File.Path, path)
		} else {
			s.warn(s.d.Syntax, "%s has no <%s>, and apply adds one", s.d.Title(), name)
		}
	}
}
