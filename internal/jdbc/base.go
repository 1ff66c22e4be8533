package jdbc

import (
	"strings"

	"ispatch/internal/secret/name"
)

// Base returns a JDBC URL without its parameters, user and password. The result names the
// database, in the form that the cacheId in registry.xml needs.
//
//	jdbc:mysql://HOST:PORT/DB?a=b          jdbc:mysql://HOST:PORT/DB
//	jdbc:mysql://(host=H,password=P)/DB    jdbc:mysql://(host=H)/DB
//	jdbc:oracle:thin:USER/PASSWORD@H:1/S   jdbc:oracle:thin:@H:1/S
//	jdbc:h2:./repository/database/DB;A=B   jdbc:h2:./repository/database/DB
//	jdbc:db2://HOST:PORT/DB:a=b;           jdbc:db2://HOST:PORT/DB
//	jdbc:sqlserver://H:1433;databaseName=DB;a=b
//	                                       jdbc:sqlserver://H:1433;databaseName=DB
//
// SQL Server's databaseName and the other properties that locate the database stay, in
// their order: without them all databases on a server would look the same. A password in
// a URL of an unknown form is removed.
func Base(url string) string {
	for {
		base := baseOf(url)
		for secrets := Secrets(base); secrets != nil; secrets = Secrets(base) {
			base = base[:secrets[0].Start] + base[secrets[0].End:]
		}
		if base == url {
			return base
		}
		url = base // what was left out may have hidden something
	}
}

func baseOf(url string) string {
	t, ok := TypeOf(url)
	if oracle := oracleStart(strings.TrimPrefix(url, "jdbc:")); !ok && oracle > 0 && strings.HasPrefix(url, "jdbc:") {
		oracle += len("jdbc:")
		return url[:oracle] + oracleBase(url[oracle:])
	}
	if !ok {
		location, _ := splitOther(withoutKeys(url))
		return withoutUsers(location)
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
		return preset.Scheme + oracleBase(rest)
	default:
		rest = cut(withoutKeys(rest), "?")
	}
	return preset.Scheme + withoutUsers(rest)
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

// located are the properties in SQL Server's URL that locate a database.
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
	if !found {
		return rest
	}
	if at := oracleLogin(after); at >= 0 {
		after = after[at:]
	}
	if strings.HasPrefix(after, "@(") {
		return kind + ":" + withoutKeys(after)
	}
	return kind + ":" + cut(after, "?")
}

// withoutUsers drops user:password@ from //user:password@host,….
func withoutUsers(rest string) string {
	start := strings.Index(rest, "//")
	if start < 0 {
		return rest
	}
	start += 2
	var b strings.Builder
	done := 0
	authority := cut(rest[start:], "?;#")
	for _, l := range logins(authority) {
		b.WriteString(authority[done:l.start])
		done = l.at + 1
	}
	return rest[:start] + b.String() + rest[start+done:]
}

// withoutKeys drops user and password from (host=h,user=u,password=p) and
// (host=h)(user=u)(password=p).
func withoutKeys(text string) string {
	var b strings.Builder
	done := 0
	for _, p := range pairs(text) {
		from, to := p.start, p.value.End
		begun := text[from-1]
		if begun != '(' && begun != ',' || !isUser(p.name) && !name.IsSecret(p.name) {
			continue
		}
		switch {
		case begun == ',' && from-1 >= done:
			from--
		case begun == '(' && to < len(text) && text[to] == ')':
			from, to = from-1, to+1
		case to < len(text) && text[to] == ',':
			to++
		}
		b.WriteString(text[done:max(from, done)])
		done = max(to, done)
	}
	return b.String() + text[done:]
}

func isUser(name string) bool {
	return strings.EqualFold(name, "user") || strings.EqualFold(name, "username")
}
