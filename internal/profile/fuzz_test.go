package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"ispatch/internal/secret"
	"ispatch/patch"
)

// asValue is a tree as a JSON Schema sees it.
func asValue(n *node) any {
	switch n.kind {
	case null:
		return nil
	case boolean:
		return n.text == "true"
	case integer, number:
		if _, ok := decimal(n.text); ok {
			return json.Number(n.text)
		}
		return json.Number("0.5") // a number that JSON cannot express is not a whole one
	case mapping:
		m := map[string]any{}
		for _, e := range n.entries {
			m[e.key] = asValue(e.value)
		}
		return m
	case list:
		items := []any{}
		for _, item := range n.items {
			items = append(items, asValue(item))
		}
		return items
	}
	return n.text
}

// No text and no option makes the parser panic or hang. An error is a list of problems,
// each on one line with its place. An accepted profile gives the same operations twice,
// and the schema accepts it too.
func checkProfile(t *testing.T, s *jsonschema.Schema, text []byte, key, value string) {
	from := source("")
	from.Sources[0].Data = text
	if key != "" {
		from.Overrides = []Override{{Kind: kinds[SetOption], Option: SetOption, Key: key, Value: value}}
	}
	// As a layer, and under one.
	for _, sources := range [][]Source{
		{DefaultSource(), from.Sources[0]}, {from.Sources[0], DefaultSource()}, {from.Sources[0], from.Sources[0]},
	} {
		in := from
		in.Sources = sources
		if text, err := Print(in); err == nil {
			again := in
			again.Sources, again.Overrides = []Source{{Name: "printed", Data: text}}, nil
			if _, err := Check(again); err != nil && !strings.Contains(string(text), secret.Mask) {
				t.Fatalf("%q\nprinted as\n%s\n%v", from.Sources[0].Data, text, err)
			}
		}
	}
	once, twice := from, from
	once.Sources, twice.Sources = []Source{from.Sources[0]}, []Source{from.Sources[0], from.Sources[0]}
	if one, err := Print(once); err == nil {
		if two, err := Print(twice); err != nil || string(two) != string(one) {
			t.Fatalf("%q\nis printed as\n%s\nand merged over itself as\n%s\n%v", from.Sources[0].Data, one, two, err)
		}
	}
	p, err := Load(from)
	if err != nil {
		var all patch.Problems
		if !errors.As(err, &all) || len(all) == 0 || p != nil {
			t.Fatalf("%q: %#v, %v", text, err, p)
		}
		for _, problem := range all {
			located := problem.File == "profile.yaml" && problem.Line > 0 && problem.Column > 0 ||
				strings.HasPrefix(problem.Message, "--set ")
			if !located || problem.Message == "" || strings.ContainsAny(problem.Error()+problem.Hint, "\n\r") {
				t.Fatalf("%q\n%#v", text, problem)
			}
			if lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")); problem.Line > lines+1 {
				t.Fatalf("%q has no line %d: %v", text, problem.Line, problem)
			}
		}
		return
	}
	again, err := Load(from)
	if err != nil {
		t.Fatalf("%q: the second time %v", text, err)
	}
	for _, o := range []Options{{}, {ISVersion: "5.3.0", Force: true}, {Only: Only{SectionRegistry: true}}} {
		if !reflect.DeepEqual(p.Operations(o), again.Operations(o)) || !reflect.DeepEqual(p.Operations(o), p.Operations(o)) {
			t.Fatalf("%q: operations differ", text)
		}
	}
	for _, operation := range p.Operations(Options{}) {
		if d, ok := operation.(patch.Datasource); ok {
			for i, name := range []string{"url", "username", "password"} {
				if d.Configuration[i].Name != name {
					t.Fatalf("%q: setting %d is %s", text, i, d.Configuration[i].Name)
				}
			}
			if d.Configuration[0].Value.Text == "" || d.Name == "" {
				t.Fatalf("%q: %+v", text, d)
			}
		}
	}
	if len(from.Overrides) == 0 {
		if err := s.Validate(asValue(readYAML(text, origin{}, &problems{}))); err != nil {
			t.Fatalf("the parser accepts this, the schema does not:\n%s\n%v", text, err)
		}
	}
}

func FuzzProfile(f *testing.F) {
	for _, text := range goodProfiles {
		f.Add([]byte(text), "", "")
	}
	for _, text := range badProfiles {
		f.Add([]byte(text), "", "")
	}
	for _, text := range onlyTheParser {
		f.Add([]byte(text), "", "")
	}
	for _, pair := range [][2]string{
		{"database.host", "h"}, {"datasources.WSO2UM_DB.url", "jdbc:h2:x"}, {"registry.0.cacheId", "x"},
		{"registry.1.mounts./a", "/b"},
		{`a\.b.c`, ""}, {"userManagement.userStore.type", "jdbc"}, {"database.type", "oracle"}, {"database", "x"},
		{"hosts.0.name", "a"},
	} {
		f.Add(Default(), pair[0], pair[1])
		f.Add([]byte("version: 1"), pair[0], pair[1])
	}
	for _, text := range []string{
		"a: &a [*a]", "<<: {version: 1}", "? [a]\n: b", "!!str a: b", "- ? a", "a: |2-\n  x", "{a: b, : c}", "'", "\"\\",
		"--- |\n", "%TAG ! x\n---\n!a b", "&a", "*a", "a: &a\nb: *a",
		"version: 1\ndatabase: &d {type: mysql, host: h, username: u, password: p}\ndatasources:\n  A: {<<: *d, " +
			"database: a}\n  B: {<<: [*d, {database: b}]}\n",
	} {
		f.Add([]byte(text), "", "")
	}
	s := schema(f)
	f.Fuzz(func(t *testing.T, text []byte, key, value string) { checkProfile(t, s, text, key, value) })
}
