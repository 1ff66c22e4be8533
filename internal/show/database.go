package show

import (
	"strconv"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/secret/name"
	"ispatch/internal/server"
)

// databaseOf returns the database of a datasource.
func databaseOf(d *server.Datasource) Database {
	if url := d.URL(); url.Text != "" {
		return locate(url.Text)
	}
	if !d.External() {
		return Database{}
	}
	// These properties are common to the DataSource classes of the drivers.
	property := func(name string) string { return d.Property("dataSourceProps", name).Text }
	db := Database{Host: property("serverName"), Name: property("databaseName"), URL: d.DriverClass().Text}
	db.Port, _ = strconv.Atoi(property("portNumber"))
	db.server = jdbc.Host{Name: db.Host, Port: db.Port}.String()
	return db
}

// locate splits a JDBC URL and leaves out everything that may be a password.
func locate(text string) Database {
	text = strings.TrimSpace(text)
	u := jdbc.Parse(text)
	db := Database{Type: string(u.Type), URL: jdbc.Base(text)}
	if u.Type == jdbc.Other {
		db.Type = ""
	}
	if u.Err() != nil || u.Opaque != "" {
		db.URL = unusual(text)
		return db
	}
	db.Host, db.Port, db.Instance, db.Name = u.Host().Name, u.Host().Port, u.Instance, u.Database
	var hosts []string
	for _, h := range u.Hosts {
		name := h.String()
		if u.Instance != "" {
			name = jdbc.Host{Name: h.Name + `\` + u.Instance, Port: h.Port}.String()
		}
		hosts = append(hosts, name)
	}
	db.server = strings.Join(hosts, ", ")
	if strings.ContainsAny(db.Name+db.server, "=@") {
		return Database{Type: db.Type, URL: unusual(text)}
	}
	return db
}

// unusual returns the part of a URL of an unknown form that may be shown.
func unusual(url string) string {
	base := jdbc.Base(url)
	// Oracle has an @ before the address of the database.
	place := strings.Replace(base, "jdbc:oracle:thin:@", "", 1)
	if !suspicious(place) {
		return base
	}
	if kind := jdbc.Scheme(url); kind != "" && isWord(kind) {
		return "jdbc:" + kind + ":…"
	}
	return "…"
}

// suspicious reports whether a text of an unknown form may hold a password, or a
// user, who may be followed by one.
func suspicious(s string) bool {
	lower := strings.ToLower(s)
	return strings.Contains(s, "@") || strings.Contains(lower, "user") || strings.Contains(lower, "uid=") ||
		len(jdbc.Passwords(s)) > 0 || len(name.In([]byte(s))) > 0
}

func isWord(s string) bool {
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// plainURLs returns the parts of one or more non-JDBC URLs that may be shown: scheme,
// host and path.
func plainURLs(urls string) string {
	var shown []string
	for _, url := range strings.Fields(urls) {
		if !strings.Contains(url, "://") {
			return "…" // the rest of a URL with a blank in it, such as in its password
		}
		shown = append(shown, plainURL(url))
	}
	return strings.Join(shown, " ")
}

func plainURL(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || !isWord(scheme) {
		return "…"
	}
	if at := strings.IndexAny(rest, "?#;"); at >= 0 {
		rest = rest[:at]
	}
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if suspicious(rest) {
		return scheme + "://…"
	}
	return scheme + "://" + rest
}
