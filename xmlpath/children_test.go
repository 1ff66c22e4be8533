package xmlpath

import (
	"testing"

	"github.com/beevik/etree"
)

// TestChildren builds a tree level by level, and then the rest of it.
func TestChildren(t *testing.T) {
	const text = `<?xml version="1.0"?><!-- c --><a><b><c>x</c></b> <d/></a>`
	doc, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if top := doc.Children(nil); len(top) != 3 {
		t.Fatalf("the document has %d children", len(top))
	}
	a := doc.root()
	if len(a.Child) != 0 {
		t.Error("the children of <a> were built too early")
	}
	in := doc.Children(a)
	if len(in) != 3 {
		t.Fatalf("<a> has %d children", len(in))
	}
	b := in[0].(*etree.Element)
	if len(b.Child) != 0 {
		t.Error("the children of <b> were built too early")
	}
	if s, ok := doc.Span(b); !ok || text[s.Start:s.End] != "<b><c>x</c></b>" {
		t.Errorf("the span of <b> is %v, %v", s, ok)
	}
	if got := doc.Root().FindElement("b/c"); got == nil || got.Text() != "x" {
		t.Error("the tree lacks the rest")
	}
	if got := doc.Children(a); len(got) != 3 || got[0] != in[0] {
		t.Error("the children are others the second time")
	}
}
