package database

import "strings"

// Base returns a JDBC URL without its parameters and without a user and
// password in it: what names the database, as registry.xml's cacheId wants it.
//
//	jdbc:mysql://HOST:PORT/DB?a=b          jdbc:mysql://HOST:PORT/DB
//	jdbc:h2:./repository/database/DB;A=B   jdbc:h2:./repository/database/DB
//	jdbc:db2://HOST:PORT/DB:a=b;           jdbc:db2://HOST:PORT/DB
//	jdbc:sqlserver://H:1433;databaseName=DB;a=b
//	                                       jdbc:sqlserver://H:1433;databaseName=DB
//
// SQL Server's databaseName stays, with whatever else says where the database
// is, in its order: without it all databases of one server would look alike.
// Of a URL of an unknown kind it cuts what follows the first ? or ;.
func Base(url string) string {
	t, ok := TypeOf(url)
	if !ok {
		return cut(url, "?;")
	}
	preset, _ := Lookup(t)
	rest := url[len(preset.Scheme):]
	switch t {
	case H2:
		rest = cut(rest, ";")
	case DB2:
		rest = db2Base(rest)
	case SQLServer:
		rest = sqlServerBase(rest)
	case Oracle:
		rest = oracleBase(rest)
	default:
		rest = cut(rest, "?")
	}
	return preset.Scheme + withoutUser(rest)
}

func cut(s, at string) string {
	if i := strings.IndexAny(s, at); i >= 0 {
		return s[:i]
	}
	return s
}

// db2Base cuts at the colon after the database's name.
func db2Base(rest string) string {
	from := 0
	if strings.HasPrefix(rest, "//") {
		slash := strings.IndexByte(rest[2:], '/')
		if slash < 0 {
			return rest
		}
		from = 2 + slash
	}
	if colon := strings.IndexByte(rest[from:], ':'); colon >= 0 {
		return rest[:from+colon]
	}
	return rest
}

// located are the properties of SQL Server's URL that say where a database is.
var located = []string{"databaseName", "database", "serverName", "server", "portNumber", "port", "instanceName"}

func sqlServerBase(rest string) string {
	authority, text, _ := strings.Cut(rest, ";")
	properties, ok := splitProperties(text)
	if !ok {
		return authority
	}
	for _, p := range properties {
		for _, name := range located {
			if strings.EqualFold(p.Name, name) {
				authority += ";" + p.text
				break
			}
		}
	}
	return authority
}

// oracleBase drops user/password from thin:user/password@…, and parameters.
func oracleBase(rest string) string {
	kind, after, found := strings.Cut(rest, ":")
	if !found || strings.HasPrefix(after, "@(") {
		return rest
	}
	after = cut(after, "?")
	if at := strings.LastIndexByte(after, '@'); at > 0 {
		after = after[at:]
	}
	return kind + ":" + after
}

// withoutUser drops user:password@ from //user:password@host/….
func withoutUser(rest string) string {
	start := strings.Index(rest, "//")
	if start < 0 {
		return rest
	}
	start += 2
	authority := cut(rest[start:], "/?;")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		return rest[:start] + rest[start+at+1:]
	}
	return rest
}
