package xmlpath

import (
	"fmt"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"pgregory.net/rapid"
)

// TestDeleteNeighbours checks that elements with only blanks between them on a line are
// removed as one, so that they go with their line.
func TestDeleteNeighbours(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"all of a line", "<r>\n  <c/> <c/>\n</r>", "<r>\n</r>"},
		{"three", "<r>\n  <c/>  <c/>\t<c/>\n  <k/>\n</r>", "<r>\n  <k/>\n</r>"},
		{"several lines", "<r>\r\n  <c/> <c/>\r\n  <c/> <c/>\r\n  <k/>\r\n</r>", "<r>\r\n  <k/>\r\n</r>"},
		{"over lines", "<r>\n  <c>\n  </c> <c>\n  </c>\n  <k/>\n</r>", "<r>\n  <k/>\n</r>"},
		{"first of a line", "<r>\n  <c/> <c/> <k/>\n</r>", "<r>\n  <k/>\n</r>"},
		{"last of a line", "<r>\n  <k/> <c/> <c/>\n</r>", "<r>\n  <k/>\n</r>"},
		{"not beside each other", "<r>\n  <c/> <k/> <c/>\n</r>", "<r>\n  <k/>\n</r>"},
		{"a comment at the end of the line", "<r>\n  <c/> <c/> <!--x-->\n</r>", "<r>\n   <!--x-->\n</r>"},
		{"a document on one line", "<r><c/> <c/></r>", "<r></r>"},
		{"beside text", "<r>x<c/> <c/>y</r>", "<r>x y</r>"},
		{"after text", "<r>\n  x<c/> <c/> <c/>\n</r>", "<r>\n  x\n</r>"},
		{"before text", "<r>\n  <c/> <c/> <c/>x\n</r>", "<r>\n  x\n</r>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parsed(t, test.src)
			if _, err := d.Delete("/r/c", All()); err != nil {
				t.Fatal(err)
			}
			bytesAre(t, d, test.want)
		})
	}
}

// TestDeleteAnySubset checks that any of the elements of a document can be removed
// together, and that the others, the comments and the words stay.
func TestDeleteAnySubset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		between := rapid.SampledFrom([]string{"", " ", " ", "  ", "\t", "\n  ", "\r\n\r\n", " \n", "<!--c-->", " <!--c--> ",
			" x ", "x", "<![CDATA[ ]]>", "<?p x?>", "&#32;"})
		var b strings.Builder
		b.WriteString("<r>")
		for i := range rapid.IntRange(0, 9).Draw(t, "elements") {
			b.WriteString(between.Draw(t, "between"))
			fmt.Fprintf(&b, "<%s i='%d'>%s</e>", rapid.SampledFrom([]string{"e", "e k='1'", "e k='1'"}).Draw(t, "tag"), i,
				rapid.SampledFrom([]string{"", "", "y", "\n", "<e k='1'/> <e k='1'/>"}).Draw(t, "content"))
		}
		b.WriteString(between.Draw(t, "end") + "</r>")
		src := b.String()
		d, err := Parse([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		d.Tree()
		want := outline(d.Root(), true)
		if _, err := d.Delete("//e[@k='1']", All()); err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		out, err := d.Bytes()
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		again, err := Parse(out)
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		again.Tree()
		if got := outline(again.Root(), false); got != want {
			t.Fatalf("%q\ngot  %q: %q\nwant %q", src, out, got, want)
		}
	})
}

// outline writes an element without layout and, with skip, without the elements that have
// the attribute k.
func outline(e *etree.Element, skip bool) string {
	var all, text strings.Builder
	end := func() {
		if words := strings.Fields(text.String()); len(words) > 0 {
			fmt.Fprintf(&all, "%q", words)
		}
		text.Reset()
	}
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			text.WriteString(t.Data)
		case *etree.Element:
			if skip && t.SelectAttr("k") != nil {
				continue
			}
			end()
			fmt.Fprintf(&all, "<%s %v>%s</>", t.Tag, t.SelectAttrValue("i", ""), outline(t, skip))
		case *etree.Comment:
			end()
			all.WriteString("<!>" + t.Data)
		case *etree.ProcInst:
			end()
			all.WriteString("<?>" + t.Inst)
		}
	}
	end()
	return all.String()
}
