package patch

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/jdbc"
	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// PlaceholderHost, PlaceholderUser and PlaceholderPassword are the placeholders
// in WSO2's page "Configuring the Databases for IS as the Key Manager". A site
// replaces them by its own values.
const (
	PlaceholderHost     = "carbondb.mysql-wso2.com"
	PlaceholderUser     = "user"
	PlaceholderPassword = "password"
)

// delivered reports whether nobody at the site has chosen a datasource's
// setting: it is empty, what WSO2's servers are delivered with (H2 and
// wso2carbon), or a placeholder of the documentation.
func delivered(name, value string) bool {
	switch name {
	case "url":
		u := jdbc.Parse(value)
		return value == "" || u.Type == jdbc.H2 || u.Host().Name == PlaceholderHost
	case "username":
		return slices.Contains([]string{"", "wso2carbon", PlaceholderUser}, Trimmed(value))
	case "password":
		return slices.Contains([]string{"", "wso2carbon", PlaceholderPassword}, Trimmed(value))
	}
	return true
}

// placeholders returns a problem if placeholders of the documentation would
// replace values that the site has chosen, else nil.
func (u *datasourceUpdate) placeholders(d *server.Datasource, props *poolProperties) *Problem {
	var names []string
	var first *etree.Element
	for _, s := range u.Configuration {
		if !s.Placeholder || u.Force {
			continue
		}
		e := last(last(last(d.Element, "definition"), "configuration"), s.Name)
		if props.has(s.Name) {
			e = props.present[s.Name]
		}
		if e == nil || aliasOf(e) != nil || delivered(s.Name, xmlpath.Value(e)) || xmlpath.Value(e) == s.Value.Text {
			continue
		}
		if names = append(names, s.Name); first == nil {
			first = e
		}
	}
	if first == nil {
		return nil
	}
	p := u.Problem(first, "give the real values", "datasource %s: placeholders of WSO2's documentation would replace "+
		"its own %s", d.Name.Text, strings.Join(names, ", "))
	p.Code = PlaceholderReplaces
	return p
}
