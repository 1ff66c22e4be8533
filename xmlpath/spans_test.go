package xmlpath

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"ispatch/internal/homestest"
)

// tile fails unless the tokens of an element cover the text between its tags
// without gap or overlap.
func tile(t *testing.T, d *Document, e *etree.Element, s *source) {
	t.Helper()
	at := s.element.openEnd()
	for _, child := range e.Child {
		c := d.span(child)
		if c.from() != at || c.end < c.start {
			t.Fatalf("token at %d to %d, but the one before ends at %d", c.start, c.end, at)
		}
		at = c.to()
		if inner, ok := child.(*etree.Element); ok {
			tile(t, d, inner, c)
		}
	}
	if at != s.element.close() {
		t.Fatalf("the last token ends at %d, the end tag begins at %d", at, s.element.close())
	}
}

// readers returns sources that must parse, by name.
func readers(t *testing.T) map[string][]byte {
	sources := map[string][]byte{}
	for _, file := range xmlFiles(t, filepath.Join("..", "fixtures", "xml", "valid"), filepath.Join("..", "fixtures",
		"homes")) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources[file] = src
	}
	return sources
}

// TestSpans checks that the spans of the tokens cover the document.
func TestSpans(t *testing.T) {
	for name, src := range readers(t) {
		d, err := Parse(src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		tile(t, d, &d.Tree().Element, d.top)
	}
}

// TestTreeIsEtrees checks that the tree is the one that etree reads from the text.
// Where the two must differ (line ends and references that encoding/xml does not
// handle), the text is normalized first.
func TestTreeIsEtrees(t *testing.T) {
	sources := readers(t)
	t.Run("homes", func(t *testing.T) {
		for _, file := range xmlFiles(t, filepath.Dir(homestest.Dir(t))) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compareWithEtree(t, file, src)
		}
	})
	for name, src := range sources {
		switch filepath.Base(name) {
		case "deep-1024.xml": // etree counts the document as a level
		case "character-references.xml": // line feeds in attributes, which encoding/xml cannot tell from blanks
		default:
			compareWithEtree(t, name, src)
		}
	}
}

func compareWithEtree(t *testing.T, name string, src []byte) {
	d, err := Parse(src)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	entities := map[string]string{}
	for entity := range d.entities {
		entities[entity] = ""
	}
	theirs := etree.NewDocument()
	theirs.ReadSettings = etree.ReadSettings{PreserveCData: true, PreserveDuplicateAttrs: true, MaxDepth: maxDepth,
		Entity: entities}
	if err := theirs.ReadFromString(newlines(d.text)); err != nil {
		if _, ok := err.(*xml.SyntaxError); ok {
			t.Logf("%s: encoding/xml refuses it: %v", name, err)
			return
		}
		t.Errorf("%s: %v", name, err)
		return
	}
	normalizeAttributes(&theirs.Element)
	for i, token := range theirs.Child {
		if directive, ok := token.(*etree.Directive); ok { // encoding/xml drops the comments in it
			directive.Data = d.Tree().Child[i].(*etree.Directive).Data
		}
	}
	c := comparison{before: d, after: &d.main.tape}
	if err := c.children(&theirs.Element, nil, -1); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// normalizeAttributes does what encoding/xml leaves out: white space in an
// attribute is a blank.
func normalizeAttributes(e *etree.Element) {
	for i := range e.Attr {
		e.Attr[i].Value = strings.NewReplacer("\n", " ", "\t", " ").Replace(e.Attr[i].Value)
	}
	for _, child := range e.ChildElements() {
		normalizeAttributes(child)
	}
}

// TestXML checks that XML returns an element or attribute as it is in the source,
// and nil for a new one.
func TestXML(t *testing.T) {
	d, err := Parse([]byte("\ufeff<a>\n  <b x = '1&amp;2' n:y=\"\" xmlns:n='u'>é</b >\n</a>"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/a/b":      "<b x = '1&amp;2' n:y=\"\" xmlns:n='u'>é</b >",
		"/a/b/@x":   "x = '1&amp;2'",
		"/a/b/@n:y": "n:y=\"\"",
	} {
		found, err := d.Find(path)
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", path, found, err)
		}
		if got := string(d.XML(found[0])); got != want {
			t.Errorf("%s: %q, not %q", path, got, want)
		}
	}
	fresh := d.Root().CreateElement("c")
	fresh.CreateAttr("x", "1")
	for _, m := range []Match{{Element: fresh}, {fresh, "x"}} {
		if got := d.XML(m); got != nil {
			t.Errorf("a new match: %q", got)
		}
	}
}
