package profile

import (
	"fmt"
	"slices"
	"strings"

	"ispatch/internal/secret"
)

// modeline tells editors where the JSON Schema is: next to the profile, as written by
// "ispatch profile schema > profile.schema.json".
const modeline = "# yaml-language-server: $schema=profile.schema.json\n"

// Print returns the merged profiles and overrides as one profile. References to secrets
// stay references, with file names relative to the working directory; a password that is
// written out is masked, except the documentation's placeholder. The default profile
// alone is returned with its comments. It returns an error for invalid profiles, as Check
// does.
func Print(in Input) ([]byte, error) {
	if len(in.Overrides) == 0 && len(in.Sources) == 1 && in.Sources[0].embedded {
		return Default(), nil
	}
	l := newLoader(in)
	l.blind, l.printing = true, true
	n, err := l.tree(in)
	if err != nil {
		return nil, err
	}
	if err := l.check(n, &Profile{}); err != nil {
		return nil, err
	}
	w := printer{}
	w.WriteString(modeline)
	w.entries(n, root(), 0)
	return []byte(w.String()), nil
}

// A printer writes a tree as YAML in block style.
type printer struct{ strings.Builder }

func (w *printer) entries(n *node, s *shape, indent int) {
	for _, e := range n.entries {
		fmt.Fprintf(w, "%s%s:", strings.Repeat("  ", indent), YAMLText(e.key))
		name := e.key
		if path := n.get("path"); path != nil && e.key == "value" {
			name = path.text // a patch: the value is set at this path
		}
		w.value(name, e.value, s.field(e.key), indent+1)
	}
}

// value writes the value after a key and its colon. name is the name of the place that
// the value is for.
func (w *printer) value(name string, n *node, s *shape, indent int) {
	switch {
	case n.kind == mapping && !s.reference && len(n.entries) > 0:
		w.WriteByte('\n')
		w.entries(n, s, indent)
	case n.kind == mapping && !s.reference:
		w.WriteString(" {}\n")
	case n.kind == list && len(n.items) > 0:
		w.WriteByte('\n')
		for _, item := range n.items {
			w.item(item, s.each, indent)
		}
	case n.kind == list:
		w.WriteString(" []\n")
	default:
		w.WriteString(" " + scalarText(name, n, s) + "\n")
	}
}

// item writes an item of a list, after its dash.
func (w *printer) item(n *node, s *shape, indent int) {
	dash := strings.Repeat("  ", indent) + "- "
	if n.kind != mapping {
		w.WriteString(dash + scalarText("", n, s) + "\n")
		return
	}
	inner := printer{}
	inner.entries(n, s, indent+1)
	w.WriteString(dash + strings.TrimPrefix(inner.String(), strings.Repeat("  ", indent+1)))
}

// scalarText returns a scalar, or a reference to one, as YAML.
func scalarText(name string, n *node, s *shape) string {
	if n.kind == mapping { // a reference
		return referenceText(n.at.dir, reference{n.entries[0].key, n.entries[0].value.text})
	}
	if s.reference && n.at.from != nil {
		return referenceText("", *n.at.from)
	}
	shown := masked(name, n.text, s)
	switch {
	case s.path:
		return YAMLText(within(n.at.dir, n.text))
	case shown != n.text:
		return YAMLText(shown)
	case n.kind == integer || n.kind == number || n.kind == boolean:
		return n.text
	case n.kind == plain && s.accepts&(integer|boolean) != 0:
		return YAMLScalar(n.text)
	}
	return YAMLText(n.text)
}

func referenceText(dir string, from reference) string {
	if from.key == "file" {
		from.name = within(dir, from.name)
	}
	return "{" + from.key + ": " + YAMLText(from.name) + "}"
}

// masked hides passwords: the value of a place whose name is that of a secret, and those
// in any other value, such as a URL, SQL or a path. It does not hide the placeholder of WSO2's documentation.
func masked(name, value string, s *shape) string {
	switch {
	case s.check.is("xpath"):
		return secret.Text(value)
	case value == "":
		return value
	}
	if s.private && slices.ContainsFunc(strings.FieldsFunc(name, notName), secret.Name) {
		if value == Placeholder {
			return value
		}
		return secret.Mask
	}
	return secret.Value(value)
}

// notName reports whether a character ends a name in a path.
func notName(r rune) bool { return strings.ContainsRune("/[]@='\"(), ", r) }
