package profile

import (
	"testing"

	"pgregory.net/rapid"
)

// readOne reads the one key and value of a YAML text.
func readOne(t rapid.TB, source string) (key, value string) {
	t.Helper()
	p := &problems{}
	n := readYAML([]byte(source), origin{file: "f"}, p)
	if n == nil || len(p.found) > 0 || n.kind != mapping || len(n.entries) != 1 {
		t.Fatalf("%q cannot be read: %v", source, p.err())
	}
	if v := n.entries[0].value; v.kind != text {
		t.Fatalf("%q is read as %s", source, n.entries[0].value.kind.name())
	}
	return n.entries[0].key, n.entries[0].value.text
}

// Any text is read back unchanged.
func TestYAMLText(t *testing.T) {
	for _, s := range []string{
		"", "a", "true", "No", "null", "~", "1", "0x1", "1e3", ".5", "-", "- a", "a: b", "a:", "a:b", "a #b", "a#b",
		"#", "&a", "*a", "!a", "|", ">", "%", "@", "`",
		"'", `"`, `\`, `a"b\c`, "a\nb", "a\n", "\ta", "a\t", " a", "a ", "a  b", "{a}", "[a]", "a,b", "<<", "=", "?",
		"? a", "a?", "é", "\u2028", "\ufeff", "\u0085", "🐌", "\U0010ffff",
		"jdbc:mysql://h:3306/d?a=b&c=d", "jdbc:sqlserver://h;databaseName=d", "/_system/config", `^[\S]{3,30}$`,
		"(&(objectClass=person)(uid=?))", "---", "...", "a\r\nb", "\r", "2026-01-01", "x: y: z", "nan", ".inf",
	} {
		key, value := readOne(t, YAMLText("k"+s)+": "+YAMLText(s)+"\n")
		if key != "k"+s || value != s {
			t.Errorf("%q: read as %q: %q", s, key, value)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(),
			rapid.StringOf(rapid.SampledFrom([]rune("ab/: #&*!|>%@`'\"\\{}[],?=-.~<\n\t\r01\u0085\u2028\ufeff")))).Draw(t, "s")
		if unwritable(s) >= 0 {
			t.Skip("XML cannot hold it")
		}
		key, value := readOne(t, YAMLText("k"+s)+": "+YAMLText(s)+"\n")
		if key != "k"+s || value != s {
			t.Errorf("%q: read as %q: %q", s, key, value)
		}
	})
}

// Numbers and booleans are not quoted, and are read with the same text.
func TestYAMLScalar(t *testing.T) {
	for s, want := range map[string]string{"100": "100", "-5": "-5", "0": "0", "007": `"007"`, "+1": `"+1"`,
		"-0": `"-0"`, "1e3": `"1e3"`, "true": "true", "True": `"True"`, "a": "a", "": `""`} {
		if got := YAMLScalar(s); got != want {
			t.Errorf("%q: %s, not %s", s, got, want)
		}
		n := readYAML([]byte("k: "+YAMLScalar(s)), origin{}, &problems{})
		if got := n.get("k").text; got != s {
			t.Errorf("%q is read as %q", s, got)
		}
	}
}
