package profile

import (
	"errors"
	"strings"

	"ispatch/internal/jdbc"
)

const hintAmpersand = "write a plain &: it is escaped when the file is written"

// url returns a datasource's type and URL: what url gives, or what is built
// from the parts. What is wrong is reported, and empty.
func (r *datasourceReader) url() (jdbc.Type, string) {
	if n := r.node.get("url"); n != nil {
		return r.givenURL(n)
	}
	return r.builtURL()
}

// givenURL checks url and finds its type.
func (r *datasourceReader) givenURL(n *node) (jdbc.Type, string) {
	for _, part := range []string{"host", "port", "database", "parameters"} {
		if e := r.node.entry(part); e != nil {
			r.add(e.at, r.path, "", "has both url and %s, which url holds already", part)
		}
	}
	if n.bad {
		return "", ""
	}
	path := join(r.path, "url")
	if escaped(n.text) {
		r.reject(n, path, hintAmpersand, "holds &amp;")
		return "", ""
	}
	parsed := jdbc.Parse(n.text)
	err := parsed.Err()
	if err == nil && parsed.Type == jdbc.Other {
		err = errors.New("is not a URL of a database known here")
	}
	if err != nil {
		hint := ""
		if _, known := jdbc.TypeOf(n.text); !known {
			hint = "known here: " + strings.Join(schemes(), " ")
		}
		r.reject(n, path, hint, "%v", err)
		return "", ""
	}
	// mysql and mysql8 have one scheme, so a type says what a URL can't.
	kind, _ := r.key("type")
	if !kind.ok() {
		return parsed.Type, n.text
	}
	wanted := jdbc.Type(kind.text)
	if sameScheme(wanted, parsed.Type) {
		return wanted, n.text
	}
	own := r.node.get("type") != nil
	if own && (!n.at.fromOption() || kind.at.fromOption()) {
		hint := ""
		if wanted == jdbc.MariaDB && parsed.Type == jdbc.MySQL {
			hint = "for a MariaDB server with MySQL's driver the type is mysql"
		}
		preset, _ := jdbc.Lookup(wanted)
		r.reject(n, path, hint, "doesn't fit the type %s, whose URLs begin with %s", wanted, preset.Scheme)
		return "", ""
	}
	return parsed.Type, n.text
}

// builtURL makes the URL from its parts.
func (r *datasourceReader) builtURL() (jdbc.Type, string) {
	kind, _ := r.key("type")
	if kind == nil {
		r.missing("type, and no url that tells it")
	}
	name := r.node.get("database")
	if name == nil && !r.node.vague {
		r.add(r.entry.at, r.path, "", "has neither database nor url")
	}
	if name.ok() && escaped(name.text) {
		r.reject(name, join(r.path, "database"), hintAmpersand, "holds &amp;")
	}
	if !kind.ok() || !name.ok() {
		return "", ""
	}
	u := jdbc.URL{Type: jdbc.Type(kind.text), Database: name.text}
	preset, _ := jdbc.Lookup(u.Type)
	u.Parameters = preset.Parameters
	if preset.Port != 0 {
		u.Hosts = []jdbc.Host{{Port: preset.Port}}
	}
	good := r.server(&u)
	if parameters, path := r.typed("parameters", u.Type); parameters != nil {
		u.Parameters = nil
		good = good && parameters.ok()
		for _, e := range parameters.entries {
			if e.value.ok() && (escaped(e.key) || escaped(e.value.text)) {
				r.reject(e.value, join(path, e.key), hintAmpersand, "holds &amp;")
			}
			good = good && e.value.ok()
			u.Parameters = append(u.Parameters, jdbc.Parameter{Name: e.key, Value: e.value.text})
		}
	}
	if !good {
		return "", ""
	}
	url, err := u.Build()
	if err == nil {
		return u.Type, url
	}
	// Named at the part that is to blame.
	const hint = "what the parts can't say, url can"
	message, part := err.Error(), ""
	var failed *jdbc.PartError
	if errors.As(err, &failed) {
		message, part = failed.Message, failed.Part
	}
	if n, path := r.key(part); n != nil {
		r.reject(n, path, hint, "%s", message)
	} else {
		r.add(r.entry.at, r.path, hint, "%v", err)
	}
	return "", ""
}

// server sets host and port. H2 has none; those of the defaults are then
// meant for the other datasources.
func (r *datasourceReader) server(u *jdbc.URL) (good bool) {
	if u.Type == jdbc.H2 {
		good = true
		for _, part := range []string{"host", "port"} {
			if e := r.node.entry(part); e != nil {
				r.add(e.at, r.path, "", "has the type h2, which runs in the server itself, and a %s", part)
				good = false
			}
		}
		return good
	}
	host, path := r.key("host")
	if host == nil {
		r.missing("host")
		return false
	}
	r.checkHost(host, path)
	port, _ := r.typed("port", u.Type)
	if !host.ok() || port != nil && port.bad {
		return false
	}
	u.Hosts[0].Name = bare(host.text)
	if port != nil {
		number, _ := decimal(port.text)
		u.Hosts[0].Port = int(number)
	}
	return true
}

// typed is key for port and parameters, which go with a type: those of the
// defaults count only where the default type has URLs like the datasource's.
func (r *datasourceReader) typed(name string, t jdbc.Type) (*node, string) {
	n, path := r.key(name)
	if r.node.get(name) == nil {
		if kind := r.defaults.get("type"); kind.ok() && !sameScheme(jdbc.Type(kind.text), t) {
			return nil, ""
		}
	}
	return n, path
}

// checkHost rejects what can't stand as the host of any URL.
func (l *loader) checkHost(n *node, path string) {
	if !n.ok() {
		return
	}
	_, err := jdbc.URL{Type: jdbc.MySQL, Hosts: []jdbc.Host{{Name: bare(n.text)}}}.Build()
	var failed *jdbc.PartError
	if errors.As(err, &failed) {
		l.reject(n, path, "several hosts and other forms are written as a url", "%s", failed.Message)
	}
}

// bare is a host without the brackets that an IPv6 address has in a URL.
func bare(host string) string {
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") && strings.Contains(inner, ":") {
		return strings.TrimSuffix(inner, "]")
	}
	return host
}

// escaped says whether a URL was copied from an XML file as it stands there.
func escaped(url string) bool { return strings.Contains(url, "&amp;") }

// schemes lists how URLs begin.
func schemes() []string {
	var all []string
	for _, t := range jdbc.Types() {
		if p, _ := jdbc.Lookup(t); len(all) == 0 || all[len(all)-1] != p.Scheme {
			all = append(all, p.Scheme)
		}
	}
	return all
}
