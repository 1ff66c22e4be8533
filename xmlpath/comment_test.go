package xmlpath

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// commentOf returns the first comment below the root.
func commentOf(t *testing.T, d *Document) *etree.Comment {
	t.Helper()
	for _, token := range d.Root().Child {
		if c, ok := token.(*etree.Comment); ok {
			return c
		}
	}
	t.Fatal("no comment")
	return nil
}

// TestCommentMarks checks that only the marks change when an element becomes a
// comment or a comment an element, and that both in turn give the original bytes.
func TestCommentMarks(t *testing.T) {
	for _, pair := range []struct{ name, element, comment string }{
		{"stock", "<a>\r\n\t<m class='x'>\n  <p n=\"1\"/>\r\n</m>\r\n</a>",
			"<a>\r\n\t<!--m class='x'>\n  <p n=\"1\"/>\r\n</m-->\r\n</a>"},
		{"self-closing", "<a><m x='1'/></a>", "<a><!--m x='1'/--></a>"},
		{"references and CDATA", "<a><m>&amp;<![CDATA[<]]>&#233;</m></a>", "<a><!--m>&amp;<![CDATA[<]]>&#233;</m--></a>"},
		{"a comment that begins with >", "<a><m><!--> x --></m></a>", "<a><!--m>&lt;!&ndash;> x &ndash;&gt;</m--></a>"},
		{"a comment that begins with ->", "<a><m><!---> x --></m></a>", "<a><!--m>&lt;!&ndash;-> x &ndash;&gt;</m--></a>"},
		{"ISO-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a><m>\xe9</m></a>",
			"<?xml version='1.0' encoding='ISO-8859-1'?><a><!--m>\xe9</m--></a>"},
	} {
		t.Run(pair.name, func(t *testing.T) {
			d, err := Parse([]byte(pair.element))
			if err != nil {
				t.Fatal(err)
			}
			c, err := d.CommentOut(d.Root().ChildElements()[0])
			if err != nil {
				t.Fatal(err)
			}
			bytesAre(t, d, pair.comment)
			if _, err := d.Activate(c); err != nil { // in the same document
				t.Fatal(err)
			}
			bytesAre(t, d, pair.element)

			d, err = Parse([]byte(pair.comment))
			if err != nil {
				t.Fatal(err)
			}
			c = commentOf(t, d)
			if e := d.Commented(c); e == nil || e.Tag != "m" {
				t.Fatalf("Commented: %v", e)
			}
			bytesAre(t, d, pair.comment) // looking changes nothing
			e, err := d.Activate(c)
			if err != nil {
				t.Fatal(err)
			}
			bytesAre(t, d, pair.element)
			back, err := d.CommentOut(e)
			if err != nil || back != c {
				t.Fatalf("back: %v, %v", back, err)
			}
			bytesAre(t, d, pair.comment)
		})
	}
}

func bytesAre(t *testing.T, d *Document, want string) {
	t.Helper()
	got, err := d.Bytes()
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

// TestUncommentAndChange checks that an element that was a comment can be changed,
// and its surroundings, without parsing in between.
func TestUncommentAndChange(t *testing.T) {
	d, err := Parse([]byte("<a>\n  <!--m class=\"x\">\n    <p>1</p>\n  </m-->\n</a>"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.Activate(commentOf(t, d))
	if err != nil {
		t.Fatal(err)
	}
	p := e.SelectElement("p")
	SetValue(p, "2")
	InsertAfter(p, build("p=3"))
	e.CreateAttr("class", "y")
	e.CreateAttr("k", "v")
	bytesAre(t, d, "<a>\n  <m class=\"y\" k=\"v\">\n    <p>2</p>\n    <p>3</p>\n  </m>\n</a>")
	if _, err := d.CommentOut(e); err != nil { // changed, so it is not the comment of before
		t.Fatal(err)
	}
	bytesAre(t, d, "<a>\n  <!--m class=\"y\" k=\"v\">\n    <p>2</p>\n    <p>3</p>\n  </m-->\n</a>")
}

// TestUncommentOtherForms checks that a comment around a whole element can become
// active, and that a comment with any other content is refused.
func TestUncommentOtherForms(t *testing.T) {
	d, err := Parse([]byte("<a>\n  <!-- <m>\n    <p/>\n  </m> -->\n</a>"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Activate(commentOf(t, d)); err != nil {
		t.Fatal(err)
	}
	bytesAre(t, d, "<a>\n  <m>\n    <p/>\n  </m>\n</a>")

	for _, text := range []string{"text", "", " ", "m", "m>", "m><p></m", "m></m> more", "<m/><m/>", "m>&undeclared;</m",
		"m></m>\n"} {
		d, err := Parse([]byte("<a><!--" + text + "--></a>"))
		if err != nil {
			t.Fatal(err)
		}
		c := commentOf(t, d)
		if e := d.Commented(c); e != nil {
			t.Errorf("%q: holds %v", text, e)
		}
		if _, err := d.Activate(c); err == nil || !strings.HasPrefix(err.Error(), "1:4: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestCommentOutRefuses checks that an element that contains -- cannot become a
// comment, and that the error has the position of the --.
func TestCommentOutRefuses(t *testing.T) {
	for src, want := range map[string]string{
		"<a><m><![CDATA[--]]></m></a>": "1:16: ",
		"<a><m><?p --?></m></a>":       "1:11: ",
		"<a><m x='-->'/></a>":          "1:10: ",
		"<a><m-></m-></a>":             "1:4: ",
		"<a><m x='a--b'/></a>":         "1:11: ",
		"<a><m>--</m></a>":             "1:7: ",
	} {
		d, err := Parse([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.CommentOut(d.Root().ChildElements()[0]); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", src, err)
		}
		bytesAre(t, d, src)
	}
	d := parsed(t, "<!DOCTYPE a [<!ENTITY ndash '-'>]><a><m>&lt;!&ndash; </m></a>")
	if _, err := d.Comment("/a/m"); err == nil || !strings.HasPrefix(err.Error(), "1:41: ") {
		t.Errorf("text like a comment: %v", err)
	}
	d, _ = Parse([]byte("<a><m/></a>"))
	fresh := build("m")
	d.Root().AddChild(fresh)
	if _, err := d.CommentOut(fresh); err == nil {
		t.Error("a new element became a comment")
	}
}
