package jdbc

import (
	"strings"
	"testing"
)

func TestSame(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"jdbc:mysql://h:3306/d?a=b", "jdbc:mysql://H/d?c=d", true},
		{"jdbc:mysql://h:3306/d", "jdbc:mariadb://h/d", true},
		{"jdbc:mysql://h/d", "jdbc:mysql://h/D", false},
		{"jdbc:mysql://h/d", "jdbc:mysql://h:3307/d", false},
		{"jdbc:mysql://h/d", "jdbc:mysql://i/d", false},
		{"jdbc:mysql://alias/d", "jdbc:mysql://h/d", true}, // by the hosts file
		{"jdbc:mysql://u:p@h/d", "jdbc:mysql://(host=h)/d", true},
		{"jdbc:mysql://h/d", "jdbc:postgresql://h:3306/d", false},
		{`jdbc:sqlserver://sql01\AM;databaseName=d`, `jdbc:sqlserver://sql01;instanceName=am;DATABASE=D`, true},
		{`jdbc:sqlserver://sql01\AM;databaseName=d`, `jdbc:sqlserver://sql01\REG;databaseName=d`, false},
		{"jdbc:oracle:thin:@h:1521/S", "jdbc:oracle:thin:@(DESCRIPTION=(HOST=h)(SERVICE_NAME=s))", true},
		{"jdbc:oracle:thin:@h:1521/S", "jdbc:oracle:thin:@h:1521:S", false},
		{"jdbc:h2:./a;X=1", "jdbc:h2:./a", true},
		{"jdbc:h2:./a", "jdbc:h2:./b", false},
		{"jdbc:oracle:thin:@alias", "jdbc:oracle:thin:@alias", true},
		{"jdbc:informix-sqli://h:1/d", "jdbc:derby://h:1/d", false},
	} {
		sameHost := func(a, b string) bool { return strings.EqualFold(a, b) || a == "alias" && b == "h" }
		if got := Same(Parse(test.a), Parse(test.b), sameHost); got != test.want {
			t.Errorf("Same(%q, %q) = %v", test.a, test.b, got)
		}
	}
}
