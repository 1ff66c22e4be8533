package spelling

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	keys := []string{"database", "datasources", "dataSource", "registry", "url", "type"}
	for word, want := range map[string]string{
		"databse": "database", "datbaase": "database", "Database": "database",
		"datasource": "dataSource", "datasourcse": "datasources",
		"regsitry": "registry", "urls": "url", "ulr": "url", "tpye": "type", "xyzzy": "", "": "", "u": "",
		strings.Repeat("database", 1000): "",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%.40q) = %q, want %q", word, got, want)
		}
	}
	for _, row := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"é", "e", 1}, {"abc", "abc", 0}} {
		if got := distance(row.a, row.b); got != row.want || distance(row.b, row.a) != row.want {
			t.Errorf("distance(%q, %q) = %d, want %d", row.a, row.b, got, row.want)
		}
	}
	if got := Nearest("a", slices.Repeat([]string{"b"}, maxCandidates+1)); got != "" {
		t.Errorf("out of too many: %q", got)
	}
}
