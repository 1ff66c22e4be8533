package database

import (
	"reflect"
	"testing"
)

func TestPasswords(t *testing.T) {
	for url, want := range map[string][]string{
		"jdbc:mysql://h/d?user=u&password=p@ss&x=y":          {"p@ss"},
		"jdbc:mysql://h/d?Password=a=b":                      {"a=b"},
		"jdbc:mysql://u:p@ss@h:3306/d":                       {"p@ss"},
		"jdbc:mysql://u:one@h/d?password=two":                {"one", "two"},
		"jdbc:mysql://u@h/d":                                 nil,
		"jdbc:mysql://h/d?password=":                         nil,
		"jdbc:mariadb:replication://a,b/d?password=p":        {"p"},
		"jdbc:oracle:thin:scott/tiger@h:1521/s":              {"tiger"},
		"jdbc:oracle:thin:scott/tiger@(DESCRIPTION=(A=x@y))": {"tiger"},
		"jdbc:oracle:thin:@h:1521/s":                         nil,
		"jdbc:oracle:thin:@(DESCRIPTION=(A=x/y@z))":          nil,
		"jdbc:sqlserver://h;password={a;b};databaseName=d":   {"a;b"},
		"jdbc:h2:./x;USER=sa;PASSWORD=p":                     {"p"},
		"jdbc:db2://h:1/D:user=u;password=p;":                {"p"},
		"jdbc:mysql://h/password=x":                          nil,
		"password=x":                                         nil,
		"":                                                   nil,
	} {
		if got := Passwords(url); !reflect.DeepEqual(got, want) {
			t.Errorf("Passwords(%q) = %q, want %q", url, got, want)
		}
	}
}
