package hosts

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ispatch/patch"
)

var (
	someNames     = []string{"db", "DB", "a", "b.example", "B.example", "db2"}
	someAddresses = []string{"10.0.0.1", "10.0.0.2", "192.0.2.10", "::1", "2001:db8::1", "2001:db8::2", "::ffff:10.0.0.2"}
)

// genFile makes hosts files of lines as they are found, in any mixture.
func genFile(t *rapid.T) []byte {
	blanks := rapid.SampledFrom([]string{" ", "\t", "  ", " \t ", "      "})
	var file strings.Builder
	for range rapid.IntRange(0, 8).Draw(t, "lines") {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			file.WriteString(rapid.SampledFrom([]string{"", " ", "# comment", "#10.0.0.1 db", "\xe9\x80", "db", "10.0.0 " +
				"db", "fe80::1%lo db"}).Draw(t, "other"))
		default:
			file.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "\t"}).Draw(t, "indent"))
			file.WriteString(rapid.SampledFrom(someAddresses).Draw(t, "address"))
			for range rapid.IntRange(0, 4).Draw(t, "names") {
				file.WriteString(blanks.Draw(t, "gap") + rapid.SampledFrom(someNames).Draw(t, "name"))
			}
			file.WriteString(rapid.SampledFrom([]string{"", "", "", " ", " # c", "#c"}).Draw(t, "tail"))
		}
		file.WriteString(rapid.SampledFrom([]string{"\n", "\n", "\n", "\r\n"}).Draw(t, "ending"))
	}
	data := []byte(file.String())
	if rapid.Bool().Draw(t, "no final newline") {
		data = bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r"))
	}
	return data
}

// TestSetProperties: what the package comment promises, of any file.
func TestSetProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := genFile(t)
		e := Entry{rapid.SampledFrom(someNames).Draw(t, "wanted name"), rapid.SampledFrom(someAddresses).Draw(t,
			"wanted address")}
		after, results, err := Set(before, []Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		verify(t, before, after, e, results[0])
		again, results, err := Set(after, []Entry{e})
		if err != nil || !bytes.Equal(again, after) || results[0].Action != patch.Unchanged {
			t.Fatalf("the second run changes %q to %q (%v, %v)", after, again, results, err)
		}
	})
}

// fatal is what rapid and testing have in common.
type fatal interface {
	Helper()
	Fatalf(string, ...any)
}

// verify checks a result of Set independently: by the fields of lines, and by
// the lines that must stay.
func verify(t fatal, before, after []byte, e Entry, r Result) {
	t.Helper()
	wanted, err := parseAddress(e.Address)
	if err != nil {
		t.Fatalf("%v", err)
	}
	// says returns the names that a line gives an address of the family, and
	// whether the wanted one is among them.
	says := func(text string) (address string, names []string, mine bool) {
		text, _, _ = strings.Cut(text, "#")
		fields := strings.FieldsFunc(text, func(r rune) bool { return r < 0x80 && blank(byte(r)) })
		if len(fields) < 2 {
			return "", nil, false
		}
		a, err := parseAddress(fields[0])
		if err != nil || a.Is4() != wanted.Is4() {
			return "", nil, false
		}
		mine = slices.ContainsFunc(fields[1:], func(name string) bool {
			return len(name) == len(e.Name) && strings.EqualFold(name, e.Name)
		})
		return a.String(), fields[1:], mine
	}
	lines := strings.SplitAfter(string(after), "\n")
	// The name has this address and no other, on the line that the result
	// names.
	found := 0
	for i, text := range lines {
		if address, _, mine := says(text); mine {
			if address != wanted.String() {
				t.Fatalf("%+v: line %d still gives another address: %q", e, i+1, after)
			}
			if found++; found == 1 && r.Line != i+1 {
				t.Fatalf("%+v: is at line %d, not %d: %q", e, i+1, r.Line, after)
			}
		}
	}
	if found == 0 {
		t.Fatalf("%+v: is not there: %q", e, after)
	}
	// Lines that don't give the name an address of the family, or give it the
	// wanted one, are the same bytes in the same order; a last one without an
	// ending may get one. Of the others, other names and comments stay.
	var kept []string
	var names, comments []string
	for _, text := range strings.SplitAfter(string(before), "\n") {
		address, all, mine := says(text)
		if !mine || address == wanted.String() {
			if text != "" {
				kept = append(kept, text)
			}
			continue
		}
		for _, name := range all {
			if len(name) != len(e.Name) || !strings.EqualFold(name, e.Name) {
				names = append(names, address+" "+name)
			}
		}
		if _, comment, has := strings.Cut(strings.TrimRight(text, "\r\n"), "#"); has {
			comments = append(comments, comment)
		}
	}
	left := lines
	for _, want := range kept {
		at := slices.IndexFunc(left, func(text string) bool {
			return text == want || !strings.HasSuffix(want, "\n") && strings.TrimRight(text, "\r\n"+
				"") == strings.TrimRight(want, "\r")
		})
		if at < 0 {
			t.Fatalf("%+v: the line %q is lost: %q", e, want, after)
		}
		left = left[at+1:]
	}
	var allNames []string
	for _, text := range lines {
		address, all, _ := says(text)
		for _, name := range all {
			allNames = append(allNames, address+" "+name)
		}
	}
	for _, name := range names {
		if !slices.Contains(allNames, name) {
			t.Fatalf("%+v: %q is lost: %q", e, name, after)
		}
	}
	for _, comment := range comments {
		if !bytes.Contains(after, []byte("#"+comment)) {
			t.Fatalf("%+v: the comment %q is lost: %q", e, comment, after)
		}
	}
	if changed := !bytes.Equal(before, after); changed != (r.Action != patch.Unchanged) {
		t.Fatalf("%+v: the action is %s: %q to %q", e, r.Action, before, after)
	}
	// Whatever ends the file did so before, unless its last line was removed.
	if len(before) > 0 && before[len(before)-1] == '\n' && after[len(after)-1] != '\n' {
		t.Fatalf("%+v: the final newline is lost: %q", e, after)
	}
}

// FuzzHosts: Set never panics, and its result is always what the package
// comment promises.
func FuzzHosts(f *testing.F) {
	for _, c := range cases {
		if c.entry.Name == "" {
			c.entry = Entry{"db.example.com", "192.0.2.10"}
		}
		f.Add([]byte(c.before), c.entry.Name, c.entry.Address)
	}
	f.Fuzz(func(t *testing.T, before []byte, name, address string) {
		e := Entry{name, address}
		original := bytes.Clone(before)
		after, results, err := Set(before, []Entry{e})
		if !bytes.Equal(before, original) {
			t.Fatalf("the file given was changed")
		}
		if err != nil {
			if err.Error() == "" || after != nil {
				t.Fatalf("%q %v", after, err)
			}
			return
		}
		verify(t, before, after, e, results[0])
		again, results, err := Set(after, []Entry{e})
		if err != nil || !bytes.Equal(again, after) || results[0].Action != patch.Unchanged {
			t.Fatalf("the second run changes %q to %q (%v, %v)", after, again, results, err)
		}
	})
}
