package jdbc

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for url, want := range map[string]URL{
		"jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb?autoReconnect=true": {Type: MySQL,
			Hosts:    []Host{{"carbondb.mysql-wso2.com", 3306}},
			Database: "regdb", Parameters: []Parameter{{"autoReconnect", "true"}}},
		"jdbc:mysql://apim_rdbms/d?b=2&a=1&a=3&e=x=y&n": {Type: MySQL, Hosts: []Host{{"apim_rdbms", 0}}, Database: "d",
			Parameters: []Parameter{{"b", "2"}, {"a", "1"}, {"a", "3"}, {"e", "x=y"}, {"n", ""}}},
		"jdbc:mysql://h:3306":       {Type: MySQL, Hosts: []Host{{"h", 3306}}},
		"jdbc:mysql:///d":           {Type: MySQL, Database: "d"},
		"jdbc:mysql://[::1]:3307/d": {Type: MySQL, Hosts: []Host{{"::1", 3307}}, Database: "d"},
		"jdbc:mariadb://[fe80::1%eth0]/d?": {Type: MariaDB, Hosts: []Host{{"fe80::1%eth0", 0}},
			Database: "d"},
		"jdbc:mysql://h:1,i:2/d": {Type: MySQL, Hosts: []Host{{"h", 1}, {"i", 2}},
			Database: "d"},
		"jdbc:mysql://h/d?&amp;a=b": {Type: MySQL, Opaque: "//h/d?&amp;a=b"},
		"jdbc:mysql:loadbalance://h/d": {Type: MySQL, Mode: "loadbalance", Hosts: []Host{{"h",
			0}}, Database: "d"},
		"jdbc:mysql://u:p@h/d": {Type: MySQL, Hosts: []Host{{"h", 0}}, Database: "d",
			User: "u", Password: "p"},
		"jdbc:mysql://${h}:${p}/d": {Type: MySQL, Opaque: "//${h}:${p}/d"},
		"jdbc:mysql://${h}:1/d":    {Type: MySQL, Hosts: []Host{{"${h}", 1}}, Database: "d"},
		"jdbc:postgresql://h:5432/d?ssl=true": {Type: PostgreSQL, Hosts: []Host{{"h", 5432}},
			Database: "d", Parameters: []Parameter{{"ssl", "true"}}},
		"jdbc:postgresql:d": {Type: PostgreSQL, Database: "d"},
		"jdbc:oracle:thin:@localhost:1521/svc": {Type: Oracle, Hosts: []Host{{"localhost", 1521}},
			Database: "svc"},
		"jdbc:oracle:thin:@//localhost:1521/svc": {Type: Oracle, Hosts: []Host{{"localhost", 1521}},
			Database: "svc"},
		"jdbc:oracle:thin:@localhost:1521:ORCL": {Type: Oracle, Hosts: []Host{{"localhost", 1521}},
			Database: "ORCL", SID: true},
		"jdbc:oracle:thin:@h/svc": {Type: Oracle, Hosts: []Host{{"h", 0}}, Database: "svc"},
		"jdbc:oracle:thin:@[::1]:1521/svc": {Type: Oracle, Hosts: []Host{{"::1", 1521}},
			Database: "svc"},
		"jdbc:oracle:thin:@alias":  {Type: Oracle, Opaque: "thin:@alias"},
		"jdbc:oracle:thin:@h:ORCL": {Type: Oracle, Opaque: "thin:@h:ORCL"},
		"jdbc:oracle:thin:u/p@h:1521/svc": {Type: Oracle, Hosts: []Host{{"h", 1521}},
			Database: "svc", User: "u", Password: "p"},
		"jdbc:oracle:oci:@h:1521/svc": {Type: Oracle, Opaque: "oci:@h:1521/svc"},
		"jdbc:oracle:thin:@(DESCRIPTION=(HOST=h)(PORT=1521:2))": {Type: Oracle, Hosts: []Host{{"h", 0}},
			Descriptor: "(DESCRIPTION=(HOST=h)(PORT=1521:2))"},
		"jdbc:sqlserver://h:1433;databaseName=d;SendStringParametersAsUnicode=false": {Type: SQLServer, Hosts: []Host{{"h",
			1433}}, Database: "d",
			Parameters: []Parameter{{"SendStringParametersAsUnicode", "false"}}},
		"jdbc:sqlserver://h;DATABASE=d;": {Type: SQLServer, Hosts: []Host{{"h", 0}}, Database: "d"},
		`jdbc:sqlserver://h\I:1;databaseName={a;}}b};x=`: {Type: SQLServer, Hosts: []Host{{"h", 1}}, Database: "a;}b",
			Instance: "I", Parameters: []Parameter{{"x", ""}}},
		"jdbc:sqlserver://;serverName=h": {Type: SQLServer, Hosts: []Host{{"h", 0}},
			Parameters: []Parameter{{"serverName", "h"}}},
		"jdbc:sqlserver://h;databaseName=a;database=b": {Type: SQLServer, Opaque: "//h;databaseName=a;database=b"},
		"jdbc:sqlserver://h;databaseName":              {Type: SQLServer, Opaque: "//h;databaseName"},
		"jdbc:sqlserver://h;databaseName={a":           {Type: SQLServer, Opaque: "//h;databaseName={a"},
		"jdbc:db2://h:50000/D:currentSchema=S;a=b;": {Type: DB2, Hosts: []Host{{"h", 50000}}, Database: "D",
			Parameters: []Parameter{{"currentSchema", "S"}, {"a", "b"}}},
		"jdbc:db2://h/D": {Type: DB2, Hosts: []Host{{"h", 0}}, Database: "D"},
		"jdbc:db2:D":     {Type: DB2, Opaque: "D"},
		"jdbc:h2:./repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000": {Type: H2,
			Database:   "WSO2CARBON_DB",
			Parameters: []Parameter{{"DB_CLOSE_ON_EXIT", "FALSE"}, {"LOCK_TIMEOUT", "60000"}}},
		"jdbc:h2:repository/database/WSO2AM_DB;DB_CLOSE_ON_EXIT=FALSE": {Type: H2,
			Database: "repository/database/WSO2AM_DB", Parameters: []Parameter{{"DB_CLOSE_ON_EXIT", "FALSE"}}},
		"jdbc:h2:mem:x":            {Type: H2, Database: "mem:x"},
		"jdbc:h2:test":             {Type: H2, Database: "./test"},
		"jdbc:h2:tcp://h:9092/~/t": {Type: H2, Database: "tcp://h:9092/~/t"},
		`jdbc:h2:~/t;INIT=A\;B\\C;MODE=x`: {Type: H2, Database: "~/t", Parameters: []Parameter{{"INIT", `A;B\C`},
			{"MODE", "x"}}},
		"jdbc:h2:~/t;NOTHING":            {Type: H2, Opaque: "~/t;NOTHING"},
		"jdbc:h2:;AUTO_SERVER=TRUE":      {Type: H2, Opaque: ";AUTO_SERVER=TRUE"},
		"jdbc:h2:./repository/database/": {Type: H2, Database: "./repository/database/"},
		"jdbc:mysql://(host=h,port=3307,user=u,password=S3)/d": {Type: MySQL, Hosts: []Host{{"h", 3307}}, Database: "d",
			User: "u", Password: "S3"},
		"jdbc:mysql://address=(host=h)(port=1),i/d": {Type: MySQL, Hosts: []Host{{"h", 1}, {"i", 0}}, Database: "d"},
		"jdbc:mysql://[[::1]:1,[::2]]/d":            {Type: MySQL, Hosts: []Host{{"::1", 1}, {"::2", 0}}, Database: "d"},
		"jdbc:mysql://[[a]]/d":                      {Type: MySQL, Opaque: "//[[a]]/d"},
		"jdbc:mysql://[a:1,b]/d":                    {Type: MySQL, Hosts: []Host{{"a", 1}, {"b", 0}}, Database: "d"},
		"jdbc:postgresql://h/d?user=u&password=p": {Type: PostgreSQL, Hosts: []Host{{"h", 0}}, Database: "d", User: "u",
			Password: "p", Parameters: []Parameter{{"user", "u"}, {"password", "p"}}},
		"jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=a)(PORT=1521))(ADDRESS=(HOST=b)(PORT=2))(CONNECT_DATA=" +
			"(SERVICE_NAME=s)))": {
			Type: Oracle, Hosts: []Host{{"a", 1521}, {"b", 2}}, Database: "s", Descriptor: "(DESCRIPTION=(ADDRESS=(HOST=a)" +
				"(PORT=1521))(ADDRESS=(HOST=b)(PORT=2))(CONNECT_DATA=(SERVICE_NAME=s)))"},
		"jdbc:sqlserver://h;instanceName=REG;databaseName=d": {Type: SQLServer, Hosts: []Host{{"h", 0}}, Instance: "REG",
			Database: "d", Parameters: []Parameter{{"instanceName", "REG"}}},
		"jdbc:informix-sqli://h:1533/d:INFORMIXSERVER=s;user=u": {Type: Other, Mode: "informix-sqli", Hosts: []Host{{"h",
			1533}},
			Database: "d", User: "u", Parameters: []Parameter{{"INFORMIXSERVER", "s"}, {"user", "u"}}},
		"jdbc:derby:am;create=true": {Type: Other, Mode: "derby", Database: "am", Parameters: []Parameter{{"create",
			"true"}}},
		"jdbc:jtds:sqlserver://h:1433/d;instance=I": {Type: Other, Mode: "jtds:sqlserver", Hosts: []Host{{"h", 1433}},
			Database: "d", Instance: "I", Parameters: []Parameter{{"instance", "I"}}},
		"jdbc:hsqldb:file:/var/d": {Type: Other, Mode: "hsqldb:file", Database: "/var/d"},
		"jdbc:log4jdbc:mysql://u:p@h/d?a=b": {Type: Other, Mode: "log4jdbc:mysql", Hosts: []Host{{"h", 0}}, Database: "d",
			User: "u", Password: "p", Parameters: []Parameter{{"a", "b"}}},
		"jdbc:${kind}://h":                  {Type: Other, Opaque: "${kind}://h"},
		"${url}":                            {Opaque: "${url}"},
		"jdbc:h2:./repository/database/a/b": {Type: H2, Database: "./repository/database/a/b"},
	} {
		got := Parse(url)
		if got.String() != url {
			t.Errorf("Parse(%q) prints as %q", url, got)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(URL{})); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", url, diff)
		}
	}
}

// TestErr: a URL that no driver accepts has an error that contains none of its text.
func TestErr(t *testing.T) {
	for url, message := range map[string]string{
		"":                       "doesn't begin with the word jdbc",
		"mysql://h/d":            "doesn't begin with the word jdbc",
		"JDBC:mysql://h/d":       "doesn't begin with the word jdbc",
		"jdbc:mysql:":            "ends after jdbc:mysql:",
		"jdbc:mysql://h:0/d":     "port 0,",
		"jdbc:mysql://h:65536/d": "port 65536,",
		"jdbc:postgresql://[::1]:99999999999999999999/d": "port 999999999999…,",
		"jdbc:oracle:thin:@h:70000:sid":                  "port 70000,",
		"jdbc:sqlserver://h:70000":                       "port 70000,",
		"jdbc:jtds:sqlserver://h:0/d":                    "port 0,",
		"jdbc:jtds:sqlserver://localhost:1/d":            "",
		"jdbc:mysql://${h}:${p}/d":                       "",
	} {
		err := Parse(url).Err()
		if message == "" && err != nil || message != "" && (err == nil || !strings.Contains(err.Error(), message)) {
			t.Errorf("Parse(%q).Err() is %v, want %q", url, err, message)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	one := func(name, value string) []Parameter { return []Parameter{{name, value}} }
	for _, row := range []struct {
		u    URL
		part string
	}{
		{URL{Type: MySQL, Hosts: []Host{{"h/d", 0}}}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"a b", 0}}}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"h:3306", 0}}}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"[::1]", 0}}}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"h,i", 0}}}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"u@h", 0}}}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"h", -1}}}, "port"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 65536}}}, "port"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Database: "a?b"}, "database"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Database: "a/b"}, "database"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Database: "a\nb"}, "database"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Database: " a"}, "database"},
		{URL{Type: Oracle, Hosts: []Host{{"h", 0}}}, "database"},
		{URL{Type: Oracle, Database: "d"}, "host"},
		{URL{Type: Oracle, Hosts: []Host{{"h", 0}}, Database: "d", SID: true}, "port"},
		{URL{Type: Oracle, Hosts: []Host{{"h", 0}}, Database: "a:b"}, "database"},
		{URL{Type: Oracle, Hosts: []Host{{"h", 0}}, Database: "a", Parameters: one("a", "b")}, "parameters"},
		{URL{Type: DB2, Hosts: []Host{{"h", 0}}, Database: "a:b"}, "database"},
		{URL{Type: DB2, Hosts: []Host{{"h", 0}}, Parameters: one("a", "b")}, "database"},
		{URL{Type: DB2, Hosts: []Host{{"h", 0}}, Database: "d", Parameters: one("a", "b;c")}, "parameters"},
		{URL{Type: H2}, "database"},
		{URL{Type: H2, Database: "a;b"}, "database"},
		{URL{Type: H2, Hosts: []Host{{"h", 0}}, Database: "a"}, "host"},
		{URL{Type: H2, Hosts: []Host{{"", 1}}, Database: "a"}, "host"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Parameters: one("", "b")}, "parameters"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Parameters: one("a=", "b")}, "parameters"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Parameters: one("a&b", "b")}, "parameters"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Parameters: one("a", "b&c")}, "parameters"},
		{URL{Type: MySQL, Hosts: []Host{{"h", 0}}, Parameters: one("a", "b\x00")}, "parameters"},
		{URL{Type: SQLServer, Hosts: []Host{{"h", 0}}, Database: "d", Parameters: one("DatabaseName", "e")}, "parameters"},
	} {
		got, err := row.u.Build()
		var part *PartError
		if !errors.As(err, &part) || part.Part != row.part {
			t.Errorf("%+v: Build gave %q, %v, want an error about the %s", row.u, got, err, row.part)
		}
	}
	if _, err := (URL{Type: "informix"}).Build(); err == nil || !strings.Contains(err.Error(), "informix") {
		t.Errorf("an unknown type: %v", err)
	}
}

// TestBuildThenParse: Parse reads back everything that Build accepts.
func TestBuildThenParse(t *testing.T) {
	any := rapid.StringMatching(`[ -~é"]{0,8}`)
	name := rapid.StringMatching(`[A-Za-z_.]{1,8}`)
	host := rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9.\-_]{0,9}`),
		rapid.SampledFrom([]string{"::1", "192.0.2.1", "fe80::1"}), any)
	rapid.Check(t, func(t *rapid.T) {
		u := URL{Type: rapid.SampledFrom(Types()).Draw(t, "type")}
		if u.Type != H2 {
			for range rapid.IntRange(0, 2).Draw(t, "hosts") {
				u.Hosts = append(u.Hosts, Host{host.Draw(t, "host"), rapid.IntRange(0, 65535).Draw(t, "port")})
			}
		}
		u.Database = rapid.OneOf(name, any).Draw(t, "database")
		if u.Type == Oracle {
			u.SID = rapid.Bool().Draw(t, "sid")
		} else {
			for range rapid.IntRange(0, 3).Draw(t, "parameters") {
				u.Parameters = append(u.Parameters, Parameter{name.Draw(t, "name"), any.Draw(t, "value")})
			}
		}
		built, err := u.Build()
		if err != nil {
			t.Skip(err)
		}
		if u.Type == MySQL8 {
			u.Type = MySQL
		}
		if len(u.Hosts) == 1 && u.Hosts[0] == (Host{}) {
			u.Hosts = nil
		}
		if diff := cmp.Diff(u, Parse(built), cmpopts.IgnoreUnexported(URL{}), ignoreUser); diff != "" {
			t.Fatalf("%q (-built +read):\n%s", built, diff)
		}
	})
}

// ignoreUser removes the fields that Build does not write.
var ignoreUser = cmpopts.IgnoreFields(URL{}, "User", "Password")

// checkURL checks that a parsed URL prints unchanged, that Build returns a text that
// parses to the same URL, and that its Base names the same database, is its own Base, and
// holds no secret.
func checkURL(t *testing.T, url string) {
	u := Parse(url)
	if u.String() != url {
		t.Fatalf("Parse(%q) prints as %q", url, u)
	}
	base := Base(url)
	checkSecrets(t, url, base)
	if err := u.Err(); err != nil {
		if strings.Contains(err.Error(), "\n") {
			t.Fatalf("Parse(%q) gave the error %q", url, err)
		}
		return
	}
	if u.Type == Other || u.Mode != "" {
		return
	}
	built, err := u.Build()
	if err != nil {
		t.Fatalf("Parse(%q) gave %+v, which Build refuses: %v", url, u, err)
	}
	same := cmp.Options{cmpopts.IgnoreUnexported(URL{}), ignoreUser}
	if diff := cmp.Diff(u, Parse(built), same); diff != "" {
		t.Fatalf("%q was built as %q (-read +read again):\n%s", url, built, diff)
	}
	if got, ok := TypeOf(base); !ok || got != u.Type {
		t.Fatalf("Base(%q) = %q is not of its type", url, base)
	}
	if u.Opaque != "" || u.Descriptor != "" {
		return
	}
	if twice := Base(base); twice != base {
		t.Fatalf("Base(%q) = %q, whose base is %q", url, base, twice)
	}
	of := Parse(base)
	if !slices.Equal(of.Hosts, u.Hosts) || of.Database != u.Database || of.SID != u.SID || of.Instance != u.Instance {
		t.Fatalf("Base(%q) = %q names %+v, want %+v", url, base, of, u)
	}
}

// checkSecrets checks that spans are in order, within the text, and that no secret is in
// the Base.
func checkSecrets(t *testing.T, url, base string) {
	end := 0
	for _, s := range Secrets(url) {
		if s.Start < end || s.End <= s.Start || s.End > len(url) {
			t.Fatalf("Secrets(%q) has the span %+v after %d", url, s, end)
		}
		end = s.End
	}
	if again := Secrets(base); again != nil && strings.HasPrefix(url, "jdbc:") {
		t.Fatalf("Base(%q) = %q has secrets %v", url, base, again)
	}
}

var urlSeeds = []string{
	"jdbc:mysql://h:3306/d?autoReconnect=true&useSSL=false", "jdbc:mysql://[::1]:1/d", "jdbc:mysql://u:p@h/d?x",
	"jdbc:mariadb:loadbalance://a,b/d", "jdbc:postgresql://h/d?ssl", "jdbc:postgresql:d",
	"jdbc:oracle:thin:@//h:1521/s", "jdbc:oracle:thin:@h:1521:S", "jdbc:oracle:thin:u/p@(DESCRIPTION=(A=B))",
	`jdbc:sqlserver://h\I:1433;databaseName={a;b}}};x=y;`, "jdbc:sqlserver://;server=h",
	"jdbc:db2://h:50000/D:currentSchema=S;",
	"jdbc:h2:./repository/database/DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000", `jdbc:h2:mem:;INIT=A\;B\\`,
	"jdbc:h2:;A=B", "jdbc:jtds:x", "",
	"jdbc:mysql://(host=h,user=u,password=S3)/db", "jdbc:mysql://address=(host=h)(password=p)/d",
	"jdbc:mysql://u:a,b@h,i/d",
	"jdbc:informix-sqli://h:1/d:A=s;password=p", "jdbc:derby:d;password=p", "jdbc:log4jdbc:mysql://u:p@h/d?password=q",
}

func FuzzParse(f *testing.F) {
	for _, seed := range urlSeeds {
		f.Add(seed)
	}
	f.Fuzz(checkURL)
}

// TestParseOpenLogin: where it is open where a password ends, the URL has no usual form, for Base
// leaves out more than the rest of it would be. A user may hold an @.
func TestParseOpenLogin(t *testing.T) {
	for url, usual := range map[string]bool{
		"jdbc:mysql://user@server:p@h:1/d": true,
		"jdbc:mysql://[u:p@a:1,v:q@b:2]/d": true,
		"jdbc:mysql://u:p@h/d@e":           false,
		"jdbc:mysql://:p@h/d@":             false,
		"jdbc:mysql://u:[@a,@b/d":          false,
		"jdbc:sqlserver://a;serverName=b":  false,
	} {
		if u := Parse(url); (u.Opaque == "") != usual {
			t.Errorf("%s: %+v", url, u)
		}
	}
}
