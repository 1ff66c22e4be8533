package hosts

import "testing"

func TestSame(t *testing.T) {
	same := Same([]byte("127.0.0.1 localhost\n192.0.2.1\tdb.example.com db # also\n192.0.2.1 other\n\n#192.0.2.2 " +
		"db\n192.0.2.3\n"))
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"x", "X", true}, {"x", "y", false}, {"db", "DB.example.com", true}, {"db", "other", true}, {"db", "192.0.2.1", true},
		{"192.0.2.1", "other", true}, {"db", "192.0.2.2", false}, {"db", "localhost", false}, {"also", "db", false},
	} {
		if got := same(test.a, test.b); got != test.want {
			t.Errorf("%s and %s: %v", test.a, test.b, got)
		}
	}
}
