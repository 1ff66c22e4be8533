package profile

import (
	"errors"
	"strings"

	"ispatch/internal/jdbc"
)

const hintAmpersand = "write a plain &: it is escaped when the file is written"

// url returns a datasource's type and URL: that of the key url, or one built from the
// parts. If one is invalid, it reports it and returns "".
func (r *datasourceReader) url() (jdbc.Type, string) {
	if r.keys.URL.given() {
		return r.givenURL()
	}
	return r.builtURL()
}

// givenURL checks url and finds its type.
func (r *datasourceReader) givenURL() (jdbc.Type, string) {
	url := r.keys.URL
	if url.bad {
		return "", ""
	}
	for _, part := range []string{"host", "port", "database", "parameters"} {
		if e := r.keys.entry(part); e != nil {
			r.add(e.at, r.keys.path, "", "has both url and %s, which is part of the url", part)
		}
	}
	if escaped(url.text) {
		r.reject(url.node, url.path, hintAmpersand, "holds &amp;")
		return "", ""
	}
	parsed := jdbc.Parse(url.text)
	property := strings.HasPrefix(url.text, "${") // a system property, whose value is unknown
	if err := parsed.Err(); err != nil && !property {
		r.reject(url.node, url.path, "", "%v", err)
		return "", ""
	}
	// mysql and mysql8 have the same scheme: the type adds what the URL cannot say.
	kind := own(r.keys.Type.leaf, r.defaults.Type.leaf)
	if !kind.ok() {
		return parsed.Type, url.text
	}
	wanted := jdbc.Type(kind.text)
	typed := r.keys.Type.given()
	if sameScheme(wanted, parsed.Type) || typed && (property || wanted == jdbc.Other) {
		return wanted, url.text
	}
	if typed && (!url.at.fromOption() || kind.at.fromOption()) {
		hint := ""
		if wanted == jdbc.MariaDB && parsed.Type == jdbc.MySQL {
			hint = "for a MariaDB server with MySQL's driver the type is mysql"
		}
		preset, _ := jdbc.Lookup(wanted)
		r.reject(url.node, url.path, hint, "does not fit the type %s, whose URLs begin with %s", wanted, preset.Scheme)
		return "", ""
	}
	return parsed.Type, url.text
}

// builtURL makes the URL from its parts.
func (r *datasourceReader) builtURL() (jdbc.Type, string) {
	kind, name := own(r.keys.Type.leaf, r.defaults.Type.leaf), r.keys.Database
	if !kind.given() {
		r.missing("type, and no url that implies it")
	}
	if !name.given() && !r.keys.vague {
		r.add(r.keys.key, r.keys.path, "", "has neither database nor url")
	}
	if name.ok() && escaped(name.text) {
		r.reject(name.node, name.path, hintAmpersand, "holds &amp;")
	}
	if !kind.ok() || !name.ok() {
		return "", ""
	}
	if kind.text == string(jdbc.Other) {
		if !name.given() {
			return "", ""
		}
		r.add(kind.at, r.keys.path, "a URL is built from parts only for a known type", "the type other needs a url")
		return "", ""
	}
	u := jdbc.URL{Type: jdbc.Type(kind.text), Database: name.text}
	preset, _ := jdbc.Lookup(u.Type)
	u.Parameters = preset.Parameters
	if preset.Port != 0 {
		u.Hosts = []jdbc.Host{{Port: preset.Port}}
	}
	good := r.server(&u)
	if !r.parameters(&u) || !good {
		return "", ""
	}
	url, err := u.Build()
	if err != nil {
		r.unbuildable(err)
		return "", ""
	}
	return u.Type, url
}

// parameters sets the parameters of the profile, which replace all those of the type.
// Those of the defaults are for the default type.
func (r *datasourceReader) parameters(u *jdbc.URL) (good bool) {
	given := r.keys.Parameters
	if !given.given() && r.typedDefaults(u.Type) {
		given = r.defaults.Parameters
	}
	if !given.given() {
		return true
	}
	u.Parameters = nil
	good = given.ok()
	for _, one := range given.pairs {
		if one.is.ok() && (escaped(one.entry.key) || escaped(one.is.text)) {
			r.reject(one.is.node, one.is.path, hintAmpersand, "holds &amp;")
		}
		good = good && one.is.ok()
		u.Parameters = append(u.Parameters, jdbc.Parameter{Name: one.entry.key, Value: one.is.value()})
	}
	return good
}

// unbuildable reports why no URL can be built, at the part that is the cause.
func (r *datasourceReader) unbuildable(err error) {
	const hint = "use url for what the parts cannot express"
	var failed *jdbc.PartError
	if !errors.As(err, &failed) {
		r.add(r.keys.key, r.keys.path, hint, "%v", err)
		return
	}
	for _, one := range []struct {
		part     string
		own      *node
		standard *node
	}{
		{"host", r.keys.Host.node, r.defaults.Host.node}, {"port", r.keys.Port.node, r.defaults.Port.node},
		{"database", r.keys.Database.node, nil},
		{"parameters", r.keys.Parameters.node, r.defaults.Parameters.node},
	} {
		if one.part != failed.Part {
			continue
		}
		if one.own != nil {
			r.reject(one.own, join(r.keys.path, one.part), hint, "%s", failed.Message)
			return
		}
		if one.standard != nil {
			r.reject(one.standard, join(sectionDatabase, one.part), hint, "%s", failed.Message)
			return
		}
	}
	r.add(r.keys.key, r.keys.path, hint, "%v", err)
}

// server sets host and port. H2 has none; host and port of the defaults are then for the
// other datasources.
func (r *datasourceReader) server(u *jdbc.URL) (good bool) {
	if u.Type == jdbc.H2 {
		good = true
		for _, part := range []string{"host", "port"} {
			if e := r.keys.entry(part); e != nil {
				r.add(e.at, r.keys.path, "", "has a %s, but the type h2 runs in the server itself", part)
				good = false
			}
		}
		return good
	}
	host := own(r.keys.Host.leaf, r.defaults.Host.leaf)
	if !host.given() {
		r.missing("host")
		return false
	}
	r.checkHost(textKey{host})
	port := r.keys.Port
	if !port.given() && r.typedDefaults(u.Type) {
		port = r.defaults.Port
	}
	if !host.ok() || port.given() && port.bad {
		return false
	}
	u.Hosts[0].Name = bare(host.text)
	if port.given() {
		number, _ := decimal(port.text)
		u.Hosts[0].Port = int(number)
	}
	return true
}

// typedDefaults reports whether port and parameters of the defaults are for a type, that
// is, whether the default type has the same form of URL.
func (r *datasourceReader) typedDefaults(t jdbc.Type) bool {
	kind := r.defaults.Type
	return !kind.ok() || sameScheme(jdbc.Type(kind.text), t)
}

// checkHost rejects a text that cannot be the host of any URL.
func (l *loader) checkHost(host textKey) {
	if !host.ok() {
		return
	}
	_, err := jdbc.URL{Type: jdbc.MySQL, Hosts: []jdbc.Host{{Name: bare(host.text)}}}.Build()
	var failed *jdbc.PartError
	if errors.As(err, &failed) {
		l.reject(host.node, host.path, "use url for several hosts and for other forms", "%s", failed.Message)
	}
}

// bare returns a host without the brackets that an IPv6 address has in a URL.
func bare(host string) string {
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") && strings.Contains(inner, ":") {
		return strings.TrimSuffix(inner, "]")
	}
	return host
}

// escaped reports whether a URL was copied from an XML file with its escapes.
func escaped(url string) bool { return strings.Contains(url, "&amp;") }

// complete reports the missing keys of a datasource for a database without a preset.
func (r *datasourceReader) complete(d *Datasource) {
	configuration := r.keys.Configuration
	if d.Type != jdbc.Other || configuration.given() && configuration.vague {
		return
	}
	for _, one := range []struct{ key, value string }{
		{"driverClassName", d.Driver}, {"validationQuery", d.ValidationQuery},
	} {
		if one.value == "" && configuration.get(one.key) == nil {
			r.add(r.keys.URL.at, r.keys.URL.path, "URLs that need neither begin with "+strings.Join(schemes(), " "),
				"needs configuration.%s: there is no preset for this URL", one.key)
		}
	}
}

// schemes lists the URL schemes that have a preset.
func schemes() []string {
	var all []string
	for _, t := range jdbc.Types() {
		if p, _ := jdbc.Lookup(t); len(all) == 0 || all[len(all)-1] != p.Scheme {
			all = append(all, p.Scheme)
		}
	}
	return all
}
