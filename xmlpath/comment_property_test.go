package xmlpath

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A tangle is a random document full of comments, CDATA, processing instructions,
// --, and text that looks like a comment in a comment.
type tangle struct {
	strings.Builder
	t      *rapid.T
	serial int
}

func (g *tangle) pick(options ...string) string { return rapid.SampledFrom(options).Draw(g.t, "pick") }

func (g *tangle) tag() string {
	g.serial++
	return fmt.Sprintf("e%d", g.serial)
}

// element writes an element, sometimes with indentation before it.
func (g *tangle) element(indent string, depth int) {
	tag := g.tag()
	g.WriteString("<" + tag + g.pick("", "", "", "", "", "", " k='v'", " k='v'", " k='a--b'", "\n  k=\"-->\"",
		" k='&lt;!&ndash;'"))
	if g.pick("", "", "", "empty") != "" {
		g.WriteString(g.pick("/>", " />"))
		return
	}
	g.WriteString(">")
	for range rapid.IntRange(0, 4).Draw(g.t, "children") {
		g.WriteString(g.pick("", "\n"+indent, "\r\n"+indent))
		g.content(indent+"  ", depth-1)
	}
	g.WriteString(g.pick("", "\n"+indent) + "</" + tag + g.pick("", "", " ") + ">")
}

// content writes one random child of an element.
func (g *tangle) content(indent string, depth int) {
	kind := rapid.IntRange(0, 11).Draw(g.t, "kind")
	if kind > 6 && depth > 0 {
		g.element(indent, depth)
		return
	}
	if rapid.IntRange(0, 20).Draw(g.t, "refused") == 0 {
		g.WriteString(g.pick("a--b", "--", "&lt;!&ndash; x &ndash;&gt;", "&ndash;&gt;",
			"<!--x>&lt;!&ndash; in &ndash;&gt;</x-->",
			"<![CDATA[<!-- -->]]>", "<?p -- ?>"))
		return
	}
	g.WriteString(g.pick(
		"text", "a - b", "a&amp;b", "&#233;", "]] >",
		"<!-- c -->", "<!---x-->", "<!---->", "<!-->-->", "<!---> <x -->", "<!--a&gt;-->", "<!-- &ndash; -->",
		"<!--"+g.stock()+"-->", "<!-- <"+g.stock()+"> -->", "<!-- set <"+g.stock()+"> or\n <"+g.stock()+"> -->",
		"<!--\n  <"+g.stock()+">\n  <"+g.stock()+">\n-->", "<!--<x>-->\n<!--  <y/>-->\n<!--</x>-->",
		"<![CDATA[ a ]]>", "<?p x?>"))
}

// stock returns an element without its < and its >.
func (g *tangle) stock() string {
	g.serial++
	return fmt.Sprintf("c%d k='1'>&lt;</c%d", g.serial, g.serial)
}

func drawTangle(t *rapid.T) []byte {
	g := &tangle{t: t}
	g.WriteString("<!DOCTYPE root [<!ENTITY ndash 'x'>]>\n<root>\n")
	for range rapid.IntRange(1, 6).Draw(t, "elements") {
		g.WriteString("  ")
		g.element("  ", 3)
		g.WriteString("\n")
	}
	g.WriteString("</root>\n")
	return []byte(g.String())
}

// TestCommentedAndBack checks that an element that becomes a comment and is made
// active again gives the original bytes, or is refused and leaves the document
// unchanged; and that making an element in a comment active changes nothing else.
func TestCommentedAndBack(t *testing.T) {
	rounds, wanted := 1, 200
	if os.Getenv("ISPATCH_LONG") != "" {
		rounds, wanted = 60, 10000
	}
	there, refused := 0, 0
	for range rounds {
		rapid.Check(t, func(t *rapid.T) {
			src := drawTangle(t)
			d, err := Parse(src)
			if err != nil {
				t.Fatalf("%v\n%s", err, src)
			}
			var paths []string
			for _, e := range d.Tree().FindElements("//*")[1:] {
				paths = append(paths, e.GetPath())
			}
			for _, path := range paths {
				if roundTripComment(t, src, path) {
					there++
				} else {
					refused++
				}
			}
		})
	}
	t.Logf("%d elements became comments and came back, %d were refused", there, refused)
	// With -short rapid tries a fifth.
	if there < wanted && !testing.Short() || there == 0 {
		t.Errorf("only %d round trips", there)
	}
}

// roundTripComment reports whether the element at a path could become a
// comment.
func roundTripComment(t *rapid.T, src []byte, path string) bool {
	d, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := d.Comment(path); err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Line == 0 {
			t.Fatalf("%s: refused without a position: %v", path, err)
		}
		if out, err := d.Bytes(); changed || err != nil || !bytes.Equal(out, src) {
			t.Fatalf("%s: refused, but changed: %v\n%s", path, err, out)
		}
		return false
	}
	commented, err := d.Bytes()
	if err != nil {
		t.Fatalf("%s: %v\n%s", path, err, src)
	}
	again, err := Parse(commented)
	if err != nil {
		t.Fatalf("%s: %v\n%s", path, err, commented)
	}
	if found, err := again.Find(path); err != nil || len(found) > 0 {
		t.Fatalf("%s: still active: %v\n%s", path, err, commented)
	}
	for _, doc := range []*Document{d, again} {
		if changed, err := doc.Uncomment(path); !changed || err != nil {
			t.Fatalf("%s: back: %v\n%s", path, err, commented)
		}
		if out, err := doc.Bytes(); err != nil || !bytes.Equal(out, src) {
			t.Fatalf("%s: back: %v\ngot  %q\nwant %q\nwith %q", path, err, out, src, commented)
		}
	}
	return true
}

// TestUncommentByPath checks what remains of a comment that contained an element.
func TestUncommentByPath(t *testing.T) {
	for _, test := range []struct{ name, src, path, want string }{
		{"stock form", "<a>\n  <!--b k='1'>x</b-->\n</a>", "/a/b", "<a>\n  <b k='1'>x</b>\n</a>"},
		{"whole element", "<a>\n  <!-- <b>x</b> -->\n</a>", "/a/b", "<a>\n  <b>x</b>\n</a>"},
		{"on lines of its own", "<a>\n  <!--\n  <b>\n    <c/>\n  </b>\n  -->\n</a>", "/a/b",
			"<a>\n  <b>\n    <c/>\n  </b>\n</a>"},
		{"last of several", "<a>\n  <!--\n  <b>1</b>\n  <c>2</c>\n  -->\n</a>", "/a/c",
			"<a>\n  <!--\n  <b>1</b>\n  -->\n  <c>2</c>\n</a>"},
		{"first of several", "<a>\n  <!--\n  <b>1</b>\n  <c>2</c>\n  -->\n</a>", "/a/b",
			"<a>\n  <b>1</b>\n  <!--\n  <c>2</c>\n  -->\n</a>"},
		{"middle of several, CRLF", "<a>\r\n\t<!--<b/>\r\n\t<c/>\r\n\t<d/>-->\r\n</a>", "/a/c",
			"<a>\r\n\t<!--<b/>\r\n\t-->\r\n\t<c/>\r\n\t<!--\r\n\t<d/>-->\r\n</a>"},
		{"on one line with others", "<a>\n  <!--<b/><c/><d/>-->\n</a>", "/a/c", "<a>\n  <!--<b/>--> <c/> <!--<d/>-->\n</a>"},
		{"two in stock form", "<a>\n  <!--b>1</b>\n  <c/-->\n</a>", "/a/c", "<a>\n  <!--<b>1</b>\n  -->\n  <c/>\n</a>"},
		{"with text beside it", "<a>\n  <!-- to switch it on:\n  <b>1</b>\n  -->\n</a>", "/a/b",
			"<a>\n  <!-- to switch it on:\n  -->\n  <b>1</b>\n</a>"},
		{"line by line", "<a>\n  <!--<b>-->\n  <!--  <c/>-->\n  <!--</b>-->\n  <!-- other -->\n</a>", "/a/b",
			"<a>\n  <b>\n    <c/>\n  </b>\n  <!-- other -->\n</a>"},
		{"line by line, marks at the start of the line", "<a>\n<!--  <b>-->\n<!--    <c/>-->\n<!--  </b>-->\n</a>", "/a/b",
			"<a>\n  <b>\n    <c/>\n  </b>\n</a>"},
		{"line by line, a line of attributes", "<a>\n  <!--<b k='1'-->\n  <!--   l='2'/>-->\n</a>", "/a/b",
			"<a>\n  <b k='1'\n     l='2'/>\n</a>"},
		{"comments in it", "<a>\n  <!--b>&lt;!&ndash; c &ndash;&gt;</b-->\n</a>", "/a/b", "<a>\n  <b><!-- c --></b>\n</a>"},
		{"another one's comments stay", "<a><!-- <b/> <c>&lt;!&ndash;d&ndash;&gt;</c> --></a>", "/a/b",
			"<a><b/> <!-- <c>&lt;!&ndash;d&ndash;&gt;</c> --></a>"},
		{"active already", "<a><b/><!--b/--></a>", "/a/b", "<a><b/><!--b/--></a>"},
		{"by its attribute", "<a><!--b k='1'/--><!--b k='2'/--></a>", "/a/b[@k='2']", "<a><!--b k='1'/--><b k='2'/></a>"},
		{"by any predicate", "<a><!--b k='1'/--><!--b k='2'/--></a>", "//b[contains(@k,'2')]",
			"<a><!--b k='1'/--><b k='2'/></a>"},
		{"with a prefix", "<a xmlns:p='u'><!--p:b/--></a>", "/a/p:b", "<a xmlns:p='u'><p:b/></a>"},
		{"in a default namespace", "<a xmlns='u' xmlns:q='u'><!--b/--></a>", "/a/q:b", "<a xmlns='u' xmlns:q='u'><b/></a>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parsed(t, test.src)
			changed, err := d.Uncomment(test.path)
			if err != nil || changed != (test.src != test.want) {
				t.Fatalf("changed %v, %v", changed, err)
			}
			bytesAre(t, d, test.want)
			if changed, err := parsed(t, test.want).Uncomment(test.path); changed || err != nil {
				t.Errorf("again: changed %v, %v", changed, err)
			}
		})
	}
	for _, test := range []struct{ src, path, want string }{
		{"<a>\n<!--b/-->\n<!-- <b/> -->\n</a>", "/a/b", "2:1: path /a/b is in comments 2 times, at lines 2 and 3"},
		{"<a>\n<!--\n<b/>\n<b/>\n-->\n</a>", "/a/b", "2:1: path /a/b is in comments 2 times, at lines 3 and 4"},
		{"<a>\n<!-- b -->\n</a>", "/a/b", "path /a/b matches nothing, not in a comment either"},
		{"<a><!-- <b> <c/> --></a>", "/a/b", "path /a/b matches nothing"},
		{"<a><!--p:b/--></a>", "/a/b", "1:4: the element in the comment has the prefix p, which is not declared here"},
	} {
		d := parsed(t, test.src)
		if _, err := d.Uncomment(test.path); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v", test.src, err)
		}
		bytesAre(t, d, test.src)
	}
	for _, many := range []struct{ src, path, want string }{
		{"<a>" + strings.Repeat("<!--b/--> <!-- <c><b/></c> <b/> -->", 1005) + "</a>", "/a/b", ""},
		{"<a>" + strings.Repeat("<!--b/--> <d><!-- <b/> --></d>", 1005) + "</a>", "//b", ""},
		{"<a>\n" + strings.Repeat("  <!--<b/>-->\n", 20000) + "</a>", "/a/b", ""},
		{"<a>" + strings.Repeat("<!--b/-->", 5000) + "</a>", "/a/b", ""},
		{"<a><!-- " + strings.Repeat("<b/>\n", 1005) + "--></a>", "/a/b",
			"1:4: path /a/b is 1005 times in one comment, more than 1000"},
		{"<a><b/>" + strings.Repeat("<!--b/-->", 1005) + "</a>", "/a/b[true()]",
			"1:8: path /a/b[true()] is in comments more than 1000 times"},
	} {
		d := parsed(t, many.src)
		_, err := d.Uncomment(many.path, All())
		if many.want != "" {
			if err == nil || err.Error() != many.want {
				t.Errorf("%.30s: %v", many.src, err)
			}
			bytesAre(t, d, many.src)
			continue
		}
		if found, findErr := d.Find("//b"); err != nil || findErr != nil || len(found) < 2010 {
			t.Errorf("%.30s: %d active, %v, %v", many.src, len(found), err, findErr)
		}
		if changed, err := d.Uncomment(many.path, All()); changed || err != nil {
			t.Errorf("%.30s: again: %v, %v", many.src, changed, err)
		}
	}
	d := parsed(t, "<a><!--b/--> <!-- <b/>\n<b k='2'/> --></a>")
	if changed, err := d.Uncomment("/a/b", All()); !changed || err != nil {
		t.Errorf("all: %v", err)
	}
	bytesAre(t, d, "<a><b/> <b/>\n<b k='2'/></a>")
}

// TestUncommentAndSet checks that an element that was in a comment can be changed
// and extended in the style of its neighbours, without parsing in between.
func TestUncommentAndSet(t *testing.T) {
	d := parsed(t, "<a>\r\n\t<!--\r\n\t<b>\r\n\t\t<c>1</c>\r\n\t</b>\r\n\t<d/>-->\r\n</a>")
	for _, call := range []call{
		set("/a/b/c", "2", UncommentTwin()), set("/a/d/@k", "v", UncommentTwin()), insert("/a/b", "<e/>"), set("/a/b/@k",
			"w"),
	} {
		if changed, err := call(d); err != nil || !changed {
			t.Fatal(changed, err)
		}
	}
	bytesAre(t, d, "<a>\r\n\t<b k=\"w\">\r\n\t\t<c>2</c>\r\n\t\t<e/>\r\n\t</b>\r\n\t<d k=\"v\"/>\r\n</a>")
	// It can become a comment again, with its changes.
	if changed, err := d.Comment("/a/b"); err != nil || !changed {
		t.Fatal(changed, err)
	}
	bytesAre(t, d, "<a>\r\n\t<!--b k=\"w\">\r\n\t\t<c>2</c>\r\n\t\t<e/>\r\n\t</b-->\r\n\t<d k=\"v\"/>\r\n</a>")
}
