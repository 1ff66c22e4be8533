package database

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for url, want := range map[string]URL{
		"jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb?autoReconnect=true": {Type: MySQL, Host: "carbondb.mysql-wso2.com", Port: 3306,
			Database: "regdb", Parameters: []Parameter{{"autoReconnect", "true"}}},
		"jdbc:mysql://apim_rdbms/d?b=2&a=1&a=3&e=x=y&n": {Type: MySQL, Host: "apim_rdbms", Database: "d",
			Parameters: []Parameter{{"b", "2"}, {"a", "1"}, {"a", "3"}, {"e", "x=y"}, {"n", ""}}},
		"jdbc:mysql://h:3306":                                   {Type: MySQL, Host: "h", Port: 3306},
		"jdbc:mysql:///d":                                       {Type: MySQL, Database: "d"},
		"jdbc:mysql://[::1]:3307/d":                             {Type: MySQL, Host: "::1", Port: 3307, Database: "d"},
		"jdbc:mariadb://[fe80::1%eth0]/d?":                      {Type: MariaDB, Host: "fe80::1%eth0", Database: "d"},
		"jdbc:mysql://h:1,i:2/d":                                {Type: MySQL, Opaque: "//h:1,i:2/d"},
		"jdbc:mysql://h/d?&amp;a=b":                             {Type: MySQL, Opaque: "//h/d?&amp;a=b"},
		"jdbc:mysql:loadbalance://h/d":                          {Type: MySQL, Opaque: "loadbalance://h/d"},
		"jdbc:mysql://u:p@h/d":                                  {Type: MySQL, Opaque: "//u:p@h/d"},
		"jdbc:mysql://${h}:${p}/d":                              {Type: MySQL, Opaque: "//${h}:${p}/d"},
		"jdbc:mysql://${h}:1/d":                                 {Type: MySQL, Host: "${h}", Port: 1, Database: "d"},
		"jdbc:postgresql://h:5432/d?ssl=true":                   {Type: PostgreSQL, Host: "h", Port: 5432, Database: "d", Parameters: []Parameter{{"ssl", "true"}}},
		"jdbc:postgresql:d":                                     {Type: PostgreSQL, Opaque: "d"},
		"jdbc:oracle:thin:@localhost:1521/svc":                  {Type: Oracle, Host: "localhost", Port: 1521, Database: "svc"},
		"jdbc:oracle:thin:@//localhost:1521/svc":                {Type: Oracle, Host: "localhost", Port: 1521, Database: "svc"},
		"jdbc:oracle:thin:@localhost:1521:ORCL":                 {Type: Oracle, Host: "localhost", Port: 1521, Database: "ORCL", SID: true},
		"jdbc:oracle:thin:@h/svc":                               {Type: Oracle, Host: "h", Database: "svc"},
		"jdbc:oracle:thin:@[::1]:1521/svc":                      {Type: Oracle, Host: "::1", Port: 1521, Database: "svc"},
		"jdbc:oracle:thin:@alias":                               {Type: Oracle, Opaque: "thin:@alias"},
		"jdbc:oracle:thin:@h:ORCL":                              {Type: Oracle, Opaque: "thin:@h:ORCL"},
		"jdbc:oracle:thin:u/p@h:1521/svc":                       {Type: Oracle, Opaque: "thin:u/p@h:1521/svc"},
		"jdbc:oracle:oci:@h:1521/svc":                           {Type: Oracle, Opaque: "oci:@h:1521/svc"},
		"jdbc:oracle:thin:@(DESCRIPTION=(HOST=h)(PORT=1521:2))": {Type: Oracle, Opaque: "thin:@(DESCRIPTION=(HOST=h)(PORT=1521:2))"},
		"jdbc:sqlserver://h:1433;databaseName=d;SendStringParametersAsUnicode=false": {Type: SQLServer, Host: "h", Port: 1433, Database: "d",
			Parameters: []Parameter{{"SendStringParametersAsUnicode", "false"}}},
		"jdbc:sqlserver://h;DATABASE=d;":                 {Type: SQLServer, Host: "h", Database: "d"},
		`jdbc:sqlserver://h\I:1;databaseName={a;}}b};x=`: {Type: SQLServer, Host: "h", Port: 1, Database: "a;}b", Parameters: []Parameter{{"instanceName", "I"}, {"x", ""}}},
		"jdbc:sqlserver://;serverName=h":                 {Type: SQLServer, Parameters: []Parameter{{"serverName", "h"}}},
		"jdbc:sqlserver://h;databaseName=a;database=b":   {Type: SQLServer, Opaque: "//h;databaseName=a;database=b"},
		"jdbc:sqlserver://h;databaseName":                {Type: SQLServer, Opaque: "//h;databaseName"},
		"jdbc:sqlserver://h;databaseName={a":             {Type: SQLServer, Opaque: "//h;databaseName={a"},
		"jdbc:db2://h:50000/D:currentSchema=S;a=b;":      {Type: DB2, Host: "h", Port: 50000, Database: "D", Parameters: []Parameter{{"currentSchema", "S"}, {"a", "b"}}},
		"jdbc:db2://h/D":                                 {Type: DB2, Host: "h", Database: "D"},
		"jdbc:db2:D":                                     {Type: DB2, Opaque: "D"},
		"jdbc:h2:./repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000": {Type: H2, Database: "WSO2CARBON_DB",
			Parameters: []Parameter{{"DB_CLOSE_ON_EXIT", "FALSE"}, {"LOCK_TIMEOUT", "60000"}}},
		"jdbc:h2:repository/database/WSO2AM_DB;DB_CLOSE_ON_EXIT=FALSE": {Type: H2, Database: "repository/database/WSO2AM_DB", Parameters: []Parameter{{"DB_CLOSE_ON_EXIT", "FALSE"}}},
		"jdbc:h2:mem:x":                     {Type: H2, Database: "mem:x"},
		"jdbc:h2:test":                      {Type: H2, Database: "./test"},
		"jdbc:h2:tcp://h:9092/~/t":          {Type: H2, Database: "tcp://h:9092/~/t"},
		`jdbc:h2:~/t;INIT=A\;B\\C;MODE=x`:   {Type: H2, Database: "~/t", Parameters: []Parameter{{"INIT", `A;B\C`}, {"MODE", "x"}}},
		"jdbc:h2:~/t;NOTHING":               {Type: H2, Opaque: "~/t;NOTHING"},
		"jdbc:h2:;AUTO_SERVER=TRUE":         {Type: H2, Opaque: ";AUTO_SERVER=TRUE"},
		"jdbc:h2:./repository/database/":    {Type: H2, Database: "./repository/database/"},
		"jdbc:h2:./repository/database/a/b": {Type: H2, Database: "./repository/database/a/b"},
	} {
		got, err := Parse(url)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q)\n got %+v, %v\nwant %+v", url, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for url, message := range map[string]string{
		"":                                    "doesn't begin with the word jdbc",
		"mysql://h/d":                         "doesn't begin with the word jdbc",
		"JDBC:mysql://h/d":                    "doesn't begin with the word jdbc",
		"jdbc:mysql:":                         "ends after jdbc:mysql:",
		"jdbc:jtds:sqlserver://localhost:1/d": "not a URL of a database known here",
		"jdbc:":                               "not a URL of a database known here",
		"jdbc:mysql://h:0/d":                  "port 0 ",
		"jdbc:mysql://h:65536/d":              "port 65536 ",
		"jdbc:postgresql://[::1]:99999999999999999999/d": "port 999999999999… ",
		"jdbc:oracle:thin:@h:70000:sid":                  "port 70000 ",
		"jdbc:sqlserver://h:70000":                       "port 70000 ",
	} {
		u, err := Parse(url)
		if err == nil || !strings.Contains(err.Error(), message) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Parse(%q) gave %+v, %v, want an error with %q", url, u, err, message)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	one := func(name, value string) []Parameter { return []Parameter{{name, value}} }
	for _, row := range []struct {
		u    URL
		part string
	}{
		{URL{Type: MySQL, Host: "h/d"}, "host"},
		{URL{Type: MySQL, Host: "a b"}, "host"},
		{URL{Type: MySQL, Host: "h:3306"}, "host"},
		{URL{Type: MySQL, Host: "[::1]"}, "host"},
		{URL{Type: MySQL, Host: "h,i"}, "host"},
		{URL{Type: MySQL, Host: "u@h"}, "host"},
		{URL{Type: MySQL, Host: "h", Port: -1}, "port"},
		{URL{Type: MySQL, Host: "h", Port: 65536}, "port"},
		{URL{Type: MySQL, Host: "h", Database: "a?b"}, "database"},
		{URL{Type: MySQL, Host: "h", Database: "a/b"}, "database"},
		{URL{Type: MySQL, Host: "h", Database: "a\nb"}, "database"},
		{URL{Type: MySQL, Host: "h", Database: " a"}, "database"},
		{URL{Type: Oracle, Host: "h"}, "database"},
		{URL{Type: Oracle, Database: "d"}, "host"},
		{URL{Type: Oracle, Host: "h", Database: "d", SID: true}, "port"},
		{URL{Type: Oracle, Host: "h", Database: "a:b"}, "database"},
		{URL{Type: Oracle, Host: "h", Database: "a", Parameters: one("a", "b")}, "parameters"},
		{URL{Type: DB2, Host: "h", Database: "a:b"}, "database"},
		{URL{Type: DB2, Host: "h", Parameters: one("a", "b")}, "database"},
		{URL{Type: DB2, Host: "h", Database: "d", Parameters: one("a", "b;c")}, "parameters"},
		{URL{Type: H2}, "database"},
		{URL{Type: H2, Database: "a;b"}, "database"},
		{URL{Type: H2, Host: "h", Database: "a"}, "host"},
		{URL{Type: H2, Port: 1, Database: "a"}, "host"},
		{URL{Type: MySQL, Host: "h", Parameters: one("", "b")}, "parameters"},
		{URL{Type: MySQL, Host: "h", Parameters: one("a=", "b")}, "parameters"},
		{URL{Type: MySQL, Host: "h", Parameters: one("a&b", "b")}, "parameters"},
		{URL{Type: MySQL, Host: "h", Parameters: one("a", "b&c")}, "parameters"},
		{URL{Type: MySQL, Host: "h", Parameters: one("a", "b\x00")}, "parameters"},
		{URL{Type: SQLServer, Host: "h", Database: "d", Parameters: one("DatabaseName", "e")}, "parameters"},
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

// What Build accepts, Parse reads back.
func TestBuildThenParse(t *testing.T) {
	any := rapid.StringMatching(`[ -~é"]{0,8}`)
	name := rapid.StringMatching(`[A-Za-z_.]{1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		u := URL{Type: rapid.SampledFrom(Types()).Draw(t, "type")}
		if u.Type != H2 {
			u.Host = rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9.\-_]{0,9}`), rapid.SampledFrom([]string{"::1", "192.0.2.1", "fe80::1"}), any).Draw(t, "host")
			u.Port = rapid.IntRange(0, 65535).Draw(t, "port")
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
		got, err := Parse(built)
		if err != nil {
			t.Fatalf("Parse(%q): %v", built, err)
		}
		if u.Type == MySQL8 {
			u.Type = MySQL
		}
		if !reflect.DeepEqual(got, u) {
			t.Fatalf("%q\n got %+v\nwant %+v", built, got, u)
		}
	})
}

// Parse and Build give a text that reads as the first, and stays.
func checkURL(t *testing.T, url string) {
	u, err := Parse(url)
	if err != nil {
		if u.Type != "" || strings.Contains(err.Error(), "\n") {
			t.Fatalf("Parse(%q) gave %+v with the error %q", url, u, err)
		}
		Base(url)
		return
	}
	built, err := u.Build()
	if err != nil {
		t.Fatalf("Parse(%q) gave %+v, which Build refuses: %v", url, u, err)
	}
	again, err := Parse(built)
	if err != nil || !reflect.DeepEqual(again, u) {
		t.Fatalf("%q\n was read as %+v\nbuilt as %q\n read as %+v, %v", url, u, built, again, err)
	}
	if u.Opaque != "" && built != url {
		t.Fatalf("%q became %q", url, built)
	}
	base := Base(url)
	if got, ok := TypeOf(base); !ok || got != u.Type {
		t.Fatalf("Base(%q) = %q is not of its type", url, base)
	}
	if twice := Base(base); u.Opaque == "" && twice != base {
		t.Fatalf("Base(%q) = %q, whose base is %q", url, base, twice)
	}
	if u.Opaque != "" {
		return
	}
	of, err := Parse(base)
	if err != nil || of.Host != u.Host || of.Port != u.Port || of.Database != u.Database || of.SID != u.SID {
		t.Fatalf("Base(%q) = %q names %+v, want %+v", url, base, of, u)
	}
}

var urlSeeds = []string{
	"jdbc:mysql://h:3306/d?autoReconnect=true&useSSL=false", "jdbc:mysql://[::1]:1/d", "jdbc:mysql://u:p@h/d?x",
	"jdbc:mariadb:loadbalance://a,b/d", "jdbc:postgresql://h/d?ssl", "jdbc:postgresql:d",
	"jdbc:oracle:thin:@//h:1521/s", "jdbc:oracle:thin:@h:1521:S", "jdbc:oracle:thin:u/p@(DESCRIPTION=(A=B))",
	`jdbc:sqlserver://h\I:1433;databaseName={a;b}}};x=y;`, "jdbc:sqlserver://;server=h", "jdbc:db2://h:50000/D:currentSchema=S;",
	"jdbc:h2:./repository/database/DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000", `jdbc:h2:mem:;INIT=A\;B\\`, "jdbc:h2:;A=B", "jdbc:jtds:x", "",
}

func FuzzParse(f *testing.F) {
	for _, seed := range urlSeeds {
		f.Add(seed)
	}
	f.Fuzz(checkURL)
}
