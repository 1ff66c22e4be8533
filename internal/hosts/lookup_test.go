package hosts

import "testing"

func TestSame(t *testing.T) {
	same := Same([]byte("127.0.0.1 localhost\n192.0.2.1\tdb.example.com db # also\n192.0.2.1 other\n\n#192.0.2.2 " +
		"db\n192.0.2.3\n2001:DB8:0::1 six\r\n::ffff:192.0.2.1 mapped\nfe80::1%eth0 zone\nfe80::1%eth1 other-zone\n" +
		"no.address one two\n"))
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"x", "X", true}, {"x", "y", false}, {"db", "DB.example.com", true}, {"db", "other", true}, {"db", "192.0.2.1", true},
		{"192.0.2.1", "other", true}, {"db", "192.0.2.2", false}, {"db", "localhost", false}, {"also", "db", false},
		{"six", "2001:db8::1", true}, {"2001:db8:0:0::1", "2001:DB8::1", true}, {"mapped", "db", true},
		{"ZONE", "fe80::1%eth0", false}, {"zone", "other-zone", false}, {"one", "two", false},
	} {
		if got := same(test.a, test.b); got != test.want {
			t.Errorf("%s and %s: %v", test.a, test.b, got)
		}
	}
}
