package xmlpath

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// FuzzParse checks that any bytes are refused with a position, or come back
// unchanged and are covered by the spans of the tokens; and that a change of the
// document does what it is meant to do, and does nothing the second time.
func FuzzParse(f *testing.F) {
	for _, file := range xmlFiles(f, "../fixtures/xml") {
		if src, err := os.ReadFile(file); err == nil && len(src) < 4096 {
			f.Add(src, "value", uint8(3))
		}
	}
	f.Add([]byte("<a>\n  <b k='1'/>\n</a>"), "a&b<c>]]>\r\n", uint8(9))
	f.Fuzz(func(t *testing.T, src []byte, value string, choice uint8) {
		d, err := Parse(src)
		if err != nil {
			if e, ok := err.(*Error); !ok || e.Line < 1 || e.Column < 1 || e.Message == "" {
				t.Fatalf("refused without a position: %v", err)
			}
			return
		}
		tile(t, d, &d.Tree().Element, d.top)
		if out, err := d.Bytes(); err != nil || !bytes.Equal(out, src) {
			t.Fatalf("not as it was: %v", err)
		}
		index := int(choice) % len(d.Tree().FindElements("//*"))
		change := func(d *Document) bool {
			e := d.Tree().FindElements("//*")[index]
			switch choice / 32 {
			case 0:
				SetValue(e, value)
			case 1:
				e.CreateAttr("k", value)
			case 2:
				if e.SelectElement("fresh") == nil {
					e.AddChild(build("fresh", build("inner=1")))
				}
			case 3:
				if next := e.NextSibling(); e != d.Root() && (next == nil || next.Tag != "fresh") {
					InsertAfter(e, build("fresh=1"))
				}
			case 4:
				if e == d.Root() {
					return false
				}
				e.Parent().RemoveChild(e)
				return false
			case 5:
				if e == d.Root() {
					return false
				}
				d.CommentOut(e)
				return false
			case 6:
				for _, token := range e.Child {
					if c, ok := token.(*etree.Comment); ok {
						d.Activate(c)
						break
					}
				}
				return false
			default:
				e.Tag = "renamed"
			}
			return true
		}
		repeatable := change(d)
		out, err := d.Bytes()
		if err != nil {
			if strings.Contains(err.Error(), "internal error") {
				t.Fatalf("%v\n%q", err, src)
			}
			return // a value that XML cannot hold
		}
		again, err := Parse(out)
		if err != nil {
			t.Fatalf("%v\n%q", err, out)
		}
		if repeatable && change(again) {
			if second, err := again.Bytes(); err != nil || !bytes.Equal(second, out) {
				t.Fatalf("the second time: %v\n%q\n%q\n%q", err, src, out, second)
			}
		}
	})
}

// nestedDocument has elements inside elements with the same name.
const nestedDocument = "<a xmlns:p='u'><a k='1'><b n='2'><a><b>x</b></a></b><b/></a>" +
	"<b><a><p:b k='1'>y</p:b></a></b><c><b>x<!--z--><![CDATA[y]]></b></c></a>"

// FuzzPath checks that any text is a path or an error, and that a path finds what
// it created.
func FuzzPath(f *testing.F) {
	for _, path := range []string{"/a/b[@k='1']/c", "//b[n='x']/@q", "/a/b[j/n='x']", "/Server/*[last()]",
		"//ds[position()<3]|//x", "/a/child::b", "a[", "//a//b", "//ds//name//x", "/Server//name/@k", "//svns:p"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 {
			return
		}
		p, err := Compile(text)
		if err != nil {
			return
		}
		d, err := Parse([]byte(nestedDocument))
		if err != nil {
			t.Fatal(err)
		}
		found, err := p.Find(d)
		if err != nil || p.steps == nil {
			return
		}
		slow, err := p.evaluate(d)
		if err != nil {
			return // the engine knows fewer letters
		}
		if !slices.Equal(found, slow) {
			t.Fatalf("found %v, the engine %v", found, slow)
		}
		if !p.Simple() {
			return
		}
		changes, err := p.Ensure(d)
		if err != nil {
			return
		}
		e := changes[0].Element
		if second, err := p.Ensure(d); err != nil || second[0].Element != e {
			t.Fatalf("the second time: %v, %v", second, err)
		}
		if p.Attr() != "" {
			return
		}
		if found, err := p.evaluate(d); err != nil || len(found) != 1 || found[0].Element != e {
			t.Fatalf("ensured, but found %v, %v", found, err)
		}
	})
}
