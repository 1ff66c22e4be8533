package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
)

// TestPropertyKeys: the keys are those that java.util.Properties reads.
func TestPropertyKeys(t *testing.T) {
	for src, want := range map[string][]string{
		"# a comment=\\\n ! another\r\n\n" +
			" carbon\\:db = x\\\r\n   continued=y\ncaf\\u00e9:z\nlone\n\xe9 v\neven=\\\\\nlast=1": {
			"carbon:db", "café", "lone", "é", "even", "last"},
		"a=x\\\n\nb=y":          {"a", "b"}, // an empty line ends the continuation
		"a=x\\\r\n \t\f\r\nb=y": {"a", "b"},
		"a=x\\\r\rb=y":          {"a", "b"},
		"ali\\\nas=x\nb=y":      {"alias", "b"},
		"ali\\\r\n \t\fas:x":    {"alias"},
		"a\\\n\\\nb c":          {"ab"},
		"a=x\\\n#b=y\n!c":       {"a"}, // not a comment, because it continues a line
		"a\\\n!b=y":             {"a!b"},
		"#a\\\nb=y":             {"b"}, // a comment is not continued
		"a\\\\\\\nb=x\nc":       {`a\b`, "c"},
		"a\\\\\nb":              {`a\`, "b"},
		"\\\n\na=x":             {"a"},
		"a\\":                   {"a"}, // the end of the file
		"a\\ b\\=c\\\\=d":       {`a b=c\`},
		"a\\tb\\nc\\rd\\fe\\g":  {"a\tb\nc\rd\feg"},
		"=x\n: y":               {"", ""},
		"":                      nil,
	} {
		if diff := cmp.Diff(want, server.PropertyKeys([]byte(src))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", src, diff)
		}
	}
}
