package xmlpath

import (
	"bytes"
	"strings"
	"testing"
)

// TestResultIsChecked checks that a result that differs from the tree anywhere, even
// in elements that were never built, is an internal error.
func TestResultIsChecked(t *testing.T) {
	src := "<a xmlns:p='u'>\n  <b><p:c k='1'>x</p:c></b>\n  <d>1</d>\n  <e><f/>y<!-- z --></e>\n</a>\n"
	for n, change := range []call{set("/a/d", "22"), set("/a/new/@k", "v"), remove("/a/d"), insert("/a/d", "<b/>",
		First())} {
		d := parsed(t, src)
		if _, err := change(d); err != nil {
			t.Fatal(err)
		}
		edits, err := d.edits()
		if err != nil {
			t.Fatal(err)
		}
		if d.stretches(edits) == nil {
			t.Fatalf("%d: the whole tree was built", n)
		}
		out, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for i := range out {
			for _, replaced := range []string{"", "q", "<", ">", "&", "\x01", out0(out, i) + out0(out, i)} {
				wrong := append(append(bytes.Clone(out[:i]), replaced...), out[i+1:]...)
				if _, err := d.check(wrong, edits); err == nil && !isLayout(out, wrong) {
					t.Errorf("not seen: %q", wrong)
				}
			}
		}
	}
}

func out0(b []byte, i int) string { return string(b[i : i+1]) }

// isLayout reports whether two documents say the same, white space aside.
func isLayout(a, b []byte) bool {
	strip := func(b []byte) string {
		return strings.NewReplacer(" ", "", "\n", "", "'", "\"").Replace(string(b))
	}
	return strip(a) == strip(b)
}

// TestDeclarationsAreReadAgain checks that the content of an element is parsed
// again, not only compared, if its namespace declarations changed.
func TestDeclarationsAreReadAgain(t *testing.T) {
	d := parsed(t, "<a xmlns:p='u'>\n  <b><p:c/></b>\n</a>\n")
	d.root().RemoveAttr("xmlns:p")
	if out, err := d.Bytes(); err == nil || !strings.Contains(err.Error(), "prefix p is not declared") {
		t.Errorf("%s, %v", out, err)
	}
}
