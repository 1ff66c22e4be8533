package jdbc

import "testing"

func TestScheme(t *testing.T) {
	for _, test := range []struct {
		url, scheme string
		embedded    bool
	}{
		{"jdbc:mysql://h/d", "mysql", false},
		{" JDBC:MySQL://h/d ", "mysql", false},
		{"jdbc:oracle:thin:u/S3cr3t@h:1/s", "oracle", false},
		{"jdbc:h2:./repository/database/D", "h2", true},
		{"jdbc:h2:TCP://h/d", "h2", false},
		{"jdbc:p6spy:h2:./d", "p6spy", true},
		{"jdbc:log4jdbc:mysql://h/d", "log4jdbc", false},
		{"jdbc:derby:d;create=true", "derby", true},
		{"jdbc:derby://h:1527/d", "derby", false},
		{"jdbc:hsqldb:hsqls://h/d", "hsqldb", false},
		{"jdbc:hsqldb:mem:d", "hsqldb", true},
		{"jdbc:sqlite:", "sqlite", true},
		{"jdbc:u/S3cr3t@h:1", "", false},
		{"jdbc:", "", false},
		{"jdbc:h2", "", false},
		{"mysql:h2:x", "", false},
		{"", "", false},
	} {
		if got := Scheme(test.url); got != test.scheme {
			t.Errorf("Scheme(%q) = %q, want %q", test.url, got, test.scheme)
		}
		if got := Embedded(test.url); got != test.embedded {
			t.Errorf("Embedded(%q) = %v", test.url, got)
		}
	}
}
