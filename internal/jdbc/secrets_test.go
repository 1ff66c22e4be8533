package jdbc

import (
	"reflect"
	"testing"
)

func TestPasswords(t *testing.T) {
	for url, want := range map[string][]string{
		"jdbc:mysql://h/d?user=u&password=p@ss&x=y":             {"p@ss"},
		"jdbc:mysql://h/d?Password=a=b":                         {"a=b"},
		"jdbc:mysql://u:p@ss@h:3306/d":                          {"p@ss"},
		"jdbc:mysql://u:one@h/d?password=two":                   {"one", "two"},
		"jdbc:mysql://u@h/d":                                    nil,
		"jdbc:mysql://h/d?password=":                            nil,
		"jdbc:mariadb:replication://a,b/d?password=p":           {"p"},
		"jdbc:oracle:thin:scott/tiger@h:1521/s":                 {"tiger"},
		"jdbc:oracle:thin:scott/tiger@(DESCRIPTION=(A=x@y))":    {"tiger"},
		"jdbc:oracle:thin:@h:1521/s":                            nil,
		"jdbc:oracle:thin:@(DESCRIPTION=(A=x/y@z))":             nil,
		"jdbc:sqlserver://h;password={a;b};databaseName=d":      {"a;b"},
		"jdbc:h2:./x;USER=sa;PASSWORD=p":                        {"p"},
		"jdbc:db2://h:1/D:user=u;password=p;":                   {"p"},
		"jdbc:mysql://h/password=x":                             nil,
		"jdbc:mysql://(host=h,user=u,password=S3)/db":           {"S3"},
		"jdbc:mysql://address=(host=h)(password=S3)/db":         {"S3"},
		"jdbc:mysql://u:a,b@h:1,v:c@i/d":                        {"a,b", "c"},
		"jdbc:mysql://u:1,v:2x,3/y@h/d":                         {"2x,3/y"},
		"jdbc:mysql://u:1x,2,3/y@h/d":                           {"1x,2,3/y"},
		"jdbc:mysql://u:p/w@h/d":                                {"p/w"},
		"jdbc:mysql://u:p;w@h:1/d":                              {"p;w"},
		"jdbc:mysql://u:a=b@h/d?password=c":                     {"a=b", "c"},
		"jdbc:mysql://h/d?x=y;password=c":                       {"c"},
		"jdbc:p6spy:oracle:thin:scott/tiger@h:1521:s":           {"tiger"},
		"jdbc:oracle:thin:u/x(y@h:1521:s":                       {"x(y"},
		`jdbc:oracle:thin:u/"a@b(c"@h:1521:s`:                   {`"a@b(c"`},
		"jdbc:oracle:thin:u/a@(b@h:1521:s":                      {"a@(b"},
		"jdbc:mysql://[::1]:1,[::2]/@":                          nil,
		"jdbc:mysql://u:x@[::1]:1,v:y@[::2]/d":                  {"x", "y"},
		"jdbc:mysql://u:x#y@h/d":                                {"x#y"},
		"jdbc:mysql://u:x?y@h/d?a=b":                            {"x?y"},
		"jdbc:sqlserver://h:${p};databaseName=d;user=a@b":       nil,
		"jdbc:postgresql://h:{{ p }}?user=a@b":                  nil,
		`jdbc:sqlserver://h:1433\inst;user=a@b`:                 nil,
		"jdbc:oracle:thin:@//h:1521/s?mail=a@b":                 nil,
		"jdbc:mysql://h/d?x=a:pass=y,b:c&z=1":                   {"y,b:c"},
		"jdbc:mysql://h:3306?user=a@b":                          nil,
		"jdbc:sqlserver://[::1];user=a@b":                       nil,
		"https://u:x#y@h":                                       {"x#y"},
		"jdbc:mysql://address=(host=h)(user=u)(password=x,y)/d": {"x,y"},
		"jdbc:mysql://(host=h,password=x,y,user=u)/d":           {"x,y"},
		"jdbc:teradata://h/PASSWORD=x,USER=u":                   {"x"},
		"jdbc:mysql://h/d?pass%77ord=x":                         {"x"},
		"jdbc:oracle:oci:scott/tiger":                           {"tiger"},
		"jdbc:sqlserver://h:1433;user=a@b":                      nil,
		"jdbc:mysql://u:123@h/d":                                {"123"},
		"jdbc:mysql://h:3306/d@x":                               nil,
		"jdbc:mysql://h/d?trustStorePassword=a&b=c":             {"a"},
		"jdbc:oracle:thin:u/S3@(DESC=(PASSWORD=x))":             {"S3", "x"},
		"jdbc:informix-sqli://h:1/d:A=s;password=p":             {"p"},
		"jdbc:derby:d;user=u;password=p":                        {"p"},
		"jdbc:jtds:sqlserver://h/d;password=p;domain=x":         {"p"},
		"jdbc:log4jdbc:mysql://u:p@h/d?password=q":              {"p", "q"},
		"ldap://cn=admin:S3@h:389":                              {"S3"},
		"https://h/path?password=S3#x":                          {"S3#x"},
		"password=x":                                            nil,
		"":                                                      nil,
	} {
		if got := Passwords(url); !reflect.DeepEqual(got, want) {
			t.Errorf("Passwords(%q) = %q, want %q", url, got, want)
		}
	}
}
