package xmlpath

import (
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
)

// find returns the one element that a path matches.
func find(t testing.TB, d *Document, path string) *etree.Element {
	t.Helper()
	p, err := Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.Find(d)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %d matches, %v", path, len(found), err)
	}
	return found[0].Element
}

// build makes a new element: name(attr=value; child child) or name=text.
func build(name string, children ...etree.Token) *etree.Element {
	name, text, hasText := strings.Cut(name, "=")
	e := etree.NewElement(name)
	if hasText {
		e.SetText(text)
	}
	for _, child := range children {
		e.AddChild(child)
	}
	return e
}

// TestEdits checks the bytes of the document after changes of the tree.
func TestEdits(t *testing.T) {
	setText := func(path, text string) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) { SetValue(find(t, d, path), text) }
	}
	setAttr := func(path, name, value string) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) { find(t, d, path).CreateAttr(name, value) }
	}
	remove := func(paths ...string) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) {
			for _, path := range paths {
				e := find(t, d, path)
				e.Parent().RemoveChild(e)
			}
		}
	}
	after := func(path string, children ...etree.Token) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) {
			at := etree.Token(find(t, d, path))
			for _, child := range children {
				InsertAfter(at, child)
				at = child
			}
		}
	}
	before := func(path string, child etree.Token) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) {
			e := find(t, d, path)
			e.Parent().InsertChildAt(e.Index(), child)
		}
	}
	beforeLastComment := func(child etree.Token) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) {
			for i, token := range slices.Backward(d.Root().Child) {
				if isComment(token) {
					d.Root().InsertChildAt(i, child)
					return
				}
			}
		}
	}
	add := func(path string, child etree.Token) func(*testing.T, *Document) {
		return func(t *testing.T, d *Document) { find(t, d, path).AddChild(child) }
	}
	tests := []struct {
		name   string
		src    string
		change func(*testing.T, *Document)
		want   string
	}{
		// Values.
		{"text", "<a><b>x</b></a>", setText("/a/b", "y"), "<a><b>y</b></a>"},
		{"text that needs escaping", "<a><b>x</b></a>", setText("/a/b", `&<>"']]>`), `<a><b>&amp;&lt;&gt;"']]&gt;</b></a>`},
		{"text of a self-closing element", "<a><b /></a>", setText("/a/b", "y"), "<a><b>y</b></a>"},
		{"text of an empty element", "<a><b></b></a>", setText("/a/b", "y"), "<a><b>y</b></a>"},
		{"text removed", "<a><b>x</b></a>", setText("/a/b", ""), "<a><b></b></a>"},
		{"text beside a comment", "<a><b>x<!--c-->z</b></a>", setText("/a/b", "y"), "<a><b>y<!--c--></b></a>"},
		{"text after a comment", "<a><b><!--c--></b></a>", setText("/a/b", "y"), "<a><b><!--c-->y</b></a>"},
		{"CDATA stays CDATA", "<a><b><![CDATA[x]]></b></a>", setText("/a/b", "a&b"), "<a><b><![CDATA[a&b]]></b></a>"},
		{"CDATA that would end", "<a><b><![CDATA[x]]></b></a>", setText("/a/b", "]]>"),
			"<a><b><![CDATA[]]]]><![CDATA[>]]></b></a>"},
		{"blanks around a text go", "<a>\n  <b>\n    x\n  </b>\n</a>", setText("/a/b", "y"), "<a>\n  <b>y</b>\n</a>"},
		{"an equal value is not rewritten", "<a><b>&#120;<!--c--></b></a>", setText("/a/b", "x"),
			"<a><b>&#120;<!--c--></b></a>"},
		{"carriage return in a text", "<a><b>x</b></a>", setText("/a/b", "1\r2"), "<a><b>1&#13;2</b></a>"},
		{"line feed takes the line ending", "<a>\r\n<b>x</b>\r\n</a>", setText("/a/b", "1\n2"),
			"<a>\r\n<b>1\r\n2</b>\r\n</a>"},
		{"a character the encoding lacks", "<?xml version='1.0' encoding='ISO-8859-1'?><a><b>\xe9</b></a>", setText("/a/b",
			"é€"), "<?xml version='1.0' encoding='ISO-8859-1'?><a><b>\xe9&#8364;</b></a>"},
		// Attributes.
		{"attribute in single quotes", "<a b='x' />", setAttr("/a", "b", `'"`), `<a b='&apos;"' />`},
		{"attribute in double quotes", `<a b="x"/>`, setAttr("/a", "b", "'\"\n\t"), `<a b="'&quot;&#10;&#9;"/>`},
		{"new attribute", "<a  b = 'x' />", setAttr("/a", "c", "y"), "<a  b = 'x' c='y' />"},
		{"new attribute on a line of its own", "<a b='x'\n   c='y'/>", setAttr("/a", "d", "z"),
			"<a b='x'\n   c='y'\n   d='z'/>"},
		{"first attribute", "<a\n/>", setAttr("/a", "b", "x"), "<a b=\"x\"\n/>"},
		{"attribute removed", "<a b='1' c='2' d='3'/>", func(t *testing.T, d *Document) { d.Root().RemoveAttr("c") },
			"<a b='1' d='3'/>"},
		{"attribute replaced", "<a " +
			"b='1'/>", func(t *testing.T, d *Document) { d.Root().RemoveAttr("b"); d.Root().CreateAttr("c", "2") },
			"<a c='2'/>"},
		{"element renamed", "<a><b x='1'>t</b></a>", func(t *testing.T, d *Document) { find(t, d, "/a/b").Tag = "longer" },
			"<a><longer x='1'>t</longer></a>"},
		{"root renamed", "<a><b/></a >", func(t *testing.T, d *Document) { d.Root().Tag = "z" }, "<z><b/></z >"},
		// Insertions.
		{"after a sibling", "<a>\n  <b/>\n</a>\n", after("/a/b", build("c")), "<a>\n  <b/>\n  <c/>\n</a>\n"},
		{"after a sibling, tabs and CRLF", "<a>\r\n\t<b/>\r\n</a>", after("/a/b", build("b=1")),
			"<a>\r\n\t<b/>\r\n\t<b>1</b>\r\n</a>"},
		{"mixed line endings: the line's own", "<a>\r\n  <b/>\n  <c/>\r\n</a>", after("/a/b", build("d")),
			"<a>\r\n  <b/>\n  <d/>\n  <c/>\r\n</a>"},
		{"blank lines between siblings", "<a>\n  <b/>\n\n  <b/>\n</a>", after("/a/b[2]", build("b")),
			"<a>\n  <b/>\n\n  <b/>\n\n  <b/>\n</a>"},
		{"a single sibling with a blank line before", "<a>\n\n  <b/>\n</a>", after("/a/b", build("b")),
			"<a>\n\n  <b/>\n\n  <b/>\n</a>"},
		{"a single sibling with a blank line after", "<a>\n  <b/>\n\n  <c/>\n</a>", after("/a/b", build("b")),
			"<a>\n  <b/>\n\n  <b/>\n\n  <c/>\n</a>"},
		{"no blank line between siblings", "<a>\n\n  <b/>\n  <b/>\n\n</a>", after("/a/b[2]", build("b")),
			"<a>\n\n  <b/>\n  <b/>\n  <b/>\n\n</a>"},
		{"after a trailing comment", "<a>\n  <b/> <!-- of b -->\n</a>", after("/a/b", build("c")),
			"<a>\n  <b/> <!-- of b -->\n  <c/>\n</a>"},
		{"after trailing blanks", "<a>\n  <b/>  \n</a>", after("/a/b", build("c")), "<a>\n  <b/>  \n  <c/>\n</a>"},
		{"at the end", "<a>\n  <b/>\n</a>", add("/a", build("c")), "<a>\n  <b/>\n  <c/>\n</a>"},
		{"at the end, before blank lines", "<a>\n  <b/>\n\n\n</a>", add("/a", build("b")), "<a>\n  <b/>\n\n  <b/>\n\n\n</a>"},
		{"between elements that are set apart", "<a>\n  <b/>\n\n  <b/>\n\n  <b/>\n</a>", before("/a/b[2]", build("b")),
			"<a>\n  <b/>\n\n  <b/>\n\n  <b/>\n\n  <b/>\n</a>"},
		{"a blank line with blanks", "<a>\n  <b/>\n\t\n  <b/>\n</a>", after("/a/b[2]", build("b")),
			"<a>\n  <b/>\n\t\n  <b/>\n\t\n  <b/>\n</a>"},
		{"after its comment, and the blank line stays", "<a>\n  <x/>\n\n  <!-- b -->\n\n  <!-- c -->\n  <c/>\n</a>",
			beforeLastComment(build("b")),
			"<a>\n  <x/>\n\n  <!-- b -->\n  <b/>\n\n  <!-- c -->\n  <c/>\n</a>"},
		{"not directly after an element in a comment", "<a>\n  <x/>\n\n  <!--b/-->\n\n  <y/>\n\n  <!--c/-->\n\n</a>",
			add("/a", build("b")), "<a>\n  <x/>\n\n  <!--b/-->\n\n  <y/>\n\n  <!--c/-->\n\n  <b/>\n</a>"},
		{"the last, where blank lines are everywhere", "<a>\n\n  <b/>\n\n  <b/>\n\n</a>\n", add("/a", build("b")),
			"<a>\n\n  <b/>\n\n  <b/>\n\n  <b/>\n\n</a>\n"},
		{"the last of another name, where blank lines are everywhere", "<a>\n\n  <b/>\n\n  <c><d/></c>\n\n</a>\n",
			add("/a", build("e")), "<a>\n\n  <b/>\n\n  <c><d/></c>\n\n  <e/>\n\n</a>\n"},
		{"the last after a comment, whose blank line stays", "<a>\n  <b/>\n  <!--b/-->\n\n</a>\n", add("/a", build("e")),
			"<a>\n  <b/>\n  <!--b/-->\n\n  <e/>\n</a>\n"},
		{"the first in an element with nothing but blanks", "<r>\n  <a>  </a>\n</r>", add("/r/a", build("b")),
			"<r>\n  <a>\n    <b/>\n  </a>\n</r>"},
		{"the first in an element with nothing but blank lines", "<r>\n  <a>\n\n</a>\n</r>", add("/r/a", build("b")),
			"<r>\n  <a>\n    <b/>\n  </a>\n</r>"},
		{"the first in an element that is not deeper than its own",
			"<r>\n <a>\n <b>\n </b>\n </a>\n <c>\n   <d/>\n </c>\n</r>",
			add("/r/a/b", build("e")), "<r>\n <a>\n <b>\n <e/>\n </b>\n </a>\n <c>\n   <d/>\n </c>\n</r>"},
		{"the first in an element that is deeper than its own by a tab in place of blanks",
			"<r>\n   <a>\n\t<b>\n\t</b>\n   </a>\n</r>",
			add("/r/a/b", build("e")), "<r>\n   <a>\n\t<b>\n\t   <e/>\n\t</b>\n   </a>\n</r>"},
		{"as all elements, not as the comments beside it",
			"<a>\n  <x/>\n  <y/>\n    <!-- b -->\n    <!-- c -->\n  <z/>\n</a>",
			beforeLastComment(build("b")),
			"<a>\n  <x/>\n  <y/>\n    <!-- b -->\n  <b/>\n    <!-- c -->\n  <z/>\n</a>"},
		{"before the comment that was left of its line", "<a>\n  <b/> <!-- 1 -->\n   <!-- 2 -->\n  <c/>\n</a>",
			beforeLastComment(build("b")), "<a>\n  <b/> <!-- 1 -->\n  <b/> <!-- 2 -->\n  <c/>\n</a>"},
		{"not before a comment that is indented more", "<a>\n  <b/>\n   <!-- 2 -->\n  <c/>\n</a>",
			beforeLastComment(build("b")), "<a>\n  <b/>\n  <b/>\n   <!-- 2 -->\n  <c/>\n</a>"},
		{"blanks at the ends of lines", "<a>\n  <b/> \n  <b/> \n  <c/>\n</a>", after("/a/b[2]", build("b")),
			"<a>\n  <b/> \n  <b/> \n  <b/> \n  <c/>\n</a>"},
		{"with an element that is commented by its tags", "<a>\n  <b/>\n</a>", after("/a/b", build("c",
			etree.NewComment(" <d> "), etree.NewComment(" <e>1</e> "), etree.NewComment(" </d> "))),
			"<a>\n  <b/>\n  <c>\n    <!-- <d> -->\n      <!-- <e>1</e> -->\n    <!-- </d> -->\n  </c>\n</a>"},
		{"with a start tag in a comment", "<a>\n  <b/>\n</a>", after("/a/b", build("c",
			etree.NewComment(" <d> "), build("e"))), "<a>\n  <b/>\n  <c>\n    <!-- <d> -->\n    <e/>\n  </c>\n</a>"},
		{"before a sibling", "<a>\n  <b/>\n</a>", before("/a/b", build("c")), "<a>\n  <c/>\n  <b/>\n</a>"},
		{"into an empty element", "<a>\n  <b></b>\n</a>", add("/a/b", build("c=1")),
			"<a>\n  <b>\n    <c>1</c>\n  </b>\n</a>"},
		{"into a self-closing element", "<a>\n\t<b x='1' />\n</a>", add("/a/b", build("c")),
			"<a>\n\t<b x='1'>\n\t\t<c />\n\t</b>\n</a>"},
		{"into an element of white space", "<a>\n  <b>\n  </b>\n</a>", add("/a/b", build("c")),
			"<a>\n  <b>\n    <c/>\n  </b>\n</a>"},
		{"into an element of a comment", "<a>\n  <!-- c -->\n</a>", add("/a", build("b")), "<a>\n  <!-- c -->\n  <b/>\n</a>"},
		{"nested, as the sibling is set", "<a>\n <b>\n   <c>\n     <d/>\n   </c>\n </b>\n</a>", after("/a/b", build("b",
			build("c", build("d=1")))),
			"<a>\n <b>\n   <c>\n     <d/>\n   </c>\n </b>\n <b>\n   <c>\n     <d>1</d>\n   </c>\n </b>\n</a>"},
		{"nested on one line, as the sibling is", "<a>\n  <b><c/></b>\n</a>", after("/a/b", build("b", build("c=1"))),
			"<a>\n  <b><c/></b>\n  <b><c>1</c></b>\n</a>"},
		{"several", "<a>\n  <b/>\n</a>", after("/a/b", build("c"), build("d")), "<a>\n  <b/>\n  <c/>\n  <d/>\n</a>"},
		{"a one-line document", "<a><b/></a>\n", after("/a/b", build("c", build("d=1"))), "<a><b/><c><d>1</d></c></a>\n"},
		{"one line with blanks", "<a> <b/> </a>", after("/a/b", build("c")), "<a> <b/> <c/> </a>"},
		{"one line, and a text of several", "<a> <b/> </a>\r\n", after("/a/b", build("c=1\n2")),
			"<a> <b/> <c>1\r\n2</c> </a>\r\n"},
		{"siblings on one line", "<a>\n  <b/><b/>\n</a>", after("/a/b[2]", build("b")), "<a>\n  <b/><b/><b/>\n</a>"},
		{"empty elements as elsewhere", "<a>\n  <b></b>\n</a>", after("/a/b", build("c")), "<a>\n  <b></b>\n  <c></c>\n</a>"},
		{"a comment", "<a>\n  <b/>\n</a>", after("/a/b", etree.NewComment(" x ")), "<a>\n  <b/>\n  <!-- x -->\n</a>"},
		{"after the text of an element", "<a>\n  <b>text</b>\n</a>", add("/a/b", build("c")),
			"<a>\n  <b>text<c/></b>\n</a>"},
		{"after a text of two lines", "<a>\n  <b>two\n  lines</b>\n</a>", add("/a/b", build("c")),
			"<a>\n  <b>two\n  lines<c/></b>\n</a>"},
		{"after a text that is laid out", "<a>\n  <b>\n    text\n  </b>\n</a>", add("/a/b", build("c")),
			"<a>\n  <b>\n    text\n    <c/>\n  </b>\n</a>"},
		{"after CDATA", "<a>\n  <b><![CDATA[text]]></b>\n</a>", add("/a/b", build("c")),
			"<a>\n  <b><![CDATA[text]]><c/></b>\n</a>"},
		{"before text in its line", "<a>\n  <b/> text\n  <c/>\n</a>", after("/a/b", build("d")),
			"<a>\n  <b/><d/> text\n  <c/>\n</a>"},
		{"into mixed text", "<a>\n  !-- stray -->\n  <b/>\n</a>", after("/a/b", build("c")),
			"<a>\n  !-- stray -->\n  <b/>\n  <c/>\n</a>"},
		{"before an element after mixed text", "<a>\n  stray\n  <b/>\n</a>", before("/a/b", build("c")),
			"<a>\n  stray\n  <c/>\n  <b/>\n</a>"},
		{"at the end after mixed text", "<a>\n  <b/>\n  stray\n</a>", add("/a", build("c")),
			"<a>\n  <b/>\n  stray\n  <c/>\n</a>"},
		{"no-break spaces as indentation", "<a>\n\u00a0\u00a0<b/>\n</a>", after("/a/b", build("c")),
			"<a>\n\u00a0\u00a0<b/>\n\u00a0\u00a0<c/>\n</a>"},
		{"no final newline", "<a>\n  <b/>\n</a>", after("/a/b", build("c")), "<a>\n  <b/>\n  <c/>\n</a>"},
		{"into a root that is empty", "<a/>\n", add("/a", build("b")), "<a>\n  <b/>\n</a>\n"},
		{"in the quotes of the neighbours", "<a>\n  <b x='1'/>\n</a>", after("/a/b",
			func() etree.Token { e := build("b"); e.CreateAttr("x", "2"); return e }()),
			"<a>\n  <b x='1'/>\n  <b x='2'/>\n</a>"},
		{"a name with a prefix", "<x:a xmlns:x='u'>\n  <x:b/>\n</x:a>", add("/x:a", build("x:c=1")),
			"<x:a xmlns:x='u'>\n  <x:b/>\n  <x:c>1</x:c>\n</x:a>"},
		// Removals.
		{"an element with its line", "<a>\n  <b/>\n  <c/>\n</a>", remove("/a/b"), "<a>\n  <c/>\n</a>"},
		{"the last element", "<a>\n  <b/>\n  <c/>\n</a>", remove("/a/c"), "<a>\n  <b/>\n</a>"},
		{"several lines", "<a>\r\n  <b>\r\n    <c/>\r\n  </b>\r\n  <d/>\r\n</a>", remove("/a/b"), "<a>\r\n  <d/>\r\n</a>"},
		{"with one blank line", "<a>\n\n  <b/>\n\n  <b/>\n\n</a>", remove("/a/b[1]"), "<a>\n\n  <b/>\n\n</a>"},
		{"the last with one blank line", "<a>\n\n  <b/>\n\n  <b/>\n\n</a>", remove("/a/b[2]"), "<a>\n\n  <b/>\n\n</a>"},
		{"not the blank line before a comment", "<a>\n  <!-- b -->\n  <b/>\n\n  <!-- c -->\n  <c/>\n</a>", remove("/a/b"),
			"<a>\n  <!-- b -->\n\n  <!-- c -->\n  <c/>\n</a>"},
		{"one of two blank lines before a comment", "<a>\n  <x/>\n\n  <b/>\n\n  <!-- c -->\n  <c/>\n</a>", remove("/a/b"),
			"<a>\n  <x/>\n\n  <!-- c -->\n  <c/>\n</a>"},
		{"not the blank line of a group", "<a>\n  <x/>\n\n  <b/>\n  <b/>\n</a>", remove("/a/b[1]"),
			"<a>\n  <x/>\n\n  <b/>\n</a>"},
		{"not the blank line after a group", "<a>\n  <x/>\n  <b/>\n\n  <c/>\n</a>", remove("/a/b"),
			"<a>\n  <x/>\n\n  <c/>\n</a>"},
		{"not the blank line after a group with a comment", "<a>\n  <x/> <!-- x -->\n  <b/>\n\n  <c/>\n</a>", remove("/a/b"),
			"<a>\n  <x/> <!-- x -->\n\n  <c/>\n</a>"},
		{"the blank line after an element with a comment", "<a>\n  <!-- b -->\n  <b/>\n\n  <c/>\n</a>", remove("/a/b"),
			"<a>\n  <!-- b -->\n  <c/>\n</a>"},
		{"within a line", "<a><b/><c/></a>", remove("/a/b"), "<a><c/></a>"},
		{"an element with a comment on its line", "<a>\n  <b/> <!-- b -->\n</a>", remove("/a/b"), "<a>\n   <!-- b -->\n</a>"},
		{"two neighbours", "<a>\n  <b/>\n  <c/>\n  <d/>\n</a>", remove("/a/b", "/a/c"), "<a>\n  <d/>\n</a>"},
		{"the only child", "<a>\n  <b/>\n</a>", remove("/a/b"), "<a>\n</a>"},
		// Replacements and moves.
		{"replaced", "<a>\n  <b/>\n  <c/>\n</a>", func(t *testing.T, d *Document) {
			b := find(t, d, "/a/b")
			at := b.Index()
			b.Parent().RemoveChildAt(at)
			d.Root().InsertChildAt(at, build("x", build("y=1")))
		}, "<a>\n  <x>\n    <y>1</y>\n  </x>\n  <c/>\n</a>"},
		{"the last one removed, another added at the end", "<a>\n  <b/>\n  <!-- c -->\n  <c/>\n\n</a>",
			func(t *testing.T, d *Document) {
				d.Root().RemoveChild(find(t, d, "/a/c"))
				d.Root().AddChild(build("x"))
			}, "<a>\n  <b/>\n  <!-- c -->\n  <x/>\n\n</a>"},
		{"the first one removed, another added before the next", "<a>\n  <b/> \n\n\n  <c/>\n</a>",
			func(t *testing.T, d *Document) {
				d.Root().RemoveChild(find(t, d, "/a/b"))
				before("/a/c", build("x"))(t, d)
			}, "<a>\n  <x/> \n\n\n  <c/>\n</a>"},
		{"the only one removed, others added at the end", "<a>\n\n  <b/>\n\n</a>", func(t *testing.T, d *Document) {
			d.Root().AddChild(build("x"))
			d.Root().RemoveChild(find(t, d, "/a/b"))
			d.Root().AddChild(build("y"))
		}, "<a>\n\n  <x/>\n\n  <y/>\n\n</a>"},
		{"moved with its bytes", "<a>\n  <b  q = '1' ><!-- k --></b >\n  <c/>\n</a>", func(t *testing.T, d *Document) {
			b := find(t, d, "/a/b")
			d.Root().RemoveChild(b)
			InsertAfter(find(t, d, "/a/c"), b)
		}, "<a>\n  <c/>\n  <b  q = '1' ><!-- k --></b >\n</a>"},
		{"everything replaced by text", "<a>\n  <b/>\n</a>", func(t *testing.T, d *Document) {
			for len(d.Root().Child) > 0 {
				d.Root().RemoveChildAt(0)
			}
			d.Root().SetText("x")
		}, "<a>x</a>"},
		{"a comment changed", "<a><!-- x --></a>", func(t *testing.T,
			d *Document) {
			d.Root().Child[0].(*etree.Comment).Data = " y "
		}, "<a><!-- y --></a>"},
		{"an instruction changed", "<a><?p  x?></a>", func(t *testing.T,
			d *Document) {
			d.Root().Child[0].(*etree.ProcInst).Inst = "y"
		}, "<a><?p y?></a>"},
		{"a child after a text that changes", "<a>\n  x\n</a>", func(t *testing.T, d *Document) {
			SetValue(d.Root(), "y")
			d.Root().AddChild(build("b"))
		}, "<a>y<b/></a>"},
		{"a child removed beside a text that changes", "<a>x\n  <b/>\n  z</a>", func(t *testing.T, d *Document) {
			d.Root().RemoveChild(find(t, d, "/a/b"))
			SetValue(d.Root(), "y")
		}, "<a>y</a>"},
		{"changed and changed back", "<a><b>&#120;</b></a>", func(t *testing.T, d *Document) {
			e := find(t, d, "/a/b")
			SetValue(e, "y")
			SetValue(e, "x")
		}, "<a><b>&#120;</b></a>"},
		{"emptied and changed back", "<a><b>&#120;</b></a>", func(t *testing.T, d *Document) {
			e := find(t, d, "/a/b")
			SetValue(e, "")
			SetValue(e, "x")
		}, "<a><b>&#120;</b></a>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse([]byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			test.change(t, d)
			got, err := d.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if changed := d.Changed(); changed != (test.src != test.want) {
				t.Errorf("Changed is %v", changed)
			}
		})
	}
}

// TestUnwritable checks that a tree that cannot be written is an error, with a
// position if there is one, and yields no bytes.
func TestUnwritable(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Document)
		want   string
	}{
		{"control character in a text", func(d *Document) { SetValue(d.Root(), "\x01") }, `1:4: the value contains '\x01'`},
		{"control character in an attribute", func(d *Document) { d.Root().CreateAttr("b", "\x00") },
			`1:1: the value contains '\x00'`},
		{"broken UTF-8", func(d *Document) { SetValue(d.Root(), "\xff") }, "1:4: the value is not UTF-8"},
		{"-- in a comment", func(d *Document) { d.Root().CreateComment("a--b") }, "1:1: a comment cannot contain --"},
		{"- at the end of a comment", func(d *Document) { d.Root().CreateComment("a-") }, "1:1: a comment cannot contain --"},
		{"?> in an instruction", func(d *Document) { d.Root().CreateProcInst("p", "?>") }, "1:1: a processing instruction"},
		{"a name that is none", func(d *Document) { d.Root().CreateElement("1x") }, `1:1: "1x" is not an XML name`},
		{"an attribute name that is none", func(d *Document) { d.Root().CreateAttr("a b", "") },
			`1:1: "a b" is not an XML name`},
		{"no root", func(d *Document) { d.Tree().RemoveChild(d.Root()) }, "no root element"},
		{"an attribute twice", func(d *Document) {
			d.Root().Attr = append(d.Root().Attr, etree.Attr{Key: "k", Value: "1"}, etree.Attr{Key: "k", Value: "1"})
		}, "attribute"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse([]byte("<a>x</a>"))
			if err != nil {
				t.Fatal(err)
			}
			test.change(d)
			out, err := d.Bytes()
			if err == nil || out != nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q, %v; want %q", out, err, test.want)
			}
		})
	}
}
