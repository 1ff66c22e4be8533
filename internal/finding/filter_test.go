package finding_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
)

var groups = []finding.Group{{Findings: []finding.Finding{{Code: "bad-number"}, {Code: "mount-path"}}}}

func problems() problem.List {
	return problem.List{
		{Code: "bad-number", File: "a.xml", Line: 3, Message: "duplicate x (also at line 9)"},
		{Code: "bad-number", File: "a.xml", Line: 5, Message: "duplicate x (also at line 12)"},
		{Code: "bad-number", File: "b.xml", Line: 3, Message: "y"},
		{Code: "mount-path", File: "b.xml", Line: 4, Message: "z"},
	}
}

// left are the codes, files and lines of what is left.
func left(f finding.Filter, home string) string {
	var all []string
	for _, p := range f.Apply(home, problems()) {
		all = append(all, p.Code+" "+p.Place().String())
	}
	return strings.Join(all, ", ")
}

func TestIgnore(t *testing.T) {
	for _, test := range []struct{ name, ignore, want string }{
		{"nothing", "", "bad-number a.xml:3, bad-number a.xml:5, bad-number b.xml:3, mount-path b.xml:4"},
		{"a code", "bad-number", "mount-path b.xml:4"},
		{"a code in a file", "bad-number@a.xml", "bad-number b.xml:3, mount-path b.xml:4"},
		{"a code in another file", "mount-path@a.xml",
			"bad-number a.xml:3, bad-number a.xml:5, bad-number b.xml:3, mount-path b.xml:4"},
		{"several", "mount-path bad-number@./b.xml", "bad-number a.xml:3, bad-number a.xml:5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var f finding.Filter
			for _, text := range strings.Fields(test.ignore) {
				if err := f.Ignore(text, groups); err != nil {
					t.Fatal(err)
				}
			}
			if got := left(f, "/home"); got != test.want {
				t.Errorf("left are %s", got)
			}
		})
	}
	var f finding.Filter
	err := f.Ignore("bad-nmber@a.xml", groups)
	if err == nil || err.Error() != `there is no finding "bad-nmber"; did you mean bad-number?` {
		t.Errorf("a code that does not exist: %v", err)
	}
}

func TestBaseline(t *testing.T) {
	report := func(home, problems string) string { return `{"home":"` + home + `","problems":[` + problems + `]}` }
	const number = `{"code":"bad-number","file":"a.xml","line":99,"message":"duplicate x (also at line 1)"}`
	const all = "bad-number a.xml:3, bad-number a.xml:5, bad-number b.xml:3, mount-path b.xml:4"
	for _, test := range []struct{ name, baseline, want string }{
		{"nothing was known", report("/home", ""), all},
		{"one of two is known, at another line", report("/home", number),
			"bad-number a.xml:5, bad-number b.xml:3, mount-path b.xml:4"},
		{"both are known", report("/home", number+","+number), "bad-number b.xml:3, mount-path b.xml:4"},
		{"of another home alone", report("/elsewhere", number), "bad-number a.xml:5, bad-number b.xml:3, mount-path b.xml:4"},
		{"of another home among several", report("/elsewhere", number) + "\n" + report("/home", ""), all},
		{"an array", "[" + report("/elsewhere", "") + "," + report("/home", number) + "]",
			"bad-number a.xml:5, bad-number b.xml:3, mount-path b.xml:4"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var f finding.Filter
			if err := f.Baseline("known.json", strings.NewReader(test.baseline)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, left(f, "/home")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, bad := range []string{"", "{", "[", "5", `"x"`, "{}", `[{}]`, `{"problems":5}`, report("", "") + "x"} {
		var f finding.Filter
		err := f.Baseline("known.json", strings.NewReader(bad))
		if err == nil || !strings.HasPrefix(err.Error(), "known.json: the baseline is ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
