package hosts

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/patch"
)

// cases are files before and after db.example.com is given 192.0.2.10, unless
// they say otherwise.
var cases = []struct {
	name          string
	entry         Entry
	before, after string
	action        patch.Action
	line          int
}{
	{name: "empty file", after: "192.0.2.10\tdb.example.com\n", action: patch.Inserted, line: 1},
	{
		name:   "missing",
		before: "127.0.0.1\tlocalhost\n\n# the end\n",
		after:  "127.0.0.1\tlocalhost\n\n# the end\n192.0.2.10\tdb.example.com\n", action: patch.Inserted, line: 4,
	},
	{
		name:   "missing, one space as above",
		before: "127.0.0.1 localhost\n",
		after:  "127.0.0.1 localhost\n192.0.2.10 db.example.com\n", action: patch.Inserted, line: 2,
	},
	{
		name:   "missing, in a column of spaces and indented",
		before: "  127.0.0.1       localhost\n",
		after:  "  127.0.0.1       localhost\n  192.0.2.10      db.example.com\n", action: patch.Inserted, line: 2,
	},
	{
		name:   "missing, a column that is too narrow",
		before: "::1  localhost\n",
		after:  "::1  localhost\n192.0.2.10 db.example.com\n", action: patch.Inserted, line: 2,
	},
	{
		name:   "missing, CRLF",
		before: "127.0.0.1 localhost\r\n# more\r\n",
		after:  "127.0.0.1 localhost\r\n# more\r\n192.0.2.10 db.example.com\r\n", action: patch.Inserted, line: 3,
	},
	{
		name:   "missing, no final newline",
		before: "127.0.0.1\tlocalhost\r\n# more",
		after:  "127.0.0.1\tlocalhost\r\n# more\r\n192.0.2.10\tdb.example.com", action: patch.Inserted, line: 3,
	},
	{
		name:   "missing, one line without newline",
		before: "# more",
		after:  "# more\n192.0.2.10\tdb.example.com", action: patch.Inserted, line: 2,
	},
	{
		name:   "in a comment only",
		before: "#192.0.2.10 db.example.com\n127.0.0.1 a # db.example.com\n",
		after:  "#192.0.2.10 db.example.com\n127.0.0.1 a # db.example.com\n192.0.2.10 db.example.com\n",
		action: patch.Inserted, line: 3,
	},
	{
		name:   "part of another name",
		before: "192.0.2.1 my-db.example.com db.example.com.au\n",
		after:  "192.0.2.1 my-db.example.com db.example.com.au\n192.0.2.10 db.example.com\n", action: patch.Inserted, line: 2,
	},
	{
		name: "lines that the resolver ignores",
		before: "192.0.2 db.example.com\n192.000.2.1 db.example.com\nfe80::1%lo db.example.com\n192.0.2.10\n" +
			"\xef\xbb\xbf192.0.2.1 db.example.com\n",
		after: "192.0.2 db.example.com\n192.000.2.1 db.example.com\nfe80::1%lo db.example.com\n192.0.2.10\n" +
			"\xef\xbb\xbf192.0.2.1 db.example.com\n192.0.2.10\tdb.example.com\n",
		action: patch.Inserted, line: 6,
	},
	{
		name:   "right",
		before: "\t192.0.2.10 \t x DB.Example.com#c\r\n127.0.0.1 localhost",
		after:  "\t192.0.2.10 \t x DB.Example.com#c\r\n127.0.0.1 localhost", action: patch.Unchanged, line: 1,
	},
	{
		name:   "right, twice",
		before: "192.0.2.10 db.example.com\n192.0.2.10 x db.example.com\n",
		after:  "192.0.2.10 db.example.com\n192.0.2.10 x db.example.com\n", action: patch.Unchanged, line: 1,
	},
	{
		name:   "right, IPv6 in another spelling",
		entry:  Entry{"db", "2001:DB8:0::10"},
		before: "2001:db8::10 db\n",
		after:  "2001:db8::10 db\n", action: patch.Unchanged, line: 1,
	},
	{
		name:   "another address, alone on its line",
		before: "127.0.0.1 localhost\n 10.0.0.1\t DB.example.COM \t# old\n::1 ip6\n",
		after:  "127.0.0.1 localhost\n 192.0.2.10\t DB.example.COM \t# old\n::1 ip6\n", action: patch.Updated, line: 2,
	},
	{
		name:   "another address, alone and twice on its line",
		before: "10.0.0.1 db.example.com DB.EXAMPLE.COM\r\n",
		after:  "192.0.2.10 db.example.com DB.EXAMPLE.COM\r\n", action: patch.Updated, line: 1,
	},
	{
		name:   "first of several names",
		before: "10.0.0.1\tdb.example.com  db # primary\n127.0.0.1 localhost\n",
		after:  "10.0.0.1\tdb # primary\n192.0.2.10\tdb.example.com\n127.0.0.1 localhost\n", action: patch.Updated, line: 2,
	},
	{
		name:   "in the middle",
		before: "10.0.0.1\ta   db.example.com b\n",
		after:  "10.0.0.1\ta   b\n192.0.2.10\tdb.example.com\n", action: patch.Updated, line: 2,
	},
	{
		name:   "last of several names",
		before: "10.0.0.1\ta \t db.example.com  # old\n",
		after:  "10.0.0.1\ta  # old\n192.0.2.10\tdb.example.com\n", action: patch.Updated, line: 2,
	},
	{
		name:   "several times between others",
		before: "10.0.0.1 db.example.com a DB.example.com db.example.com b db.example.com\n",
		after:  "10.0.0.1 a b\n192.0.2.10 db.example.com\n", action: patch.Updated, line: 2,
	},
	{
		name:   "with others on the last line, no final newline",
		before: "10.0.0.1 a db.example.com",
		after:  "10.0.0.1 a\n192.0.2.10 db.example.com", action: patch.Updated, line: 2,
	},
	{
		name:   "IPv6 stays",
		before: "2001:db8::1 db.example.com\n10.0.0.1 db.example.com\n",
		after:  "2001:db8::1 db.example.com\n192.0.2.10 db.example.com\n", action: patch.Updated, line: 2,
	},
	{
		name:   "IPv4 stays",
		entry:  Entry{"db", "2001:db8::2"},
		before: "10.0.0.1 db\n2001:db8::1 db\n",
		after:  "10.0.0.1 db\n2001:db8::2 db\n", action: patch.Updated, line: 2,
	},
	{
		name:   "mapped addresses are IPv4",
		before: "::ffff:10.0.0.1 db.example.com\n",
		after:  "192.0.2.10 db.example.com\n", action: patch.Updated, line: 1,
	},
	{
		name:   "two wrong lines: the other goes",
		before: "10.0.0.1 db.example.com\n10.0.0.2 db.example.com\n10.0.0.3 x\n",
		after:  "192.0.2.10 db.example.com\n10.0.0.3 x\n", action: patch.Updated, line: 1,
	},
	{
		name:   "two wrong lines: the one of its own changes",
		before: "10.0.0.1 a db.example.com\n10.0.0.2 db.example.com # own\n",
		after:  "10.0.0.1 a\n192.0.2.10 db.example.com # own\n", action: patch.Updated, line: 2,
	},
	{
		name:   "two wrong lines: the other's comment stays",
		before: "10.0.0.1 db.example.com\n  10.0.0.2 db.example.com # since May\n",
		after:  "192.0.2.10 db.example.com\n  # since May\n", action: patch.Updated, line: 1,
	},
	{
		name:   "two wrong lines with others",
		before: "10.0.0.1 a db.example.com\n10.0.0.2 db.example.com b\n",
		after:  "10.0.0.1 a\n192.0.2.10 db.example.com\n10.0.0.2 b\n", action: patch.Updated, line: 2,
	},
	{
		name:   "two wrong lines, the next one going",
		before: "10.0.0.1 a db.example.com\n10.0.0.2 b db.example.com\n10.0.0.3 db.example.com",
		after:  "10.0.0.1 a\n10.0.0.2 b\n192.0.2.10 db.example.com", action: patch.Updated, line: 3,
	},
	{
		name:   "right below a wrong one",
		before: "10.0.0.1 db.example.com\n192.0.2.10 db.example.com\n",
		after:  "192.0.2.10 db.example.com\n", action: patch.Updated, line: 1,
	},
	{
		name:   "wrong below a right one",
		before: "192.0.2.10 db.example.com\n10.0.0.1 db.example.com y\n10.0.0.1 db.example.com",
		after:  "192.0.2.10 db.example.com\n10.0.0.1 y\n", action: patch.Updated, line: 1,
	},
	{
		name:   "bytes that are no UTF-8, and blanks of other kinds",
		before: "# caf\xe9\n10.0.0.1\fdb.example.com\v\n",
		after:  "# caf\xe9\n192.0.2.10\fdb.example.com\v\n", action: patch.Updated, line: 2,
	},
	{
		name:   "letters that only Unicode takes for others",
		entry:  Entry{"k", "192.0.2.10"},
		before: "10.0.0.1 \u212a\n",
		after:  "10.0.0.1 \u212a\n192.0.2.10 k\n", action: patch.Inserted, line: 2,
	},
}

func TestSet(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.entry.Name == "" {
				c.entry = Entry{"db.example.com", "192.0.2.10"}
			}
			after, results, err := Set([]byte(c.before), []Entry{c.entry})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.after, string(after)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]Result{{Action: c.action, Line: c.line}}, results); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			again, results, err := Set(after, []Entry{c.entry})
			if err != nil || string(again) != c.after || results[0].Action != patch.Unchanged {
				t.Errorf("again: %q %v %v", again, results, err)
			}
		})
	}
}

// Lines are counted in the file as it is after all entries.
func TestSetSeveral(t *testing.T) {
	before := "10.0.0.1 a b\n10.0.0.2 c\n::1 c\n"
	after, results, err := Set([]byte(before), []Entry{
		{"c", "192.0.2.3"}, {"b", "192.0.2.2"}, {"d", "192.0.2.4"}, {"d", "2001:db8::4"}, {"a", "10.0.0.1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "10.0.0.1 a\n192.0.2.2 b\n192.0.2.3 c\n::1 c\n192.0.2.4 d\n2001:db8::4 d\n"
	if diff := cmp.Diff(want, string(after)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantResults := []Result{
		{Action: patch.Updated, Line: 3, Also: "::1"}, {Action: patch.Updated, Line: 2}, {Action: patch.Inserted, Line: 5},
		{Action: patch.Inserted, Line: 6}, {Action: patch.Unchanged, Line: 1},
	}
	if diff := cmp.Diff(wantResults, results); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSetRefuses(t *testing.T) {
	long := strings.Repeat("a", 64)
	tests := []struct {
		name    string
		file    string
		entries []Entry
		want    []string
	}{
		{"no name", "", []Entry{{"", "192.0.2.1"}}, []string{"the host name is empty"}},
		{"a blank", "", []Entry{{"a b", "192.0.2.1"}},
			[]string{`"a b" is not a host name: it may hold letters, digits, hyphens and dots`}},
		{"a line of its own", "", []Entry{{"a\n10.0.0.1 b", "192.0.2.1"}},
			[]string{`"a\n10.0.0.1 b" is not a host name: it may hold letters, digits, hyphens and dots`}},
		{"a comment", "", []Entry{{"a#", "192.0.2.1"}},
			[]string{`"a#" is not a host name: it may hold letters, digits, hyphens and dots`}},
		{"an accent", "", []Entry{{"dé", "192.0.2.1"}},
			[]string{`"dé" is not a host name: write it in its ASCII form, which starts with xn--`}},
		{"an empty label", "", []Entry{{"a..b", "192.0.2.1"}},
			[]string{`"a..b" is not a host name: there must be something before and after each dot`}},
		{"a final dot", "", []Entry{{"a.", "192.0.2.1"}},
			[]string{`"a." is not a host name: there must be something before and after each dot`}},
		{"a hyphen in front", "", []Entry{{"-a", "192.0.2.1"}},
			[]string{`"-a" is not a host name: no part between dots begins or ends with a hyphen`}},
		{"a long label", "", []Entry{{long, "192.0.2.1"}}, []string{`"` + long +
			`" is not a host name: more than 63 characters between two dots`}},
		{"an address as name", "", []Entry{{"192.0.2.1", "db"}},
			[]string{`"192.0.2.1" is not a host name: it is a number or an address`, `"db" is not an IPv4 or IPv6 address`}},
		{"a part of an address", "", []Entry{{"a", "192.0.2"}}, []string{`"192.0.2" is not an IPv4 or IPv6 address`}},
		{"leading zeros", "", []Entry{{"a", "192.0.02.1"}}, []string{`"192.0.02.1" is not an IPv4 or IPv6 address`}},
		{"a port", "", []Entry{{"a", "192.0.2.1:3306"}}, []string{`"192.0.2.1:3306" is not an IPv4 or IPv6 address`}},
		{"brackets", "", []Entry{{"a", "[::1]"}}, []string{`"[::1]" is not an IPv4 or IPv6 address`}},
		{"a zone", "", []Entry{{"a", "fe80::1%eth0"}}, []string{`"fe80::1%eth0": a hosts file has no addresses with a zone`}},
		{"two addresses", "", []Entry{{"a", "192.0.2.1"}, {"A", "192.0.2.2"}},
			[]string{`A is given two addresses, 192.0.2.1 and 192.0.2.2`}},
		{"UTF-16", "#\x00\n\x00", []Entry{{"a", "192.0.2.1"}}, []string{"line 1 of the hosts file holds a NUL byte: it " +
			"is not a text file"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			after, results, err := Set([]byte(c.file), c.entries)
			if after != nil || results != nil {
				t.Errorf("there is a result: %q %v", after, results)
			}
			var problems patch.Problems
			errors.As(err, &problems)
			var got []string
			for _, p := range problems {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
