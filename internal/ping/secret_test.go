package ping

import "testing"

// TestQuote: a quoted message of a driver contains no secret, nor a part of
// one.
func TestQuote(t *testing.T) {
	target := Target{Settings: []Setting{
		{String, "password", "pl4nted@s3cret"}, {String, "username", "wso2"}, {SourceProperty, "userPassword", "abc"},
		{String, "url", "jdbc:mysql://h/db?password=inurl1"}, {String, "connectionProperties", "a=b;trustPassword=propert1"},
		{String, "adminPassword", "Summer2025"}, {String, "keyPassword", "Summer2026"}, {String, "lastPassword", "2026-12"},
	}}
	s := secretsOf([]Target{target})
	for said, want := range map[string]string{
		"Access denied for user 'wso2'":           "Access denied for user 'wso2'",
		"unknown host s3cret":                     "unknown host ********",
		"bad url //pl4nted%40s3cret/":             "bad url //********/",
		"near 'nted@s3cret' at line 1":            "near '********' at line 1",
		"with inurl1 and\n propert1.":             "with ******** and ********",
		"Summer2026 and Summer2025":               "******** and ********",
		"Summer2026-12, Summer2027":               "********, ********7",
		"abc, not abcd":                           "********, not abcd",
		"jdbc:x://u:other@h/db?password=elsewise": "jdbc:x://u:********@h/db?password=********",
	} {
		if got := s.quote(said); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}
