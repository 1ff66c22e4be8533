package ping

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/lazy"
)

// A schema has the tables of a role, and the script that creates them.
type schema struct {
	role   Role
	tables []string
	// script is relative to the home. It is empty if the home has no such
	// script; the tables are then only those that identify the role's schema.
	script string
}

// scriptNames returns the names of the script for a type of database, that of
// the URL's scheme.
func scriptNames(url string) []string {
	switch scheme := jdbc.Scheme(url); scheme {
	case "mysql", "mariadb":
		return []string{"mysql.sql", "mysql5.7.sql"}
	case "sqlserver", "jtds", "microsoft":
		return []string{"mssql.sql"}
	case "informix-sqli", "ids":
		return []string{"informix.sql"}
	case "postgresql", "oracle", "db2", "h2":
		return []string{scheme + ".sql"}
	}
	return nil
}

// schemas returns the tables of the roles, as the home's own scripts create
// them for the URL's type of database.
func schemas(home fs.FS, url string, roles []Role) []schema {
	var all []schema
	for i, role := range roles {
		if slices.Contains(roles[:i], role) {
			continue
		}
		info := role.info()
		s := schema{role: role, tables: info.tables}
		for _, name := range scriptNames(url) {
			script := path.Join("dbscripts", info.folder, name)
			text, err := fs.ReadFile(home, script)
			if err != nil {
				continue
			}
			if tables := created(string(text), info.prefixes); len(tables) > 0 {
				s.tables, s.script = tables, script
				break
			}
		}
		all = append(all, s)
	}
	return all
}

var (
	sqlComment  = lazy.Regexp{Expr: `(?s)/\*.*?\*/|--[^\n]*`}
	createTable = lazy.Regexp{Expr: "(?i)\\bCREATE\\s+(?:CACHED\\s+|ROW\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?" +
		"(?:[\"`\\[]?[A-Za-z0-9_]+[\"`\\]]?\\.)?[\"`\\[]?([A-Za-z0-9_]+)"}
)

// created returns the tables that a script creates, each once; if there are
// prefixes, only tables with one of them.
func created(script string, prefixes []string) []string {
	var tables []string
	script = sqlComment.Get().ReplaceAllString(script, " ")
	for _, match := range createTable.Get().FindAllStringSubmatch(script, -1) {
		name := match[1]
		of := func(prefix string) bool { return strings.HasPrefix(strings.ToUpper(name), prefix) }
		if (prefixes == nil || slices.ContainsFunc(prefixes, of)) && !slices.Contains(tables, name) {
			tables = append(tables, name)
		}
	}
	return tables
}
