package sarif_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
	"ispatch/internal/sarif"
)

// TestLog: the log, field by field, as section 3 of the format has them: results
// refer to their rules by index, places are relative to the home, and lines begin
// at 1, so that a file as a whole has no region.
func TestLog(t *testing.T) {
	groups := []finding.Group{{Findings: []finding.Finding{
		{Code: "a-code", Severity: problem.Warning, Meaning: "it is odd", Server: "ignores it", Fix: "fix it"},
	}}}
	log := sarif.New("/opt/my home", "1.2.3", problem.List{
		{Severity: problem.Error, Code: "b-code", File: "", Message: "home\x1b[m"},
		{Severity: problem.Warning, Code: "a-code", File: "conf/a b.xml", Line: 7, Message: "x", Hint: "y",
			Related: []problem.Place{{File: "conf/c.xml", Line: 2}, {File: "conf/d.xml"}}},
		{Severity: problem.Note, Code: "a-code", File: "conf/e.xml", Message: "z"},
	}, groups)
	got, err := json.MarshalIndent(log, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(got, &value); err != nil {
		t.Fatal(err)
	}
	type m = map[string]any
	type l = []any
	text := func(s string) m { return m{"text": s} }
	place := func(uri string, line int) m {
		p := m{"artifactLocation": m{"uri": uri, "uriBaseId": "HOME"}}
		if line > 0 {
			p["region"] = m{"startLine": float64(line)}
		}
		return m{"physicalLocation": p}
	}
	related := func(id float64, p m) m { p["id"] = id; return p }
	want := m{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": l{m{
			"tool": m{"driver": m{"name": "ispatch", "version": "1.2.3", "rules": l{
				m{"id": "b-code", "shortDescription": text("b-code"), "fullDescription": text("b-code"), "help": text("b-code"),
					"defaultConfiguration": m{"level": "error"}},
				m{"id": "a-code", "shortDescription": text("it is odd."),
					"fullDescription": text("it is odd. The server ignores it."), "help": text("To fix it: fix it."),
					"defaultConfiguration": m{"level": "warning"}},
			}}},
			"originalUriBaseIds": m{"HOME": m{"uri": "file:///opt/my%20home/"}},
			"results": l{
				m{"ruleId": "b-code", "ruleIndex": 0.0, "level": "error", "message": text(`home\x1b[m`), "locations": l{place("",
					0)}},
				m{"ruleId": "a-code", "ruleIndex": 1.0, "level": "warning", "message": text("x. Hint: y"),
					"locations":        l{place("conf/a%20b.xml", 7)},
					"relatedLocations": l{related(0, place("conf/c.xml", 2)), related(1, place("conf/d.xml", 0))}},
				m{"ruleId": "a-code", "ruleIndex": 1.0, "level": "note", "message": text("z"), "locations": l{place("conf/e.xml",
					0)}},
			},
		}},
	}
	if diff := cmp.Diff(any(want), value); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOtherHome: a file of another home has its absolute URI, since HOME is the base of
// the home that was checked. The path of a home on Windows has no slash in front.
func TestOtherHome(t *testing.T) {
	for _, test := range []struct{ home, other, base, uri string }{
		{"/opt/km", "/opt/my am", "file:///opt/km/", "file:///opt/my%20am/conf/a%20b.xml"},
		{"C:/srv/km", "C:/srv/am", "file:///C:/srv/km/", "file:///C:/srv/am/conf/a%20b.xml"},
	} {
		log := sarif.New(test.home, "1.2.3", problem.List{{Code: "c", File: "conf/own.xml", Message: "m",
			Related: []problem.Place{{Home: test.other, File: "conf/a b.xml", Line: 3}}}}, nil)
		if got := log.Runs[0].Bases["HOME"].URI; got != test.base {
			t.Errorf("base %s, want %s", got, test.base)
		}
		at := log.Runs[0].Results[0].Related[0].Physical
		if at.Artifact.URI != test.uri || at.Artifact.Base != "" || at.Region.StartLine != 3 {
			t.Errorf("%+v, want %s without a base", at.Artifact, test.uri)
		}
	}
}
