package verify

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/lazy"
	"ispatch/internal/server"
)

// entities reports references to entities of a DTD. The server silently drops them, and
// so does the parsed tree, so it looks at the source.
func (c *check) entities(f *server.File) {
	declared := false
	for _, t := range f.Doc.Tree().Child {
		if d, ok := t.(*etree.Directive); ok && strings.Contains(d.Data, "<!ENTITY") {
			declared = true
		}
	}
	if declared {
		c.entitiesIn(f, f.Doc.Root())
	}
}

// entityReference matches &name; in a text.
var entityReference = lazy.Regexp{Expr: `&([^#&;][^&;]*);`}

// entitiesIn reports the references in the texts of an element. It skips attributes, in
// which the parser resolves them.
func (c *check) entitiesIn(f *server.File, e *etree.Element) {
	for _, t := range e.Child {
		if child, ok := t.(*etree.Element); ok {
			c.entitiesIn(f, child)
			continue
		}
		data, ok := t.(*etree.CharData)
		span, read := f.Doc.Span(t)
		if !ok || data.IsCData() || !read {
			continue
		}
		text, line := f.Doc.Text()[span.Start:span.End], 0
		for _, m := range entityReference.Get().FindAllStringSubmatchIndex(text, -1) {
			switch name := text[m[2]:m[3]]; name {
			case "amp", "lt", "gt", "quot", "apos":
			default:
				if line == 0 {
					line = f.Line(t)
				}
				c.add(f.Path, line+strings.Count(text[:m[0]], "\n"), "entity-in-value", "write the text itself",
					"the server reads &%s; as nothing: it does not look into the document type declaration", name)
			}
		}
	}
}
